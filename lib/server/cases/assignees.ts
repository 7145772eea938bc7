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
      where ${projects.id} = ${parseId(projectId)} and ${visibleProjects(ctx.actor)} order by u.name_order, u.id`,
  );
  if (rows.length === 0) throw new DomainError("not_found");
  const people = (are: boolean): Person[] =>
    rows.flatMap(({ id, name, isHandler }) => (id !== null && isHandler === are ? [{ id, name }] : []));
  return { installers: people(false), handlers: people(true) };
}

/** The active users of the actor's own company, as those who may be responsible on its side; for administrators nobody. */
export async function listColleagues(ctx: Ctx): Promise<Assignees> {
  const { role, organisation } = ctx.actor;
  const people = organisation
    ? await rowsOf<Person>(
        ctx.db,
        sql`select id, name from ${users} where is_active and organisation_id = ${organisation.id} order by name_order, id`,
      )
    : [];
  return { installers: role === "installer" ? people : [], handlers: role === "dso" ? people : [] };
}
