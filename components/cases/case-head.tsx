import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { StateBadge } from "@/components/state-badge";
import { buttonClass } from "@/components/ui/button-class";
import { DueChip } from "@/components/grid/due-chip";
import type { Case } from "@/lib/contract/answers/cases";

type Neighbour = { href: string; address: string };

/** To the cases before and after this one in the list that it was opened from. */
export function CaseNeighbours({ previous, next }: { previous: Neighbour | null; next: Neighbour | null }) {
  const t = useTranslations("cases.page");
  if (!previous && !next) return null;
  const link = (to: Neighbour | null, rel: "prev" | "next", text: string) =>
    to && (
      <Link
        href={to.href}
        prefetch={false}
        rel={rel}
        title={to.address}
        className={buttonClass({ size: "sm" })}
      >
        {text}
      </Link>
    );
  return (
    <nav aria-label={t("neighbours")} className="flex gap-2">
      {link(previous, "prev", t("previous"))}
      {link(next, "next", t("next"))}
    </nav>
  );
}

type HeadProps = {
  row: Pick<Case, "address" | "state" | "number" | "caseType" | "due" | "anonymisedAt">;
};

export function CaseHead({ row }: HeadProps) {
  const t = useTranslations("cases.page");
  const words = useTranslations("domain.caseType");
  const format = useFormatter();
  return (
    <div className="mb-5 flex flex-wrap items-center gap-x-4 gap-y-2">
      <h1>{row.address}</h1>
      <StateBadge state={row.state} />
      {row.due && (
        <span className="flex items-center gap-2 text-sm text-muted">
          {row.due.date && t(`due.${row.due.waiting}`)}
          <DueChip due={row.due} state={row.state} />
        </span>
      )}
      <p className="w-full text-muted">
        {t("case", { number: String(row.number) })} · {words(row.caseType)}
        {row.anonymisedAt && (
          <span className="block">
            {t("anonymised", { day: format.dateTime(new Date(row.anonymisedAt), "day") })}
          </span>
        )}
      </p>
    </div>
  );
}
