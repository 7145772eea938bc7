import type { ImportOutcome } from "@/lib/server/imports/import";
import { errorWorkbookOfCheck } from "@/lib/server/imports/workbooks";
import { workbookResponse } from "./response";
import type { RouteInput } from "./route";

const WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/**
 * The error workbook of a check, for a caller that accepts a workbook instead of JSON; nothing is created. Null for
 * other callers.
 */
export async function errorsInstead(
  { ctx, request, params, locale }: RouteInput<{ id: string }>,
  check: (options: { mode: "check" }) => Promise<ImportOutcome>,
): Promise<Response | null> {
  if (!request.headers.get("accept")?.includes(WORKBOOK)) return null;
  const outcome = await check({ mode: "check" });
  return workbookResponse(await errorWorkbookOfCheck(ctx, params.id, outcome, locale));
}
