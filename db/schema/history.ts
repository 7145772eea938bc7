import {
  bigserial,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from "drizzle-orm/pg-core";
import type { Problem } from "../../lib/domain/problem";
import { SUBJECTS } from "../../lib/domain/operations";
import { CASE_STATES, type CaseState, type Reason } from "../../lib/domain/vocabulary";

/**
 * One row for each change asked for, whether of one case or of fifty thousand. No foreign keys here nor in
 * the events: history outlives its subject.
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
    /** The company of all cases and projects touched, null when they are several companies'. */
    ownerId: uuid(),
    /**
     * The areas they lie in. An area may pass to another DSO, so whose an operation is, is asked when it is read
     * (`visibleOperations`). Empty for an administrative one.
     */
    gridAreas: text().array().notNull().default([]),
    params: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    requested: integer().notNull().default(0),
    done: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    /** Of what was asked for and left as it was, so many; `operationDetails` says which, and why. */
    blockedCount: integer().notNull().default(0),
    missingCount: integer().notNull().default(0),
    /** Rows of an import that were not created; they stand in `skippedRows`. */
    leftOutRows: integer().notNull().default(0),
    undoes: uuid(),
    undoneBy: uuid(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    index().on(t.projectId, t.at),
    index().on(t.ownerId, t.at),
    index("operations_grid_areas_index").using("gin", t.gridAreas),
    index().on(t.at, t.id),
    index().on(t.organisationId, t.at),
  ],
);

/** Which cases an action left as they were: up to megabytes, which no list may touch. Absent when there are none. */
export const operationDetails = pgTable("operation_details", {
  operationId: uuid()
    .primaryKey()
    .references(() => operations.id),
  blocked: jsonb().$type<OperationBlock[]>().notNull().default([]),
  /** Ids that were not in sight. */
  missing: jsonb().$type<string[]>().notNull().default([]),
  /** Ids of cases that had the value already. */
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

/** The rows that an import did not create, as they were given (the error workbook). */
export const skippedRows = pgTable(
  "skipped_rows",
  {
    operationId: uuid()
      .notNull()
      .references(() => operations.id),
    /** The row's own number; 0 holds the problems of the fields given for all rows. */
    row: integer().notNull(),
    values: jsonb().$type<Record<string, unknown>>().notNull(),
    problems: jsonb().$type<(Problem & { row: number | null; column?: string | null })[]>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.operationId, t.row] })],
);

/** What happened to one subject; rows are only ever added (a trigger refuses the rest). */
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

/** What came of a request that carried an Idempotency-Key. `response` is the web layer's own text, null while it is being worked out. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    userId: uuid().notNull(),
    key: text().notNull(),
    /** What the user could see when the key was taken: a kept answer is told to nobody who sees less. */
    organisationId: uuid(),
    gridAreas: text().array().notNull().default([]),
    requestHash: text().notNull(),
    response: text(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index().on(t.createdAt)],
);
