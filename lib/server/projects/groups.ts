import "server-only";
import { type SQL, and, eq, sql } from "drizzle-orm";
import { caseCounts, cases, groups, projects } from "@/db/schema";
import type { Group } from "@/lib/contract/answers/projects";
import { DomainError } from "@/lib/contract/errors";
import { GroupInput, GroupPatch } from "@/lib/contract/inputs/projects";
import type { CaseType } from "@/lib/domain/vocabulary";
import { visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import type { Operation } from "@/lib/server/kernel/history";
import { mutate, parseId, type Tx, write } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { type Lock, lookUpProject, tenantOf, touchProject } from "./projects";

/** The groups of a visible project; otherwise `not_found`. */
export async function listGroups(ctx: Ctx, projectId: string): Promise<Group[]> {
  const { id } = await lookUpProject(ctx, projectId);
  return rowsOf(ctx.db, groupsOf(sql`${id}::uuid`));
}

/** The groups of a project in order of creation, as a query. */
export const groupsOf = (projectId: SQL): SQL =>
  sql`select g.id, g.project_id as "projectId", g.name, g.case_type as "caseType",
      (select coalesce(sum(c.n), 0)::int from ${caseCounts} c where c.group_id = g.id) as "caseCount"
    from ${groups} g where g.project_id = ${projectId} order by g.created_at, g.id`;

/** A visible group with the tenant columns of its project; otherwise `not_found`. */
export async function getGroup(ctx: Ctx, groupId: string, db: Tx = ctx.db, lock?: Lock) {
  const found = db
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
  const [group] = await (lock ? found.for(lock, { of: groups }) : found);
  if (!group) throw new DomainError("not_found");
  return group;
}

/** `{name, caseType}` → the new group's id. */
export async function createGroup(ctx: Ctx, projectId: string, input: unknown): Promise<{ id: string }> {
  return mutate(ctx, "create_group", GroupInput, input, async (group, { tx, operation }) => {
    const project = await lookUpProject(ctx, projectId, tx);
    demand(ctx, "create_group");
    return insertGroup(ctx, tx, operation, project, group);
  });
}

/** Inserts a group, for `createGroup` and for administrators who seed a company's project. */
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

/** `{name}`: renames a group. */
export async function renameGroup(ctx: Ctx, id: string, input: unknown): Promise<void> {
  return mutate(ctx, "rename_group", GroupPatch, input, async ({ name }, { tx, operation }) => {
    const group = await getGroup(ctx, id, tx, "no key update");
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
    const group = await getGroup(ctx, id, tx, "update");
    demand(ctx, "delete_group");
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
