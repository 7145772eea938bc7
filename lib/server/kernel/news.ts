import "server-only";
import { sql } from "drizzle-orm";
import { projects } from "@/db/schema";
import { HELD_MINUTES, type NewsAction, type Told } from "@/lib/domain/news";
import { visibleProjects } from "./access";
import type { Ctx } from "./context";
import { intArray, textArray, uuidArray } from "./sql";

/** So many cases lie in a project under a person responsible, on the side that is told; null is nobody. */
export type Touched = { projectId: string; personId: string | null; n: number };
/** What an operation tells: one action, however many statements wrote its cases. */
export type News = { action: NewsAction; told: Told };

/**
 * Tells an operation, whose row must be stored, in its transaction: one notice for each receiver with the number of their
 * cases, and a mail for those who want it at once. The persons responsible are told; of cases without one that is active,
 * where the rule says so, everybody of the company. Never whoever did it. One statement for any number of cases.
 */
export async function tell(
  ctx: Ctx,
  operationId: string,
  { action, told }: News,
  touched: readonly Touched[],
): Promise<void> {
  const { actor } = ctx;
  const company = told.side === "dso" ? projects.dsoId : projects.ownerId;
  const own = actor.organisation;
  const at = sql`${ctx.now.toISOString()}::timestamptz`;
  // Ids are made first: nobody may read what is told to others, as RETURNING would.
  await ctx.db.execute(sql`
    with told as materialized (
      select gen_random_uuid() as id, u.id as user_id, u.organisation_id, u.email, u.language,
        coalesce(u.news->>${told.kind}, 'now') as wish, sum(t.n)::int as count, count(distinct t.project_id)::int as projects,
        case when count(distinct t.project_id) = 1 then min(t.project_id::text)::uuid end as project_id,
        min(${projects.name}) as project,
        case when u.organisation_id = ${own?.id ?? null}::uuid then ${actor.name} else ${own?.name ?? null}::text end as by
      from unnest(${uuidArray(touched.map(({ projectId }) => projectId))}, ${textArray(touched.map(({ personId }) => personId))}::uuid[],
          ${intArray(touched.map(({ n }) => n))}) as t(project_id, person_id, n)
        join ${projects} on ${projects.id} = t.project_id and ${visibleProjects(actor)}
        left join users r on r.id = t.person_id and r.is_active
        join users u on u.organisation_id = ${company} and u.is_active and u.id <> ${actor.id}::uuid
          and ${told.orAll ? sql`coalesce(r.id, u.id) = u.id` : sql`u.id = r.id`}
      group by u.id
    ), notices as (
      insert into notifications (id, user_id, organisation_id, operation_id, action, kind, by_organisation_id, by_name, count,
        projects, project_id, created_at, awaits_daily)
      select id, user_id, organisation_id, ${operationId}::uuid, ${action}, ${told.kind}, ${own?.id ?? null}::uuid,
        ${actor.name}, count, projects, project_id, ${at}, wish = 'daily' from told
    )
    insert into outbox (kind, receiver, language, params, notification_id, created_at, due_at)
    select 'news', email, language, jsonb_build_object('news', jsonb_build_array(jsonb_build_object('action', ${action}::text,
        'kind', ${told.kind}::text, 'by', by, 'count', count, 'projects', projects, 'project', case when projects = 1 then project end))),
      id, ${at}, ${at} + make_interval(mins => ${HELD_MINUTES}::int)
    from told where wish = 'now'`);
}

/** Takes back what an operation told, in the transaction of its undo, whose row must be stored. */
export const takeBack = async (ctx: Ctx, operationId: string): Promise<void> =>
  void (await ctx.db.execute(
    sql`select take_back_news(${operationId}::uuid, ${ctx.now.toISOString()}::timestamptz)`,
  ));
