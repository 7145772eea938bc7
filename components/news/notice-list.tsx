import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Notification } from "@/lib/contract/answers/news";

type Props = {
  notices: readonly Notification[];
  /** Called with a notice whose link is followed. */
  onOpen?: (notice: Notification) => void;
};

/** Notices with links to what they tell; what is not read is marked. */
export function NoticeList({ notices, onOpen }: Props) {
  const t = useTranslations("news");
  const words = useTranslations("domain");
  return (
    <ul className="divide-y divide-line">
      {notices.map((notice) => (
        <li key={notice.id}>
          <Link
            href={`/notifications/${notice.id}`}
            // It is read when it is opened, not when its link is seen.
            prefetch={false}
            onClick={onOpen && (() => onOpen(notice))}
            className="flex gap-3 px-4 py-3 text-[0.9375rem] text-ink no-underline -outline-offset-2 hover:bg-accent-tint"
          >
            <span
              aria-hidden
              className={`mt-1.5 size-2 shrink-0 rounded-full ${notice.readAt ? "" : "bg-accent"}`}
            />
            <span className="min-w-0 flex-1">
              <span
                className={`block break-words ${notice.readAt ? "" : "font-medium"} ${notice.undoneAt ? "text-muted" : ""}`}
              >
                {!notice.readAt && <span className="sr-only">{t("isUnread")} </span>}
                {notice.message}
              </span>
              <span className="block text-sm text-muted">{words("moment", { at: new Date(notice.at) })}</span>
            </span>
          </Link>
        </li>
      ))}
    </ul>
  );
}
