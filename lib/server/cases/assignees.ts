import "server-only";
import { sql } from "drizzle-orm";
import { projects, users } from "@/db/schema";
import type { Assignees } from "@/lib/contract/answers/people";
import type { Person } from "@/lib/contract/answers/pieces";
import { DomainError } from "@/lib/contract/errors";
import { visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { parseId } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";

/** The active users of the two companies of a visible project, by name; otherwise `not_found`. */
export async function listAssignees(ctx: Ctx, projectId: string): Promise<Assignees> {
  const rows = await rowsOf<{ id: string | null; name: string; isHandler: boolean }>(
    ctx.db,
    sql`select u.id, u.name, u.organisation_id = ${projects.dsoId} as "isHandler" from ${projects}
      left join ${users} u on u.is_active and u.organisation_id in (${projects.ownerId}, ${projects.dsoId})
      where ${projects.id} = ${parseId(projectId)} and ${visibleProjects(ctx.actor)} order by u.name, u.id`,
  );
  if (rows.length === 0) throw new DomainError("not_found");
  const people = (are: boolean): Person[] =>
    rows.flatMap(({ id, name, isHandler }) => (id !== null && isHandler === are ? [{ id, name }] : []));
  return { installers: people(false), handlers: people(true) };
}
