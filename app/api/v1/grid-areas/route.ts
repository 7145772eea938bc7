import { suggestGridAreas } from "@/lib/server/places/grid-areas";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/grid-areas", {
  GET: async ({ ctx, query }) => suggestGridAreas(ctx, query),
});
