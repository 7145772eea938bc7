import "server-only";
import { sql } from "drizzle-orm";
import { historyEvents, operationDetails, operations, skippedRows } from "@/db/schema";
import type { Ctx } from "./context";
import type { RawRow, RowProblem } from "./import-check";
import { inTurns } from "./in-turns";
import { rowsOf, storable, textArray } from "./sql";

type OperationRow = typeof operations.$inferInsert;
type EventRow = typeof historyEvents.$inferInsert;
/** What was asked for and left as it was; the operation's own row has the numbers. */
type LeftAsItWas = Partial<
  Pick<typeof operationDetails.$inferInsert, "blocked" | "missing"> & {
    /** The ids among the operation's `unchanged`. */
    unchangedIds: string[];
    /** Rows of an import, with their problems and those of the fields given for all (`row` null). */
    leftOut: { rows: readonly RawRow[]; problems: readonly RowProblem[] };
  }
>;

type Facts = Partial<
  Omit<OperationRow, "id" | "action" | "at" | "blockedCount" | "missingCount" | "leftOutRows">
> &
  LeftAsItWas;

/** What one verb records; every event of it carries the operation's id. */
export type Operation = {
  id: string;
  /** Adds to the operation's own row: parameters, counts, outcome. */
  describe: (facts: Facts) => void;
  /** Events of a few subjects that are not cases: a project, a user … */
  record: (events: Pick<EventRow, "subject" | "subjectId" | "action" | "changes">[]) => Promise<void>;
  /** Says that a set-based statement has written `count` case events for this operation (see `caseEvents`). */
  recorded: (count: number) => void;
  /** Says that nothing changed and nothing is owed to history. */
  unchanged: () => void;
  store: () => Promise<void>;
};

export function startOperation(ctx: Ctx, action: string): Operation {
  const id = crypto.randomUUID();
  const who = {
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    organisationId: ctx.actor.organisation?.id ?? null,
  };
  let facts: Facts = {};
  let events = 0;
  let isUnchanged = false;
  return {
    id,
    describe: (more) => {
      facts = { ...facts, ...more };
    },
    record: async (rows) => {
      if (rows.length === 0) return;
      await ctx.db
        .insert(historyEvents)
        .values(rows.map((row) => ({ ...row, ...who, operationId: id, at: ctx.now })));
      events += rows.length;
    },
    recorded: (count) => {
      events += count;
    },
    unchanged: () => {
      isUnchanged = true;
    },
    store: async () => {
      if (events === 0 && !isUnchanged) throw new Error(`${action} changed something without history`);
      const { blocked = [], missing = [], unchangedIds = [], leftOut, ...row } = facts;
      await ctx.db.insert(operations).values({
        done: events,
        requested: events,
        ...row,
        blockedCount: blocked.length,
        missingCount: missing.length,
        leftOutRows: leftOut?.rows.length ?? 0,
        ...who,
        id,
        action,
        at: ctx.now,
      });
      if (blocked.length + missing.length + unchangedIds.length > 0) {
        const details = { operationId: id, blocked, missing, unchanged: unchangedIds };
        await ctx.db.insert(operationDetails).values(details);
      }
      if (leftOut) await storeLeftOut(ctx, id, leftOut);
    },
  };
}

/** So many rows travel in one statement, and other requests get their turn between two. */
const LEFT_OUT_AT_A_TIME = 1_000;

/** Problems by the number of their row; those of the fields given for all rows by 0. */
export function problemsByRow(problems: readonly RowProblem[]): Map<number, RowProblem[]> {
  const byRow = new Map<number, RowProblem[]>();
  for (const problem of problems) {
    const of = byRow.get(problem.row ?? 0);
    if (of) of.push(problem);
    else byRow.set(problem.row ?? 0, [problem]);
  }
  return byRow;
}

async function storeLeftOut(
  ctx: Ctx,
  operationId: string,
  { rows, problems }: NonNullable<LeftAsItWas["leftOut"]>,
) {
  const byRow = problemsByRow(problems);
  const all = byRow.has(0) ? [{ row: 0, values: {} }, ...rows] : rows;
  for await (const some of inTurns(all, LEFT_OUT_AT_A_TIME)) {
    const entries = some.map(({ row, values }) => ({ row, values, problems: byRow.get(row) ?? [] }));
    await ctx.db.execute(
      sql`insert into ${skippedRows} (operation_id, "row", "values", problems)
        select ${operationId}::uuid, e."row", e."values", e.problems
        from jsonb_to_recordset(${JSON.stringify(storable(entries))}::jsonb) as e("row" int, "values" jsonb, problems jsonb)`,
    );
  }
}

/** Who changed each of some cases last, and when (ISO). The caller has been shown to see them. */
export async function lastChanges(
  ctx: Ctx,
  caseIds: readonly string[],
): Promise<Map<string, { changedBy: string; changedAt: string }>> {
  if (caseIds.length === 0) return new Map();
  const rows = await rowsOf<{ id: string; by: string; at: string | Date }>(
    ctx.db,
    sql`select distinct on (subject_id) subject_id as id, actor_name as by, at from ${historyEvents}
      where subject = 'case' and subject_id = any(${textArray(caseIds)}) order by subject_id, ${historyEvents.id} desc`,
  );
  return new Map(
    rows.map(({ id, by, at }) => [id, { changedBy: by, changedAt: new Date(at).toISOString() }]),
  );
}

export type HistoryEntry = {
  id: number;
  at: Date;
  action: string;
  actorName: string;
  organisationName: string | null;
  fromState: string | null;
  toState: string | null;
  changes: Record<string, [unknown, unknown]> | null;
  operationId: string;
  operationSize: number;
  params: Record<string, unknown>;
};

/**
 * Everything that happened to one subject the caller has already been shown to be allowed to see, newest first. What was
 * said of single cases is left out of `params`: an operation may span cases the reader must not know of.
 */
export async function historyOf(
  ctx: Ctx,
  subject: "case" | "project",
  subjectId: string,
): Promise<HistoryEntry[]> {
  const result = await ctx.db.execute(sql`
    select e.id, e.at, e.action, e.actor_name as "actorName", o.name as "organisationName",
      e.from_state as "fromState", e.to_state as "toState", e.changes,
      e.operation_id as "operationId", coalesce(p.done, 1) as "operationSize", coalesce(p.params, '{}') - array['perCase', 'meterNumbers'] as params
    from history_events e
    left join organisations o on o.id = e.organisation_id
    left join operations p on p.id = e.operation_id
    where e.subject = ${subject} and e.subject_id = ${subjectId}
    order by e.id desc`);
  return (result as unknown as { rows: (HistoryEntry & { at: string | Date })[] }).rows.map((row) => ({
    ...row,
    id: Number(row.id),
    at: new Date(row.at),
  }));
}
