import "server-only";
import { type SQL, and, eq, sql } from "drizzle-orm";
import { cases, gridAreas, groups, organisations, projects } from "@/db/schema";
import type { CountsByState, Dated } from "@/lib/contract/answers/pieces";
import type { Group, ProjectSummary as ProjectSummaryAnswer } from "@/lib/contract/answers/projects";
import { DomainError } from "@/lib/contract/errors";
import { ProjectListInput, type ProjectSort } from "@/lib/contract/inputs/projects";
import { needsActionOf, OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { matchesSearch } from "@/lib/server/kernel/search";
import { containingFolded, inOrder, rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";
import { listGroups } from "./groups";

export type ProjectSummary = Dated<ProjectSummaryAnswer, "createdAt" | "updatedAt">;

/** A zero for each state. */
export const noCounts = (): CountsByState =>
  Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as CountsByState;

/** The sorts of the list, each with its direction. */
const order = (ctx: Ctx): Record<ProjectSort, { expression: SQL; type: SQL; descending: boolean }> => {
  const count = (states: readonly string[]) =>
    sql`(select count(*)::int from ${cases} where ${cases.projectId} = ${projects.id} and ${cases.state} = any(${textArray(states)}))`;
  return {
    updated: { expression: sql`${projects.updatedAt}`, type: sql`timestamptz`, descending: true },
    // By `inOrder`: the two databases have no Danish collation in common.
    name: {
      expression: inOrder(sql`${projects.name}`),
      type: sql`text collate "C"`,
      descending: false,
    },
    cases: { expression: count(CASE_STATES), type: sql`int`, descending: true },
    waiting: { expression: count(needsActionOf(ctx.actor.role)), type: sql`int`, descending: true },
  };
};

/**
 * A page of the visible projects, last changed first unless `sort` says otherwise. `q` searches the project's name and
 * the addresses, numbers and references of its cases.
 */
export async function listProjects(
  ctx: Ctx,
  input: unknown,
): Promise<{ projects: ProjectSummary[]; nextCursor: string | null }> {
  const { q, gridArea, show, sort, cursor, limit } = parseInput(ProjectListInput, input);
  const place = readCursor(cursor);
  const { expression, type, descending } = order(ctx)[sort];
  const hasCase = (states: readonly string[]) =>
    sql`exists (select from ${cases} where ${cases.projectId} = ${projects.id} and ${cases.state} = any(${textArray(states)}))`;
  const where = and(
    visibleProjects(ctx.actor),
    gridArea ? eq(projects.gridArea, gridArea) : undefined,
    show === "needs_action" ? hasCase(needsActionOf(ctx.actor.role)) : undefined,
    show === "active" ? sql`(${hasCase(OPEN_STATES)} or not ${hasCase(CASE_STATES)})` : undefined,
    show === "closed" ? sql`(not ${hasCase(OPEN_STATES)} and ${hasCase(CASE_STATES)})` : undefined,
    q
      ? sql`(${containingFolded(sql`${projects.name}`, q)}
          or exists (select from ${cases} where ${cases.projectId} = ${projects.id} and ${matchesSearch(q)}))`
      : undefined,
    place
      ? sql`(${expression}, ${projects.id}) ${descending ? sql`<` : sql`>`} (${place.value}::${type}, ${place.id}::uuid)`
      : undefined,
  );
  const direction = descending ? sql`desc` : sql`asc`;
  const tail = sql`order by ${expression} ${direction}, ${projects.id} ${direction} limit ${limit + 1}`;
  const found = await readProjects(ctx, where, tail, expression).catch(refuseStrange(place));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const nextCursor = found.length > limit && last ? writeCursor({ value: last.place, id: last.id }) : null;
  return { projects: await withCounts(ctx, page), nextCursor };
}

/** The grid areas in which the actor sees projects, by code: the choices of the list's filter. */
export const listProjectAreas = (ctx: Ctx): Promise<{ code: string; name: string }[]> =>
  rowsOf(
    ctx.db,
    sql`select ${gridAreas.code} as code, ${gridAreas.name} as name from ${gridAreas} where exists
      (select from ${projects} where ${projects.gridArea} = ${gridAreas.code} and ${visibleProjects(ctx.actor)})
      order by 1`,
  );

/** One visible project with its groups in order of creation; otherwise `not_found`. */
export async function getProject(ctx: Ctx, id: string): Promise<ProjectSummary & { groups: Group[] }> {
  const found = await readProjects(ctx, and(visibleProjects(ctx.actor), eq(projects.id, parseId(id))), sql``);
  const [project] = await withCounts(ctx, found);
  if (!project) throw new DomainError("not_found");
  return { ...project, groups: await listGroups(ctx, project.id) };
}

type Found = Omit<ProjectSummary, "caseCount" | "groupCount" | "countsByState" | "completedCount"> & {
  place: string;
};

const readProjects = async (
  ctx: Ctx,
  where: SQL | undefined,
  tail: SQL,
  place: SQL = sql`''`,
): Promise<Found[]> => {
  const rows = await rowsOf<Found & { createdAt: string; updatedAt: string }>(
    ctx.db,
    sql`select ${projects.id} as id, ${projects.name} as name, ${projects.gridArea} as "gridArea",
      ${gridAreas.name} as "gridAreaName", json_build_object('id', d.id, 'name', d.name) as dso,
      json_build_object('id', o.id, 'name', o.name) as owner, ${projects.isDemo} as "isDemo",
      ${projects.createdAt} as "createdAt", ${projects.updatedAt} as "updatedAt", (${place})::text as place
    from ${projects} join ${gridAreas} on ${gridAreas.code} = ${projects.gridArea}
      join ${organisations} d on d.id = ${projects.dsoId} join ${organisations} o on o.id = ${projects.ownerId}
    where ${where ?? sql`true`} ${tail}`,
  );
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  }));
};

/** Adds the counts of projects. Three statements for any number. */
async function withCounts(ctx: Ctx, page: Found[]): Promise<ProjectSummary[]> {
  const ids = uuidArray(page.map((project) => project.id));
  const byState = await rowsOf<{ id: string; state: CaseState; n: number }>(
    ctx.db,
    sql`select project_id as id, state, count(*)::int as n from ${cases} where project_id = any(${ids}) group by 1, 2`,
  );
  const byGroup = await rowsOf<{ id: string; n: number }>(
    ctx.db,
    sql`select project_id as id, count(*)::int as n from ${groups} where project_id = any(${ids}) group by 1`,
  );
  // Archived cases count as completed when they have `completedOn`; rejected and cancelled ones have none.
  const archived = await rowsOf<{ id: string; n: number }>(
    ctx.db,
    sql`select project_id as id, count(*)::int as n from ${cases}
      where project_id = any(${ids}) and state = 'archived' and fields->>'completedOn' is not null group by 1`,
  );
  return page.map(({ place: _, ...project }) => {
    const countsByState = noCounts();
    let caseCount = 0;
    for (const row of byState) {
      if (row.id !== project.id) continue;
      countsByState[row.state] = row.n;
      caseCount += row.n;
    }
    return {
      ...project,
      caseCount,
      countsByState,
      completedCount: countsByState.completed + (archived.find((row) => row.id === project.id)?.n ?? 0),
      groupCount: byGroup.find((row) => row.id === project.id)?.n ?? 0,
    };
  });
}
