import "server-only";
import { sql } from "drizzle-orm";
import { cases, operations, projectCounts, projects } from "@/db/schema";
import type { Case, Work } from "@/lib/contract/answers/cases";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { OPEN_STATES } from "@/lib/domain/actions/needs-action";
import type { Role } from "@/lib/domain/vocabulary";
import { operationsAcross, standingChanges, visibleCases, visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { limited, rowsOf, textArray } from "@/lib/server/kernel/sql";
import { casesOf } from "./case-list";
import { keptOf, statesIn } from "./matching-cases";
import { listAllCases } from "./work-list";

const WEEK = 7 * 86_400_000;
/** A visit is over when its page has not been opened for so long; in milliseconds. */
const BETWEEN_VISITS = 3_600_000;

/** The cases that wait for a role's side. An administrator is on neither, and sees what waits for either. */
const waitingFor = (role: Role): CaseFilter =>
  role === "admin" ? { state: [...OPEN_STATES] } : { waiting: ["us"] };

/** What waits for the actor, in numbers. Each filter lists exactly the cases that are counted. */
export async function countWork(ctx: Ctx): Promise<Work> {
  const { id, role } = ctx.actor;
  const waiting = waitingFor(role);
  const filters = {
    // Whoever must act: an installer too wants to know what has not been answered in time.
    overdue: { due: ["overdue"] },
    // An administrator is nobody's installer or case handler.
    mine: { ...waiting, [role === "installer" ? "installer" : "handler"]: [id] },
    ours: waiting,
  } satisfies Record<string, CaseFilter>;
  const counts = Object.entries(filters).map(([name, filter]) => {
    const [kept] = keptOf(ctx, filter);
    return sql`(select coalesce(sum(n), 0)::int from ${projectCounts} join ${projects} on ${projects.id} = ${projectCounts.projectId}
      where ${visibleProjects(ctx.actor)} and ${kept}) as ${sql.identifier(name)}`;
  });
  const [[count], changes] = await Promise.all([
    rowsOf<Record<keyof typeof filters, number>>(ctx.db, sql`select ${sql.join(counts, sql`, `)}`),
    countChanges(ctx),
  ]);
  const told = (name: keyof typeof filters) => ({ count: count?.[name] ?? 0, filter: filters[name] });
  return { overdue: told("overdue"), mine: told("mine"), ours: told("ours"), ...changes };
}

/** How many changes of cases others have made since the last visit, and the actor in the last week. */
async function countChanges(ctx: Ctx): Promise<Pick<Work, "fresh" | "done">> {
  const week = new Date(ctx.now.getTime() - WEEK);
  const at = sql`${week.toISOString()}::timestamptz`;
  const casesIn = (whose: "mine" | "others") =>
    sql`select coalesce(sum(${operations.done}), 0)::int from ${operations}
      where ${operationsAcross(ctx.actor)} and ${standingChanges(ctx.actor, whose)}`;
  const [row] = await rowsOf<{ since: string | Date; fresh: number; done: number }>(
    ctx.db,
    sql`with visit as (select coalesce(visited_before, ${at}) as since from users where id = ${ctx.actor.id}::uuid)
      select (select since from visit) as since,
        (${casesIn("others")} and ${operations.at} > (select since from visit)) as fresh,
        (${casesIn("mine")} and ${operations.at} > ${at}) as done`,
  );
  const since = new Date(row?.since ?? week).toISOString();
  return {
    fresh: { count: row?.fresh ?? 0, since },
    done: { count: row?.done ?? 0, since: week.toISOString() },
  };
}

/** The actor has opened the work page; what was new at the visit before stays new until the next one. */
export async function visit(ctx: Ctx): Promise<void> {
  const now = sql`${ctx.now.toISOString()}::timestamptz`;
  const before = sql`${new Date(ctx.now.getTime() - BETWEEN_VISITS).toISOString()}::timestamptz`;
  await ctx.db.execute(
    sql`update users set visited_before = case when visited_at < ${before} then visited_at else visited_before end,
      visited_at = ${now} where id = ${ctx.actor.id}::uuid`,
  );
}

/**
 * The cases that wait for the actor's side and are due first; then those without a day, the newest project's first. The
 * kept counts tell which days of which projects are the nearest, so that no other cases are read.
 */
export async function mostUrgent(ctx: Ctx, limit: number): Promise<Case[]> {
  const states = textArray(statesIn(ctx, waitingFor(ctx.actor.role)) ?? []);
  const dated = await casesOf(
    ctx,
    sql`select hit.id, near.due_on::text || hit.address as place from (
        select c.project_id, c.due_on from ${projectCounts} c join ${projects} on ${projects.id} = c.project_id
        where ${visibleProjects(ctx.actor)} and c.counted = 'all' and c.state = any(${states}) and c.due_on is not null
        group by 1, 2 having sum(n) > 0 order by 2, 1 ${limited(limit)}
      ) as near cross join lateral (
        select ${cases.id} as id, ${cases.addressSort} as address from ${cases} where ${visibleCases(ctx.actor)}
          and ${cases.projectId} = near.project_id and ${cases.dueOn} = near.due_on and ${cases.state} = any(${states})
        order by ${cases.addressSort} ${limited(limit)}
      ) as hit order by place, id ${limited(limit)}`,
  );
  if (dated.length >= limit) return dated;
  const more = await listAllCases(ctx, {
    ...waitingFor(ctx.actor.role),
    due: "none",
    fields: "list",
    limit: limit - dated.length,
  });
  return [...dated, ...more.cases];
}
