import "server-only";
import { randomUUID } from "node:crypto";
import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { outbox, users } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import type { MailKind, MailParams } from "@/lib/domain/mail";
import type { Locale } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { wakeDueWork } from "@/lib/server/kernel/due-work";
import { parseId, write } from "@/lib/server/kernel/mutate";
import { rowsOf } from "@/lib/server/kernel/sql";
import { type MailText, mailText } from "./mail-text";

/** Whether there is a mail server. Without one mails stay in the outbox, where administrators read them. */
export const sendsMail = (): boolean => env.SMTP_URL !== undefined;

type Mail = {
  kind: MailKind;
  receiver: string;
  language: Locale;
  params?: Record<string, string>;
  linkId?: string;
  notificationId?: string;
};

/**
 * Puts mails in the outbox, in the transaction of what they tell, and gives their ids. They are sent soon after it is
 * committed.
 */
export async function post(tx: Db, now: Date, mails: readonly Mail[]): Promise<string[]> {
  if (mails.length === 0) return [];
  const rows = mails.map((mail) => ({ id: randomUUID(), ...mail, createdAt: now, dueAt: now }));
  await tx.insert(outbox).values(rows);
  wakeDueWork("mails");
  return rows.map(({ id }) => id);
}

/** `waiting` to be sent, or to be sent again; `kept` because there is no mail server. */
export type MailState = "waiting" | "kept" | "sent" | "given_up";
export type KeptMail = {
  id: string;
  kind: MailKind;
  receiver: string;
  state: MailState;
  createdAt: Date;
  sentAt: Date | null;
  attempts: number;
  /** What the mail server said last. */
  lastError: string | null;
  /** Null of a mail with a one-time link, which is for its receiver alone: it is shown to whoever makes it, once. */
  text: MailText | null;
};

/** In mails: more are not listed. */
const LISTED = 200;

/** The mails of the last 30 days, those that could not be sent first, then the newest. Administrators only. */
export async function listOutbox(ctx: Ctx): Promise<KeptMail[]> {
  demand(ctx, "keep_mail");
  type Row = Omit<KeptMail, "text" | "state"> & {
    language: Locale;
    params: MailParams;
    linkId: string | null;
    isGivenUp: boolean;
  };
  const rows = await rowsOf<Row & Record<"createdAt" | "sentAt", string | Date | null>>(
    ctx.db,
    sql`select id, kind, receiver, language, params, link_id as "linkId", created_at as "createdAt",
        sent_at as "sentAt", attempts, last_error as "lastError", given_up_at is not null as "isGivenUp"
      from outbox order by given_up_at is null, created_at desc, id limit ${LISTED}`,
  );
  return rows.map(({ language, params, linkId, isGivenUp, ...mail }) => ({
    ...mail,
    createdAt: new Date(mail.createdAt),
    sentAt: mail.sentAt && new Date(mail.sentAt),
    state: mail.sentAt ? "sent" : isGivenUp ? "given_up" : sendsMail() ? "waiting" : "kept",
    text: linkId ? null : mailText({ kind: mail.kind, language, params, linkId }),
  }));
}

/** How many mails could not be sent. Administrators only. */
export async function countGivenUp(ctx: Ctx): Promise<number> {
  demand(ctx, "keep_mail");
  const [found] = await rowsOf<{ count: number }>(
    ctx.db,
    sql`select count(*)::int as count from outbox where given_up_at is not null`,
  );
  return found?.count ?? 0;
}

/** Later than a mail that waits for its two minutes, or for a look of the sender. */
export const LATE_MINUTES = 15;

/**
 * How many mails were not sent: `waiting`, of them `late`, and `given_up`. For the operator. A mail is late by its making,
 * as each try that fails puts the next one off.
 */
export async function countUnsent(
  db: Db,
  now: Date,
): Promise<{ waiting: number; late: number; given_up: number }> {
  const [counts] = await rowsOf<{ waiting: number; late: number; given_up: number }>(
    db,
    sql`select count(*) filter (where given_up_at is null)::int as waiting,
        count(*) filter (where given_up_at is null and created_at < ${now.toISOString()}::timestamptz
          - make_interval(mins => ${LATE_MINUTES}::int))::int as late,
        count(*) filter (where given_up_at is not null)::int as given_up from outbox where sent_at is null`,
  );
  return { waiting: 0, late: 0, given_up: 0, ...counts };
}

/** Tries a mail that was given up once more, for another day; `not_found` for any other. Administrators only. */
export const sendAgain = (ctx: Ctx, id: unknown): Promise<void> =>
  write(ctx, "send_mail_again", async ({ tx, operation }) => {
    demand(ctx, "keep_mail");
    const at = sql`${ctx.now.toISOString()}::timestamptz`;
    const [mail] = await rowsOf<{ id: string; receiver: string }>(
      tx,
      sql`update outbox set given_up_at = null, due_at = ${at}, created_at = ${at}
        where id = ${parseId(id)}::uuid and given_up_at is not null returning id, receiver`,
    );
    if (!mail) throw new DomainError("not_found");
    operation.describe({ params: { name: mail.receiver } });
    await operation.record([
      { subject: "mail", subjectId: mail.id, action: "send_mail_again", changes: null },
    ]);
    wakeDueWork("mails");
  });

/** Posts a mail to the administrator who asks, to see that mails arrive. `no_mail_server` where none can be sent. */
export const sendTrialMail = (ctx: Ctx): Promise<{ receiver: string }> =>
  write(ctx, "send_trial_mail", async ({ tx, operation }) => {
    demand(ctx, "keep_mail");
    if (!sendsMail()) throw new DomainError("no_mail_server");
    const [own] = await tx
      .select({ receiver: users.email, language: users.language, name: users.name })
      .from(users)
      .where(eq(users.id, ctx.actor.id));
    if (!own) throw new DomainError("not_found");
    const { name, ...to } = own;
    const [id = ""] = await post(tx, ctx.now, [{ kind: "trial", ...to, params: { name } }]);
    operation.describe({ params: { name: own.receiver } });
    await operation.record([{ subject: "mail", subjectId: id, action: "send_trial_mail", changes: null }]);
    return { receiver: own.receiver };
  });
