import "server-only";
import { sql } from "drizzle-orm";
import { cases, historyEvents } from "@/db/schema";
import type { FieldKey, FieldValue } from "@/lib/domain/fields";
import type { CaseState } from "@/lib/domain/vocabulary";
import type { Ctx } from "./context";
import type { Operation } from "./history";
import type { Tx } from "./mutate";
import { rowsOf, textArray, uuidArray } from "./sql";

export type PersonKey = "installerId" | "handlerId";
/** Changed values, key → [before, after]; null is empty. Fields, and the two persons responsible. */
export type Changes = Partial<Record<FieldKey | PersonKey, [FieldValue | null, FieldValue | null]>>;

/**
 * Writes what was decided: all cases to one state (null leaves each where it is, unless it names its own),
 * each with its own changes or none, its version one up and one history event. One statement for any number
 * of locked cases.
 */
export async function updateCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  input: {
    action: string;
    to: CaseState | null;
    cases: readonly { id: string; changes: Changes | null; to?: CaseState | null }[];
  },
): Promise<number> {
  const { action, to } = input;
  if (input.cases.length === 0) return 0;
  const ids = uuidArray(input.cases.map((change) => change.id));
  const hasChanges = input.cases.some((change) => change.changes !== null);
  const hasOwnStates = input.cases.some((change) => change.to != null);
  const changes = hasChanges
    ? textArray(input.cases.map((change) => change.changes && JSON.stringify(change.changes)))
    : sql`array[]::text[]`;
  const states = hasOwnStates
    ? textArray(input.cases.map((change) => change.to ?? null))
    : sql`array[]::text[]`;
  const rows = await rowsOf<{ n: number }>(
    tx,
    sql`
    with input as (
      select t.id, t.changes::jsonb as changes, t.state as new_state
      from unnest(${ids}, ${changes}, ${states}) as t(id, changes, state)
    ), old as (
      select c.id, c.state, input.changes, input.new_state from ${cases} c join input on input.id = c.id
    ), done as (
      update ${cases} c set
        version = c.version + 1,
        updated_at = ${ctx.now.toISOString()}::timestamptz
        ${to === null ? sql`` : sql`, state = ${to}`}
        ${hasOwnStates ? sql`, state = coalesce(old.new_state, c.state)` : sql``}
        ${hasChanges ? appliedChanges : sql``}
      from old where c.id = old.id
      returning c.id, old.state as from_state, c.state as to_state, c.version, old.changes
    ), events as (
      insert into ${historyEvents} (operation_id, subject, subject_id, action, actor_id, actor_name,
        organisation_id, from_state, to_state, changes, version, at)
      select ${operation.id}::uuid, 'case', id::text, ${action}, ${ctx.actor.id}::uuid, ${ctx.actor.name},
        ${ctx.actor.organisation?.id ?? null}::uuid, from_state, to_state, changes, version, ${ctx.now.toISOString()}::timestamptz
      from done
      returning 1
    )
    select count(*)::int as n from events`,
  );
  const written = rows[0]?.n ?? 0;
  if (written !== input.cases.length)
    throw new Error(`${written} of ${input.cases.length} locked cases were written`);
  operation.recorded(written);
  return written;
}

/** Takes `old.changes` into the row: the two persons are columns, everything else a key of `fields`. */
const appliedChanges = sql`,
  installer_id = case when old.changes ? 'installerId' then (old.changes->'installerId'->>1)::uuid else c.installer_id end,
  handler_id = case when old.changes ? 'handlerId' then (old.changes->'handlerId'->>1)::uuid else c.handler_id end,
  fields = case when old.changes is null then c.fields else
    (c.fields - array(select jsonb_object_keys(old.changes))) || coalesce(
      (select jsonb_object_agg(key, value->1) from jsonb_each(old.changes)
       where key not in ('installerId', 'handlerId') and value->1 <> 'null'::jsonb), '{}'::jsonb) end`;
