"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";

const TABS = ["organisations", "users", "grid-areas", "postcodes", "projects", "retention", "log"] as const;

export function AdminTabs() {
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
          </Link>
        );
      })}
    </nav>
  );
}
