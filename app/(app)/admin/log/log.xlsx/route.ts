import { readLate } from "@/lib/server/kernel/database";
import { auditWorkbook } from "@/lib/server/people/audit-log";
import { filled } from "@/lib/web/page";
import { workbookResponse } from "@/lib/web/response";
import { route } from "@/lib/web/route";

export const GET = route(async ({ ctx, query, locale }) =>
  workbookResponse(
    await readLate(ctx, (late) =>
      auditWorkbook(late, filled(query, ["case", "actor", "action", "from", "to"]), locale),
    ),
  ),
);
