import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { cases, historyEvents, operations, projects } from "@/db/schema";
import { formatAddress } from "@/lib/domain/address";
import { DomainError } from "@/lib/domain/error";
import { LIMITS } from "@/lib/domain/limits";
import { ACTIONS, type CaseState } from "@/lib/domain/vocabulary";
import { visibleCases, visibleOperations } from "./access";
import type { Ctx } from "./context";
import { readCursor, refuseStrange, writeCursor } from "./cursor";
import { lookUpProject } from "./projects";
import { rowsOf } from "./sql";

/** What a report names; the counts are always whole. */
const REPORTED_CASES = 500;
const PAGE = 50;

export type OperationSummary = {
  id: string;
  action: string;
  at: Date;
  actorName: string;
  organisationName: string | null;
  projectId: string | null;
  projectName: string | null;
  params: Record<string, unknown>;
  requested: number;
  done: number;
  unchanged: number;
  blockedCount: number;
  missingCount: number;
  /** Rows of an import that were not created; their workbook is `errors.xlsx`. */
  leftOutRows: number;
  undoes: string | null;
  undoneBy: string | null;
  /** Whether this actor may try to undo it now. */
  canUndo: boolean;
  undoUntil: Date | null;
};

export type ReportedCase = {
  id: string;
  number: number;
  address: string;
  fromState: CaseState | null;
  toState: CaseState | null;
};
export type OperationReport = OperationSummary & {
  blocked: { caseId: string; number: number; address: string | null; reason: string; state: string }[];
  missing: string[];
  /** The first cases done, in the order of their addresses, as far as the actor sees them. */
  cases: ReportedCase[];
};

const isUndoable = (action: string) =>
  (ACTIONS as readonly string[]).includes(action) || action === "create_cases" || action === "import_cases";

const deadlineOf = (at: Date) => new Date(at.getTime() + LIMITS.undoMinutes * 60_000);

type Standing = {
  action: string;
  at: Date;
  organisationId: string | null;
  done: number;
  undoneBy: string | null;
};

/** Why this actor cannot undo an operation that it sees; null when it may try. */
export function undoRefusal(ctx: Ctx, operation: Standing): DomainError | null {
  if (operation.organisationId !== (ctx.actor.organisation?.id ?? null)) return new DomainError("forbidden");
  if (operation.undoneBy) return new DomainError("operation_already_undone");
  if (!isUndoable(operation.action) || operation.done === 0) return new DomainError("operation_not_undoable");
  if (ctx.now > deadlineOf(operation.at)) {
    return new DomainError("operation_expired", { params: { minutes: LIMITS.undoMinutes } });
  }
  return null;
}

type Found = Omit<OperationSummary, "at" | "canUndo" | "undoUntil"> & {
  at: string;
  organisationId: string | null;
  place: string;
};

async function readOperations(
  ctx: Ctx,
  where: SQL | undefined,
  limit: number,
): Promise<(OperationSummary & { place: string })[]> {
  const rows = await rowsOf<Found>(
    ctx.db,
    sql`select ${operations.id} as id, ${operations.action} as action, ${operations.at} as at, ${operations.at}::text as place,
      ${operations.actorName} as "actorName", o.name as "organisationName", ${operations.organisationId} as "organisationId",
      ${operations.projectId} as "projectId", p.name as "projectName", ${operations.params} as params,
      ${operations.requested} as requested, ${operations.done} as done, ${operations.unchanged} as unchanged,
      jsonb_array_length(${operations.blocked}) as "blockedCount", jsonb_array_length(${operations.missing}) as "missingCount",
      coalesce(jsonb_array_length(${operations.leftOut}->'rows'), 0) as "leftOutRows",
      ${operations.undoes} as undoes, ${operations.undoneBy} as "undoneBy"
    from ${operations} left join organisations o on o.id = ${operations.organisationId}
      left join ${projects} p on p.id = ${operations.projectId}
    where ${where ?? sql`true`} order by ${operations.at} desc, ${operations.id} desc limit ${limit}`,
  );
  return rows.map(({ organisationId, ...row }) => {
    const at = new Date(row.at);
    const canUndo = undoRefusal(ctx, { ...row, at, organisationId }) === null;
    return { ...row, at, canUndo, undoUntil: canUndo ? deadlineOf(at) : null };
  });
}

/** The operations of a visible project, newest first, 50 at a time. */
export async function listOperations(
  ctx: Ctx,
  projectId: string,
  input: { cursor?: string } = {},
): Promise<{ operations: OperationSummary[]; nextCursor: string | null }> {
  const place = readCursor(input.cursor);
  await lookUpProject(ctx, projectId);
  const where = and(
    visibleOperations(ctx.actor),
    eq(operations.projectId, projectId),
    place
      ? sql`(${operations.at}, ${operations.id}) < (${place.value}::timestamptz, ${place.id}::uuid)`
      : undefined,
  );
  const found = await readOperations(ctx, where, PAGE + 1).catch(refuseStrange(place));
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    operations: page.map(({ place: _, ...operation }) => operation),
    nextCursor: found.length > PAGE && last ? writeCursor({ value: last.place, id: last.id }) : null,
  };
}

/** One visible operation with what became of each case; otherwise `not_found`. */
export async function getOperation(ctx: Ctx, id: string): Promise<OperationReport> {
  const [found] = await readOperations(ctx, and(visibleOperations(ctx.actor), eq(operations.id, id)), 1);
  if (!found) throw new DomainError("not_found");
  const { place: _, ...operation } = found;
  const [outcome] = await ctx.db
    .select({ blocked: operations.blocked, missing: operations.missing })
    .from(operations)
    .where(eq(operations.id, id));
  const parts = sql`${cases.street} as street, ${cases.houseNo} as "houseNo", ${cases.floor} as floor, ${cases.door} as door,
    ${cases.postcode} as postcode, ${cases.city} as city`;
  type Row = Omit<ReportedCase, "address"> & Parameters<typeof formatAddress>[0];
  const done = await rowsOf<Row>(
    ctx.db,
    sql`select ${cases.id} as id, ${cases.number} as number, e.from_state as "fromState", e.to_state as "toState", ${parts}
    from ${historyEvents} e join ${cases} on ${cases.id} = e.subject_id::uuid
    where e.operation_id = ${id}::uuid and e.subject = 'case' and ${visibleCases(ctx.actor)}
    order by ${cases.addressSort}, ${cases.id} limit ${REPORTED_CASES}`,
  );
  const blocked = outcome?.blocked ?? [];
  const addresses = new Map(
    blocked.length === 0
      ? []
      : (
          await rowsOf<Row>(
            ctx.db,
            sql`select ${cases.id} as id, ${parts} from ${cases} where ${visibleCases(ctx.actor)} and ${cases.id} in
              (select (b->>'caseId')::uuid from ${operations}, jsonb_array_elements(${operations.blocked}) b
               where ${operations.id} = ${id}::uuid)`,
          )
        ).map((row) => [row.id, formatAddress(row)]),
  );
  return {
    ...operation,
    blocked: blocked.map((row) => ({ ...row, address: addresses.get(row.caseId) ?? null })),
    missing: outcome?.missing ?? [],
    cases: done.map(({ id: caseId, number, fromState, toState, ...address }) => ({
      id: caseId,
      number,
      address: formatAddress(address),
      fromState,
      toState,
    })),
  };
}
