import { reportWorkbook } from "@/lib/server/report";
import { route, workbookResponse } from "@/lib/web/route";

export const GET = route<{ id: string }>(async ({ ctx, params, locale }) =>
  workbookResponse(await reportWorkbook(ctx, params.id, locale)),
);
