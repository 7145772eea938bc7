import { openCase } from "@/lib/server/cases/cases";
import { caseDetailAnswer } from "@/lib/web/api-answers";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/cases/{id}", {
  GET: async ({ ctx, params, t }) => caseDetailAnswer(t, await openCase(ctx, params.id)),
});
