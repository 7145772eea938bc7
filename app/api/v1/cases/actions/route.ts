import { performAction } from "@/lib/server/bulk";
import { actionAnswer } from "@/lib/web/api-answers";
import { longWork } from "@/lib/web/long-work";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

export const POST = route(async (input) => {
  const { value, hash } = await readJson(input.request);
  return longWork(input, hash, async (ctx) => actionAnswer(input.t, await performAction(ctx, value)));
});
