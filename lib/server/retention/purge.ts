import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { nextTurn } from "@/lib/server/kernel/in-turns";
import { rowsOf } from "@/lib/server/kernel/sql";
import { KEPT, type Kept } from "./kept";

/** In rows: one statement, which is a transaction of its own, deletes so many. */
const AT_ONCE = 1_000;

/** Deletes what is older than it is kept (`KEPT`), and gives the number of rows by table. Throws on the first failure. */
export async function purge(db: Db, now: Date): Promise<Record<string, number>> {
  const deleted: Record<string, number> = {};
  for (const [table, kept] of Object.entries<Kept>(KEPT)) {
    deleted[table] = 0;
    for (let some = AT_ONCE; some === AT_ONCE; deleted[table] += some) {
      some = await deleteSome(db, now, table, kept);
      await nextTurn();
    }
  }
  return deleted;
}

async function deleteSome(db: Db, now: Date, table: string, kept: Kept): Promise<number> {
  const before = sql`${now.toISOString()}::timestamptz - make_interval(days => ${kept.days}::int)`;
  const name = sql.identifier(table);
  const statement =
    "by" in kept
      ? sql`select ${kept.by}(${before}, ${AT_ONCE}::int) as n`
      : // Rows that somebody holds are left for the next time.
        sql`with gone as (
          delete from ${name} where ctid = any(array(
            select ctid from ${name} where ${kept.isOver(before)} limit ${AT_ONCE}::int
            ${kept.isOnlyAddedTo ? sql`` : sql`for update skip locked`})) returning 1
        ) select count(*)::int as n from gone`;
  const [found] = await rowsOf<{ n: number }>(db, statement);
  return found?.n ?? 0;
}
