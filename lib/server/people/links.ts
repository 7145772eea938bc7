import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { DomainError } from "@/lib/contract/errors";
import { type LinkPurpose, LINKS } from "@/lib/domain/mail";
import type { Locale } from "@/lib/domain/vocabulary";
import { linkPath } from "@/lib/server/mail/mail-text";
import { post, sendsMail } from "@/lib/server/mail/outbox";
import { hashOfToken, linkToken } from "@/lib/server/kernel/secret";
import { rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";
import { type Person, personWhere } from "./actors";

/** A link that has been posted: the path is for whoever hands it over where there is no mail server; otherwise null. */
export type Posted = { userId: string; path: string | null };

type Asked = {
  purpose: "invitation" | "password";
  /** On `u` (users): who gets one. Inactive users get none. */
  who: SQL;
  /** Named by the mail beside the user. */
  params?: Record<string, string>;
};

/**
 * Makes a one-time link for each active user that `who` finds, and posts it to them. A link works once, for its hours,
 * and only while the user has the e-mail, the role, the company and the password from when it was made.
 */
export async function postLinks(tx: Db, now: Date, { purpose, who, params = {} }: Asked): Promise<Posted[]> {
  type Receiver = { id: string; name: string; email: string; language: Locale; sessionVersion: number };
  const receivers = await rowsOf<Receiver>(
    tx,
    sql`select u.id, u.name, u.email, u.language, u.session_version as "sessionVersion"
      from users u left join organisations o on o.id = u.organisation_id
      where ${who} and u.is_active and coalesce(o.is_active, true) order by u.id`,
  );
  const links = receivers.map((receiver) => ({ ...receiver, linkId: crypto.randomUUID() }));
  await insertLinks(tx, now, purpose, links);
  await post(
    tx,
    now,
    links.map(({ name, email, language, linkId }) => ({
      kind: purpose,
      receiver: email,
      language,
      params: { ...params, name, hours: String(LINKS[purpose].hours) },
      linkId,
    })),
  );
  return links.map(({ id, linkId }) => ({
    userId: id,
    path: sendsMail() ? null : linkPath(purpose, linkId),
  }));
}

/** E-mails in small letters, as the unique index of users has them; JavaScript lowers some letters otherwise. */
export async function loweredByDatabase(tx: Db, emails: readonly string[]): Promise<string[]> {
  const rows = await rowsOf<{ email: string }>(
    tx,
    sql`select lower(given.email) as email from unnest(${textArray(emails)}) with ordinality as given (email, at) order by at`,
  );
  return rows.map(({ email }) => email);
}

type NewLink = {
  id: string;
  linkId: string;
  email: string;
  sessionVersion: number;
  newEmail?: string;
  changeId?: string;
};

/** Stores links of users; the token of each follows from its id. */
export async function insertLinks(
  tx: Db,
  now: Date,
  purpose: LinkPurpose,
  links: readonly NewLink[],
): Promise<void> {
  if (links.length === 0) return;
  const at = sql`${now.toISOString()}::timestamptz`;
  const { newEmail = null, changeId = null } = links[0] ?? {};
  await tx.execute(sql`
    insert into one_time_links (id, user_id, purpose, token_hash, email, session_version, new_email, change_id, created_at, expires_at)
    select l.id, l.user_id, ${purpose}, l.hash, u.email, u.session_version, ${newEmail}, ${changeId}::uuid, ${at},
      ${at} + make_interval(hours => ${LINKS[purpose].hours}::int)
    from unnest(${uuidArray(links.map(({ linkId }) => linkId))}, ${uuidArray(links.map(({ id }) => id))},
      ${textArray(links.map(({ linkId }) => hashOfToken(linkToken(linkId))))}) as l (id, user_id, hash)
    join users u on u.id = l.user_id`);
}

/** Whether a link `l` of a user `u` still works. */
const isAlive = (now: Date) => sql`l.used_at is null and l.expires_at > ${now.toISOString()}::timestamptz
  and l.session_version = u.session_version and lower(l.email) = lower(u.email)`;

/** What a link that works is for; null for any other text. Nothing is used up by reading it. */
export async function personOfLink(
  db: Db,
  now: Date,
  token: string,
  purposes: readonly LinkPurpose[],
): Promise<(Person & { purpose: LinkPurpose; isInvited: boolean }) | null> {
  const found = await personWhere<{ purpose: LinkPurpose; isInvited: boolean }>(
    db,
    sql`l.token_hash = ${hashOfToken(token)} and l.purpose = any(${textArray(purposes)}) and ${isAlive(now)}`,
    {
      join: sql`join one_time_links l on l.user_id = u.id`,
      columns: sql`l.purpose, u.is_invited as "isInvited"`,
    },
  );
  return found && { ...found, sessionId: null, scope: "write" };
}

/** What stands in the newest invitation of whoever has an e-mail; null when none works. */
export async function openInvitation(db: Db, now: Date, email: string): Promise<string | null> {
  const [found] = await rowsOf<{ id: string }>(
    db,
    sql`select l.id from one_time_links l join users u on u.id = l.user_id
      where l.purpose = 'invitation' and u.is_invited and lower(u.email) = lower(${email}) and ${isAlive(now)}
      order by l.created_at desc, l.id limit 1`,
  );
  return found ? linkToken(found.id) : null;
}

type Used = { id: string; newEmail: string | null; changeId: string | null };

/** Uses up a user's link, in the transaction of what it is for; `link_dead` when it does not work any more. */
export async function consumeLink(
  tx: Db,
  now: Date,
  { userId, token, purposes }: { userId: string; token: string; purposes: readonly LinkPurpose[] },
): Promise<Used> {
  // The user is held, so that of two links that are used at once the second sees what the first has changed.
  await tx.execute(sql`select from users where id = ${userId}::uuid for update`);
  const [used] = await rowsOf<Used>(
    tx,
    sql`update one_time_links l set used_at = ${now.toISOString()}::timestamptz from users u
      where u.id = l.user_id and u.id = ${userId}::uuid and l.token_hash = ${hashOfToken(token)}
        and l.purpose = any(${textArray(purposes)}) and ${isAlive(now)}
      returning l.id, l.new_email as "newEmail", l.change_id as "changeId"`,
  );
  if (!used) throw new DomainError("link_dead");
  return used;
}
