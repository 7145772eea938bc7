import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, projects } from "@/db/schema";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { CaseListInput } from "@/lib/contract/inputs/cases";
import { type Address, formatAddress } from "@/lib/domain/addresses/address";
import { termsOf } from "@/lib/domain/search";
import { visibleCases, visibleProjects } from "@/lib/server/kernel/access";
import { addressColumns } from "@/lib/server/kernel/address-columns";
import type { Ctx } from "@/lib/server/kernel/context";
import { parseInput } from "@/lib/server/kernel/mutate";
import { hitsInProject, matchesSearch, mayFind } from "@/lib/server/kernel/search";
import { rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";

/**
 * The condition for the visible cases that match a filter, as `filterMatcher`; `projectId` null is every project. In a
 * project a search goes by its terms, as they are at the start of the statement.
 */
export function matchingCases(ctx: Ctx, projectId: string | null, filter: CaseFilter): SQL {
  const handlers = filter.handler?.filter((handler) => handler !== "none") ?? [];
  const conditions = [
    visibleCases(ctx.actor),
    projectId && sql`${cases.projectId} = ${projectId}`,
    filter.group && sql`${cases.groupId} = any(${uuidArray(filter.group)})`,
    filter.state && sql`${cases.state} = any(${textArray(filter.state)})`,
    filter.installer && sql`${cases.installerId} = any(${uuidArray(filter.installer)})`,
    filter.handler &&
      sql`(${cases.handlerId} = any(${uuidArray(handlers)}) or ${filter.handler.includes("none")} and ${cases.handlerId} is null)`,
    ...(filter.q ?? []).map((q) =>
      projectId && termsOf(q)
        ? sql`${cases.id} in (${hitsInProject(q, sql`${projectId}::uuid`)})`
        : matchesSearch(q),
    ),
  ];
  return sql.join(conditions.filter(Boolean) as SQL[], sql` and `);
}

export type CaseHit = { id: string; number: number; projectId: string; projectName: string; address: string };

/** The visible cases that a search finds, those of the last changed projects first, at most `limit`. */
export async function findCases(ctx: Ctx, q: string, limit: number): Promise<CaseHit[]> {
  parseInput(CaseListInput, { q });
  // Projects are looked through in order, until there are enough cases.
  const rows = await rowsOf<Omit<CaseHit, "address"> & Address>(
    ctx.db,
    sql`select hit.* from (select id, name from ${projects} where ${visibleProjects(ctx.actor)} and ${mayFind(q)}
        order by updated_at desc, id offset 0) as projects
      cross join lateral (
        select ${cases.id} as id, ${cases.number} as number, ${cases.projectId} as "projectId", projects.name as "projectName",
          ${addressColumns} from ${cases} where ${visibleCases(ctx.actor)} and ${cases.id} in (${hitsInProject(q, sql`projects.id`)})
        order by ${cases.updatedAt} desc, ${cases.number} limit ${limit}
      ) as hit limit ${limit}`,
  );
  return rows.map(({ id, number, projectId, projectName, ...address }) => ({
    id,
    number,
    projectId,
    projectName,
    address: formatAddress(address),
  }));
}
