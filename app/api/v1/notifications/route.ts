import { countUnread, listNotifications } from "@/lib/server/news/notifications";
import { notificationAnswer } from "@/lib/web/api-answers";
import { endpoint } from "@/lib/web/route";

export const { DELETE, GET, OPTIONS, PATCH, POST, PUT } = endpoint("/api/v1/notifications", {
  GET: async ({ ctx, query, t }) => {
    const { notifications, nextCursor } = await listNotifications(ctx, query);
    return {
      notifications: notifications.map((notice) => notificationAnswer(t, notice)),
      unread: await countUnread(ctx),
      nextCursor,
    };
  },
});
