import { undoOperation } from "@/lib/server/operations/undo";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/operations/{id}/undo", {
  POST: async ({ ctx, params }) => undoOperation(ctx, params.id),
});
