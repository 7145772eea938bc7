import { countUnread, markRead } from "@/lib/server/news/notifications";
import { readJson } from "@/lib/web/request-body";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/notifications/read", {
  POST: async ({ ctx, request }) => {
    await markRead(ctx, (await readJson(request)).value);
    return { unread: await countUnread(ctx) };
  },
});
