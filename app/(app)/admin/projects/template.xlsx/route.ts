import { seedTemplate } from "@/lib/server/seeding";
import { route, workbookResponse } from "@/lib/web/route";

export const GET = route(async ({ ctx, locale }) => workbookResponse(await seedTemplate(ctx, locale)));
