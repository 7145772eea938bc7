import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { caseCounts, cases } from "@/db/schema";
import { rowsOf } from "@/lib/server/kernel/sql";

/** What `case_counts` lacks (above zero) or has too much of, by group and state, against a count of the cases. */
const differences = sql`select project_id, group_id, state, sum(n)::int as n, sum(completed)::int as completed from (
    select project_id, group_id, state, 1 as n, was_completed(state, fields)::int as completed from ${cases}
    union all select project_id, group_id, state, -n, -completed from ${caseCounts}
  ) both_ways group by 1, 2, 3 having sum(n) <> 0 or sum(completed) <> 0`;

export type CountDifference = { groupId: string; state: string; n: number; completed: number };

/** Counts every case and tells where the kept counts are wrong. Reads the whole table: seconds for a million cases. */
export const wrongCounts = (db: Db): Promise<CountDifference[]> =>
  rowsOf(db, sql`select group_id as "groupId", state, n, completed from (${differences}) found`);

/** Any constant number: it names the lock under which counts are mended. */
const MEND_LOCK = 7_914_134;

/**
 * Adds what is wrong, and tells it. One statement sees cases and counts at the same moment, and what others change
 * meanwhile is added by themselves, so changes need not wait; two that mend at the same time would both add it.
 */
export const mendCounts = (db: Db): Promise<CountDifference[]> =>
  db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${MEND_LOCK})`);
    return rowsOf(
      tx,
      sql`insert into ${caseCounts} (project_id, group_id, state, n, completed) ${differences}
        returning group_id as "groupId", state, n, completed`,
    );
  });
