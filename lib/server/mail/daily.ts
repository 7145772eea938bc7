import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { LIMITS } from "@/lib/domain/limits";
import { DAILY_HOUR } from "@/lib/domain/news";

/** A mail names so many notices, and counts the others. */
const NAMED = 20;
/** What has waited longer for a mail server is in the bell. */
const DAYS = 3;

/**
 * Writes the daily mails that are due: one for each user, of the notices up to the last seven o'clock in Denmark that are
 * neither read nor undone. What could still be undone then comes a day later. One statement, whose rows one instance
 * takes, so each notice is in one mail.
 */
export async function postDaily(db: Db, now: Date): Promise<void> {
  const at = sql`${now.toISOString()}::timestamptz`;
  await db.execute(sql`
    with last as materialized (
      select (date_trunc('day', (${at} at time zone 'Europe/Copenhagen') - hour) + hour) at time zone 'Europe/Copenhagen' as at
      from make_interval(hours => ${DAILY_HOUR}::int) hour
    ), due as (
      update notifications n set awaits_daily = false from last
      where n.awaits_daily and n.created_at <= last.at - make_interval(mins => ${LIMITS.undoMinutes}::int)
      returning n.*
    ), told as (
      select u.id, u.email, u.language, n.id as notification_id,
        row_number() over (partition by u.id order by n.created_at desc, n.id desc) as nth,
        count(*) over (partition by u.id) as n,
        jsonb_build_object('action', n.action, 'kind', n.kind, 'count', n.count, 'projects', n.projects, 'project', p.name,
          'by', case when n.action = 'ask_for_access' or n.by_organisation_id = n.organisation_id then n.by_name else o.name end)
          as news
      from due n join last on n.created_at > last.at - make_interval(days => ${DAYS}::int)
        join users u on u.id = n.user_id and u.is_active and u.organisation_id is not distinct from n.organisation_id
        left join projects p on p.id = n.project_id left join organisations o on o.id = n.by_organisation_id
      where n.read_at is null and n.undone_at is null and coalesce(u.news->>n.kind, '') <> 'bell'
    )
    insert into outbox (kind, receiver, language, params, notification_id, created_at, due_at)
    select 'news_daily', email, language, jsonb_build_object(
        'news', jsonb_agg(news order by nth) filter (where nth <= ${NAMED}::int),
        'more', greatest(max(n) - ${NAMED}::int, 0)),
      (array_agg(notification_id order by nth))[1], ${at}, ${at}
    from told group by id, email, language`);
}
