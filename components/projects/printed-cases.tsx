import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import type { Case } from "@/lib/contract/answers/cases";
import { CASE_STATES, type CaseType } from "@/lib/domain/vocabulary";

type PagesProps = {
  /** From 1. */
  page: number;
  pages: number;
  /** Cases on a page. */
  size: number;
  hrefOf: (page: number) => string;
};

/** To every page of the list; not printed. */
export function PrintPages({ page, pages, size, hrefOf }: PagesProps) {
  const t = useTranslations("projects");
  return (
    <nav data-print="no" aria-label={t("printPages")} className="mb-5">
      <p className="mb-2 max-w-prose">{t("printPaged", { pages, size })}</p>
      <ul className="flex flex-wrap gap-1">
        {Array.from({ length: pages }, (_, i) => i + 1).map((to) => (
          <li key={to}>
            <Link
              href={hrefOf(to)}
              prefetch={false}
              aria-label={t("printPage", { page: to, pages })}
              aria-current={to === page ? "page" : undefined}
              className={buttonClass({ size: "sm", variant: to === page ? "primary" : "secondary" })}
            >
              {to}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}

type PrintedCase = Pick<Case, "id" | "address" | "number" | "state" | "closed" | "installer" | "fields">;

type GroupProps = {
  group: { id: string; name: string; caseType: CaseType };
  /** On this page. */
  cases: readonly PrintedCase[];
  /** On all pages. */
  total: number;
};

/** A group's cases on paper, with a square to tick at each. */
export function PrintedGroup({ group, cases, total }: GroupProps) {
  const t = useTranslations("projects");
  const words = useTranslations("domain.caseType");
  const columns = useTranslations("cases.table.columns");
  if (cases.length === 0) return null;
  return (
    <section
      aria-labelledby={`group-${group.id}`}
      // What scrolls sideways on a phone can be scrolled by keyboard too.
      tabIndex={0}
      className="mb-8 overflow-x-auto print:overflow-visible"
    >
      <h2 id={`group-${group.id}`} className="mb-2">
        {group.name}{" "}
        <span className="text-base font-normal text-muted">
          {words(group.caseType)} · {t("caseCount", { count: total })}
          {cases.length < total && <> · {t("printRows", { count: cases.length })}</>}
        </span>
      </h2>
      <table className="w-full border-collapse text-sm">
        <thead>
          <tr className="border-b-2 border-line-strong text-left">
            <th scope="col" className="w-8 py-1">
              <span className="sr-only">{t("ticked")}</span>
            </th>
            {(["address", "number", "state", "installer", "connectionDate", "reference"] as const).map(
              (column) => (
                <th key={column} scope="col" className="px-2 py-1 font-medium">
                  {columns(column)}
                </th>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          <PrintedRows cases={cases} />
        </tbody>
      </table>
    </section>
  );
}

function PrintedRows({ cases }: Pick<GroupProps, "cases">) {
  const words = useTranslations("domain.state");
  const format = useFormatter();
  // Paper needs no icons, which are most of what a row is made of.
  const states = Object.fromEntries(CASE_STATES.map((state) => [state, words(state)]));
  const day = (value: unknown) => typeof value === "string" && format.dateTime(new Date(value), "day");
  return cases.map((row) => (
    <tr key={row.id} className="border-b border-line">
      <td className="py-1.5">
        <span aria-hidden className="block size-4 border border-ink" />
      </td>
      <th scope="row" className="px-2 text-left font-medium">
        {row.address}
      </th>
      <td className="px-2">{row.number}</td>
      <td className="px-2">
        {states[row.state]}
        {row.closed && (
          <span className="block max-w-56 text-xs">
            {[day(row.closed.day), row.closed.reason].filter(Boolean).join(" · ")}
          </span>
        )}
      </td>
      <td className="px-2">{row.installer.name}</td>
      <td className="px-2">{day(row.fields.connectionDate)}</td>
      <td className="px-2">{row.fields.reference}</td>
    </tr>
  ));
}
