import { countWork } from "@/lib/server/cases/work";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/work", {
  GET: async ({ ctx }) => countWork(ctx),
});
