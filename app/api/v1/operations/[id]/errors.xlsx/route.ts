import { errorWorkbook } from "@/lib/server/workbooks";
import { route, workbookResponse } from "@/lib/web/route";

export const GET = route<{ id: string }>(async ({ ctx, params, locale }) =>
  workbookResponse(await errorWorkbook(ctx, params.id, locale)),
);
