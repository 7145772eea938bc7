import { valuesOf } from "@/lib/server/selected-cases";
import { valuesAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { route } from "@/lib/web/route";

export const POST = route(async ({ ctx, request, t }) =>
  valuesAnswer(t, await valuesOf(ctx, (await readJson(request)).value)),
);
