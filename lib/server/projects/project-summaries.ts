import "server-only";
import { type SQL, and, eq, sql } from "drizzle-orm";
import { gridAreas, groups, organisations, projectCounts, projects } from "@/db/schema";
import type { CountsByState, Dated } from "@/lib/contract/answers/pieces";
import type { Group, ProjectSummary as ProjectSummaryAnswer } from "@/lib/contract/answers/projects";
import { DomainError } from "@/lib/contract/errors";
import { ProjectListInput, type ProjectSort } from "@/lib/contract/inputs/projects";
import { needsActionOf, OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { visibleProjects } from "@/lib/server/kernel/access";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { hitsInProject, mayFind } from "@/lib/server/kernel/search";
import { containingFolded, inOrder, limited, rowsOf, textArray } from "@/lib/server/kernel/sql";
import { groupsOf } from "./groups";

export type ProjectSummary = Dated<ProjectSummaryAnswer, "createdAt" | "updatedAt">;

/** A zero for each state. */
export const noCounts = (): CountsByState =>
  Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as CountsByState;

/** How many cases of a project are in some states. */
const casesIn = (states: readonly string[]): SQL =>
  sql`(select coalesce(sum(n), 0)::int from ${projectCounts} c where c.project_id = ${projects.id} and c.counted = 'all' and c.state = any(${textArray(states)}))`;

/** The sorts of the list, each with its direction. */
const order = (ctx: Ctx): Record<ProjectSort, { expression: SQL; type: SQL; descending: boolean }> => {
  return {
    updated: { expression: sql`${projects.updatedAt}`, type: sql`timestamptz`, descending: true },
    // By `inOrder`: the two databases have no Danish collation in common.
    name: {
      expression: inOrder(sql`${projects.name}`),
      type: sql`text collate "C"`,
      descending: false,
    },
    cases: { expression: casesIn(CASE_STATES), type: sql`int`, descending: true },
    waiting: { expression: casesIn(needsActionOf(ctx.actor.role)), type: sql`int`, descending: true },
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
  const place = readCursor(`projects ${sort}`, cursor);
  const { expression, type, descending } = order(ctx)[sort];
  const hasCase = (states: readonly string[]) => sql`${casesIn(states)} > 0`;
  const isNamed = q ? containingFolded(sql`${projects.name}`, q) : sql`true`;
  const where = and(
    visibleProjects(ctx.actor),
    gridArea ? eq(projects.gridArea, gridArea) : undefined,
    show === "needs_action" ? hasCase(needsActionOf(ctx.actor.role)) : undefined,
    show === "active" ? sql`(${hasCase(OPEN_STATES)} or not ${hasCase(CASE_STATES)})` : undefined,
    show === "closed" ? sql`(not ${hasCase(OPEN_STATES)} and ${hasCase(CASE_STATES)})` : undefined,
    q ? sql`(${isNamed} or ${mayFind(q)})` : undefined,
    place
      ? sql`(${expression}, ${projects.id}) ${descending ? sql`<` : sql`>`} (${place.value}::${type}, ${place.id}::uuid)`
      : undefined,
  );
  const direction = descending ? sql`desc` : sql`asc`;
  // Projects are looked through in order, until the page is full. As a value with `limit 1`, not as `exists`, for which
  // the database may decide to look through all cases first.
  const hasHit = q
    ? sql`(${isNamed} or (select true from (${hitsInProject(q, sql`projects.id`)}) hits limit 1))`
    : sql`true`;
  const source = sql`(select * from (
      select *, (${expression}) as place from ${projects} where ${where} order by place ${direction}, id ${direction} offset 0
    ) as projects where ${hasHit} ${limited(limit + 1)}) as projects`;
  const found = await readProjects<{ place: string }>(
    ctx,
    source,
    sql`place::text as place`,
    sql`order by projects.place ${direction}, ${projects.id} ${direction}`,
  ).catch(refuseStrange(place));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  const nextCursor =
    found.length > limit && last ? writeCursor(`projects ${sort}`, { value: last.place, id: last.id }) : null;
  return { projects: page.map(({ place: _, ...project }) => withCounts(project)), nextCursor };
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
  const groups = sql`(select coalesce(json_agg(g), '[]') from (${groupsOf(sql`${projects.id}`)}) g)`;
  const where = and(visibleProjects(ctx.actor), eq(projects.id, parseId(id)));
  const source = sql`(select * from ${projects} where ${where}) as projects`;
  const [project] = await readProjects<{ groups: Group[] }>(ctx, source, sql`${groups} as groups`);
  if (!project) throw new DomainError("not_found");
  return withCounts(project);
}

type Found = Omit<ProjectSummary, "caseCount" | "countsByState" | "completedCount" | "overdueCount"> & {
  counts: { state: CaseState; n: number; completed: number; overdue: number }[] | null;
};

/** The projects of `source`, which is called `projects`, with their counts and `more` columns. */
const readProjects = async <More>(
  ctx: Ctx,
  source: SQL,
  more: SQL,
  tail: SQL = sql``,
): Promise<(Found & More)[]> => {
  const rows = await rowsOf<Found & More & { createdAt: string; updatedAt: string }>(
    ctx.db,
    sql`select ${projects.id} as id, ${projects.name} as name, ${projects.gridArea} as "gridArea",
      ${gridAreas.name} as "gridAreaName", json_build_object('id', d.id, 'name', d.name) as dso,
      json_build_object('id', o.id, 'name', o.name) as owner, ${projects.isDemo} as "isDemo",
      ${projects.createdAt} as "createdAt", ${projects.updatedAt} as "updatedAt", ${more},
      (select count(*)::int from ${groups} g where g.project_id = ${projects.id}) as "groupCount",
      (select json_agg(c) from (select state, sum(n)::int as n, sum(completed)::int as completed,
          coalesce(sum(n) filter (where due_on < ${today(ctx)}::date), 0)::int as overdue from ${projectCounts}
        where project_id = ${projects.id} and counted = 'all' group by 1) c) as counts
    from ${source} join ${gridAreas} on ${gridAreas.code} = ${projects.gridArea}
      join ${organisations} d on d.id = ${projects.dsoId} join ${organisations} o on o.id = ${projects.ownerId}
    ${tail}`,
  );
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  }));
};

const withCounts = <More>({ counts, ...project }: Found & More) => {
  const countsByState = noCounts();
  let caseCount = 0;
  let completedCount = 0;
  let overdueCount = 0;
  for (const { state, n, completed, overdue } of counts ?? []) {
    countsByState[state] = n;
    caseCount += n;
    completedCount += completed;
    overdueCount += overdue;
  }
  return { ...project, caseCount, countsByState, completedCount, overdueCount };
};
