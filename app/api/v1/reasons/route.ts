import { recentReasons } from "@/lib/server/operations";
import { route } from "@/lib/web/route";

export const GET = route(async ({ ctx, query }) => ({ reasons: await recentReasons(ctx, query) }));
