import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { StateBadge } from "@/components/state-badge";
import type { CaseState } from "@/lib/domain/vocabulary";

/** What became of a case; the word for it in the report. */
type ResultWord = "skipped" | "missing" | "unchanged" | "done";

type CardsProps = {
  results: readonly { result: string; word: ResultWord; count: number; isShown: boolean; href: string }[];
};

/** How many cases came to which result; each leads to those alone. */
export function ResultCards({ results }: CardsProps) {
  const t = useTranslations("cases.report");
  const format = useFormatter();
  return (
    <ul className="mb-6 grid grid-cols-2 gap-3 sm:flex sm:flex-wrap sm:gap-4">
      {results.map(({ result, word, count, isShown, href }) => (
        <li key={result}>
          <Link
            href={href}
            aria-current={isShown ? "true" : undefined}
            className={`panel block min-w-32 px-5 py-3 text-ink no-underline hover:border-accent ${isShown ? "border-accent bg-accent-tint" : ""}`}
          >
            <span className="block text-sm text-muted">{t(word)}</span>
            <span className="block text-2xl font-semibold">{format.number(count)}</span>
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** A case of the report, its words already found. */
export type ShownRow = {
  caseId: string;
  number: number | null;
  /** Null when the case is gone or was never in sight. */
  address: string | null;
  word: ResultWord;
  /** Why it was skipped, or stayed as it was. */
  why: string | null;
  /** Where it was moved otherwise. */
  fromState: CaseState | null;
  toState: CaseState | null;
};

type TableProps = {
  /** Of one page. */
  rows: readonly ShownRow[];
  /** The place of the first one among all, from 1. */
  from: number;
  /** On all pages. */
  total: number;
  /** To every result, where only one is shown. */
  allHref: string | undefined;
};

/** The cases that were asked for and what became of them. */
export function ReportTable({ rows, from, total, allHref }: TableProps) {
  const t = useTranslations("cases.report");
  return (
    <div tabIndex={0} role="region" aria-label={t("title")} className="panel overflow-x-auto">
      <table className="w-full text-[0.9375rem]">
        <caption className="px-4 py-2.5 text-left text-sm text-muted">
          {rows.length < total
            ? t("shownOf", { from, to: from - 1 + rows.length, total })
            : t("shownAll", { total })}
          {allHref && (
            <>
              {" · "}
              <Link href={allHref} className="link">
                {t("showAll")}
              </Link>
            </>
          )}
        </caption>
        <thead className="max-md:sr-only">
          <tr className="border-y border-line text-left text-sm text-muted">
            {(["case", "address", "result", "reason"] as const).map((head) => (
              <th key={head} scope="col" className="px-4 py-2.5 font-medium">
                {t(head)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {rows.map((row) => (
            <ReportLine key={row.caseId} row={row} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function ReportLine({ row }: { row: ShownRow }) {
  const t = useTranslations("cases.report");
  const { word, why } = row;
  return (
    <tr className="max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3">
      <td className="px-4 py-2 max-md:p-0 md:whitespace-nowrap">
        {row.address === null ? (
          <span className="text-muted break-all">{row.number ?? row.caseId}</span>
        ) : (
          <Link href={`/cases/${row.caseId}`} prefetch={false} className="link">
            {row.number}
          </Link>
        )}
      </td>
      <th scope="row" className="px-4 py-2 text-left font-normal max-md:grow max-md:p-0">
        {row.address ?? <span className="text-muted">{word === "missing" ? "–" : t("gone")}</span>}
      </th>
      <td
        className={`px-4 py-2 whitespace-nowrap max-md:p-0 ${word === "skipped" || word === "missing" ? "font-medium text-warning" : ""}`}
      >
        {t(word)}
      </td>
      <td className="px-4 py-2 max-md:basis-full max-md:p-0">
        {why ?? <Move from={row.fromState} to={row.toState} />}
      </td>
    </tr>
  );
}

function Move({ from, to }: { from: CaseState | null; to: CaseState | null }) {
  const t = useTranslations("cases");
  if (!to || to === from) return null;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {from && (
        <>
          <StateBadge state={from} />
          <span role="img" aria-label={t("becomes")}>
            →
          </span>
        </>
      )}
      <StateBadge state={to} />
    </span>
  );
}
