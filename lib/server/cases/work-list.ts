import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, groups, projectCounts, projects, users } from "@/db/schema";
import type { Case, CasesOfAll } from "@/lib/contract/answers/cases";
import type { CountsByState } from "@/lib/contract/answers/pieces";
import { AllCasesPageInput } from "@/lib/contract/inputs/cases";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { DUE_STATUSES, type WorkGrouping } from "@/lib/domain/case-filter";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor } from "@/lib/server/kernel/cursor";
import { readInTurn } from "@/lib/server/kernel/heavy-reads";
import { parseInput } from "@/lib/server/kernel/mutate";
import { limited, rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";
import { noCounts } from "@/lib/server/projects/project-summaries";
import { type IdPage, readPage, sortedPage } from "./case-list";
import { dueIn, keptOf, matchingCases } from "./matching-cases";

/**
 * A page of the matching cases of all projects that the actor sees, with the counts of all that match. Project by project,
 * the newest first, and by address in each, which takes as long however many there are; any other order sorts all that match.
 */
export async function listAllCases(ctx: Ctx, input: unknown): Promise<CasesOfAll> {
  const { sort, cursor, limit, fields, ...filter } = parseInput(AllCasesPageInput, input);
  // In one project the index of addresses gives them in order.
  const [project, ...others] = filter.project ?? [];
  const only = project !== undefined && others.length === 0 ? project : null;
  const both = async () => {
    const counts = await countAllCases(ctx, filter);
    const page = sort
      ? sortedPage(matchingCases(ctx, only, filter), sort, cursor, limit)
      : byProject(ctx, [...counts.keys()], filter, cursor, limit);
    return [counts, await readPage(ctx, page, fields, limit)] as const;
  };
  const [counts, read] = sort || !isKept(filter) ? await readInTurn(ctx, both) : await both();
  const countsByState = noCounts();
  const countsByProject: Record<string, number> = {};
  let total = 0;
  for (const [projectId, byState] of counts) {
    for (const [state, n] of Object.entries(byState) as [CaseState, number][]) {
      countsByState[state] += n;
      countsByProject[projectId] = (countsByProject[projectId] ?? 0) + n;
      total += n;
    }
  }
  return { ...read, cases: await withProjectNames(ctx, read.cases), total, countsByState, countsByProject };
}

/** Cases with the names of their projects. */
export async function withProjectNames(ctx: Ctx, given: readonly Case[]): Promise<CasesOfAll["cases"]> {
  const projectIds = [...new Set(given.map(({ projectId }) => projectId))];
  const names = new Map((await namesOf(ctx, "project", projectIds)).map(({ id, name }) => [id, name]));
  return given.map((one) => ({ ...one, projectName: names.get(one.projectId) ?? "" }));
}

/** A text by which projects are sorted, the newest first; it tells them apart. */
const placeOf = (project: SQL) =>
  sql`(to_char(1e16 - extract(epoch from ${project}.created_at) * 1e6, 'FM00000000000000000') || ${project}.id::text collate "C")`;

/**
 * The projects that have matching cases are looked through in order, until the page is full. The place of a case: its
 * project's, a tab, its address.
 */
function byProject(
  ctx: Ctx,
  projectIds: readonly string[],
  filter: CaseFilter,
  cursor: string | undefined,
  limit: number,
): IdPage {
  const list = "cases by project";
  const after = readCursor(list, cursor);
  const [project = "", ...address] = after?.value.split("\t") ?? [];
  const place = placeOf(sql`of_project`);
  const own = placeOf(sql`${projects}`);
  // The project in which the last page ended goes on after that page; later projects are read from their first case.
  const from = after
    ? sql`, case when ${own} = ${project} then ${address.join("\t")} else '' end as address,
        case when ${own} = ${project} then ${after.id} else '00000000-0000-0000-0000-000000000000' end::uuid as after`
    : sql``;
  return {
    ids: sql`select hit.id, (${place} || chr(9) || hit.address collate "C") as place from (
        select ${projects.id} as id, ${projects.createdAt} as created_at ${from} from ${projects}
        where ${visibleProjects(ctx.actor)} and ${projects.id} = any(${uuidArray(projectIds)})
          ${after ? sql`and ${own} >= ${project}` : sql``}
        order by ${projects.createdAt} desc, ${projects.id} offset 0
      ) as of_project cross join lateral (
        select ${cases.id} as id, ${cases.addressSort} as address from ${cases}
        where ${matchingCases(ctx, sql`of_project.id`, filter)}
          ${after ? sql`and (${cases.addressSort}, ${cases.id}) > (of_project.address collate "C", of_project.after)` : sql``}
        order by ${cases.addressSort}, ${cases.id} ${limited(limit + 1)}
      ) as hit ${limited(limit + 1)}`,
    direction: sql`asc`,
    list,
    after,
  };
}

/** How many matching cases each part has in each state; parts without any are left out. */
export async function countAllCases(
  ctx: Ctx,
  filter: CaseFilter,
  by: WorkGrouping = "project",
): Promise<Map<string, CountsByState>> {
  const rows = await rowsOf<{ part: string | null; state: CaseState; n: number }>(
    ctx.db,
    isKept(filter, by)
      ? keptCounts(ctx, filter, by)
      : sql`select ${partIn(ctx, by, cases)} as part, state, count(*)::int as n from ${cases}
          where ${matchingCases(ctx, null, filter)} group by 1, 2`,
  );
  const counts = new Map<string, CountsByState>();
  for (const { part, state, n } of rows) {
    const own = counts.get(part ?? "none") ?? noCounts();
    counts.set(part ?? "none", own);
    own[state] = n;
  }
  return counts;
}

const personsOf = (by: WorkGrouping) => (by === "installer" || by === "handler" ? by : undefined);

/** Whether what is kept of projects and people (ADR 16) tells how many cases match, in all and in each part. */
function isKept({ installer, handler, group, q }: CaseFilter, by: WorkGrouping = "project"): boolean {
  const sides = new Set([installer && "installer", handler && "handler", personsOf(by)].filter(Boolean));
  return sides.size < 2 && group === undefined && q === undefined;
}

function keptCounts(ctx: Ctx, filter: CaseFilter, by: WorkGrouping): SQL {
  const { area } = filter;
  const [kept] = keptOf(ctx, filter, personsOf(by));
  return sql`select ${partIn(ctx, by, projectCounts)} as part, state, sum(n)::int as n from ${projectCounts}
    join ${projects} on ${projects.id} = ${projectCounts.projectId} where ${visibleProjects(ctx.actor)} and ${kept}
    ${area ? sql`and ${projects.gridArea} = any(${textArray(area)})` : sql``} group by 1, 2 having sum(n) > 0`;
}

/** The part of a case, or of what is kept of cases; null is »none«. */
function partIn(ctx: Ctx, by: WorkGrouping, table: typeof cases | typeof projectCounts): SQL {
  switch (by) {
    case "project":
      return sql`${table.projectId}`;
    case "state":
      return sql`${table.state}`;
    case "due":
      return sql`case ${sql.join(
        DUE_STATUSES.map((one) => sql`when ${dueIn(ctx, sql`${table.dueOn}`, [one])} then ${one}::text`),
        sql` `,
      )} end`;
    case "installer":
      return "personId" in table ? sql`${table.personId}` : sql`${table.installerId}`;
    case "handler":
      return "personId" in table ? sql`${table.personId}` : sql`${table.handlerId}`;
  }
}

export type WorkPart = { id: string; name: string | null; counts: CountsByState };

/**
 * The parts of the matching cases, at most `limit`, and whether there are more: projects the newest first, states in the
 * order of the life cycle and days by how near they are (without a name, which is a word), people by name (nobody first).
 */
export async function listParts(
  ctx: Ctx,
  by: WorkGrouping,
  filter: CaseFilter,
  limit: number,
): Promise<{ parts: WorkPart[]; counts: Map<string, CountsByState> }> {
  const counts = await countAllCases(ctx, filter, by);
  const ids = [...counts.keys()];
  const named = await namesOf(
    ctx,
    by,
    ids.filter((id) => by === "due" || id !== "none"),
    limit,
  );
  const hasNobody = counts.has("none") && by !== "due";
  const parts = [...(hasNobody ? [{ id: "none", name: null }] : []), ...named].slice(0, limit);
  return { parts: parts.flatMap((part) => ({ ...part, counts: counts.get(part.id) ?? noCounts() })), counts };
}

/** The names of some parts as far as the actor may see them, in the order of the list; of states null. */
export async function namesOf(
  ctx: Ctx,
  by: WorkGrouping | "group",
  ids: readonly string[],
  limit = ids.length,
): Promise<{ id: string; name: string | null }[]> {
  if (ids.length === 0) return [];
  if (by === "state" || by === "due")
    return (by === "state" ? CASE_STATES : DUE_STATUSES)
      .filter((one) => ids.includes(one))
      .map((id) => ({ id, name: null }));
  const those = sql`id = any(${uuidArray(ids)})`;
  if (by === "group")
    return rowsOf(
      ctx.db,
      sql`select g.id, g.name from ${groups} g join ${projects} on ${projects.id} = g.project_id
        where ${visibleProjects(ctx.actor)} and g.${those} order by g.created_at, g.id ${limited(limit)}`,
    );
  return rowsOf(
    ctx.db,
    by === "project"
      ? sql`select id, name from ${projects} where ${visibleProjects(ctx.actor)} and ${those} order by created_at desc, id ${limited(limit)}`
      : sql`select id, name from ${users} where ${those} and ${knownPeople(ctx)} order by name_order, id ${limited(limit)}`,
  );
}

/** Those whom the actor knows: their own company's, and who is responsible for a case of a project that they see. */
function knownPeople(ctx: Ctx): SQL {
  const { role, organisation } = ctx.actor;
  if (role === "admin") return sql`true`;
  return sql`(${users.organisationId} = ${organisation?.id ?? null}::uuid
    or exists (select from ${projectCounts} c join ${projects} on ${projects.id} = c.project_id
      where ${visibleProjects(ctx.actor)} and c.person_id = ${users.id} having sum(c.n) > 0))`;
}
