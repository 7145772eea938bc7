import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases, type COUNTED, projectCounts, projects } from "@/db/schema";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { CaseListInput } from "@/lib/contract/inputs/cases";
import { type Address, formatAddress } from "@/lib/domain/addresses/address";
import type { DueStatus } from "@/lib/domain/case-filter";
import { soonUntil, statesWaiting } from "@/lib/domain/due";
import { termsOf } from "@/lib/domain/search";
import type { CaseState } from "@/lib/domain/vocabulary";
import { visibleCases, visibleProjects } from "@/lib/server/kernel/access";
import { addressColumns, withoutAddress } from "@/lib/server/kernel/address-columns";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { parseInput } from "@/lib/server/kernel/mutate";
import { hitsInProject, matchesSearch, mayFind } from "@/lib/server/kernel/search";
import { limited, rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";

/**
 * The condition for the visible cases that match a filter, as `filterMatcher`, of a project or, for null, of all. A search
 * goes by its terms, as they are at the start of the statement.
 */
export function matchingCases(ctx: Ctx, projectId: string | SQL | null, filter: CaseFilter): SQL {
  const isGiven = typeof projectId === "string";
  const project = isGiven ? sql`${projectId}::uuid` : projectId;
  return allOf([
    visibleCases(ctx.actor),
    project
      ? sql`${cases.projectId} = ${project}`
      : sql`${cases.projectId} = any(array(select ${projects.id} from ${projects} where ${projectsWith(ctx, filter)}))`,
    ...onTheCase(ctx, filter),
    ...(filter.q ?? []).map((q) =>
      termsOf(q)
        ? sql`${cases.id} in (${project ? hitsInProject(q, project, isGiven ? "once" : "each") : hits(ctx, q)})`
        : matchesSearch(q),
    ),
  ]);
}

/** The same as conditions on the case alone, which the database tests again once it has a lock. */
export const stillMatching = (ctx: Ctx, filter: CaseFilter): SQL =>
  allOf([visibleCases(ctx.actor), ...onTheCase(ctx, filter), ...(filter.q ?? []).map(matchesSearch)]);

/**
 * The condition for the visible projects that may have a case which matches: all that have one, and a few more. What is
 * kept of projects (ADR 16, 17) tells it without a look at the cases of the others.
 */
export const projectsWith = (ctx: Ctx, filter: CaseFilter): SQL => {
  const isAsked = [filter.state, filter.waiting, filter.due, filter.installer, filter.handler].some(Boolean);
  return allOf([
    visibleProjects(ctx.actor),
    filter.project && sql`${projects.id} = any(${uuidArray(filter.project)})`,
    filter.area && sql`${projects.gridArea} = any(${textArray(filter.area)})`,
    filter.group &&
      sql`${projects.id} in (select project_id from groups where id = any(${uuidArray(filter.group)}))`,
    ...(isAsked ? keptOf(ctx, filter) : []).map(
      (kept) =>
        sql`${projects.id} in (select project_id from ${projectCounts} where ${kept} group by 1 having sum(n) > 0)`,
    ),
    ...(filter.q ?? []).map(mayFind),
  ]);
};

/**
 * The conditions for what `projectCounts` keeps of the cases that match a filter, leaving out group and search: one, or, for
 * a filter by installer and by handler, one for each of the two. Without such a filter it is what is kept of all cases, or
 * person by person.
 */
export function keptOf(ctx: Ctx, filter: CaseFilter, counted: (typeof COUNTED)[number] = "all"): SQL[] {
  const { project, due, installer, handler } = filter;
  const states = statesIn(ctx, filter);
  const both = [
    project && sql`project_id = any(${uuidArray(project)})`,
    states && sql`state = any(${textArray(states)})`,
    due && dueIn(ctx, sql`due_on`, due),
  ];
  const those = (ids: readonly string[]) =>
    sql`person_id = any(${uuidArray(ids.filter((id) => id !== "none"))})`;
  const ofPeople = [
    installer && sql`counted = 'installer' and ${those(installer)}`,
    handler &&
      sql`counted = 'handler' and ${handler.includes("none") ? sql`(${those(handler)} or person_id is null)` : those(handler)}`,
  ].filter(Boolean) as SQL[];
  return (ofPeople.length > 0 ? ofPeople : [sql`counted = ${counted}`]).map((whose) =>
    allOf([whose, ...both]),
  );
}

/** Whether a day is overdue, soon, later or none, as `statusOf`. */
export function dueIn(ctx: Ctx, day: SQL, wanted: readonly DueStatus[]): SQL {
  const now = today(ctx);
  const [on, soon] = [sql`${now}::date`, sql`${soonUntil(now)}::date`];
  const are: Record<DueStatus, SQL> = {
    overdue: sql`${day} < ${on}`,
    soon: sql`${day} between ${on} and ${soon}`,
    later: sql`${day} > ${soon}`,
    none: sql`${day} is null`,
  };
  return wanted.length === 0
    ? sql`false`
    : sql`(${sql.join(
        wanted.map((one) => are[one]),
        sql` or `,
      )})`;
}

/** The states that a filter leaves, those in which it waits for somebody among them; undefined for all. */
export function statesIn(ctx: Ctx, { state, waiting }: CaseFilter): CaseState[] | undefined {
  const waits = waiting && statesWaiting(ctx.actor.role, waiting);
  return state && waits ? state.filter((one) => waits.includes(one)) : (state ?? waits);
}

function onTheCase(ctx: Ctx, filter: CaseFilter) {
  const states = statesIn(ctx, filter);
  const handlers = filter.handler?.filter((handler) => handler !== "none") ?? [];
  return [
    filter.project && sql`${cases.projectId} = any(${uuidArray(filter.project)})`,
    filter.area && sql`${cases.gridArea} = any(${textArray(filter.area)})`,
    filter.group && sql`${cases.groupId} = any(${uuidArray(filter.group)})`,
    states && sql`${cases.state} = any(${textArray(states)})`,
    filter.due && dueIn(ctx, sql`${cases.dueOn}`, filter.due),
    filter.installer && sql`${cases.installerId} = any(${uuidArray(filter.installer)})`,
    filter.handler &&
      sql`(${cases.handlerId} = any(${uuidArray(handlers)}) or ${filter.handler.includes("none")} and ${cases.handlerId} is null)`,
  ];
}

const hits = (ctx: Ctx, q: string) =>
  sql`select hit.id from (select ${projects.id} as id from ${projects} where ${visibleProjects(ctx.actor)} and ${mayFind(q)} offset 0) as may_have
    cross join lateral (${hitsInProject(q, sql`may_have.id`)}) as hit`;

const allOf = (conditions: (SQL | undefined)[]) => sql.join(conditions.filter(Boolean) as SQL[], sql` and `);

export type CaseHit = {
  id: string;
  number: number;
  state: CaseState;
  projectId: string;
  projectName: string;
  address: string;
  addressParts: Address;
  reference: string | null;
};

/** The columns of a hit, where its project is called `projects`; `toHit` makes one of a row. */
export const hitColumns = sql`${cases.id} as id, ${cases.number} as number, ${cases.state} as state, ${cases.projectId} as "projectId",
  projects.name as "projectName", ${addressColumns}, ${cases.fields}->>'reference' as reference`;
export type HitRow = Omit<CaseHit, "address" | "addressParts"> & Address;
export const toHit = <Row extends HitRow>(row: Row) => {
  const { address, rest } = withoutAddress(row);
  return { ...rest, address: formatAddress(address), addressParts: address };
};

/** So far a quick search for a text that does not tell where to look goes: the last changed projects with so many cases. */
const RECENT = { projects: 20, cases: 10_000 };

/**
 * The visible cases that a search finds, those of the last changed projects first, at most `limit`. A quick one looks for
 * »tv« or »12«, which any project may have, in a few projects only.
 */
export async function findCases(ctx: Ctx, q: string, limit: number, isQuick = false): Promise<CaseHit[]> {
  parseInput(CaseListInput, { q });
  const inOrder = sql`order by updated_at desc, id`;
  const all = sql`select id, name, updated_at from ${projects} where ${visibleProjects(ctx.actor)} and ${mayFind(q)} ${inOrder}`;
  const recent = sql`select id, name from (
      select id, name, updated_at, sum((select coalesce(sum(n), 0) from ${projectCounts} c where c.project_id = recent.id and c.counted = 'all')) over (${inOrder}) as so_far
      from (${all} ${limited(RECENT.projects)}) as recent
    ) as counted where so_far <= ${RECENT.cases} ${inOrder} offset 0`;
  // Projects are looked through in order, until there are enough cases.
  const rows = await rowsOf<HitRow>(
    ctx.db,
    sql`select hit.* from (${isQuick && termsOf(q) === null ? recent : sql`${all} offset 0`}) as projects
      cross join lateral (
        select ${hitColumns} from ${cases} where ${visibleCases(ctx.actor)} and ${cases.id} in (${hitsInProject(q, sql`projects.id`)})
        order by ${cases.updatedAt} desc, ${cases.number} limit ${limit}
      ) as hit limit ${limit}`,
  );
  return rows.map(toHit);
}
