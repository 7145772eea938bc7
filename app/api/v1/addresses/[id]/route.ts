import { lookUpAddress } from "@/lib/server/places/address-service";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/addresses/{id}", {
  GET: ({ ctx, params }) => lookUpAddress(ctx, params.id),
});
