import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Breadcrumb } from "@/components/shell/breadcrumb";
import { SelectSkipped } from "@/components/selection/select-skipped";
import { UndoButton } from "@/components/actions/undo-button";
import { OperationHead, RelatedOperations, ReportFiles } from "@/components/history/operation-head";
import { ReportTable, ResultCards, type ShownRow } from "@/components/history/operation-report";
import { ReportPages } from "@/components/history/report-pages";
import type { Action } from "@/lib/domain/vocabulary";
import { type Translate } from "@/lib/messages";
import { actorText, operationLabel, reasonSentence } from "@/lib/messages/sentences";
import { getReport, REPORT_PAGE, RESULT_WORD, type ReportRow, RESULTS } from "@/lib/server/operations/report";
import { found, idOf, type Query } from "@/lib/web/page";
import { pageTranslator } from "@/lib/web/i18n";
import { pageCtx } from "@/lib/web/session";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("cases.report"))("title") };
}

/** In the order of the cards, which begin with what went well. */
const CARDS = ["done", "unchanged", "blocked", "missing"] as const;

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
  const text = await pageTranslator();
  const when = (at: Date) => words("moment", { at });
  const minutes = operation.undoUntil
    ? Math.max(1, Math.ceil((operation.undoUntil.getTime() - ctx.now.getTime()) / 60_000))
    : 0;
  const pages = Math.ceil(total / REPORT_PAGE);
  const href = (change: Record<string, string>) => `/operations/${id}?${new URLSearchParams(change)}`;
  const countOf = { ...counts, unchanged: operation.unchanged };
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
      <OperationHead
        title={operationLabel(text, operation.action)}
        when={when(operation.at)}
        who={actorText(text, operation.actorName, operation.organisationName)}
        reason={typeof operation.params.reason === "string" ? operation.params.reason : ""}
      >
        {operation.projectId && counts.blocked > 0 && (
          <SelectSkipped operationId={id} projectId={operation.projectId} />
        )}
        <ReportFiles operationId={id} leftOutRows={operation.leftOutRows} cases={total} />
        {operation.canUndo && <UndoButton operationId={id} label={t("undo", { minutes })} />}
      </OperationHead>
      <RelatedOperations
        undoneBy={operation.undoneBy}
        by={
          operation.undoneByName && operation.undoneAt
            ? {
                name: actorText(text, operation.undoneByName, operation.undoneByOrganisation),
                when: when(operation.undoneAt),
              }
            : null
        }
        undoes={operation.undoes}
        partOf={operation.partOf}
      />
      <ResultCards
        results={CARDS.map((one) => ({
          result: one,
          word: RESULT_WORD[one],
          count: countOf[one],
          isShown: one === result,
          href: href(one === result || countOf[one] === 0 ? {} : { result: one }),
        }))}
      />
      {operation.leftOutRows > 0 && (
        <p className="mb-4 text-warning">{t("leftOut", { count: operation.leftOutRows })}</p>
      )}
      {rows.length === 0 ? (
        <p className="text-muted">{t("noCases")}</p>
      ) : (
        <ReportTable
          rows={rows.map((row) => shownRow(row, operation.action, text))}
          from={(page - 1) * REPORT_PAGE + 1}
          total={total}
          allHref={result && href({})}
        />
      )}
      <ReportPages
        page={page}
        pages={pages}
        hrefOf={(to) => href({ ...(result && { result }), page: String(to) })}
      />
    </>
  );
}

const shownRow = (row: ReportRow, action: string, text: Translate): ShownRow => ({
  caseId: row.caseId,
  number: row.number,
  address: row.address,
  word: RESULT_WORD[row.result],
  why: whyOf(row, action, text),
  fromState: row.fromState,
  toState: row.toState,
});

/** Why a case was skipped or stayed as it was; null of one that was changed. */
function whyOf({ block, result }: ReportRow, action: string, text: Translate): string | null {
  if (block) return reasonSentence(text, { action: action as Action, ...block }, block.problems);
  if (result === "missing") return text("cases.report.missingWhy");
  return result === "unchanged" ? text("cases.report.unchangedWhy") : null;
}
