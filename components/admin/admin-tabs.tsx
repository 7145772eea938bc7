"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const TABS = [
  "organisations",
  "users",
  "requests",
  "grid-areas",
  "postcodes",
  "projects",
  "mail",
  "retention",
  "log",
] as const;
export type AdminTab = (typeof TABS)[number];

/** `waiting`: how much waits for an administrator under a tab. */
export function AdminTabs({ waiting }: { waiting: Partial<Record<AdminTab, number>> }) {
  const t = useTranslations("admin");
  const path = usePathname();
  return (
    <nav aria-label={t("title")} className="mb-6 flex flex-wrap gap-x-1 border-b border-line">
      {TABS.map((tab) => {
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
