import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, historyEvents, operationDetails, operations } from "@/db/schema";
import type { Case } from "@/lib/contract/answers/cases";
import { formatAddress } from "@/lib/domain/addresses/address";
import { danishDay } from "@/lib/domain/danish-day";
import type { Problem } from "@/lib/domain/problem";
import type { Action, CaseState, Reason } from "@/lib/domain/vocabulary";
import { type Locale, translator } from "@/lib/messages";
import { actorText, operationLabel, reasonSentence, shortDay } from "@/lib/messages/sentences";
import { addressColumns, withoutAddress } from "@/lib/server/kernel/address-columns";
import { askedFor, visibleCases } from "@/lib/server/kernel/access";
import { casesById } from "@/lib/server/cases/case-list";
import type { Ctx } from "@/lib/server/kernel/context";
import { eventsOf } from "@/lib/server/kernel/history";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { lookUpOperation, type OperationSummary } from "./operations";
import { plain } from "@/lib/server/spreadsheet/sheet-columns";
import { rowsOf } from "@/lib/server/kernel/sql";
import {
  type SheetCell,
  type Workbook,
  workbookOf,
  type WorkbookSheet,
} from "@/lib/server/spreadsheet/write-workbook";

/** In the order of a report. */
export const RESULTS = ["blocked", "missing", "unchanged", "done"] as const;
export type Result = (typeof RESULTS)[number];

export type ReportRow = {
  caseId: string;
  result: Result;
  /** Null when the case is deleted or not visible. */
  number: number | null;
  address: string | null;
  fromState: CaseState | null;
  toState: CaseState | null;
  block: {
    number: number;
    reason: Reason;
    state: CaseState;
    problems?: Problem[];
    changedBy?: string;
    changedByOrganisation?: string | null;
    changedAt?: string;
  } | null;
};

/** Rows on one page of a report. */
export const REPORT_PAGE = 200;

/**
 * A page of a report: a row for every case that an operation was asked for, refused ones first, then by address.
 * `page` counts from 1; counts are exact. `not_found` for an operation out of sight.
 */
export async function getReport(
  ctx: Ctx,
  id: string,
  { result, page = 1 }: { result?: Result; page?: number } = {},
): Promise<{
  operation: OperationSummary;
  rows: ReportRow[];
  counts: Record<Result, number>;
  total: number;
}> {
  const operation = await lookUpOperation(ctx, id);
  const counted = await rowsOf<{ result: Result; n: number }>(
    ctx.db,
    sql`select result, count(*)::int as n from (${outcomes(ctx, operation)}) outcomes group by result`,
  );
  const counts = Object.fromEntries(
    RESULTS.map((one) => [one, counted.find((row) => row.result === one)?.n ?? 0]),
  ) as Record<Result, number>;
  return {
    operation,
    rows: await readRows(
      ctx,
      operation,
      result,
      sql`limit ${REPORT_PAGE} offset ${(page - 1) * REPORT_PAGE}`,
    ),
    counts,
    total: result ? counts[result] : RESULTS.reduce((sum, one) => sum + counts[one], 0),
  };
}

/** The ids of an operation with their outcomes; missing ids only for those who may read them (`askedFor`). */
const outcomes = (ctx: Ctx, operation: OperationSummary) => sql`
  select (b->>'caseId')::uuid as id, 'blocked' as result, 1 as place, b as block, null as from_state, null as to_state
    from ${operationDetails}, jsonb_array_elements(${operationDetails.blocked}) b where ${operationDetails.operationId} = ${operation.id}::uuid
  union all select m::uuid, 'missing', 2, null, null, null
    from ${operations} join ${operationDetails} on ${operationDetails.operationId} = ${operations.id},
      jsonb_array_elements_text(${operationDetails.missing}) m where ${operations.id} = ${operation.id}::uuid and ${askedFor(ctx.actor)}
  union all select u::uuid, 'unchanged', 3, null, null, null
    from ${operationDetails}, jsonb_array_elements_text(${operationDetails.unchanged}) u where ${operationDetails.operationId} = ${operation.id}::uuid
  union all select e.subject_id::uuid, 'done', 4, null, e.from_state, e.to_state
    from ${historyEvents} e where ${eventsOf(operation)}`;

