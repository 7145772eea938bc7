import { addCases } from "@/lib/server/imports/import";
import { createdAnswer } from "@/lib/web/api-answers";
import { errorsInstead } from "@/lib/web/errors-instead";
import { longWork } from "@/lib/web/long-work";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/groups/{id}/cases", {
  POST: async (input) => {
    const { value, hash } = await readJson(input.request);
    const instead = await errorsInstead(input, (check) =>
      addCases(input.ctx, input.params.id, { ...(value as object), ...check }),
    );
    return (
      instead ??
      longWork(
        input,
        hash,
        (ctx) => addCases(ctx, input.params.id, value),
        (outcome) => createdAnswer(input.t, outcome),
      )
    );
  },
});
