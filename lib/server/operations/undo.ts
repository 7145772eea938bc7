import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { cases, historyEvents, operations } from "@/db/schema";
import type { Undone } from "@/lib/contract/answers/operations";
import { DomainError } from "@/lib/contract/errors";
import { OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { undoingOf } from "@/lib/domain/operations";
import type { CaseState } from "@/lib/domain/vocabulary";
import { visibleCases, visibleOperations } from "@/lib/server/kernel/access";
import { casesById } from "@/lib/server/cases/case-list";
import { shareNumbers } from "@/lib/server/cases/case-numbers";
import { type Changes, type PersonKey, updateCases } from "@/lib/server/cases/case-update";
import { removeCases } from "@/lib/server/cases/system-changes";
import type { Ctx } from "@/lib/server/kernel/context";
import { lastChanges, type Operation, withTheirCases } from "@/lib/server/kernel/history";
import { inTurns, mapInTurns } from "@/lib/server/kernel/in-turns";
import { parseId, type Tx, write } from "@/lib/server/kernel/mutate";
import { undoRefusal } from "./operations";
import { touchProject, touchProjects } from "@/lib/server/projects/projects";
import { rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";

type Event = {
  id: string;
  fromState: CaseState | null;
  toState: CaseState;
  changes: Changes | null;
  version: number;
};

/**
 * Undoes an operation: its cases get the states and values from before it, cases that it created are deleted. Only its
 * own organisation may, once, within 15 minutes, while none of its cases has changed since (`cases_changed` names those
 * that have). All or nothing; the undo is itself an operation with one history event for each case.
 */
export async function undoOperation(ctx: Ctx, operationId: string): Promise<Undone> {
  const id = parseId(operationId);
  return write(ctx, "undo", async ({ tx, operation }) => {
    const [found] = await tx
      .select()
      .from(operations)
      .where(and(visibleOperations(ctx.actor), eq(operations.id, id)))
      .for("update");
    if (!found) throw new DomainError("not_found");
    const refusal = undoRefusal(ctx, found);
    if (refusal?.code === "operation_expired") await refuseAnonymised(tx, id);
    if (refusal) throw refusal;

    const events = await rowsOf<Event>(
      tx,
      sql`select subject_id as id, from_state as "fromState", to_state as "toState", changes, version from ${historyEvents}
        where operation_id = ${id}::uuid and subject = 'case' order by subject_id`,
    );
    await refuseChanged(ctx, tx, id, events);
    await refuseMoved(tx, id);
    const ids = events.map((event) => event.id);
    const isRemoval = undoingOf(found.action) === "remove";
    const done = isRemoval
      ? await removeCases(ctx, tx, operation, "undo", sql`id = any(${uuidArray(ids)})`)
      : await restoreCases(ctx, tx, operation, events);
    if (!isRemoval) {
      await refuseInactive(tx, events);
      if (await shareNumbers(tx, ids)) throw new DomainError("number_given_away");
    }
    if (found.projectId) await touchProject(ctx, tx, found.projectId);
    else
      await touchProjects(
        ctx,
        tx,
        sql`array(select project_id from ${cases} where id = any(${uuidArray(ids)}))`,
      );
    operation.describe({
      projectId: found.projectId,
      ownerId: found.ownerId,
      gridAreas: found.gridAreas,
      params: { action: found.action },
      requested: events.length,
      done,
      undoes: id,
    });
    return { operationId: operation.id, undoes: id, done };
  });
}

/** In cases: so many are locked, or named, by one statement; other requests are served between two. */
const LOCKED_AT_ONCE = 5_000;
const NAMED_AT_ONCE = 1_000;

/** Locks the cases in id order, as every change does; `cases_changed` when one is deleted or has a newer version. */
async function refuseChanged(ctx: Ctx, tx: Tx, operationId: string, events: readonly Event[]) {
  const current = new Map<string, { number: number; version: number }>();
  for await (const some of inTurns(events, LOCKED_AT_ONCE)) {
    const locked = await rowsOf<{ id: string; number: number; version: number }>(
      tx,
      sql`select id, number, version from ${cases}
        where ${visibleCases(ctx.actor)} and id = any(${uuidArray(some.map((event) => event.id))}) order by id for update`,
    );
    for (const { id, ...row } of locked) current.set(id, row);
  }
  const changed = events.filter((event) => current.get(event.id)?.version !== event.version);
  if (changed.length === 0) return;
  await refuseAnonymised(tx, operationId);
  const last = await lastChanges(
    { ...ctx, db: tx },
    changed.map(({ id }) => id),
  );
  const addresses = new Map<string, string>();
  for await (const some of inTurns(changed, NAMED_AT_ONCE)) {
    const ids = some.map(({ id }) => id);
    for (const row of await casesById({ ...ctx, db: tx }, ids)) addresses.set(row.id, row.address);
  }
  const named = await mapInTurns(changed, ({ id }) => ({
    caseId: id,
    number: current.get(id)?.number ?? null,
    address: addresses.get(id) ?? null,
    ...last.get(id),
  }));
  throw new DomainError("cases_changed", {
    params: { count: changed.length },
    extra: {
      cases: named.toSorted((a, b) => (a.number ?? 0) - (b.number ?? 0)),
    },
  });
}

async function restoreCases(ctx: Ctx, tx: Tx, operation: Operation, events: readonly Event[]) {
  const changed = await mapInTurns(events, ({ id, fromState, toState, changes }) => ({
    id,
    from: toState,
    to: fromState ?? toState,
    changes: changes && reversed(changes),
  }));
  return updateCases(ctx, tx, operation, "undo", changed);
}

/** Refuses when a case of the operation has been anonymised: its values before are gone. */
async function refuseAnonymised(tx: Tx, operationId: string) {
  const [found] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(*)::int as n from ${historyEvents} e ${withTheirCases}
      where e.operation_id = ${operationId}::uuid and e.subject = 'case' and ${cases.anonymisedAt} is not null`,
  );
  if (found?.n) throw new DomainError("cases_anonymised", { params: { count: found.n } });
}

/** Refuses when a handler to be restored belongs to the DSO that had the area before. */
async function refuseMoved(tx: Tx, operationId: string) {
  const [found] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(*)::int as n from ${historyEvents} e ${withTheirCases}
        join users u on u.id = (e.changes->'handlerId'->>0)::uuid
      where e.operation_id = ${operationId}::uuid and e.subject = 'case' and u.organisation_id <> ${cases.dsoId}`,
  );
  if (found?.n) throw new DomainError("person_inactive", { params: { count: found.n } });
}

/**
 * Refuses when the undo has made a deactivated user responsible for an open case: gave it back to them, or opened it again.
 * A case may be open and theirs all along, as a company's last installer keeps them.
 */
async function refuseInactive(tx: Tx, events: readonly Event[]) {
  const isOpen = (state: CaseState) => OPEN_STATES.includes(state);
  const madeTheirs = (person: PersonKey) =>
    uuidArray(
      events
        .filter(({ toState, changes }) => !isOpen(toState) || (changes && person in changes))
        .map(({ id }) => id),
    );
  const [found] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(distinct c.id)::int as n from (
          select id, state, installer_id as person from ${cases} where id = any(${madeTheirs("installerId")})
          union all select id, state, handler_id from ${cases} where id = any(${madeTheirs("handlerId")})
        ) c join users u on u.id = c.person
      where not u.is_active and c.state = any(${textArray(OPEN_STATES)})`,
  );
  if (found?.n) throw new DomainError("person_inactive", { params: { count: found.n } });
}

const reversed = (changes: Changes): Changes =>
  Object.fromEntries(Object.entries(changes).map(([key, [before, after]]) => [key, [after, before]]));
