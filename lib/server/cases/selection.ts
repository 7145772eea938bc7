import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, groups, projects } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import type { FieldValues } from "@/lib/domain/fields/fields";
import type { Selection } from "@/lib/contract/inputs/selection";
import { LIMITS } from "@/lib/domain/limits";
import type { CaseState, CaseType } from "@/lib/domain/vocabulary";
import { visibleCases, visibleProjects } from "@/lib/server/kernel/access";
import { matchingCases, stillMatching } from "./matching-cases";
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

/** What a case has from its group and the group's project; read once for all of a group. */
type OfGroup = Pick<SelectedCase, "projectId" | "ownerId" | "gridArea" | "dsoId" | "caseType">;

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
  const groupOf = new Map<string, OfGroup>();
  for await (const some of inTurns(inOrder, READ_AT_ONCE)) {
    const rows = await rowsOf<Omit<SelectedCase, keyof OfGroup | "fields"> & { fields?: FieldValues }>(
      ctx.db,
      sql`select id, number, group_id as "groupId", state, version, installer_id as "installerId", handler_id as "handlerId"
        ${read.fields ? sql`, fields` : sql``} from ${cases} where ${where} and ${cases.id} = any(${uuidArray(some)}) order by id ${read.lock ? sql`for update` : sql``}`,
    );
    await readGroups(ctx, rows, groupOf);
    for (const { id, number, groupId, state, version, installerId, handlerId, fields = {} } of rows) {
      const group = groupOf.get(groupId);
      // Its group cannot be deleted under a locked case; one that was only read may be gone with it.
      if (group)
        found.push({ id, number, groupId, state, version, installerId, handlerId, fields, ...group });
    }
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

/** Adds what the groups of some cases tell that is not known yet. */
async function readGroups(ctx: Ctx, rows: readonly { groupId: string }[], known: Map<string, OfGroup>) {
  const unknown = [...new Set(rows.map(({ groupId }) => groupId))].filter((id) => !known.has(id));
  if (unknown.length === 0) return;
  const read = await rowsOf<OfGroup & { id: string }>(
    ctx.db,
    sql`select g.id, g.case_type as "caseType", ${projects.id} as "projectId", ${projects.ownerId} as "ownerId",
        ${projects.gridArea}::text as "gridArea", ${projects.dsoId} as "dsoId"
      from ${groups} g join ${projects} on ${projects.id} = g.project_id
      where ${visibleProjects(ctx.actor)} and g.id = any(${uuidArray(unknown)})`,
  );
  for (const { id, ...group } of read) known.set(id, group);
}

/** The ids that a filter finds, in id order, without `except`, and the filter's condition for locking them. */
async function matchingIds(ctx: Ctx, selection: Selection): Promise<{ where: SQL; inOrder: string[] }> {
  const [found] = await rowsOf<{ ids: string[] | null }>(
    ctx.db,
    sql`select json_agg(c.id) as ids from (select ${cases.id} as id from ${cases}
      where ${await conditionOf(ctx, selection, null)} order by ${cases.id} limit ${LIMITS.selectionCases + 1}) c`,
  );
  const inOrder = found?.ids ?? [];
  refuseAbove(inOrder.length);
  const still = stillMatching(ctx, selection.filter ?? {});
  return {
    where: selection.projectId ? sql`${cases.projectId} = ${selection.projectId} and ${still}` : still,
    inOrder,
  };
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
  const { projectId = null } = selection;
  if (projectId) await lookUpProject(ctx, projectId);
  return butExcept(matchingCases(ctx, projectId, selection.filter ?? {}), selection);
}

/** Throws `selection_too_large` above the limit of one operation. */
export function refuseAbove(count: number) {
  if (count > LIMITS.selectionCases) {
    throw new DomainError("selection_too_large", { params: { limit: LIMITS.selectionCases } });
  }
}
