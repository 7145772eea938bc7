import { listCases } from "@/lib/server/cases/case-list";
import { datedAnswer } from "@/lib/web/api-answers";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects/{id}/cases", {
  GET: async ({ ctx, params, query }) => {
    const { cases, ...page } = await listCases(ctx, params.id, query);
    return { cases: cases.map(datedAnswer), ...page };
  },
});
