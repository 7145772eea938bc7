import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { nextTurn } from "@/lib/server/kernel/in-turns";
import { rowsOf } from "@/lib/server/kernel/sql";

/** In cases: one statement, which is a transaction of its own, anonymises so many of one project. */
const AT_ONCE = 1_000;
/** No index finds them (docs/adr/0017), so all archived cases are looked through, and not every hour. */
const EVERY_HOURS = 24;

/**
 * Anonymises the cases that have been archived for as long as an administrator has chosen, and gives their number. Which
 * they are follows from their state and age alone, so after a restore it is done again. The database's own function does
 * it (`anonymise_cases`). Nothing while it is switched off, and when all were looked through within a day.
 */
export async function anonymise(db: Db, now: Date): Promise<number> {
  const at = sql`${now.toISOString()}::timestamptz`;
  // A time further ahead was stored before the clock was set back.
  const [due] = await rowsOf<{ months: number }>(
    db,
    sql`select anonymise_after_months as months from upkeep where anonymise_after_months is not null
      and coalesce(looked_through_at not between ${at} - make_interval(hours => ${EVERY_HOURS}::int) and ${at}, true)`,
  );
  if (!due) return 0;
  const projects = await rowsOf<{ id: string }>(
    db,
    sql`select project_id as id from cases where state = 'archived' and anonymised_at is null
      and updated_at < ${at} - make_interval(months => ${due.months}::int) group by 1 order by 1`,
  );
  let anonymised = 0;
  for (const { id } of projects) {
    for (let some = AT_ONCE; some === AT_ONCE; anonymised += some) {
      some = await anonymiseSome(db, now, id);
      await nextTurn();
    }
  }
  await db.execute(
    sql`update upkeep set looked_through_at = ${at} where anonymise_after_months = ${due.months}::int`,
  );
  return anonymised;
}

async function anonymiseSome(db: Db, now: Date, projectId: string): Promise<number> {
  const [found] = await rowsOf<{ n: number }>(
    db,
    sql`select anonymise_cases(${projectId}::uuid, ${now.toISOString()}::timestamptz, ${AT_ONCE}::int) as n`,
  );
  return found?.n ?? 0;
}
