import "server-only";
import { type SQL, and, eq, sql } from "drizzle-orm";
import { cases, gridAreas, groups, organisations, projects } from "@/db/schema";
import type { CountsByState, Dated } from "@/lib/contract/answers/pieces";
import type { Group, ProjectSummary as ProjectSummaryAnswer } from "@/lib/contract/answers/projects";
import { DomainError } from "@/lib/contract/errors";
import {
  GroupInput,
  GroupPatch,
  ProjectInput,
  ProjectListInput,
  ProjectPatch,
  type ProjectSort,
} from "@/lib/contract/inputs/projects";
import { needsActionOf, OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { CASE_STATES, type CaseState, type CaseType } from "@/lib/domain/vocabulary";
import { visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { demand } from "@/lib/server/kernel/demand";
import type { Operation } from "@/lib/server/kernel/history";
import { mutate, parseId, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { matchesSearch } from "@/lib/server/kernel/search";
import { containingFolded, inOrder, rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";

export type ProjectSummary = Dated<ProjectSummaryAnswer, "createdAt" | "updatedAt">;

export const noCounts = (): CountsByState =>
  Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as CountsByState;

/** What the list can be ordered by; `descending` where the largest or newest is of most use. */
const order = (ctx: Ctx): Record<ProjectSort, { expression: SQL; type: SQL; descending: boolean }> => {
  const count = (states: readonly string[]) =>
    sql`(select count(*)::int from ${cases} where ${cases.projectId} = ${projects.id} and ${cases.state} = any(${textArray(states)}))`;
  return {
    updated: { expression: sql`${projects.updatedAt}`, type: sql`timestamptz`, descending: true },
    // Danish order that is the same on both databases, which have no collation for it in common.
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
 * Visible projects, `limit` at a time, newest change first unless `sort` says otherwise. `q` searches project
 * name, address, case number and reference.
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

/** Adds the counts of a page of projects by three statements, however many there are. */
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
  // The archive holds rejected and cancelled cases, too; only a completed one has its date.
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

/** The groups of a visible project; otherwise `not_found`. */
export async function listGroups(ctx: Ctx, projectId: string): Promise<Group[]> {
  await lookUpProject(ctx, projectId);
  return rowsOf<Group>(
    ctx.db,
    sql`select g.id, g.project_id as "projectId", g.name, g.case_type as "caseType",
      (select count(*)::int from ${cases} c where c.group_id = g.id) as "caseCount"
    from ${groups} g where g.project_id = ${projectId} order by g.created_at, g.id`,
  );
}

/** A visible group with the tenant columns of its project; otherwise `not_found`. */
export async function getGroup(ctx: Ctx, groupId: string, db: Tx = ctx.db) {
  const [group] = await db
    .select({
      id: groups.id,
      name: groups.name,
      caseType: groups.caseType,
      projectId: projects.id,
      projectName: projects.name,
      ownerId: projects.ownerId,
      gridArea: projects.gridArea,
      dsoId: projects.dsoId,
    })
    .from(groups)
    .innerJoin(projects, eq(projects.id, groups.projectId))
    .where(and(eq(groups.id, parseId(groupId)), visibleProjects(ctx.actor)));
  if (!group) throw new DomainError("not_found");
  return group;
}

/** A visible project's row, whose `id` is the one to go on with, however the given one was spelled; otherwise `not_found`. */
export async function lookUpProject(ctx: Ctx, id: string, db: Tx = ctx.db) {
  const [project] = await db
    .select()
    .from(projects)
    .where(and(eq(projects.id, parseId(id)), visibleProjects(ctx.actor)));
  if (!project) throw new DomainError("not_found");
  return project;
}

const tenantOf = (project: { id: string; ownerId: string; gridArea: string }) => ({
  projectId: project.id,
  ownerId: project.ownerId,
  gridAreas: [project.gridArea],
});

/** `{name, gridArea}` → the new project's id. `invalid` when the area is unknown or closed. */
export async function createProject(ctx: Ctx, input: unknown): Promise<{ id: string }> {
  return mutate(ctx, "create_project", ProjectInput, input, async ({ name, gridArea }, { tx, operation }) => {
    demand(ctx, "create_project");
    const { organisation } = ctx.actor;
    if (!organisation) throw new DomainError("forbidden");
    return insertProject(ctx, tx, operation, { name, gridArea, ownerId: organisation.id });
  });
}

/** The insertion itself, for `createProject` and for an administrator on a company's behalf. */
export async function insertProject(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  input: { name: string; gridArea: string; ownerId: string; isDemo?: boolean },
): Promise<{ id: string }> {
  const [area] = await tx
    .select({ dsoId: gridAreas.dsoId })
    .from(gridAreas)
    .innerJoin(organisations, eq(organisations.id, gridAreas.dsoId))
    .where(
      and(
        eq(gridAreas.code, input.gridArea),
        eq(gridAreas.isActive, true),
        // Nobody would be there to receive its cases.
        eq(organisations.isActive, true),
      ),
    );
  if (!area) throw new DomainError("invalid", { faults: [{ path: "gridArea", code: "unknown_grid_area" }] });
  const [project] = await tx
    .insert(projects)
    .values({ ...input, dsoId: area.dsoId, createdBy: ctx.actor.id, createdAt: ctx.now, updatedAt: ctx.now })
    .returning();
  if (!project) throw new Error("the project was not stored");
  operation.describe({ ...tenantOf(project), params: { name: input.name } });
  await operation.record([
    {
      subject: "project",
      subjectId: project.id,
      action: "create_project",
      changes: { name: [null, input.name] },
    },
  ]);
  return { id: project.id };
}

/** Renames a project. */
export async function renameProject(ctx: Ctx, id: string, input: unknown): Promise<void> {
  return mutate(ctx, "rename_project", ProjectPatch, input, async ({ name }, { tx, operation }) => {
    const project = await lookUpProject(ctx, id, tx);
    demand(ctx, "rename_project");
    operation.describe({ ...tenantOf(project), params: { name } });
    if (project.name === name) return operation.unchanged();
    await tx.update(projects).set({ name, updatedAt: ctx.now }).where(eq(projects.id, project.id));
    await operation.record([
      {
        subject: "project",
        subjectId: project.id,
        action: "rename_project",
        changes: { name: [project.name, name] },
      },
    ]);
  });
}

/** Deletes a project and its empty groups; `project_not_empty` while it has cases. */
export async function deleteProject(ctx: Ctx, id: string): Promise<void> {
  return write(ctx, "delete_project", async ({ tx, operation }) => {
    const project = await lookUpProject(ctx, id, tx);
    demand(ctx, "delete_project");
    // Locked first, so that no case slips in between the count and the deletion.
    await tx.select({ id: projects.id }).from(projects).where(eq(projects.id, project.id)).for("update");
    const count = await tx.$count(cases, eq(cases.projectId, project.id));
    if (count > 0) throw new DomainError("project_not_empty", { params: { count } });
    await tx.delete(projects).where(eq(projects.id, project.id));
    operation.describe({ ...tenantOf(project), params: { name: project.name } });
    await operation.record([
      {
        subject: "project",
        subjectId: project.id,
        action: "delete_project",
        changes: { name: [project.name, null] },
      },
    ]);
  });
}

/** `{name, caseType}` → the new group's id. A project may have any number of groups. */
export async function createGroup(ctx: Ctx, projectId: string, input: unknown): Promise<{ id: string }> {
  return mutate(ctx, "create_group", GroupInput, input, async (group, { tx, operation }) => {
    const project = await lookUpProject(ctx, projectId, tx);
    demand(ctx, "create_group");
    return insertGroup(ctx, tx, operation, project, group);
  });
}

/** The insertion itself, for `createGroup` and for an administrator on a company's behalf. */
export async function insertGroup(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  project: { id: string; ownerId: string; gridArea: string },
  group: { name: string; caseType: CaseType },
): Promise<{ id: string }> {
  const [created] = await tx
    .insert(groups)
    .values({ ...group, projectId: project.id, createdAt: ctx.now })
    .returning({ id: groups.id });
  if (!created) throw new Error("the group was not stored");
  await touchProject(ctx, tx, project.id);
  operation.describe({ ...tenantOf(project), params: group });
  await operation.record([
    {
      subject: "group",
      subjectId: created.id,
      action: "create_group",
      changes: { name: [null, group.name] },
    },
  ]);
  return created;
}

/** Renames a group. */
export async function renameGroup(ctx: Ctx, id: string, input: unknown): Promise<void> {
  return mutate(ctx, "rename_group", GroupPatch, input, async ({ name }, { tx, operation }) => {
    const group = await getGroup(ctx, id, tx);
    demand(ctx, "rename_group");
    operation.describe({ ...tenantOf({ ...group, id: group.projectId }), params: { name } });
    if (group.name === name) return operation.unchanged();
    await tx.update(groups).set({ name }).where(eq(groups.id, group.id));
    await touchProject(ctx, tx, group.projectId);
    await operation.record([
      {
        subject: "group",
        subjectId: group.id,
        action: "rename_group",
        changes: { name: [group.name, name] },
      },
    ]);
  });
}

/** Deletes a group; `group_not_empty` while it has cases. */
export async function deleteGroup(ctx: Ctx, id: string): Promise<void> {
  return write(ctx, "delete_group", async ({ tx, operation }) => {
    const group = await getGroup(ctx, id, tx);
    demand(ctx, "delete_group");
    await tx.select({ id: groups.id }).from(groups).where(eq(groups.id, group.id)).for("update");
    const count = await tx.$count(cases, eq(cases.groupId, group.id));
    if (count > 0) throw new DomainError("group_not_empty", { params: { count } });
    await tx.delete(groups).where(eq(groups.id, group.id));
    await touchProject(ctx, tx, group.projectId);
    operation.describe({ ...tenantOf({ ...group, id: group.projectId }), params: { name: group.name } });
    await operation.record([
      {
        subject: "group",
        subjectId: group.id,
        action: "delete_group",
        changes: { name: [group.name, null] },
      },
    ]);
  });
}

/** The project list is ordered by the last change of anything in the project. */
export const touchProject = (ctx: Ctx, tx: Tx, id: string) =>
  tx.update(projects).set({ updatedAt: ctx.now }).where(eq(projects.id, id));
