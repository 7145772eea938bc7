import { sql } from "drizzle-orm";
import {
  bigint,
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import type { Problem } from "../../lib/domain/problem";
import { SUBJECTS } from "../../lib/domain/operations";
import { CASE_STATES, type CaseState, type Reason } from "../../lib/domain/vocabulary";

/**
 * One row for each request that changed something, of one case or of thousands. No foreign keys here or in the events,
 * since history is kept when its subject is deleted.
 */
export const operations = pgTable(
  "operations",
  {
    id: uuid().primaryKey().defaultRandom(),
    /** An `OperationKind`. */
    action: text().notNull(),
    actorId: uuid(),
    actorName: text().notNull(),
    organisationId: uuid(),
    projectId: uuid(),
    /** The company of all cases and projects touched; null when they belong to several. */
    ownerId: uuid(),
    /**
     * Their grid areas; empty for an administrative operation. An area may pass to another DSO, so the DSO is looked up
     * when the operation is read (`visibleOperations`).
     */
    gridAreas: text().array().notNull().default([]),
    params: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    requested: integer().notNull().default(0),
    done: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    /** The numbers of cases that were refused, and of ids that were not found; `operationDetails` names them. */
    blockedCount: integer().notNull().default(0),
    missingCount: integer().notNull().default(0),
    /** The number of rows of an import that were not created (`skippedRows`). */
    leftOutRows: integer().notNull().default(0),
    undoes: uuid(),
    undoneBy: uuid(),
    /**
     * The operation over several projects of which this is the part in one project, for those who do not see all that
     * it touched. The events carry the whole operation's id.
     */
    partOf: uuid(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /**
     * Its place in the feed of events (docs/adr/0032), given once it is committed by `number_operations`; null before, and
     * of what is no event.
     */
    eventNumber: bigint({ mode: "number" }),
  },
  (t) => [
    uniqueIndex("operations_event_number_key").on(t.eventNumber),
    index("operations_without_number")
      .on(t.at, t.id)
      .where(sql`event_number is null and done > 0 and grid_areas <> '{}'`),
    index().on(t.projectId, t.at),
    index().on(t.ownerId, t.at),
    index("operations_owner_number_index").on(t.ownerId, t.eventNumber).where(sql`event_number is not null`),
    index().on(t.action, t.at, t.id),
    // What a DSO sees lies in its areas alone, so its first area tells where to look (`firstAcross`).
    index("operations_area_at_index").on(sql`(grid_areas[1])`, t.at, t.id),
    index("operations_area_number_index")
      .on(sql`(grid_areas[1])`, t.eventNumber)
      .where(sql`event_number is not null`),
    index().on(t.at, t.id),
    index().on(t.organisationId, t.action, t.at),
    index().on(t.actorId, t.at),
    index("operations_part_of_index").on(t.partOf, t.projectId).where(sql`part_of is not null`),
  ],
);

/**
 * The cases that an action did not change. In a table of its own, since it may take megabytes; no row when there are
 * none.
 */
export const operationDetails = pgTable("operation_details", {
  operationId: uuid()
    .primaryKey()
    .references(() => operations.id),
  blocked: jsonb().$type<OperationBlock[]>().notNull().default([]),
  /** Ids that are not visible or do not exist. */
  missing: jsonb().$type<string[]>().notNull().default([]),
  /** Ids of cases that had the values already. */
  unchanged: jsonb().$type<string[]>().notNull().default([]),
});

export type OperationBlock = {
  caseId: string;
  number: number;
  reason: Reason;
  state: CaseState;
  problems?: Problem[];
  changedBy?: string;
  changedByOrganisation?: string | null;
  changedAt?: string;
};

/** The rows that an import did not create, with their values as given, for the error workbook. */
export const skippedRows = pgTable(
  "skipped_rows",
  {
    operationId: uuid()
      .notNull()
      .references(() => operations.id),
    /** The row's number in the file; row 0 holds the problems of the batch's fields. */
    row: integer().notNull(),
    values: jsonb().$type<Record<string, unknown>>().notNull(),
    problems: jsonb().$type<(Problem & { row: number | null; column?: string | null })[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.operationId, t.row] })],
);

/**
 * The events of each subject. A trigger refuses to change or delete rows, but that the personal values of an anonymised
 * case become empty.
 */
export const historyEvents = pgTable(
  "history_events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    operationId: uuid().notNull(),
    subject: text({
      enum: SUBJECTS,
    }).notNull(),
    subjectId: text().notNull(),
    action: text().notNull(),
    actorId: uuid(),
    actorName: text().notNull(),
    organisationId: uuid(),
    fromState: text({ enum: CASE_STATES }),
    toState: text({ enum: CASE_STATES }),
    /** Changed values: key → [before, after]; null is an empty field. */
    changes: jsonb().$type<Record<string, [unknown, unknown]>>(),
    /** The case's version after the event. */
    version: integer(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [index().on(t.subjectId, t.id), index().on(t.operationId)],
);

/**
 * What came of a request that carried an Idempotency-Key. `response` is the web layer's own text, null while it is
 * being worked out.
 */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    userId: uuid().notNull(),
    key: text().notNull(),
    /** What the user could see when the key was taken; a user who sees less now does not get the kept answer. */
    organisationId: uuid(),
    gridAreas: text().array().notNull().default([]),
    requestHash: text().notNull(),
    response: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index().on(t.createdAt)],
);
