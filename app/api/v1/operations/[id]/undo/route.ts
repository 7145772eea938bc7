import { undoOperation } from "@/lib/server/undo";
import { route } from "@/lib/web/route";

export const POST = route<{ id: string }>(async ({ ctx, params }) => undoOperation(ctx, params.id));
