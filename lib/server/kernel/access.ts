import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { alias, type PgColumn } from "drizzle-orm/pg-core";
import { cases, gridAreas, operations, projects } from "@/db/schema";
import type { Scope } from "@/db/scope";
import { OPERATIONS } from "@/lib/domain/operations";
import type { Actor } from "./context";
import { textArray } from "./sql";

/** Whoever sees: an actor, or a company itself, whose own systems are told. */
export type Asker = Pick<Actor, "role"> & { organisation: { id: string } | null };

/**
 * What an actor may see, as a condition in SQL: an installer what its company owns, a DSO what lies in its grid areas,
 * an administrator everything. Every query in `lib/server` on projects, cases or operations has one of these
 * conditions. What an actor may do is in `lib/domain/actions/rules.ts` and `lib/domain/verbs.ts`.
 */
function tenancy(
  actor: Asker,
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

type Columns = Record<"ownerId" | "gridAreas" | "organisationId" | "requested" | "missingCount", PgColumn>;

/** The codes of a DSO's present grid areas, as an array; empty for other actors. */
export const areasOf = (actor: Asker): SQL =>
  sql`array(select code::text from ${gridAreas} where ${gridAreas.dsoId} = ${actor.organisation?.id ?? null}::uuid)`;

/** The same for the second fence, the policies of the tables (docs/adr/0020). */
export const scopeOf = (actor: Actor): Scope => ({
  role: actor.role,
  user: actor.id,
  company: actor.organisation?.id,
});

export const visibleProjects = (actor: Asker) => tenancy(actor, projects);
export const visibleCases = (actor: Actor) => tenancy(actor, cases);
/**
 * An operation is visible to those who now see everything it touched. When it found none of the cases it was asked
 * for, it touched nothing and is visible to those who asked. Administrative operations are for administrators.
 */
export const visibleOperations = (actor: Asker, of: Columns = operations): SQL =>
  sql`(${tenancy(actor, of)} or (${askedFor(actor, of)} and ${of.requested} > 0
    and ${of.requested} = ${of.missingCount}))`;

const whole = alias(operations, "whole");
/**
 * The operations that changed cases or projects. Of one over several projects only the whole, for whoever sees that, and
 * its parts for others.
 */
export const operationsAcross = (actor: Asker): SQL =>
  sql`${visibleOperations(actor)} and ${operations.gridAreas} <> '{}' and (${operations.partOf} is null or not exists (
    select from ${operations} ${sql.identifier("whole")} where ${whole.id} = ${operations.partOf} and ${visibleOperations(actor, whole)}))`;
/**
 * Who may read the ids that an operation was asked for and did not find: its own organisation and administrators. The
 * ids may be another company's.
 */
export const askedFor = (actor: Asker, of: Pick<Columns, "organisationId"> = operations): SQL =>
  actor.role === "admin" ? sql`true` : sql`${of.organisationId} = ${actor.organisation?.id}`;

const CASE_CHANGES = textArray(
  Object.entries(OPERATIONS).flatMap(([kind, { undo }]) => (undo === null ? [] : [kind])),
);

/** Changes of cases, by the actor or by others, that have not been taken back. */
export const standingChanges = (actor: Actor, whose: "mine" | "others"): SQL =>
  sql`${operations.action} = any(${CASE_CHANGES}) and ${operations.undoneBy} is null
    and ${operations.actorId} is ${whose === "mine" ? sql`not distinct` : sql`distinct`} from ${actor.id}::uuid`;
