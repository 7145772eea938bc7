import { sql } from "drizzle-orm";
import { boolean, index, integer, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { organisations } from "./identity";

/**
 * Where a company's own systems are told of its operations (docs/adr/0032). The secret that signs is made of the id and
 * stands nowhere (`webhookSecret`).
 */
export const webhooks = pgTable(
  "webhooks",
  {
    id: uuid().primaryKey().defaultRandom(),
    organisationId: uuid()
      .notNull()
      .references(() => organisations.id),
    url: text().notNull(),
    /** Of the secret that its receiver was given; null of older ones until something is delivered. */
    keyHash: text(),
    isActive: boolean().notNull().default(true),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** What came of the last try: an HTTP status or what went wrong, and since when it has only failed. */
    lastAt: timestamp({ withTimezone: true }),
    lastResult: text(),
    failingSince: timestamp({ withTimezone: true }),
    /** When the server switched it off, as it had failed for days. */
    endedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.organisationId)],
);

/**
 * One row for each operation and webhook whose company sees it, written by a trigger in the operation's transaction and
 * sent afterwards (`lib/server/events/deliveries.ts`). The id is the message's `webhook-id`, the same at each try.
 */
export const webhookDeliveries = pgTable(
  "webhook_deliveries",
  {
    id: uuid().primaryKey().defaultRandom(),
    webhookId: uuid()
      .notNull()
      .references(() => webhooks.id, { onDelete: "cascade" }),
    /** Null of a trial. */
    operationId: uuid(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When it may be tried, next time or at all; put off while somebody tries. */
    dueAt: timestamp({ withTimezone: true }).notNull(),
    attempts: integer().notNull().default(0),
    deliveredAt: timestamp({ withTimezone: true }),
    /** When it was tried for the last time, in vain. */
    givenUpAt: timestamp({ withTimezone: true }),
    lastResult: text(),
  },
  (t) => [
    index("webhook_deliveries_due")
      .on(t.webhookId, t.dueAt)
      .where(sql`${t.deliveredAt} is null and ${t.givenUpAt} is null`),
    index("webhook_deliveries_given_up").on(t.webhookId).where(sql`${t.givenUpAt} is not null`),
    index().on(t.createdAt),
  ],
);
