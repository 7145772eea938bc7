import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { PgColumn } from "drizzle-orm/pg-core";
import { cases, operations, projects } from "@/db/schema";
import type { Actor } from "./context";

/**
 * Who may SEE what, as SQL: an installer its own company's, a DSO what lies in its grid areas, an admin all.
 * Every query in `lib/server` that reaches a project, a case or an operation carries one of these.
 * What one may DO is the table in `lib/domain/rules.ts`; the two never mix.
 */
function tenancy(actor: Actor, columns: { ownerId: PgColumn; dsoId: PgColumn }): SQL {
  switch (actor.role) {
    case "installer":
      return sql`${columns.ownerId} = ${actor.organisation?.id}`;
    case "dso":
      return sql`${columns.dsoId} = ${actor.organisation?.id}`;
    case "admin":
      return sql`true`;
  }
}

export const visibleProjects = (actor: Actor) => tenancy(actor, projects);
export const visibleCases = (actor: Actor) => tenancy(actor, cases);
/** Operations on a project belong to both its sides; an administrative one to administrators alone. */
export const visibleOperations = (actor: Actor) => tenancy(actor, operations);
