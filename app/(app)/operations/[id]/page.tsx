import type { Metadata } from "next";
import Link from "next/link";
import { getFormatter, getTranslations } from "next-intl/server";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { SelectSkipped } from "@/components/selection/select-skipped";
import { UndoButton } from "@/components/actions/undo-button";
import { StateBadge } from "@/components/state-badge";
import { buttonClass } from "@/components/ui/button-class";
import { Notice } from "@/components/ui/notice";
import type { Action } from "@/lib/domain/vocabulary";
import { type Translate, translator } from "@/lib/messages";
import { actorText, operationLabel, reasonSentence } from "@/lib/messages/sentences";
import { getReport, REPORT_PAGE, RESULT_WORD, type ReportRow, RESULTS } from "@/lib/server/operations/report";
import { found, idOf, type Query } from "@/lib/web/page";
import { currentLocale } from "@/lib/web/i18n";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.report"))("title") };
}

type Props = { params: Promise<{ id: string }>; searchParams: Query };

export default async function OperationPage({ params, searchParams }: Props) {
  const id = idOf((await params).id);
  const ctx = await pageCtx(`/operations/${id}`, searchParams);
  const query = await searchParams;
  const result = RESULTS.find((one) => one === query.result);
  const page = Math.min(Math.max(1, Math.trunc(Number(query.page)) || 1), 1_000);
  const { operation, rows, counts, total } = await found(
    getReport(ctx, id, { page, ...(result && { result }) }),
  );
  const t = await getTranslations("cases.report");
  const words = await getTranslations("domain");
  const format = await getFormatter();
  const text = translator(await currentLocale());
  const when = (at: Date) => words("moment", { at });
  const minutes = operation.undoUntil
    ? Math.max(1, Math.ceil((operation.undoUntil.getTime() - ctx.now.getTime()) / 60_000))
    : 0;
  const pages = Math.ceil(total / REPORT_PAGE);
  const href = (change: { result?: string; page?: number }) =>
    `/operations/${id}?${new URLSearchParams(
      Object.entries(change).map(([key, value]): [string, string] => [key, String(value)]),
    )}`;
  const cards = [
    ["done", counts.done],
    ["unchanged", operation.unchanged],
    ["blocked", counts.blocked],
    ["missing", counts.missing],
  ] as const;
  const reason = typeof operation.params.reason === "string" ? operation.params.reason : "";
  return (
    <>
      {operation.projectId && operation.projectName && (
        <Breadcrumb
          path={[
            { href: `/projects/${operation.projectId}`, text: operation.projectName },
            { href: `/projects/${operation.projectId}/activity`, text: t("activity") },
          ]}
        />
      )}
      <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
        <div>
          <h1>{operationLabel(text, operation.action)}</h1>
          <p className="text-muted">
            {when(operation.at)} · {actorText(text, operation.actorName, operation.organisationName)}
          </p>
          {reason && (
            <p className="mt-1 max-w-prose break-words">
              {t("reason")}: {reason}
            </p>
          )}
        </div>
        <div className="flex flex-wrap gap-2">
          {operation.projectId && counts.blocked > 0 && (
            <SelectSkipped operationId={id} projectId={operation.projectId} />
          )}
          {operation.leftOutRows > 0 && (
            <a href={`/api/v1/operations/${id}/errors.xlsx`} className={buttonClass()}>
              {t("errorsFile", { count: operation.leftOutRows })}
            </a>
          )}
          {total > 0 && (
            <a href={`/api/v1/operations/${id}/report.xlsx`} className={buttonClass()}>
              {t("export")}
            </a>
          )}
          {operation.canUndo && <UndoButton operationId={id} label={t("undo", { minutes })} />}
        </div>
      </div>
      {operation.undoneBy && (
        <Notice tone="info" className="mb-5">
          {operation.undoneByName && operation.undoneAt
            ? t("undoneByAt", {
                name: actorText(text, operation.undoneByName, operation.undoneByOrganisation),
                when: when(operation.undoneAt),
              })
            : t("undone")}{" "}
          <Link href={`/operations/${operation.undoneBy}`} className="link">
            {t("undoneBy")}
          </Link>
        </Notice>
      )}
      {operation.undoes && (
        <p className="mb-5">
          <Link href={`/operations/${operation.undoes}`} className="link">
            {t("undoes")}
          </Link>
        </p>
      )}
      <ul className="mb-6 grid grid-cols-2 gap-3 sm:flex sm:flex-wrap sm:gap-4">
        {cards.map(([one, count]) => (
          <li key={one}>
            <Link
              href={href(one === result || count === 0 ? {} : { result: one })}
              aria-current={one === result ? "true" : undefined}
              className={`panel block min-w-32 px-5 py-3 text-ink no-underline hover:border-accent ${one === result ? "border-accent bg-accent-tint" : ""}`}
            >
              <span className="block text-sm text-muted">{t(RESULT_WORD[one])}</span>
              <span className="block text-2xl font-semibold">{format.number(count)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {operation.leftOutRows > 0 && (
        <p className="mb-4 text-warning">{t("leftOut", { count: operation.leftOutRows })}</p>
      )}
      {rows.length === 0 ? (
        <p className="text-muted">{t("noCases")}</p>
      ) : (
        <div tabIndex={0} role="region" aria-label={t("title")} className="panel overflow-x-auto">
          <table className="w-full text-[0.9375rem]">
            <caption className="px-4 py-2.5 text-left text-sm text-muted">
              {pages > 1
                ? t("shownOf", {
                    from: (page - 1) * REPORT_PAGE + 1,
                    to: (page - 1) * REPORT_PAGE + rows.length,
                    total,
                  })
                : t("shownAll", { total })}
              {result && (
                <>
                  {" · "}
                  <Link href={href({})} className="link">
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
                <tr
                  key={row.caseId}
                  className="max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:gap-y-1 max-md:px-4 max-md:py-3"
                >
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
                    {row.address ?? (
                      <span className="text-muted">{row.result === "missing" ? "–" : t("gone")}</span>
                    )}
                  </th>
                  <td
                    className={`px-4 py-2 whitespace-nowrap max-md:p-0 ${row.result === "blocked" || row.result === "missing" ? "font-medium text-warning" : ""}`}
                  >
                    {t(RESULT_WORD[row.result])}
                  </td>
                  <td className="px-4 py-2 max-md:basis-full max-md:p-0">
                    <Why row={row} action={operation.action} text={text} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pages > 1 && (
        <nav aria-label={t("pages")} className="mt-4 flex items-center justify-center gap-3">
          {page > 1 && (
            <Link
              href={href({ ...(result && { result }), page: page - 1 })}
              rel="prev"
              className={buttonClass()}
            >
              {t("previousPage")}
            </Link>
          )}
          <span className="text-sm text-muted">{t("pageOf", { page, pages })}</span>
          {page < pages && (
            <Link
              href={href({ ...(result && { result }), page: page + 1 })}
              rel="next"
              className={buttonClass()}
            >
              {t("nextPage")}
            </Link>
          )}
        </nav>
      )}
    </>
  );
}

/** Why a case was skipped, or what became of one that was not. */
function Why({ row, action, text }: { row: ReportRow; action: string; text: Translate }) {
  if (row.block)
    return <>{reasonSentence(text, { action: action as Action, ...row.block }, row.block.problems)}</>;
  if (row.result === "missing") return <>{text("cases.report.missingWhy")}</>;
  if (row.result === "unchanged") return <>{text("cases.report.unchangedWhy")}</>;
  if (!row.toState || row.toState === row.fromState) return null;
  return (
    <span className="inline-flex flex-wrap items-center gap-1.5">
      {row.fromState && (
        <>
          <StateBadge state={row.fromState} />
          <span role="img" aria-label={text("cases.becomes")}>
            →
          </span>
        </>
      )}
      <StateBadge state={row.toState} />
    </span>
  );
}
