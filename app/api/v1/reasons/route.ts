import { recentReasons } from "@/lib/server/operations/operations";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/reasons", {
  GET: async ({ ctx, query }) => ({ reasons: await recentReasons(ctx, query) }),
});
