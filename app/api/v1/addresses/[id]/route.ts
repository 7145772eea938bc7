import { lookUpAddress } from "@/lib/server/address-service";
import { route } from "@/lib/web/route";

export const GET = route<{ id: string }>(({ ctx, params }) => lookUpAddress(ctx, params.id));
