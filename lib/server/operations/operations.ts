import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { cases, historyEvents, operationDetails, operations, projects } from "@/db/schema";
import type { OperationReport as OperationReportAnswer } from "@/lib/contract/answers/operations";
import type { Dated, Wordless } from "@/lib/contract/answers/pieces";
import { formatAddress } from "@/lib/domain/addresses/address";
import { DomainError } from "@/lib/contract/errors";
import { ReasonsInput } from "@/lib/contract/inputs/actions";
import { ActivityInput } from "@/lib/contract/inputs/operations";
import { LIMITS } from "@/lib/domain/limits";
import { undoingOf } from "@/lib/domain/operations";
import { sideOf } from "@/lib/domain/sides";
import { may } from "@/lib/domain/verbs";
import { addressColumns } from "@/lib/server/kernel/address-columns";
import {
  askedFor,
  firstAcross,
  standingChanges,
  visibleCases,
  visibleOperations,
} from "@/lib/server/kernel/access";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { eventsOf, withTheirCases } from "@/lib/server/kernel/history";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { lookUpProject } from "@/lib/server/projects/projects";
import { limited, rowsOf } from "@/lib/server/kernel/sql";

/** Cases that a report names; counts are exact. */
const REPORTED_CASES = 500;
const PAGE = 50;

/**
 * An operation with the outcome of each case; `address` and `version` are null when the case is deleted or not visible.
 */
export type OperationReport = Dated<Wordless<OperationReportAnswer>, "at" | "undoneAt" | "undoUntil">;
export type OperationSummary = Omit<OperationReport, "blocked" | "missing" | "cases">;
export type ReportedCase = OperationReport["cases"][number];

const deadlineOf = (at: Date) => new Date(at.getTime() + LIMITS.undoMinutes * 60_000);

type Standing = {
  action: string;
  at: Date;
  organisationId: string | null;
  done: number;
  undoneBy: string | null;
  partOf: string | null;
};

/** Whether the actor's own company did it; for administrators, whether an administrator did. */
const isOwn = ({ role, organisation }: Actor, operation: Pick<Standing, "organisationId">): boolean =>
  sideOf(role) === null
    ? operation.organisationId === null
    : organisation !== null && operation.organisationId === organisation.id;

/** Why the actor cannot undo a visible operation; null when it may try, which `cases_changed` may still refuse. */
export function undoRefusal(ctx: Ctx, operation: Standing): DomainError | null {
  if (!may(ctx.actor.role, "undo") || !isOwn(ctx.actor, operation)) return new DomainError("forbidden");
  if (operation.undoneBy) return new DomainError("operation_already_undone");
  // A part is undone with its whole.
  if (undoingOf(operation.action) === null || operation.done === 0 || operation.partOf)
    return new DomainError("operation_not_undoable");
  if (ctx.now > deadlineOf(operation.at)) {
    return new DomainError("operation_expired", { params: { minutes: LIMITS.undoMinutes } });
  }
  return null;
}

/** An operation in a list, without its parameters, which may name 50,000 cases. */
export type ListedOperation = Omit<OperationSummary, "params">;

type Found = Omit<ListedOperation, "at" | "undoneAt" | "canUndo" | "undoUntil"> & {
  at: string;
  undoneAt: string | null;
  organisationId: string | null;
  place: string;
};

const NEWEST_FIRST = sql`${operations.at} desc, ${operations.id} desc`;

/** Operations, newest first, of `source`: rows of that table under its name. */
async function readOperations(ctx: Ctx, source: SQL): Promise<(ListedOperation & { place: string })[]> {
  const rows = await rowsOf<Found>(
    ctx.db,
    sql`select ${operations.id} as id, ${operations.action} as action, ${operations.at} as at, ${operations.at}::text as place,
      ${operations.actorName} as "actorName", o.name as "organisationName", ${operations.organisationId} as "organisationId",
      ${operations.projectId} as "projectId", p.name as "projectName",
      ${operations.requested} - ${operations.missingCount} + m.n as requested, ${operations.done} as done,
      ${operations.unchanged} as unchanged, ${operations.blockedCount} as "blockedCount", m.n as "missingCount",
      ${operations.leftOutRows} as "leftOutRows",
      ${operations.undoes} as undoes, ${operations.undoneBy} as "undoneBy", ${operations.partOf} as "partOf",
      u.actor_name as "undoneByName", uo.name as "undoneByOrganisation", u.at as "undoneAt"
    from ${source} left join operations u on u.id = ${operations.undoneBy} left join organisations uo on uo.id = u.organisation_id
      left join organisations o on o.id = ${operations.organisationId}
      left join ${projects} p on p.id = ${operations.projectId}
      cross join lateral (select case when ${askedFor(ctx.actor)} then ${operations.missingCount} else 0 end as n) m
    order by ${NEWEST_FIRST}`,
  );
  return rows.map(({ organisationId, ...row }) => {
    const at = new Date(row.at);
    const canUndo = undoRefusal(ctx, { ...row, at, organisationId }) === null;
    const undoneAt = row.undoneAt === null ? null : new Date(row.undoneAt);
    return { ...row, at, undoneAt, canUndo, undoUntil: canUndo ? deadlineOf(at) : null };
  });
}

