import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, timestamp, unique, uuid } from "drizzle-orm/pg-core";
import { NEWS_ACTIONS, NEWS_KINDS } from "../../lib/domain/news";
import { users } from "./identity";

/**
 * What users are told (`lib/domain/news.ts`): one row for each operation and receiver, never one for each case, written in
 * the operation's transaction. Names of projects and companies are looked up when it is read, as the receiver sees them.
 */
export const notifications = pgTable(
  "notifications",
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** The receiver's company at the time; null for administrators. Whoever has left it sees the row no more. */
    organisationId: uuid(),
    /** Null of a request for access, which is no operation. */
    operationId: uuid(),
    action: text({ enum: NEWS_ACTIONS }).notNull(),
    kind: text({ enum: NEWS_KINDS }).notNull(),
    /** Who did it: the company, null of an administrator's; and the person, whom colleagues are told of. */
    byOrganisationId: uuid(),
    byName: text().notNull(),
    /** The receiver's own part of the cases. */
    count: integer().notNull().default(0),
    projects: integer().notNull().default(0),
    /** Null when they lie in several projects. */
    projectId: uuid(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    readAt: timestamp({ withTimezone: true }),
    undoneAt: timestamp({ withTimezone: true }),
    /** Until the daily mail that tells it is written. */
    awaitsDaily: boolean().notNull().default(false),
  },
  (t) => [
    unique("notifications_operation_user").on(t.operationId, t.userId),
    index().on(t.userId, t.createdAt, t.id),
    index("notifications_unread").on(t.userId).where(sql`${t.readAt} is null`),
    index("notifications_daily").on(t.createdAt).where(sql`${t.awaitsDaily}`),
    index().on(t.createdAt),
  ],
);
