import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { cases, gridAreas, operations, projects } from "@/db/schema";
import type { Actor } from "./context";

/**
 * Who may SEE what, as SQL: an installer its own company's, a DSO what lies in its grid areas, an admin all.
 * Every query in `lib/server` that reaches a project, a case or an operation carries one of these.
 * What one may DO stands in `lib/domain/actions/rules.ts` and `lib/domain/verbs.ts`; the two never mix.
 */
function tenancy(
  actor: Actor,
  columns: { ownerId: PgColumn } & ({ dsoId: PgColumn } | { gridAreas: PgColumn }),
): SQL {
  switch (actor.role) {
    case "installer":
      return sql`${columns.ownerId} = ${actor.organisation?.id}`;
    case "dso":
      return "dsoId" in columns
        ? sql`${columns.dsoId} = ${actor.organisation?.id}`
        : sql`(${columns.gridAreas} && ${areasOf(actor)} and ${columns.gridAreas} <@ ${areasOf(actor)})`;
    case "admin":
      return sql`true`;
  }
}

/** The areas that are a DSO's now; none for the others. */
export const areasOf = (actor: Actor): SQL =>
  sql`array(select code::text from ${gridAreas} where ${gridAreas.dsoId} = ${actor.organisation?.id ?? null}::uuid)`;

export const visibleProjects = (actor: Actor) => tenancy(actor, projects);
export const visibleCases = (actor: Actor) => tenancy(actor, cases);
/**
 * An operation is read whole or not at all: by those who see, now, everything that it touched. One that was asked for
 * cases and found none touched nothing: those who asked read it. Others without a project are for administrators alone.
 */
export const visibleOperations = (actor: Actor): SQL =>
  sql`(${tenancy(actor, operations)} or (${askedFor(actor)} and ${operations.requested} > 0
    and ${operations.requested} = ${operations.missingCount}))`;
/**
 * Ids that an operation was asked for and did not find in sight may be anybody's: only those who asked, and
 * administrators, are told which and how many.
 */
export const askedFor = (actor: Actor): SQL =>
  actor.role === "admin" ? sql`true` : sql`${operations.organisationId} = ${actor.organisation?.id}`;
