import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { markAllRead } from "./actions";
import { NoticePage } from "@/components/news/notice-page";
import { countUnread, listNotifications } from "@/lib/server/news/notifications";
import { notificationAnswer } from "@/lib/web/api-answers";
import { pageTranslator } from "@/lib/web/i18n";
import { filled, found, type Query, withQuery } from "@/lib/web/page";
import { pageCtx } from "@/lib/web/session";

const PAGE = "50";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("news"))("title") };
}

/** What the reader has been told, newest first; it also works without scripts. */
export default async function NotificationsPage({ searchParams }: { searchParams: Query }) {
  const ctx = await pageCtx("/notifications", searchParams);
  const query = filled(await searchParams, ["unread", "cursor"]);
  const [{ notifications, nextCursor }, unread] = await Promise.all([
    found(listNotifications(ctx, { ...query, limit: PAGE })),
    countUnread(ctx),
  ]);
  const t = await pageTranslator();
  return (
    <NoticePage
      notices={notifications.map((notice) => notificationAnswer(t, notice))}
      unread={unread}
      onlyUnread={query.unread === "true"}
      more={nextCursor && withQuery("/notifications", { ...query, cursor: nextCursor })}
      markAllRead={markAllRead}
    />
  );
}
