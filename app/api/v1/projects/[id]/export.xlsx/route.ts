import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { workbookResponse } from "@/lib/web/response";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/projects/{id}/export.xlsx", {
  GET: async ({ ctx, params, query, locale }) =>
    workbookResponse(await exportWorkbook(ctx, params.id, query, locale)),
});
