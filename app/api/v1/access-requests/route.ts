import { askForAccess } from "@/lib/server/people/access-requests";
import { readJson } from "@/lib/web/request-body";
import { openPost } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = openPost(
  "/api/v1/access-requests",
  async ({ db, now, request, address, language }) =>
    askForAccess(db, now, (await readJson(request)).value, { address, language }),
);
