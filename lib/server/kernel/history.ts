import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, historyEvents, operationDetails, operations, projects, skippedRows } from "@/db/schema";
import type { BlockedCase } from "@/lib/contract/answers/actions";
import type { Case, HistoryEntry as HistoryEntryAnswer } from "@/lib/contract/answers/cases";
import type { Dated } from "@/lib/contract/answers/pieces";
import type { OperationKind, Subject } from "@/lib/domain/operations";
import { formOf } from "@/lib/domain/actions/forms";
import { PER_CASE_PARAMETERS } from "@/lib/domain/actions/parameters";
import { RULES } from "@/lib/domain/actions/rules";
import { type Action, ACTIONS, type CaseState } from "@/lib/domain/vocabulary";
import { sideOf } from "@/lib/domain/sides";
import { visibleCases, visibleOperations, visibleProjects } from "./access";
import { audit } from "./audit";
import type { Ctx } from "./context";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import { inTurns } from "./in-turns";
import { type News, takeBack, tell, type Touched } from "./news";
import { intArray, rowsOf, storable, textArray, uuidArray } from "./sql";

type OperationRow = typeof operations.$inferInsert;
type EventRow = typeof historyEvents.$inferInsert;
/** What an operation was asked for and did not change; the operation's row holds the counts. */
type LeftAsItWas = Partial<
  Pick<typeof operationDetails.$inferInsert, "blocked" | "missing"> & {
    /** The cases that had the values already. */
    unchangedIds: string[];
    /** The rows that an import did not create, with their problems and the batch's (`row` null). */
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
  record: (
    events: (Pick<EventRow, "subjectId" | "changes"> & { subject: Subject; action: OperationKind })[],
  ) => Promise<void>;
  action: OperationKind;
  /**
   * Must be called when a statement has written `count` case events itself (`caseEvents`), with where its cases lie and
   * what is told of them.
   */
  recorded: (count: number, touched?: readonly Touched[], news?: News) => void;
  /** How many were recorded so far. */
  events: () => number;
  /** Must be called when nothing was changed; an operation without events is an error otherwise. */
  unchanged: () => void;
  /** Writes the operation's row, last. Throws when there are no events and `unchanged` was not called. */
  store: () => Promise<void>;
};

/** A new operation of the actor. Nothing is written before `record` or `store`. */
export function startOperation(ctx: Ctx, action: OperationKind): Operation {
  const id = crypto.randomUUID();
  const who = {
    actorId: ctx.actor.id,
    actorName: ctx.actor.name,
    organisationId: ctx.actor.organisation?.id ?? null,
  };
  let facts: Facts = {};
  let events = 0;
  let isUnchanged = false;
  const touched: Touched[] = [];
  let news: News | undefined;
  return {
    id,
    action,
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
    recorded: (count, where = [], told) => {
      events += count;
      touched.push(...where);
      news ??= told;
    },
    events: () => events,
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
      if (!row.projectId && row.gridAreas?.length) await storeParts(ctx, id, touched);
      if (row.undoes) await markUndone(ctx, row.undoes, id);
      if (news) await tell(ctx, id, news, touched);
      if (row.undoes) await takeBack(ctx, row.undoes);
      const { name, months } = facts.params ?? {};
      if (sideOf(ctx.actor.role) === null && events > 0)
        await audit(ctx, action, {
          ...(typeof name === "string" && { name }),
          ...(typeof months === "number" && { months }),
        });
    },
  };
}

/**
 * Stores what an operation over several projects did in each of them, as an operation of that project: whoever sees one
 * of the projects and not all of them is told of it there. The row of the whole must be stored.
 */
