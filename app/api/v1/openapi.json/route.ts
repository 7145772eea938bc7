import { version } from "@/package.json";
import { openApi } from "@/lib/web/openapi";
import { openEndpoint } from "@/lib/web/route";

const headers = { "cache-control": "public, max-age=300", "content-type": "application/json" };
const document = JSON.stringify(openApi(version));

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(
  async () => new Response(document, { headers }),
);
