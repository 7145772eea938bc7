import { extractAbout } from "@/lib/server/retention/extract";
import { readJson } from "@/lib/web/request-body";
import { jsonDownload } from "@/lib/web/response";
import { ownEndpoint } from "@/lib/web/route";

// Posted, so that the e-mail stands in nobody's log of addresses.
export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = ownEndpoint("keep_retention", {
  POST: async ({ ctx, request }) => jsonDownload(await extractAbout(ctx, (await readJson(request)).value)),
});