async function storeParts(ctx: Ctx, id: string, touched: readonly Touched[]) {
  const counts = new Map<string, number>();
  for (const { projectId, n } of touched) counts.set(projectId, (counts.get(projectId) ?? 0) + n);
  if (counts.size === 0) return;
  await ctx.db.execute(sql`
    insert into ${operations} (part_of, action, actor_id, actor_name, organisation_id, project_id, owner_id, grid_areas, params,
      requested, done, undoes, at)
    select ${id}::uuid, w.action, w.actor_id, w.actor_name, w.organisation_id, ${projects.id}, ${projects.ownerId},
      array[${projects.gridArea}::text], told.params, t.n, t.n, undone.id, w.at
    from unnest(${uuidArray([...counts.keys()])}, ${intArray([...counts.values()])}) as t(project_id, n)
      join ${projects} on ${projects.id} = t.project_id and ${visibleProjects(ctx.actor)}
      join operations w on w.id = ${id}::uuid
      cross join operations_told(array[${id}::uuid]) told
      left join operations undone on undone.part_of = w.undoes and undone.project_id = t.project_id`);
}

/** Marks an operation, and each of its parts, as undone by `by` or by its part there. */
async function markUndone(ctx: Ctx, id: string, by: string) {
  await ctx.db.execute(sql`update ${operations} o set undone_by = u.id from operations u
    where u.undoes = o.id and (u.id = ${by}::uuid or u.part_of = ${by}::uuid)
      and (o.id = ${id}::uuid or o.part_of = ${id}::uuid)`);
}

/** In rows: one statement writes so many; other requests are served between two statements. */
const LEFT_OUT_AT_A_TIME = 1_000;

/** Problems by row number; those of the batch's fields (`row` null) under 0. */
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

/** Who changed a case last, and when (ISO); `changedByOrganisation` null is an administrator. */
export type LastChange = Required<Pick<BlockedCase, "changedBy" | "changedByOrganisation" | "changedAt">>;

/** In cases: one statement reads the last changes of so many. */
const CHANGES_AT_A_TIME = 5_000;

/**
 * The join of the events `e` with their cases. The id is read in a subselect of its own: before a table with a policy, a
 * condition that may fail, as reading an id from a text may, could not use the index.
 */
export const withTheirCases = sql`cross join lateral (select e.subject_id::uuid as id offset 0) subject
  join ${cases} on ${cases.id} = subject.id`;

/**
 * The events `e` of an operation's cases. Those of a part carry the id of the whole, and their cases lie in the part's
 * project.
 */
export const eventsOf = (of: { id: string; partOf: string | null; projectId: string | null }): SQL =>
  of.partOf
    ? sql`e.operation_id = ${of.partOf}::uuid and e.subject = 'case' and exists (
        select from (select e.subject_id::uuid as id offset 0) subject join cases c on c.id = subject.id
        where c.project_id = ${of.projectId}::uuid)`
    : sql`e.operation_id = ${of.id}::uuid and e.subject = 'case'`;

/** The last change of each visible case among `caseIds`, by case id. */
export async function lastChanges(ctx: Ctx, caseIds: readonly string[]): Promise<Map<string, LastChange>> {
  const last = new Map<string, LastChange>();
  for await (const some of inTurns(caseIds, CHANGES_AT_A_TIME)) {
    const rows = await rowsOf<{ id: string; by: string; organisation: string | null; at: string | Date }>(
      ctx.db,
      sql`select distinct on (e.subject_id) e.subject_id as id, e.actor_name as by, o.name as organisation, e.at
      from ${historyEvents} e ${withTheirCases} and ${visibleCases(ctx.actor)}
        left join organisations o on o.id = e.organisation_id
      where e.subject = 'case' and e.subject_id = any(${textArray(some)}) order by e.subject_id, e.id desc`,
    );
    for (const { id, by, organisation, at } of rows)
      last.set(id, {
        changedBy: by,
        changedByOrganisation: organisation,
        changedAt: new Date(at).toISOString(),
      });
  }
  return last;
}

/** An entry of the history; `operationSize` counts the cases of the operation that the reader sees. */
export type HistoryEntry = Dated<HistoryEntryAnswer, "at">;

/**
 * The history of one subject, newest first; `projectId` is where a case lies. The caller must have checked that the actor
 * sees the subject. An operation may also have changed cases that the actor does not see: then the entry is of its part in
 * the case's project. Where that is not to be seen either, `operationSize` counts the visible cases and `params` holds only
 * the reason; it never holds values of single cases.
 */
