import { version } from "@/package.json";
import { openApi } from "@/lib/web/openapi";
import { openEndpoint } from "@/lib/web/route";

const headers = { "cache-control": "public, max-age=300" };
const document = openApi(version);

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openEndpoint(async () =>
  Response.json(document, { headers }),
);
