import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import type { CaseState } from "@/lib/domain/vocabulary";
import type { Ctx } from "@/lib/server/kernel/context";
import type { Operation } from "@/lib/server/kernel/history";
import type { Tx } from "@/lib/server/kernel/mutate";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";
import { touchProjects } from "@/lib/server/projects/projects";
import { caseEvents } from "./case-events";
import { type Changes, type PersonKey, updateCases } from "./case-update";

type LockedCase = { id: string; state: CaseState; person: string | null };

/**
 * Locks the cases for which `where` holds, in id order as every change does, and gives the person responsible under
 * the key. It asks neither who sees the cases nor who may change them: for administrators' verbs only.
 */
export const lockCases = (tx: Tx, person: PersonKey, where: SQL): Promise<LockedCase[]> =>
  rowsOf<LockedCase>(
    tx,
    sql`select id, state, ${cases[person]} as person from ${cases} where ${where} order by id for update`,
  );

const CHANGES_PERSON = { installerId: "change_installer", handlerId: "change_handler" } as const;

/** Makes `successor`, or with null nobody, responsible for locked cases; history shows the action for it. */
export async function reassignCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  locked: readonly LockedCase[],
  key: PersonKey,
  successor: string | null,
): Promise<void> {
  const changed = locked.map(({ id, state, person }) => {
    const changes: Changes = { [key]: [person, successor] };
    return { id, from: state, to: state, changes };
  });
  await updateCases(ctx, tx, operation, CHANGES_PERSON[key], changed);
  const ids = uuidArray(locked.map(({ id }) => id));
  await touchProjects(ctx, tx, sql`array(select distinct project_id from ${cases} where id = any(${ids}))`);
}

/**
 * Deletes the cases for which `where` holds, with one history event each, and gives their number. Their history stays.
 */
export async function removeCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  action: "undo" | "remove_demo_projects",
  where: SQL,
): Promise<number> {
  const [removed] = await rowsOf<{ n: number }>(
    tx,
    sql`with done as (
      delete from ${cases} where id in (select id from ${cases} where ${where} order by id for update)
      returning id, state, version
    ), events as (
      ${caseEvents(ctx, operation, action, { from: sql`state`, version: sql`version + 1` })} returning 1
    ) select count(*)::int as n from events`,
  );
  const n = removed?.n ?? 0;
  operation.recorded(n);
  return n;
}
