import { templateWorkbook } from "@/lib/server/imports/workbooks";
import { workbookResponse } from "@/lib/web/response";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/groups/{id}/template.xlsx", {
  GET: async ({ ctx, params, locale }) => workbookResponse(await templateWorkbook(ctx, params.id, locale)),
});
