import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { nextTurn } from "@/lib/server/kernel/in-turns";
import { rowsOf } from "@/lib/server/kernel/sql";

/** In cases of one project, or in operations: one statement, which is a transaction of its own, anonymises so many. */
const AT_ONCE = 1_000;
/** No index finds them (docs/adr/0017), so all archived cases are looked through, and not every hour. */
const EVERY_HOURS = 24;

/**
 * Anonymises the cases that have been archived for as long as an administrator has chosen, and gives their number. Which
 * they are follows from their state and age alone, so after a restore it is done again. So are operations of that age
 * whose cases are all gone. The database's own functions do it (`anonymise_cases`, `anonymise_operations`). Nothing while it
 * is switched off, and when all were looked through within a day.
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
  for (const { id } of projects)
    anonymised += await inPieces(db, sql`anonymise_cases(${id}::uuid, ${at}, ${AT_ONCE}::int)`);
  await inPieces(db, sql`anonymise_operations(${at}, ${AT_ONCE}::int)`);
  await db.execute(
    sql`update upkeep set looked_through_at = ${at} where anonymise_after_months = ${due.months}::int`,
  );
  return anonymised;
}

/** Calls a function that does at most `AT_ONCE` until it has done all, and gives how many they were. */
async function inPieces(db: Db, call: SQL): Promise<number> {
  let done = 0;
  for (let some = AT_ONCE; some === AT_ONCE; done += some) {
    const [found] = await rowsOf<{ n: number }>(db, sql`select ${call} as n`);
    some = found?.n ?? 0;
    await nextTurn();
  }
  return done;
}
