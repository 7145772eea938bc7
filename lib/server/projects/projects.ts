import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { cases, gridAreas, organisations, projects } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { ProjectInput, ProjectPatch } from "@/lib/contract/inputs/projects";
import { visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import type { Operation } from "@/lib/server/kernel/history";
import { mutate, parseId, type Tx, write } from "@/lib/server/kernel/mutate";
import { uuidArray } from "@/lib/server/kernel/sql";

/**
 * A row that is renamed or deleted is read under a lock: it is as it was left by whoever had it before, or gone. A renamed
 * one may get cases meanwhile.
 */
export type Lock = "no key update" | "update";

/** A visible project's row; otherwise `not_found`. Use its `id` from there on: the given one may have capitals. */
export async function lookUpProject(ctx: Ctx, id: string, db: Tx = ctx.db, lock?: Lock) {
  const found = db
    .select()
    .from(projects)
    .where(and(eq(projects.id, parseId(id)), visibleProjects(ctx.actor)));
  const [project] = await (lock ? found.for(lock) : found);
  if (!project) throw new DomainError("not_found");
  return project;
}

/** The columns of an operation that say whose project it changed. */
export const tenantOf = (project: { id: string; ownerId: string; gridArea: string }) => ({
  projectId: project.id,
  ownerId: project.ownerId,
  gridAreas: [project.gridArea],
});

/**
 * `{name, gridArea}` → the new project's id. `invalid` when the area is unknown or inactive, or its DSO is inactive.
 */
export async function createProject(ctx: Ctx, input: unknown): Promise<{ id: string }> {
  return mutate(ctx, "create_project", ProjectInput, input, async ({ name, gridArea }, { tx, operation }) => {
    demand(ctx, "create_project");
    const { organisation } = ctx.actor;
    if (!organisation) throw new DomainError("forbidden");
    return insertProject(ctx, tx, operation, { name, gridArea, ownerId: organisation.id });
  });
}

/** Inserts a project, for `createProject` and for administrators who seed a company's project. */
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
        // An inactive DSO has nobody to handle the cases.
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

/** `{name}`: renames a project. */
export async function renameProject(ctx: Ctx, id: string, input: unknown): Promise<void> {
  return mutate(ctx, "rename_project", ProjectPatch, input, async ({ name }, { tx, operation }) => {
    const project = await lookUpProject(ctx, id, tx, "no key update");
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
    // Locked first, so that no case is created between the count and the deletion.
    const project = await lookUpProject(ctx, id, tx, "update");
    demand(ctx, "delete_project");
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

/**
 * Sets `updatedAt`, by which the project list is ordered and open lists are kept fresh; to be called on every change in a
 * project. In id order, so that two changes in the same projects wait for each other and do not deadlock.
 */
export const touchProjects = (ctx: Ctx, tx: Tx, ids: SQL) =>
  tx.execute(sql`update ${projects} set updated_at = greatest(${projects.updatedAt}, ${ctx.now.toISOString()}::timestamptz)
    from (select p.id from ${projects} p where p.id = any(${ids}) order by p.id for no key update) as locked
    where ${projects.id} = locked.id`);
export const touchProject = (ctx: Ctx, tx: Tx, id: string) => touchProjects(ctx, tx, uuidArray([id]));
