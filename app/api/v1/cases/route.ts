import { listAllCases } from "@/lib/server/cases/work-list";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/cases", {
  GET: async ({ ctx, query }) => listAllCases(ctx, query),
});
