import { listEvents } from "@/lib/server/events/events";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/events", {
  GET: async ({ ctx, query }) => listEvents(ctx, query),
});
