import { sql } from "drizzle-orm";
import { boolean, index, integer, jsonb, pgTable, text, timestamp, uuid } from "drizzle-orm/pg-core";
import { MAIL_KINDS, type MailParams } from "../../lib/domain/mail";
import { LOCALES } from "../../lib/domain/vocabulary";
import { oneTimeLinks } from "./identity";
import { notifications } from "./news";

/**
 * Mails, written in the transaction of what they tell and sent afterwards (`lib/server/mail/sender.ts`). The id is the
 * mail's Message-ID too, so that one that is sent twice is known as the same. The text is made when it is sent.
 */
export const outbox = pgTable(
  "outbox",
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text({ enum: MAIL_KINDS }).notNull(),
    receiver: text().notNull(),
    language: text({ enum: LOCALES }).notNull(),
    /** What its sentences name. No data of customers. */
    params: jsonb().$type<MailParams>().notNull().default({}),
    /** The one-time link that it brings; a mail whose link has gone is not sent. */
    linkId: uuid().references(() => oneTimeLinks.id, { onDelete: "cascade" }),
    /** The notice that it tells, of a daily mail the newest one. */
    notificationId: uuid().references(() => notifications.id, { onDelete: "cascade" }),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When it may be tried, next time or at all; put off while somebody tries. */
    dueAt: timestamp({ withTimezone: true }).notNull(),
    attempts: integer().notNull().default(0),
    /** A try may have succeeded though nobody told so: the mail server had been given the text. */
    mayHaveArrived: boolean().notNull().default(false),
    sentAt: timestamp({ withTimezone: true }),
    /** When it was tried for the last time, in vain. */
    givenUpAt: timestamp({ withTimezone: true }),
    /** What the mail server said last. */
    lastError: text(),
  },
  (t) => [
    index("outbox_due").on(t.dueAt).where(sql`${t.sentAt} is null and ${t.givenUpAt} is null`),
    index().on(t.createdAt, t.id),
    index().on(t.linkId),
    index().on(t.notificationId),
  ],
);
