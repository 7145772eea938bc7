import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { caseCounts, cases, type COUNTED, projectCounts } from "@/db/schema";
import { rowsOf } from "@/lib/server/kernel/sql";

const ofGroups = sql`project_id, group_id, state, due_on`;
const ofProjects = sql`project_id, counted, person_id, state, due_on`;
const counting = sql`1 as n, was_completed(state, fields)::int as completed`;

/** What a table of counts lacks (above zero) or has too much of, by its columns, against a count of the cases. */
const differences = (columns: SQL, counted: SQL, kept: SQL) =>
  sql`select ${columns}, sum(n)::int as n, sum(completed)::int as completed from (
    select ${columns}, ${counting} from ${counted} union all select ${columns}, -n, -completed from ${kept}
  ) both_ways group by ${columns} having sum(n) <> 0 or sum(completed) <> 0`;
const differencesOfGroups = differences(ofGroups, sql`${cases}`, sql`${caseCounts}`);
const differencesOfProjects = differences(
  ofProjects,
  sql`${cases}, lateral (values ('all', null), ('installer', installer_id), ('handler', handler_id)) whose (counted, person_id)`,
  sql`${projectCounts}`,
);

export type CountDifference = {
  of: "group" | (typeof COUNTED)[number];
  id: string | null;
  projectId: string;
  state: string;
  n: number;
  completed: number;
};
const toldOfGroup = sql`'group' as of, group_id as id, project_id as "projectId", state, n, completed`;
const toldOfProject = sql`counted as of, person_id as id, project_id as "projectId", state, n, completed`;

/** Counts every case and tells where the kept counts are wrong. Reads the whole table: seconds for a million cases. */
export const wrongCounts = (db: Db): Promise<CountDifference[]> =>
  rowsOf(
    db,
    sql`select ${toldOfGroup} from (${differencesOfGroups}) g
      union all select ${toldOfProject} from (${differencesOfProjects}) p`,
  );

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
      sql`with of_groups as (
          insert into ${caseCounts} (${ofGroups}, n, completed) ${differencesOfGroups} returning ${toldOfGroup}
        ), of_projects as (
          insert into ${projectCounts} (${ofProjects}, n, completed) ${differencesOfProjects} returning ${toldOfProject}
        ) select * from of_groups union all select * from of_projects`,
    );
  });
