import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import type { FieldValues } from "@/lib/domain/fields/fields";
import type { Selection } from "@/lib/contract/inputs/selection";
import { LIMITS } from "@/lib/domain/limits";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";
import { visibleCases } from "@/lib/server/kernel/access";
import { matchingCases } from "./matching-cases";
import type { Ctx } from "@/lib/server/kernel/context";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { lookUpProject } from "@/lib/server/projects/projects";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";

/** The columns of a case that actions need. */
export type SelectedCase = {
  id: string;
  number: number;
  projectId: string;
  groupId: string;
  ownerId: string;
  gridArea: string;
  dsoId: string;
  caseType: CaseType;
  state: CaseState;
  version: number;
  installerId: string;
  handlerId: string | null;
  /** Empty unless read with `fields: true`. */
  fields: FieldValues;
};

export type ResolvedSelection = {
  cases: SelectedCase[];
  /** Each requested id once; with a filter, the ids that matched. */
  requested: string[];
  /** Requested ids that are not visible or do not exist. */
  missing: string[];
  /** The version that the caller saw, by id; empty when it gave none. */
  seen: Map<string, number>;
};

/** In cases: one statement reads so many, since the driver parses a whole result without a pause. */
const READ_AT_ONCE = 5_000;

/**
 * Reads the visible cases of a selection in id order, with `lock` for update; with a filter, those that still match
 * when they are locked. `selection_too_large` above the limit, `not_found` for a project out of sight.
 */
export async function resolveSelection(
  ctx: Ctx,
  selection: Selection,
  read: { lock: boolean; fields: boolean },
): Promise<ResolvedSelection> {
  const ids = selection.ids ? [...new Set(selection.ids)] : null;
  if (ids) refuseAbove(ids.length);
  const { where, inOrder } = ids
    ? { where: visibleCases(ctx.actor), inOrder: ids.toSorted() }
    : await matchingIds(ctx, selection);
  const found: SelectedCase[] = [];
  for await (const some of inTurns(inOrder, READ_AT_ONCE)) {
    const rows = await rowsOf<SelectedCase>(
      ctx.db,
      sql`select id, number, project_id as "projectId", group_id as "groupId", owner_id as "ownerId", grid_area::text as "gridArea", dso_id as "dsoId",
        case_type as "caseType", state, version, installer_id as "installerId", handler_id as "handlerId",
        ${read.fields ? sql`fields` : sql`'{}'::jsonb as fields`}
      from ${cases} where ${where} and ${cases.id} = any(${uuidArray(some)}) order by id ${read.lock ? sql`for update` : sql``}`,
    );
    for (const row of rows) found.push(row);
  }
  const visible = new Set(found.map((row) => row.id));
  const seen = new Map<string, number>();
  selection.versions?.forEach((version, i) => {
    const id = selection.ids?.[i];
    if (id) seen.set(id, version);
  });
  return {
    cases: found,
    requested: ids ?? [...visible],
    missing: ids?.filter((id) => !visible.has(id)) ?? [],
    seen,
  };
}

/** The ids that a filter finds, in id order, without `except`, and the filter's condition for locking them. */
async function matchingIds(ctx: Ctx, selection: Selection): Promise<{ where: SQL; inOrder: string[] }> {
  const projectId = selection.projectId as string;
  await lookUpProject(ctx, projectId);
  const where = matchingCases(ctx, projectId, selection.filter ?? {});
  const [found] = await rowsOf<{ ids: string[] | null }>(
    ctx.db,
    sql`select json_agg(c.id) as ids from (select ${cases.id} as id from ${cases}
      where ${butExcept(where, selection)} order by ${cases.id} limit ${LIMITS.selectionCases + 1}) c`,
  );
  const inOrder = found?.ids ?? [];
  refuseAbove(inOrder.length);
  // Without a project a search is a condition on the case itself, which the database tests again once it has the lock.
  const still = sql`${cases.projectId} = ${projectId} and ${matchingCases(ctx, null, selection.filter ?? {})}`;
  return { where: still, inOrder };
}

const butExcept = (matching: SQL, { except = [] }: Selection) =>
  except.length > 0 ? sql`${matching} and not ${cases.id} = any(${uuidArray(except)})` : matching;

/** The visible cases of a selection counted by state, each with its first ids. */
export async function bucketSelection(ctx: Ctx, selection: Selection, firstIds: number) {
  const ids = selection.ids ? [...new Set(selection.ids)] : null;
  if (ids) refuseAbove(ids.length);
  const buckets = await rowsOf<{ state: CaseState; count: number; caseIds: string[] }>(
    ctx.db,
    sql`select state, count(*)::int as count, (array_agg(id order by id))[1:${sql.raw(String(firstIds))}] as "caseIds"
      from ${cases} where ${await conditionOf(ctx, selection, ids)} group by state`,
  );
  const count = buckets.reduce((total, bucket) => total + bucket.count, 0);
  refuseAbove(count);
  return { buckets, count, missing: ids ? ids.length - count : 0 };
}

/** The condition for the visible cases of a selection; `ids` is null for a filter. */
export async function selectionCondition(
  ctx: Ctx,
  selection: Selection,
): Promise<{ where: SQL; ids: string[] | null }> {
  const ids = selection.ids ? [...new Set(selection.ids)] : null;
  if (ids) refuseAbove(ids.length);
  return { where: await conditionOf(ctx, selection, ids), ids };
}

async function conditionOf(ctx: Ctx, selection: Selection, ids: string[] | null): Promise<SQL> {
  if (ids) return sql`${visibleCases(ctx.actor)} and ${cases.id} = any(${uuidArray(ids)})`;
  const projectId = selection.projectId as string;
  await lookUpProject(ctx, projectId);
  return butExcept(matchingCases(ctx, projectId, selection.filter ?? {}), selection);
}

/** Throws `selection_too_large` above the limit of one operation. */
export function refuseAbove(count: number) {
  if (count > LIMITS.selectionCases) {
    throw new DomainError("selection_too_large", { params: { limit: LIMITS.selectionCases } });
  }
}
