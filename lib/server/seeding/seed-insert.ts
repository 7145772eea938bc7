import "server-only";
import { and, eq } from "drizzle-orm";
import { organisations, projects, users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import type { FaultCode } from "@/lib/domain/fault";
import { installerFields } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import type { CaseType } from "@/lib/domain/vocabulary";
import { insertCases } from "@/lib/server/cases/case-insert";
import { type Checked, checkRows } from "@/lib/server/imports/import-check";
import type { Ctx } from "@/lib/server/kernel/context";
import type { write } from "@/lib/server/kernel/mutate";
import { type Tx } from "@/lib/server/kernel/mutate";
import { insertGroup } from "@/lib/server/projects/groups";
import { insertProject } from "@/lib/server/projects/projects";

export type SeedProblem = Checked["problems"][number] & { group: string };
export type SeedOutcome = { projectId: string; groups: number; cases: number };

export type SeedGroup = {
  name: string;
  caseType: CaseType;
  fields: Record<string, unknown>;
  rows: RawRow[];
  /** Problems of its sheet as a whole. */
  ofFile?: RowProblem[];
};

type Operation = Parameters<Parameters<typeof write>[2]>[0]["operation"];

/**
 * Creates a project with groups and cases for an installer company. Throws `import_has_errors` with the problems of all
 * groups, and `invalid` for an unknown company or one without an active installer.
 */
export async function insertSeed(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  project: { ownerId: string; name: string; gridArea: string; isDemo?: boolean },
  groups: readonly SeedGroup[],
): Promise<SeedOutcome> {
  const inside = { ...ctx, db: tx };
  const installerId = await firstInstaller(tx, project.ownerId);
  const total = groups.reduce((sum, group) => sum + group.rows.length, 0);
  if (total > LIMITS.uploadRows)
    throw new DomainError("too_many_rows", { params: { limit: LIMITS.uploadRows } });
  const { id: projectId } = await insertProject(inside, tx, operation, project);
  const [place] = await tx.select().from(projects).where(eq(projects.id, projectId));
  if (!place) throw new Error("the project was not stored");
  const problems: SeedProblem[] = [];
  for (const [i, { rows, fields, ofFile = [], ...group }] of groups.entries()) {
    // Groups are listed by their time of creation, so each gets another millisecond.
    const moment = { ...inside, now: new Date(ctx.now.getTime() + i) };
    const { id } = await insertGroup(moment, tx, operation, place, group);
    const target = {
      id,
      projectId,
      ownerId: place.ownerId,
      gridArea: place.gridArea,
      dsoId: place.dsoId,
      caseType: group.caseType,
    };
    const checked = await checkRows(
      inside,
      target,
      fields,
      rows,
      {},
      ofFile,
      installerFields(group.caseType),
    );
    problems.push(
      ...checked.problems
        .filter(({ severity }) => severity === "error")
        .map((problem) => ({ ...problem, group: group.name })),
    );
    if (problems.length > 0 || rows.length === 0) continue;
    const { shared, rows: checkedRows } = checked;
    const cases = { group: target, installerId, shared, rows: checkedRows };
    const created = await insertCases(inside, tx, operation, cases);
    if (created < checkedRows.length) throw unfitOwner("no_installer");
  }
  if (problems.length > 0) {
    throw new DomainError("import_has_errors", {
      params: { count: new Set(problems.map(({ group, row }) => JSON.stringify([group, row]))).size },
      faults: faultsOf(problems),
      extra: { rows: total, created: 0, problems },
    });
  }
  operation.describe({
    projectId,
    ownerId: place.ownerId,
    gridAreas: [place.gridArea],
    params: { name: project.name, groups: groups.length },
    requested: total,
    done: total,
  });
  return { projectId, groups: groups.length, cases: total };
}

/** The first 50 problems as faults, for a form that shows no rows. */
const faultsOf = (problems: readonly SeedProblem[]) =>
  problems.slice(0, 50).map((problem) => ({
    path: [problem.group, problem.row, problem.column ?? problem.field]
      .filter((part) => part !== null)
      .join(" · "),
    code: problem.code,
    problem,
  }));

const unfitOwner = (code: FaultCode) => new DomainError("invalid", { faults: [{ path: "ownerId", code }] });

async function firstInstaller(tx: Tx, ownerId: string): Promise<string> {
  const [owner] = await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(
      and(
        eq(organisations.id, ownerId),
        eq(organisations.kind, "installer"),
        eq(organisations.isActive, true),
      ),
    );
  if (!owner) throw unfitOwner("unknown_organisation");
  const [installer] = await tx
    .select({ id: users.id })
    .from(users)
    .where(and(eq(users.organisationId, ownerId), eq(users.isActive, true)))
    .orderBy(users.createdAt, users.id)
    .limit(1);
  if (!installer) throw unfitOwner("no_installer");
  return installer.id;
}
