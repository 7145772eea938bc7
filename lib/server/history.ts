import "server-only";
import { sql } from "drizzle-orm";
import { historyEvents, operations } from "@/db/schema";
import type { Ctx } from "./context";
import { rowsOf, textArray } from "./sql";

type OperationRow = typeof operations.$inferInsert;
type EventRow = typeof historyEvents.$inferInsert;

/** What one verb records; every event of it carries the operation's id. */
export type Operation = {
  id: string;
  /** Adds to the operation's own row: parameters, counts, outcome. */
  describe: (facts: Partial<Omit<OperationRow, "id" | "action" | "at">>) => void;
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
  let facts: Partial<OperationRow> = {};
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
      await ctx.db
        .insert(operations)
        .values({ done: events, requested: events, ...facts, ...who, id, action, at: ctx.now });
    },
  };
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
