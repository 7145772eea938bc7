import { exportWorkbook } from "@/lib/server/workbooks";
import { route, workbookResponse } from "@/lib/web/route";

export const GET = route<{ id: string }>(async ({ ctx, params, query, locale }) =>
  workbookResponse(await exportWorkbook(ctx, params.id, query, locale)),
);
