import { searchEverything } from "@/lib/server/cases/search-everything";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/search", {
  GET: ({ ctx, query }) => searchEverything(ctx, query),
});
