import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, historyEvents, operations, projects } from "@/db/schema";
import type { CaseChanges } from "@/lib/contract/answers/cases";
import { CaseChangesInput } from "@/lib/contract/inputs/cases";
import { visibleCases, visibleOperations, visibleProjects } from "@/lib/server/kernel/access";
import { OPERATIONS } from "@/lib/domain/operations";
import type { Ctx } from "@/lib/server/kernel/context";
import { withTheirCases } from "@/lib/server/kernel/history";
import { parseInput } from "@/lib/server/kernel/mutate";
import { limited, rowsOf, textArray } from "@/lib/server/kernel/sql";

/** In cases, the newest: who has more changes to read had better read the page anew. */
const MOST = 500;

/** A change that began earlier may be stored later; what is told twice is known by its version. In milliseconds. */
const OVERLAP = 30_000;

/**
 * `{since, project?}` → the visible cases, in a project or in all, that others have changed since then, and who has deleted
 * some. A project says when it
 * was last changed, so as long as nothing happens this reads one row a project.
 */
export async function changesSince(ctx: Ctx, input: unknown): Promise<CaseChanges> {
  const { since, project } = parseInput(CaseChangesInput, input);
  const from = sql`${new Date(Math.max(0, Date.parse(since) - OVERLAP)).toISOString()}::timestamptz`;
  const changed = await rowsOf<{ id: string; version: number; updatedAt: string }>(
    ctx.db,
    sql`select hit.* from (select id from ${projects} where ${visibleProjects(ctx.actor)} and ${projects.updatedAt} >= ${from}
        ${project ? sql`and ${projects.id} = ${project}::uuid` : sql``} offset 0) as touched
      cross join lateral (
        select ${cases.id} as id, ${cases.version} as version, ${cases.updatedAt} as "updatedAt" from ${cases}
        where ${visibleCases(ctx.actor)} and ${cases.projectId} = touched.id and ${cases.updatedAt} >= ${from}
      ) as hit order by hit."updatedAt" desc, hit.id ${limited(MOST + 1)}`,
  );
  const ids = changed.map(({ id }) => id);
  const [by, removedBy] = await Promise.all([lastActors(ctx, ids), whoRemoved(ctx, project, from)]);
  return {
    at: ctx.now.toISOString(),
    cases: changed.slice(0, MOST).flatMap(({ id, version, updatedAt }) => {
      const who = by.get(id);
      if (!who || who.id === ctx.actor.id) return [];
      return { id, version, updatedAt: new Date(updatedAt).toISOString(), changedBy: who.name };
    }),
    hasMore: changed.length > MOST,
    removedBy,
  };
}

/** What makes cases, which an undo of it deletes. */
const MAKES = textArray(
  Object.entries(OPERATIONS).flatMap(([kind, { undo }]) => (undo === "remove" ? [kind] : [])),
);

/** The last one else who has taken back the making of cases since then. Of those cases nothing is left to ask for. */
async function whoRemoved(ctx: Ctx, project: string | undefined, from: SQL): Promise<string | null> {
  const [last] = await rowsOf<{ name: string }>(
    ctx.db,
    sql`select ${operations.actorName} as name from ${operations} where ${visibleOperations(ctx.actor)} and ${operations.at} >= ${from}
      and ${operations.action} = 'undo' and ${operations.params}->>'action' = any(${MAKES})
      and ${operations.actorId} is distinct from ${ctx.actor.id}::uuid
      ${project ? sql`and ${operations.projectId} = ${project}::uuid` : sql``} order by ${operations.at} desc limit 1`,
  );
  return last?.name ?? null;
}

/** Who made the last change of each case. */
async function lastActors(ctx: Ctx, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, { id: string | null; name: string }>();
  const rows = await rowsOf<{ caseId: string; id: string | null; name: string }>(
    ctx.db,
    sql`select distinct on (e.subject_id) e.subject_id as "caseId", e.actor_id as id, e.actor_name as name
      from ${historyEvents} e ${withTheirCases} and ${visibleCases(ctx.actor)}
      where e.subject = 'case' and e.subject_id = any(${textArray(ids)}) order by e.subject_id, e.id desc`,
  );
  return new Map(rows.map(({ caseId, ...who }) => [caseId, who]));
}
