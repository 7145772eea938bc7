import { offersOf } from "@/lib/server/cases/bulk";
import { offersAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/cases/offers", {
  POST: async ({ ctx, request, t }) => {
    const { count, missing, actions } = await offersOf(ctx, (await readJson(request)).value);
    return { count, missing, actions: offersAnswer(t, ctx.actor.role, count, actions) };
  },
});
