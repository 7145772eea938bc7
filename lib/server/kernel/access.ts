import "server-only";
import { and, type SQL, sql } from "drizzle-orm";
import { alias, type PgColumn } from "drizzle-orm/pg-core";
import { cases, gridAreas, operations, projects } from "@/db/schema";
import type { Scope } from "@/db/scope";
import { OPERATIONS } from "@/lib/domain/operations";
import type { Actor } from "./context";
import { limited, textArray } from "./sql";

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
        : within(columns.gridAreas, areasOf(actor));
    case "admin":
      return sql`true`;
  }
}

/**
 * Whether an operation touched something, and nothing but these areas; its first area is what indexes go by. The planner
 * takes `<@` of areas that it does not know for one row in 200, and would read all of a DSO's operations for the newest
 * fifty; a `case` it takes for every other row.
 */
const within = (gridAreas: PgColumn, areas: SQL): SQL =>
  sql`(${gridAreas}[1] = any(${areas}) and case when ${gridAreas} <> '{}' then ${gridAreas} <@ ${areas} else false end)`;

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
  sql`case when ${tenancy(actor, of)} then true
    else ${askedFor(actor, of)} and ${of.requested} > 0 and ${of.requested} = ${of.missingCount} end`;

const whole = alias(operations, "whole");
/**
 * The operations that changed cases or projects. Of one over several projects only the whole, for whoever sees that, and
 * its parts for others. `offset 0` has the whole looked up for each part; without it all operations might be read for that.
 */
export const operationsAcross = (actor: Asker): SQL =>
  sql`${tenancy(actor, operations)} and ${operations.gridAreas} <> '{}' and (${operations.partOf} is null or not exists (
    select from ${operations} ${sql.identifier("whole")} where ${whole.id} = ${operations.partOf} and ${tenancy(actor, whole)} offset 0))`;

/**
 * The first so many of `operationsAcross` in an order that an index has. Of a DSO's the first of each of its areas are
 * put together: an index that begins with the first area finds them, however many operations others have. `byArea` is
 * false where an index leads to them by `where`, as it does to those of one person.
 */
export function firstAcross(
  actor: Asker,
  where: SQL | undefined,
  order: SQL,
  most: number,
  byArea = true,
): SQL {
  const first = (from: SQL, condition = sql`true`) =>
    sql`select operations.* from ${from} where ${condition} order by ${order} ${limited(most)}`;
  const wanted = and(operationsAcross(actor), where);
  if (actor.role !== "dso" || !byArea) return sql`(${first(sql`operations`, wanted)}) operations`;
  const inArea = first(sql`operations`, and(sql`operations.grid_areas[1] = area.code`, wanted));
  const ofAreas = sql`unnest(${areasOf(actor)}) as area (code) cross join lateral (${inArea}) operations`;
  return sql`(${first(ofAreas)}) operations`;
}

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
