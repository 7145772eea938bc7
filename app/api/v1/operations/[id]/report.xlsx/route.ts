import { reportWorkbook } from "@/lib/server/operations/report";
import { workbookResponse } from "@/lib/web/response";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/operations/{id}/report.xlsx", {
  GET: async ({ ctx, params, locale }) => workbookResponse(await reportWorkbook(ctx, params.id, locale)),
});
