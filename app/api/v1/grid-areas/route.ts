import { suggestGridAreas } from "@/lib/server/grid-areas";
import { route } from "@/lib/web/route";

export const GET = route(async ({ ctx, query }) => suggestGridAreas(ctx, query.postcode));
