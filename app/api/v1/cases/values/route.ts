import { valuesOf } from "@/lib/server/cases/selected-cases";
import { valuesAnswer } from "@/lib/web/api-answers";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/cases/values", {
  POST: async ({ ctx, request, t }) => valuesAnswer(t, await valuesOf(ctx, (await readJson(request)).value)),
});
