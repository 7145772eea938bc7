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
import { CASE_STATES } from "../../lib/domain/vocabulary";

/**
 * One row for each change asked for, whether of one case or of fifty thousand. No foreign keys here nor in
 * the events: history outlives its subject.
 */
export const operations = pgTable(
  "operations",
  {
    id: uuid().primaryKey().defaultRandom(),
    /** An action of the table, or `create_cases`, `import_cases`, `undo`, `create_project` … */
    action: text().notNull(),
    actorId: uuid(),
    actorName: text().notNull(),
    organisationId: uuid(),
    projectId: uuid(),
    /** The tenant columns of the project, so that both sides find the operations that concern them. */
    ownerId: uuid(),
    dsoId: uuid(),
    params: jsonb().$type<Record<string, unknown>>().notNull().default({}),
    requested: integer().notNull().default(0),
    done: integer().notNull().default(0),
    unchanged: integer().notNull().default(0),
    blocked: jsonb()
      .$type<
        {
          caseId: string;
          number: number;
          reason: string;
          state: string;
          problems?: Problem[];
          changedBy?: string;
          changedAt?: string;
        }[]
      >()
      .notNull()
      .default([]),
    missing: jsonb().$type<string[]>().notNull().default([]),
    /**
     * What was left as it was. Of an import the `rows` not created, with their `problems` (the error workbook);
     * of an action the ids in `unchanged`, whose cases had the value already.
     */
    leftOut: jsonb().$type<unknown>(),
    undoes: uuid(),
    undoneBy: uuid(),
    at: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    index().on(t.projectId, t.at),
    index().on(t.ownerId, t.at),
    index().on(t.dsoId, t.at),
    index().on(t.organisationId, t.at),
  ],
);

/** What happened to one subject; rows are only ever added (a trigger refuses the rest). */
export const historyEvents = pgTable(
  "history_events",
  {
    id: bigserial({ mode: "number" }).primaryKey(),
    operationId: uuid().notNull(),
    subject: text({
      enum: ["case", "project", "group", "organisation", "user", "grid_area", "postcode"],
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

/** The first answer to a request that carried an Idempotency-Key. `response` is null while it is being worked out. */
export const idempotencyKeys = pgTable(
  "idempotency_keys",
  {
    userId: uuid().notNull(),
    key: text().notNull(),
    requestHash: text().notNull(),
    status: integer(),
    response: jsonb().$type<unknown>(),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.key] }), index().on(t.createdAt)],
);