/**
 * A page of 50 operations of a visible project, or with null of all that is visible, newest first. `input` filters by
 * `actor`, `action`, the days `from` to `to` (YYYY-MM-DD, Danish time, both included), and by `news` since a moment;
 * `partOf` gives the parts of one operation over several projects.
 * `not_found` out of sight.
 */
export async function listOperations(
  ctx: Ctx,
  projectId: string | null,
  input: unknown = {},
): Promise<{ operations: ListedOperation[]; nextCursor: string | null }> {
  const { actor, action, from, to, news, since, partOf, cursor } = parseInput(ActivityInput, input);
  const place = readCursor("operations", cursor);
  if (projectId) await lookUpProject(ctx, projectId);
  const where = and(
    actor ? eq(operations.actorId, actor) : undefined,
    action ? eq(operations.action, action) : undefined,
    from ? sql`${operations.at} >= ${beginningOf(sql`${from}::date`)}` : undefined,
    to ? sql`${operations.at} < ${beginningOf(sql`${to}::date + 1`)}` : undefined,
    news ? standingChanges(ctx.actor, news) : undefined,
    since ? sql`${operations.at} > ${since}::timestamptz` : undefined,
    place
      ? sql`(${operations.at}, ${operations.id}) < (${place.value}::timestamptz, ${place.id}::uuid)`
      : undefined,
  );
  const source = partOf
    ? newest(ctx, and(isPartOf(partOf), where), PAGE + 1)
    : newestIn(ctx, projectId, where, PAGE + 1, actor);
  const found = await readOperations(ctx, source).catch(refuseStrange(place));
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    operations: page.map(({ place: _, ...operation }) => operation),
    nextCursor:
      found.length > PAGE && last ? writeCursor("operations", { value: last.place, id: last.id }) : null,
  };
}

/** When a Danish day begins. */
const beginningOf = (day: SQL) => sql`(${day})::timestamp at time zone 'Europe/Copenhagen'`;

/** The newest of the operations that the actor sees. */
const newest = ({ actor }: Ctx, where: SQL | undefined, most: number): SQL =>
  sql`(select * from ${operations} where ${and(visibleOperations(actor), where)}
    order by ${NEWEST_FIRST} ${limited(most)}) operations`;

/** The newest of one project, parts among them; with null of any project. `by` is the one person that `where` asks for. */
const newestIn = (
  ctx: Ctx,
  projectId: string | null,
  where: SQL | undefined,
  most: number,
  by?: string,
): SQL =>
  projectId
    ? newest(ctx, and(eq(operations.projectId, projectId), where), most)
    : firstAcross(ctx.actor, where, NEWEST_FIRST, most, by === undefined);

/** An operation over several projects, and what it did in each. */
const isPartOf = (id: string): SQL =>
  sql`(${operations.partOf} = ${id}::uuid or ${operations.id} = ${id}::uuid)`;

/** An actor under the name of the last operation; `organisation` null is an administrator. */
export type ActivityActor = { id: string; name: string; organisation: string | null };

/** In operations: the choices of a filter are read from the newest of so many. */
const CHOSEN_FROM = 1_000;

