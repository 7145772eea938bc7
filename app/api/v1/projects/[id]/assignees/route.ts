import { listAssignees } from "@/lib/server/case-list";
import { route } from "@/lib/web/route";

export const GET = route<{ id: string }>(async ({ ctx, params }) => listAssignees(ctx, params.id));
