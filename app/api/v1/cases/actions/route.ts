import { performAction } from "@/lib/server/cases/bulk";
import { actionAnswer } from "@/lib/web/api-answers";
import { longWork } from "@/lib/web/long-work";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/cases/actions", {
  POST: async (input) => {
    const { value, hash } = await readJson(input.request);
    return longWork(
      input,
      hash,
      (ctx) => performAction(ctx, value),
      (outcome) => actionAnswer(input.t, outcome),
    );
  },
});