/** The actors and kinds of the newest visible operations: the choices of the activity list's filter. */
export async function activityChoices(
  ctx: Ctx,
  projectId: string | null,
): Promise<{ actors: ActivityActor[]; actions: string[] }> {
  if (projectId) await lookUpProject(ctx, projectId);
  const rows = await rowsOf<ActivityActor & { actions: string[] }>(
    ctx.db,
    sql`select a.id, a.name, o.name as organisation, a.actions from (
        select actor_id as id, array_agg(distinct action) as actions, (array_agg(actor_name order by at desc))[1] as name,
          (array_agg(organisation_id order by at desc))[1] as organisation_id
        from ${newestIn(ctx, projectId, undefined, CHOSEN_FROM)} group by 1
      ) a left join organisations o on o.id = a.organisation_id`,
  );
  return {
    actors: rows
      .flatMap(({ id, name, organisation }) => (id ? [{ id, name, organisation }] : []))
      .sort((a, b) => a.name.localeCompare(b.name, "da")),
    actions: [...new Set(rows.flatMap((row) => row.actions))].sort(),
  };
}

/** Reasons that are suggested, and operations in which they are looked for. */
const REASONS = 5;
const LOOKED_BACK = 500;

/** `{action}` → the last five different reasons that the actor's organisation gave for it, newest first. */
export async function recentReasons(ctx: Ctx, input: unknown): Promise<string[]> {
  const { action } = parseInput(ReasonsInput, input);
  if (!ctx.actor.organisation) return [];
  const rows = await rowsOf<{ reason: string }>(
    ctx.db,
    sql`select reason from (
        select ${operations.params}->>'reason' as reason, ${operations.at} as at from ${operations}
        where ${visibleOperations(ctx.actor)} and ${operations.partOf} is null and ${operations.organisationId} = ${ctx.actor.organisation.id} and ${operations.action} = ${action}
        order by ${operations.at} desc limit ${LOOKED_BACK}
      ) used where reason <> '' group by reason order by max(at) desc limit ${REASONS}`,
  );
  return rows.map(({ reason }) => reason);
}

/** One visible operation without its cases; otherwise `not_found`. */
export async function lookUpOperation(ctx: Ctx, id: string): Promise<OperationSummary> {
  const [found] = await readOperations(ctx, newest(ctx, eq(operations.id, parseId(id)), 1));
  if (!found) throw new DomainError("not_found");
  const { place: _, ...operation } = found;
  const [own] = await ctx.db
    .select({ params: operations.params })
    .from(operations)
    .where(eq(operations.id, id));
  return { ...operation, params: own?.params ?? {} };
}

/** One visible operation with the outcome of each case; otherwise `not_found`. */
export async function getOperation(ctx: Ctx, id: string): Promise<OperationReport> {
  const operation = await lookUpOperation(ctx, id);
  const [outcome] = await ctx.db
    .select({ blocked: operationDetails.blocked, missing: operationDetails.missing })
    .from(operationDetails)
    .where(eq(operationDetails.operationId, id));
  type Row = Omit<ReportedCase, "address"> & Parameters<typeof formatAddress>[0];
  const done = await rowsOf<Row>(
    ctx.db,
    sql`select ${cases.id} as id, ${cases.number} as number, e.from_state as "fromState", e.to_state as "toState", ${addressColumns}
    from ${historyEvents} e ${withTheirCases}
    where ${eventsOf(operation)} and ${visibleCases(ctx.actor)}
    order by ${cases.addressSort}, ${cases.id} limit ${REPORTED_CASES}`,
  );
  const blocked = outcome?.blocked ?? [];
  const present = new Map(
    blocked.length === 0
      ? []
      : (
          await rowsOf<Row & { version: number }>(
            ctx.db,
            sql`select ${cases.id} as id, ${cases.version} as version, ${addressColumns} from ${cases} where ${visibleCases(ctx.actor)} and ${cases.id} in
              (select (b->>'caseId')::uuid from ${operationDetails}, jsonb_array_elements(${operationDetails.blocked}) b
               where ${operationDetails.operationId} = ${id}::uuid offset 0)`,
          )
        ).map((row) => [row.id, { address: formatAddress(row), version: row.version }]),
  );
  return {
    ...operation,
    blocked: blocked.map((row) => ({
      ...row,
      ...(present.get(row.caseId) ?? { address: null, version: null }),
    })),
    missing: operation.missingCount > 0 ? (outcome?.missing ?? []) : [],
    cases: done.map(({ id: caseId, number, fromState, toState, ...address }) => ({
      id: caseId,
      number,
      address: formatAddress(address),
      fromState,
      toState,
    })),
  };
}
