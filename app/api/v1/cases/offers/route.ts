import { offersOf } from "@/lib/server/bulk";
import { offersAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

export const POST = route(async ({ ctx, request, t }) => {
  const { count, missing, actions } = await offersOf(ctx, (await readJson(request)).value);
  return { count, missing, actions: offersAnswer(t, count, actions) };
});
