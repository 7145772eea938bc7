import { isLocale } from "@/lib/messages";
import { openEndpoint } from "@/lib/web/route";
import { apiMarkup } from "../markup";

/** The API's document as HTML. A route of its own, since a page would be rendered at each request. */
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(async (request) => {
  const asked = new URL(request.url).searchParams.get("locale") ?? undefined;
  return new Response(apiMarkup(isLocale(asked) ? asked : "da"), {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "public, max-age=300" },
  });
});
