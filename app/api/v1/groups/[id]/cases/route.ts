import { addCases } from "@/lib/server/import";
import { importAnswer } from "@/lib/web/api-answers";
import { errorsInstead } from "@/lib/web/errors-instead";
import { longWork } from "@/lib/web/long-work";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

export const POST = route<{ id: string }>(async (input) => {
  const { value, hash } = await readJson(input.request);
  const instead = await errorsInstead(input, (check) =>
    addCases(input.ctx, input.params.id, { ...(value as object), ...check }),
  );
  return (
    instead ??
    longWork(input, hash, async (ctx) => importAnswer(input.t, await addCases(ctx, input.params.id, value)))
  );
});
