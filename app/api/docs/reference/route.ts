import { isLocale } from "@/lib/messages";
import { openEndpoint } from "@/lib/web/route";
import { apiMarkup } from "../markup";

/** The API's description as markup, made once for each language: as part of a page it would be rendered anew each time. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(async (request) => {
  const asked = new URL(request.url).searchParams.get("locale") ?? undefined;
  return new Response(apiMarkup(isLocale(asked) ? asked : "da"), {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=300" },
  });
});
