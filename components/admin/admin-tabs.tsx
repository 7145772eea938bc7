"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const TABS = [
  "start",
  "organisations",
  "users",
  "requests",
  "grid-areas",
  "postcodes",
  "projects",
  "mail",
  "webhooks",
  "operations",
  "retention",
  "log",
] as const;
export type AdminTab = (typeof TABS)[number];

type Props = {
  /** How much waits for an administrator under a tab. */
  waiting: Partial<Record<AdminTab, number>>;
  /** The system has what it needs, so that nobody is shown how to begin. */
  isReady: boolean;
};

export function AdminTabs({ waiting, isReady }: Props) {
  const t = useTranslations("admin");
  const path = usePathname();
  return (
    <nav aria-label={t("title")} className="mb-6 flex flex-wrap gap-x-1 border-b border-line">
      {TABS.filter((tab) => tab !== "start" || !isReady || path === "/admin/start").map((tab) => {
        const isHere = path.startsWith(`/admin/${tab}`);
        return (
          <Link
            key={tab}
            href={`/admin/${tab}`}
            aria-current={isHere ? "page" : undefined}
            className={`-mb-px border-b-2 px-4 py-2.5 whitespace-nowrap no-underline ${isHere ? "border-accent font-medium text-ink" : "border-transparent text-muted hover:text-ink"}`}
          >
            {t(`tabs.${tab}`)}
            {(waiting[tab] ?? 0) > 0 && <Waiting count={waiting[tab] ?? 0} />}
          </Link>
        );
      })}
    </nav>
  );
}

function Waiting({ count }: { count: number }) {
  const t = useTranslations("admin");
  return (
    <span className="ml-2 rounded-full bg-accent-tint px-2 py-0.5 text-xs font-semibold text-accent">
      <span aria-hidden>{count}</span>
      <span className="sr-only">{t("waiting", { count })}</span>
    </span>
  );
}