async function readRows(
  ctx: Ctx,
  operation: OperationSummary,
  result: Result | undefined,
  tail: SQL,
): Promise<ReportRow[]> {
  type Row = Omit<ReportRow, "address"> & {
    [Part in keyof Parameters<typeof formatAddress>[0]]: string | null;
  };
  const rows = await rowsOf<Row>(
    ctx.db,
    sql`select o.id as "caseId", o.result, o.block, o.from_state as "fromState", o.to_state as "toState",
        coalesce(${cases.number}, (o.block->>'number')::int) as number, ${addressColumns}
      from (${outcomes(ctx, operation)} offset 0) o left join ${cases} on ${cases.id} = o.id and ${visibleCases(ctx.actor)}
      where ${result ? sql`o.result = ${result}` : sql`true`}
      order by o.place, ${cases.addressSort} nulls last, o.id ${tail}`,
  );
  return rows.map((row) => {
    const { address, rest } = withoutAddress(row);
    return { ...rest, address: row.street === null ? null : formatAddress(address) };
  });
}

type Outcome = Pick<ReportRow, "caseId" | "result" | "block" | "fromState" | "toState">;

/** All outcomes of an operation in the order of its report, without the cases' own values. */
async function outcomesInOrder(ctx: Ctx, operation: OperationSummary): Promise<Outcome[]> {
  const [found] = await rowsOf<{ rows: Outcome[] | null }>(
    ctx.db,
    sql`select json_agg(json_build_object('caseId', o.id, 'result', o.result, 'block', o.block,
        'fromState', o.from_state, 'toState', o.to_state)
        order by o.place, ${cases.addressSort} nulls last, o.id) as rows
      from (${outcomes(ctx, operation)}) o left join ${cases} on ${cases.id} = o.id and ${visibleCases(ctx.actor)}`,
  );
  return found?.rows ?? [];
}

const HEADS = ["case", "address", "result", "reason", "date", "from", "to"] as const;

/** In rows: so many are read and formatted before other requests are served. */
const ROWS_AT_A_TIME = 500;

/** The whole report as a workbook, a row for each case. `not_found` for an operation out of sight. */
export async function reportWorkbook(ctx: Ctx, id: string, locale: Locale): Promise<Workbook> {
  const operation = await lookUpOperation(ctx, id);
  const t = translator(locale);
  const day = danishDay(operation.at);
  const given = typeof operation.params.reason === "string" ? operation.params.reason : "";
  const state = (of: CaseState | null) => (of ? t(`domain.state.${of}`) : "");
  const lineOf = (row: Outcome, known: Pick<Case, "number" | "address"> | undefined): SheetCell[] => {
    const number = known?.number ?? row.block?.number;
    return [
      number === undefined ? row.caseId : { number },
      plain(known?.address ?? ""),
      t(`cases.report.${RESULT_WORD[row.result]}`),
      plain(
        row.block
          ? reasonSentence(t, { action: operation.action as Action, ...row.block }, row.block.problems)
          : row.result === "done"
            ? given
            : "",
      ),
      row.result === "done" ? { day } : null,
      plain(state(row.fromState)),
      plain(state(row.toState)),
    ];
  };
  async function* lines(): AsyncGenerator<SheetCell[][]> {
    const counts = new Map<string, number>();
    try {
      for await (const some of inTurns(await outcomesInOrder(ctx, operation), ROWS_AT_A_TIME)) {
        const found = await casesById(
          ctx,
          some.map(({ caseId }) => caseId),
        );
        for (const { projectId } of found) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
        const known = new Map(found.map((row) => [row.id, row]));
        yield some.map((row) => lineOf(row, known.get(row.caseId)));
      }
    } finally {
      // Also when the download is left: so much was read.
      ctx.seen?.({ way: "exported", subject: "project", counts });
    }
  }
  const sheet: WorkbookSheet = {
    name: t("cases.report.title"),
    title: [
      operation.projectName,
      operationLabel(t, operation.action),
      actorText(t, operation.actorName, operation.organisationName),
      shortDay(t, day),
    ]
      .filter(Boolean)
      .join(" · "),
    widths: [10, 50, 16, 56, 11, 16, 16],
    heads: HEADS.map((key) => t(`cases.report.${key}`)),
    hasFilter: true,
    rows: lines(),
  };
  return workbookOf(ctx, t, `${t("cases.report.title").toLowerCase()}-${day}.xlsx`, [sheet]);
}

/** The message key of each result. */
export const RESULT_WORD = {
  blocked: "skipped",
  missing: "missing",
  unchanged: "unchanged",
  done: "done",
} as const;
