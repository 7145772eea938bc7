import { listAssignees } from "@/lib/server/cases/assignees";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects/{id}/assignees", {
  GET: async ({ ctx, params }) => listAssignees(ctx, params.id),
});
