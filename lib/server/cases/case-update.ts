import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { answerDue, type DuePromise, meterDue } from "@/lib/domain/due";
import type { FieldKey, FieldValue } from "@/lib/domain/fields/fields";
import { type NewsAction, type Told, toldOf } from "@/lib/domain/news";
import type { Action, CaseState } from "@/lib/domain/vocabulary";
import { type Ctx, today } from "@/lib/server/kernel/context";
import type { Operation } from "@/lib/server/kernel/history";
import type { Touched } from "@/lib/server/kernel/news";
import { caseEvents } from "./case-events";
import { type DayByCompany, dayByCompany, dayOfCase, promisesOf } from "./promises";
import { inTurns } from "@/lib/server/kernel/in-turns";
import type { Tx } from "@/lib/server/kernel/mutate";
import { intArray, rowsOf, uuidArray } from "@/lib/server/kernel/sql";

export type PersonKey = "installerId" | "handlerId";
/** Changed fields and persons responsible: key → [before, after]; null is empty. */
export type Changes = Partial<Record<FieldKey | PersonKey, [FieldValue | null, FieldValue | null]>>;

/** What is to be written to a locked case; `from` is its state when it was locked. */
export type CaseChange = { id: string; from: CaseState; to: CaseState; changes: Changes | null };

/** The operations that change cases. */
type CaseOperation = Action | "undo";

type Move = {
  from: CaseState;
  to: CaseState;
  changes: Changes | null;
  fields: Record<string, FieldValue | null> | null;
  /** When the meter is due, by grid company, if its wished date changes. */
  meterDue: DayByCompany | null;
};

/** In cases: one statement writes so many; other requests are served between two. Larger pieces would not be faster. */
const WRITTEN_AT_ONCE = 2_500;

/**
 * Writes changes to locked cases: state, values, version + 1, and one history event each. Gives the number of cases.
 * Equal changes are sent once, and each case refers to its own. Throws when a case is not there any more.
 */
export async function updateCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  action: CaseOperation,
  changed: readonly CaseChange[],
): Promise<number> {
  const isDated = action === "resubmit" || changed.some(({ changes }) => changes?.meterDate?.[1]);
  const promises = isDated ? await promisesOf(tx) : new Map();
  let written = 0;
  for await (const some of inTurns(changed, WRITTEN_AT_ONCE)) {
    ctx.progress?.("writing", written, changed.length);
    written += await updateSome(ctx, tx, operation, action, some, promises);
  }
  ctx.progress?.("writing", written, changed.length);
  return written;
}

async function updateSome(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  action: CaseOperation,
  changed: readonly CaseChange[],
  promises: ReadonlyMap<string, DuePromise>,
): Promise<number> {
  const { moves, indexes } = movesOf(changed, promises);
  const answered = dayByCompany(promises, (promise) => answerDue(today(ctx), promise));
  // A single move is a constant, which the database evaluates once.
  const isOne = moves.length === 1;
  const move = isOne ? sql`${JSON.stringify(moves[0])}::jsonb` : sql`move`;
  const told = toldOf(action, ctx.actor.role);
  const rows = await rowsOf<Touched>(
    tx,
    sql`
    with input as (
      select id${isOne ? sql`` : sql`, ${JSON.stringify(moves)}::jsonb -> i as move`}
      from unnest(${uuidArray(changed.map((change) => change.id))}, ${intArray(indexes)}) as t(id, i)
    ), done as (
      update ${cases} c set version = c.version + 1, updated_at = ${ctx.now.toISOString()}::timestamptz
        ${moves.some(({ from, to }) => from !== to) ? sql`, state = ${move}->>'to'` : sql``}
        ${moves.some(({ fields }) => fields) ? newFields(move) : sql``}
        ${moves.some(({ changes }) => changes?.meterDate) ? newMeterDue(move, action) : sql``}
        ${action === "resubmit" ? sql`, answer_due = ${dayOfCase(sql`${JSON.stringify(answered)}::jsonb`)}` : sql``}
        ${moves.some(({ changes }) => changes && hasPerson(changes)) ? newPersons(move) : sql``}
      from input where c.id = input.id
      returning c.id, c.version, c.project_id, c.installer_id, c.handler_id${isOne ? sql`` : sql`, move`}
    ), events as (
      ${caseEvents(ctx, operation, action, {
        from: sql`${move}->>'from'`,
        to: sql`${move}->>'to'`,
        changes: sql`nullif(${move}->'changes', 'null')`,
        version: sql`version`,
      })}
    )
    select project_id as "projectId", ${personOf(told)} as "personId", count(*)::int as n from done group by 1, 2`,
  );
  const written = rows.reduce((sum, { n }) => sum + n, 0);
  if (written !== changed.length)
    throw new Error(`${written} of ${changed.length} locked cases were written`);
  operation.recorded(written, rows, told ? { action: action as NewsAction, told } : undefined);
  return written;
}

/** The person responsible for a case of `done` on the side that is told. */
const personOf = (told: Told | null) =>
  told ? (told.side === "dso" ? sql`handler_id` : sql`installer_id`) : sql`null::uuid`;

/** Empty fields have no key. */
const newFields = (move: SQL) => sql`, fields = case when ${move}->'fields' = 'null' then c.fields
  else jsonb_strip_nulls(c.fields || (${move}->'fields')) end`;

/** An undo brings back what was promised, not what would be promised today. */
const newMeterDue = (move: SQL, action: CaseOperation) => sql`,
  meter_due = case when not coalesce(${move}->'changes' ? 'meterDate', false) then c.meter_due
    ${action === "undo" ? sql`when c.meter_due_before is not null then c.meter_due_before` : sql``}
    when ${move}->'meterDue' = 'null' then c.meter_due else ${dayOfCase(sql`(${move}->'meterDue')`)} end,
  meter_due_before = case when ${move}->'changes' ? 'meterDate' then c.meter_due else c.meter_due_before end`;

const newPersons = (move: SQL) => sql`,
  installer_id = coalesce((${move}->'changes'->'installerId'->>1)::uuid, c.installer_id),
  handler_id = case when ${move}->'changes' ? 'handlerId' then (${move}->'changes'->'handlerId'->>1)::uuid
    else c.handler_id end`;

const hasPerson = (changes: Changes) => "installerId" in changes || "handlerId" in changes;

function movesOf(
  changed: readonly CaseChange[],
  promises: ReadonlyMap<string, DuePromise>,
): { moves: Move[]; indexes: number[] } {
  const known = new Map<string, number>();
  const moves: Move[] = [];
  const indexes = changed.map(({ from, to, changes }) => {
    const key = JSON.stringify([from, to, changes]);
    const index = known.get(key) ?? moves.length;
    if (index === moves.length) {
      known.set(key, index);
      const wished = changes?.meterDate?.[1];
      const meterDueOf = (promise: DuePromise) => meterDue(wished as string, promise);
      moves.push({
        from,
        to,
        changes,
        fields: fieldsOf(changes),
        meterDue: wished ? dayByCompany(promises, meterDueOf) : null,
      });
    }
    return index;
  });
  return { moves, indexes };
}

/** The new values of the fields; null when none changes. The persons are columns, not fields. */
function fieldsOf(changes: Changes | null): Move["fields"] {
  const { installerId: _, handlerId: __, ...fields } = changes ?? {};
  const entries = Object.entries(fields).map(([key, [, after]]) => [key, after] as const);
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}
