import { suggestAddresses } from "@/lib/server/places/address-service";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/addresses", {
  GET: ({ ctx, query }) => suggestAddresses(ctx, query),
});