export async function historyOf(
  ctx: Ctx,
  subject: "case" | "project",
  subjectId: string,
  projectId: string | null = null,
): Promise<HistoryEntry[]> {
  const seen = sql`${operations.id} is not null`;
  const rows = await rowsOf<HistoryEntry & { at: string | Date }>(
    ctx.db,
    sql`select entry.id, entry.at, entry.action, entry.actor_name as "actorName", o.name as "organisationName",
      entry.from_state as "fromState", entry.to_state as "toState", entry.changes,
      coalesce(${operations.id}, entry.operation_id) as "operationId", ${seen} as "hasReport",
      case when ${seen} then ${operations.done} else greatest(1, (
        select count(*)::int from ${historyEvents} e ${withTheirCases}
        where e.operation_id = entry.operation_id and e.subject = 'case' and ${visibleCases(ctx.actor)}
      )) end as "operationSize",
      case when ${seen} then ${operations.params} - ${textArray(PER_CASE_PARAMETERS)}
        else coalesce((select told.params from operations_told(array[entry.operation_id]) told), '{}') end as params
    from ${historyEvents} entry
    left join organisations o on o.id = entry.organisation_id
    left join lateral (
      select * from ${operations} where ${visibleOperations(ctx.actor)} and (${operations.id} = entry.operation_id
        or (${operations.partOf} = entry.operation_id and ${operations.projectId} = ${projectId}::uuid))
      order by part_of nulls first limit 1
    ) operations on true
    where entry.subject = ${subject} and entry.subject_id = ${subjectId}
    order by entry.id desc`,
  );
  return rows.map((row) => ({ ...row, id: Number(row.id), at: new Date(row.at) }));
}

/** The states of cases that may have a reason for their end; archived cases keep theirs. */
export const CLOSED_WITH_REASON: readonly CaseState[] = ["rejected", "cancelled", "archived"];

/** Why and when a case was rejected or cancelled. `day` is the Danish day, YYYY-MM-DD; `reason` may be null. */
export type Reasoned = NonNullable<Case["closed"]>;

/** Actions that change the state, but for `archive`, which keeps the reason of the state before. */
const MOVES = ACTIONS.filter((action) => !["archived", null].includes(RULES[action].to));

/**
 * Why and when cases were rejected or cancelled, by id, for those that were. The caller must have checked that the
 * actor sees them.
 */
export async function reasonsOf(
  ctx: Ctx,
  of: readonly { id: string; state: CaseState }[],
): Promise<Map<string, Reasoned>> {
  const closed = of.filter(({ state }) => CLOSED_WITH_REASON.includes(state));
  const moves = await lastMoves(
    ctx,
    closed.map(({ id }) => id),
  );
  return new Map([...moves].filter(([, { action }]) => formOf(action).tone === "ends"));
}

/**
 * The last action, not undone, that changed the state of each case, by id. The caller must have checked that the actor
 * sees them.
 */
export async function lastMoves(
  ctx: Ctx,
  ids: readonly string[],
): Promise<Map<string, Reasoned & { action: Action }>> {
  if (ids.length === 0) return new Map();
  const rows = await rowsOf<Reasoned & { id: string; action: Action }>(
    ctx.db,
    sql`with moves as (
        select subject_id, action, at, id, operation_id from ${historyEvents}
        where subject_id = any(${textArray(ids)}) and subject = 'case' and action = any(${textArray(MOVES)})
      )
      select distinct on (e.subject_id) e.subject_id as id, e.action, told.params->>'reason' as reason,
        to_char(e.at at time zone 'Europe/Copenhagen', 'YYYY-MM-DD') as day
      from moves e join operations_told(array(select operation_id from moves)) told on told.id = e.operation_id
      where told.undone_by is null
      order by e.subject_id, e.id desc`,
  );
  return new Map(rows.map(({ id, ...move }) => [id, move]));
}
