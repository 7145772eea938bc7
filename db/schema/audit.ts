import { sql } from "drizzle-orm";
import { date, index, integer, jsonb, pgTable, primaryKey, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { READ_SUBJECTS, READ_WAYS, type SignOnRefusal } from "../../lib/domain/audit";

/**
 * Log-ins, and what administrators did or others were refused. No foreign keys, since it is kept when a user is not. A
 * trigger refuses to change rows, and to delete those of the last year.
 */
export const auditEvents = pgTable(
  "audit_events",
  {
    id: uuid().primaryKey().default(sql`gen_random_uuid()`),
    /** An `AuditKind`, or the `OperationKind` of what an administrator did. */
    action: text().notNull(),
    /** Null for an account that does not exist; what was typed is not kept, since it may be a password. */
    actorId: uuid(),
    actorName: text().notNull(),
    organisationId: uuid(),
    /** Where it came from; empty for the command line. */
    address: text().notNull(),
    details: jsonb().$type<AuditDetails>().notNull().default({}),
    at: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [index().on(t.at, t.id), index().on(t.actorId, t.at)],
);

export type AuditDetails = {
  /** What it was done to, by its name. */
  name?: string;
  /** After how many months archived cases are to be anonymised. */
  months?: number;
  /** The verb that was refused. */
  verb?: string;
  /** Why a log-in was refused. */
  reason?: "wrong" | "wrong_code" | "throttled" | SignOnRefusal;
  /** How somebody logged in, if not with a password alone. */
  way?: "sign_on" | "code" | "recovery_code";
};

/**
 * Who of other companies than the owner's read which cases: a row for each person, subject, way and Danish day. No foreign
 * keys, for the same reason. A trigger refuses to delete rows of the last year.
 */
export const caseReads = pgTable(
  "case_reads",
  {
    subject: text({ enum: READ_SUBJECTS }).notNull(),
    subjectId: uuid().notNull(),
    actorId: uuid().notNull(),
    actorName: text().notNull(),
    /** Null for an administrator. */
    organisationId: uuid(),
    way: text({ enum: READ_WAYS }).notNull(),
    day: date({ mode: "string" }).notNull(),
    firstAt: timestamp({ withTimezone: true }).notNull(),
    lastAt: timestamp({ withTimezone: true }).notNull(),
    times: integer().notNull().default(1),
    /** The most cases that were read at one time. */
    cases: integer().notNull().default(1),
  },
  (t) => [primaryKey({ columns: [t.subjectId, t.actorId, t.way, t.day] }), index().on(t.day)],
);
