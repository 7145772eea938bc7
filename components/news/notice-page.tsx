import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { EmptyState } from "@/components/ui/empty-state";
import type { Notification } from "@/lib/contract/answers/news";
import { NoticeList } from "./notice-list";

type Props = {
  notices: readonly Notification[];
  unread: number;
  onlyUnread: boolean;
  /** Where the older ones are. */
  more: string | null;
  markAllRead: () => Promise<void>;
};

export function NoticePage({ notices, unread, onlyUnread, more, markAllRead }: Props) {
  const t = useTranslations("news");
  return (
    <div className="mx-auto max-w-3xl">
      <div className="mb-5 flex flex-wrap items-center gap-3">
        <h1 className="mr-auto">{t("title")}</h1>
        <Link
          href={onlyUnread ? "/notifications" : "/notifications?unread=true"}
          className={buttonClass({ variant: "quiet" })}
        >
          {t(onlyUnread ? "showAll" : "onlyUnread")}
        </Link>
        {unread > 0 && (
          <form action={markAllRead}>
            <button className={buttonClass()}>{t("markAll")}</button>
          </form>
        )}
        <Link href="/profile#news" className={buttonClass({ variant: "quiet" })}>
          {t("settings")}
        </Link>
      </div>
      <div className="panel">
        {notices.length === 0 ? (
          <EmptyState title={t(onlyUnread ? "noneUnread" : "none")} />
        ) : (
          <NoticeList notices={notices} />
        )}
      </div>
      {more && (
        <p className="mt-4 text-center">
          <Link href={more} className={buttonClass()}>
            {t("older")}
          </Link>
        </p>
      )}
    </div>
  );
}
