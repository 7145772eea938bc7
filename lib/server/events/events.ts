import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { operations, projects } from "@/db/schema";
import type { Event, Events } from "@/lib/contract/answers/events";
import { EventsInput } from "@/lib/contract/inputs/events";
import { OPERATIONS, type OperationKind } from "@/lib/domain/operations";
import { type Asker, firstAcross } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { parseInput } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";

type Row = Omit<Event, "at" | "by" | "cases" | "links"> &
  Event["by"] & { at: string; done: number; place: string };

const isOfCases = (kind: string) =>
  Object.hasOwn(OPERATIONS, kind) && OPERATIONS[kind as OperationKind].subject === "case";

const eventOf = ({ id, type, at, organisation, person, done, place: _, ...row }: Row): Event => ({
  id,
  type,
  at: new Date(at).toISOString(),
  by: { organisation, person },
  ...row,
  cases: isOfCases(type) ? done : 0,
  links: { operation: `/api/v1/operations/${id}`, page: `/operations/${id}` },
});

/** Operations as events, in the order of the feed; as much as the asker sees now. */
async function readOrdered(db: Db, asker: Asker, where: SQL, most: number): Promise<Row[]> {
  const person =
    asker.role === "admin"
      ? operations.actorName
      : sql`case when ${operations.organisationId} = ${asker.organisation?.id}::uuid then ${operations.actorName} end`;
  return rowsOf<Row>(
    db,
    sql`select ${operations.id} as id, ${operations.action} as type, ${operations.at} as at, o.name as organisation,
        ${person} as person, ${operations.projectId} as "projectId", p.name as "projectName", ${operations.undoes} as undoes,
        ${operations.done} as done, ${operations.eventNumber}::text as place
      from ${firstAcross(asker, sql`${operations.done} > 0 and ${where}`, sql`${operations.eventNumber}`, most)}
        left join organisations o on o.id = ${operations.organisationId}
        left join ${projects} p on p.id = ${operations.projectId}
      order by ${operations.eventNumber}`,
  );
}

/**
 * `{after?, limit?}` → the events after a place in the feed, oldest first, and the place to go on from. An event's number is
 * given after its operation was committed, above all numbers before, so none ever appears behind a place that was told
 * (docs/adr/0032).
 */
export async function listEvents(ctx: Ctx, input: unknown): Promise<Events> {
  const { after, limit } = parseInput(EventsInput, input);
  const place = readCursor("events", after, "after");
  // A transaction of its own, so that the reading finds what it has numbered.
  await ctx.db.execute(sql`select number_operations()`);
  const rows = await readOrdered(
    ctx.db,
    ctx.actor,
    sql`${operations.eventNumber} > ${place?.value ?? "0"}::bigint`,
    limit,
  ).catch(refuseStrange(place, "after"));
  const last = rows.at(-1);
  return {
    events: rows.map(eventOf),
    after: last ? writeCursor("events", { value: last.place, id: last.id }) : (after ?? null),
  };
}

/** One operation as an event for a company; null when the company does not see it, or no more. */
export async function eventFor(db: Db, company: Asker, operationId: string): Promise<Event | null> {
  const [row] = await readOrdered(db, company, sql`${operations.id} = ${operationId}::uuid`, 1);
  return row ? eventOf(row) : null;
}
