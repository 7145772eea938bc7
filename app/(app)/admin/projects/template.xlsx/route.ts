import { seedTemplate } from "@/lib/server/seeding/seed-template";
import { workbookResponse } from "@/lib/web/response";
import { route } from "@/lib/web/route";

export const GET = route(async ({ ctx, locale }) => workbookResponse(await seedTemplate(ctx, locale)));
