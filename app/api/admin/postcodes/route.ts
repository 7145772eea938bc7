import { importPostcodes } from "@/lib/server/places/postcodes";
import { fileOf, readUpload } from "@/lib/web/request-body";
import { ownEndpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = ownEndpoint("keep_postcodes", {
  POST: async ({ ctx, request }) => {
    return importPostcodes(ctx, fileOf((await readUpload(request)).value));
  },
});
