import "server-only";
import { sql } from "drizzle-orm";
import { users } from "@/db/schema";
import type { Assignees } from "@/lib/contract/answers/people";
import type { Person } from "@/lib/contract/answers/pieces";
import type { Ctx } from "@/lib/server/kernel/context";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";
import { lookUpProject } from "@/lib/server/projects/projects";

/** The active users of the two companies of a visible project, by name; otherwise `not_found`. */
export async function listAssignees(ctx: Ctx, projectId: string): Promise<Assignees> {
  const project = await lookUpProject(ctx, projectId);
  const people = await rowsOf<Person & { organisationId: string }>(
    ctx.db,
    sql`select id, name, organisation_id as "organisationId" from ${users}
      where is_active and organisation_id = any(${uuidArray([project.ownerId, project.dsoId])}) order by name, id`,
  );
  const of = (organisationId: string) =>
    people.filter((person) => person.organisationId === organisationId).map(({ id, name }) => ({ id, name }));
  return { installers: of(project.ownerId), handlers: of(project.dsoId) };
}
