import { exportPostcodes } from "@/lib/server/places/postcodes";
import { route } from "@/lib/web/route";

export const GET = route(
  async ({ ctx }) =>
    new Response(await exportPostcodes(ctx), {
      headers: {
        "content-type": "text/csv; charset=utf-8",
        "content-disposition": 'attachment; filename="postnumre.csv"',
        "cache-control": "private, no-store",
      },
    }),
);
