import "server-only";
import { sql } from "drizzle-orm";
import { createTransport, type Transporter, type TransportOptions } from "nodemailer";
import type { Db } from "@/db/client";
import { OPERATOR } from "@/db/scope";
import type { MailKind, MailParams } from "@/lib/domain/mail";
import type { Locale } from "@/lib/domain/vocabulary";
import { env } from "@/lib/env";
import { isOld, leasedUntil, moment, nextTry, startDueWork } from "@/lib/server/kernel/due-work";
import { rowsOf } from "@/lib/server/kernel/sql";
import { postDaily } from "./daily";
import { type MailNotice, mailText } from "./mail-text";

/** In milliseconds. A server may look for spam for minutes before it answers (RFC 5321, 4.5.3.2). */
const TRY_MS = 10 * 60_000;
/** A mail belongs so long to the instance that tries it: longer than a try may take. */
const LEASE_SECONDS = 11 * 60;
const FIRST_WAIT_SECONDS = 60;
/** In characters, of what a mail server says. */
const ERROR_LENGTH = 300;

type Due = {
  id: string;
  kind: MailKind;
  receiver: string;
  language: Locale;
  params: MailParams;
  linkId: string | null;
  notice: MailNotice | null;
  attempts: number;
  /** By a try before this one. */
  mayHaveArrived: boolean;
  isOld: boolean;
  /** Its link works no more, or its news is none any more: nobody needs it. */
  isStale: boolean;
};

/**
 * Sends what is due, one mail at a time, and gives how many were sent. Several instances may do it at once: a mail is
 * put off before it is tried, so no other instance tries it meanwhile. When a process ends between the sending and the
 * marking, the mail is sent once more, with the same Message-ID.
 */
export async function sendDue(
  db: Db,
  transport: Pick<Transporter, "sendMail">,
  clock: () => Date = () => new Date(),
): Promise<number> {
  for (let sent = 0; ; ) {
    const mail = await takeOne(db, clock());
    if (!mail) return sent;
    // What has waited so long for a mail server to be set up was told in other ways; news by the bell.
    const isTooOld = mail.isOld && mail.attempts === 1;
    if (mail.isStale || (isTooOld && mail.notice)) {
      await db.execute(sql`delete from outbox where id = ${mail.id}::uuid`);
      continue;
    }
    const error = isTooOld ? TOO_OLD : await send(transport, mail);
    if (error === null) sent += 1;
    await mark(db, clock(), mail, error);
  }
}

async function takeOne(db: Db, now: Date): Promise<Due | undefined> {
  const at = moment(now);
  const [taken] = await rowsOf<Due>(
    db,
    sql`update outbox m set attempts = m.attempts + 1, may_have_arrived = true, due_at = ${leasedUntil(now, LEASE_SECONDS)}
      where m.id in (
        select id from outbox where sent_at is null and given_up_at is null and due_at <= ${at}
        order by due_at limit 1 for update skip locked)
      returning m.id, m.kind, m.receiver, m.language, m.params, m.link_id as "linkId", m.attempts,
        (select o.may_have_arrived from outbox o where o.id = m.id) as "mayHaveArrived",
        (select jsonb_build_object('id', n.id, 'userId', n.user_id, 'kind', n.kind) from notifications n
          where n.id = m.notification_id) as notice,
        ${isOld(sql`m.created_at`, now)} as "isOld",
        exists (select from one_time_links l join users u on u.id = l.user_id where l.id = m.link_id
          and (l.used_at is not null or l.expires_at <= ${at} or l.session_version <> u.session_version
            or lower(l.email) <> lower(u.email)))
        or exists (select from notifications n join users u on u.id = n.user_id where n.id = m.notification_id
          and (not u.is_active or u.organisation_id is distinct from n.organisation_id or u.email <> m.receiver
            or m.kind = 'news' and n.undone_at is not null
            or m.kind in ('news', 'access_asked') and u.news->>n.kind = 'bell')) as "isStale"`,
  );
  return taken;
}

/** What went wrong; `isFinal` when the server will never take it. */
type Failure = { message: string; isFinal: boolean; mayHaveArrived: boolean };
const TOO_OLD: Failure = {
  message: "it was a day old before it could be tried",
  isFinal: true,
  mayHaveArrived: false,
};

async function send(transport: Pick<Transporter, "sendMail">, mail: Due): Promise<Failure | null> {
  const { subject, text, html, unsubscribe } = mailText(mail);
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("the mail server took too long")), TRY_MS);
  });
  try {
    const sending = transport.sendMail({
      from: env.MAIL_FROM,
      to: { name: "", address: mail.receiver },
      subject,
      text,
      html,
      messageId: `<${mail.id}@${domainOf(env.MAIL_FROM)}>`,
      headers: {
        "Auto-Submitted": "auto-generated",
        // RFC 8058: a mail program asks by itself, with one press.
        ...(unsubscribe && {
          "List-Unsubscribe": `<${unsubscribe}>`,
          "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }),
      },
    });
    await Promise.race([sending, tooLong]);
    return null;
  } catch (error) {
    const {
      message,
      code,
      syscall,
      command,
      responseCode = 0,
    } = error as NodeJS.ErrnoException & { command?: string; responseCode?: number };
    return {
      message: message.slice(0, ERROR_LENGTH),
      // The server knows no such receiver. Other refusals may end when an operator mends something.
      isFinal: command === "RCPT TO" && responseCode >= 500,
      // An answer of the server is a refusal, and without a connection nothing was sent. nodemailer says CONN of a connection
      // that broke at any time.
      mayHaveArrived:
        responseCode === 0 &&
        syscall !== "connect" &&
        code !== "EDNS" &&
        (command === undefined || command === "CONN" || command === "DATA"),
    };
  } finally {
    clearTimeout(timer);
  }
}

const domainOf = (from: string | undefined) => /@([^\s>]+)/.exec(from ?? "")?.[1] ?? "projekter.invalid";

async function mark(db: Db, now: Date, mail: Due, failure: Failure | null): Promise<void> {
  const at = moment(now);
  if (failure === null) {
    await db.execute(sql`update outbox set sent_at = ${at}, last_error = null where id = ${mail.id}::uuid`);
    return;
  }
  await db.execute(sql`
    update outbox set last_error = ${failure.message},
      may_have_arrived = ${mail.mayHaveArrived || failure.mayHaveArrived},
      given_up_at = ${failure.isFinal || mail.isOld ? at : sql`null`},
      due_at = ${nextTry(now, mail.attempts, FIRST_WAIT_SECONDS)}
    where id = ${mail.id}::uuid and sent_at is null`);
}

/** Begins to send mails from this process, when there is a mail server. */
export function startSender(): void {
  const { SMTP_URL } = env;
  if (SMTP_URL === undefined) return;
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: 10_000,
    greetingTimeout: 30_000,
    socketTimeout: TRY_MS,
    // A text names neither files nor addresses to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  } as TransportOptions);
  startDueWork("mails", async (as) => {
    await postDaily(as(OPERATOR), new Date());
    await sendDue(as(OPERATOR), transport);
  });
}
