import { suggestAddresses } from "@/lib/server/address-service";
import { route } from "@/lib/web/route";

export const GET = route(({ ctx, query }) => suggestAddresses(ctx, query));
