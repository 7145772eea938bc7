import { listCases } from "@/lib/server/cases/case-list";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects/{id}/cases", {
  GET: async ({ ctx, params, query }) => listCases(ctx, params.id, query),
});
