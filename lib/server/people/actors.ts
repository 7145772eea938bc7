import "server-only";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import type { OrganisationKind, Role } from "@/lib/domain/vocabulary";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";

/** A user's data, without proof that the request is theirs; `lib/web/session.ts` turns it into an `Actor`. */
export type Person = Pick<Actor, "id" | "name" | "email" | "role" | "sessionVersion" | "organisation">;

/**
 * The user of a session. Null when the user is unknown or deactivated, the organisation is deactivated, the session is
 * older than the user's `sessionVersion`, or it has been ended (`sessionId`).
 */
export const actorOf = (
  db: Db,
  userId: string,
  sessionVersion?: number,
  sessionId?: string,
): Promise<Person | null> =>
  personWhere(
    db,
    sql`u.id = ${userId}
      and (${sessionVersion ?? null}::int is null or u.session_version = ${sessionVersion ?? null}::int)
      and not exists (select from ended_sessions where id = ${sessionId ?? null}::uuid)`,
  );

/** The active user that a condition on `u` (users) finds, or null; with `more`, columns of a table joined to `u`. */
export async function personWhere<More = unknown>(
  db: Db,
  condition: SQL,
  more?: { join: SQL; columns: SQL },
): Promise<(Person & More) | null> {
  type Row = { id: string; name: string; email: string; role: Role; sessionVersion: number };
  type OrganisationRow = { organisationId: string | null; kind: OrganisationKind; organisationName: string };
  const [row] = await rowsOf<Row & OrganisationRow & More>(
    db,
    sql`select u.id, u.name, u.email, u.role, u.session_version as "sessionVersion",
        o.id as "organisationId", o.kind, o.name as "organisationName" ${more ? sql`, ${more.columns}` : sql``}
      from users u ${more?.join ?? sql``} left join organisations o on o.id = u.organisation_id
      where u.is_active and (u.organisation_id is null or o.is_active) and ${condition}`,
  );
  if (!row) return null;
  const { organisationId, kind, organisationName, ...person } = row;
  const organisation = organisationId === null ? null : { id: organisationId, kind, name: organisationName };
  return { ...person, organisation } as Person & More;
}

/**
 * Ends the sessions and API tokens of the users that a condition on `u` finds, by raising their `sessionVersion`, and
 * forgets the addresses they logged in from. Gives the number of tokens that ended.
 */
export async function endAccess(tx: Db, condition: SQL): Promise<number> {
  await tx.execute(sql`delete from login_addresses a using users u where u.id = a.user_id and ${condition}`);
  const [ended] = await rowsOf<{ tokens: number }>(
    tx,
    sql`with ended as (
        update users u set session_version = u.session_version + 1 where ${condition}
        returning u.id, u.session_version - 1 as version)
      select count(t.id)::int as tokens from ended e
      join api_tokens t on t.user_id = e.id and t.session_version = e.version and t.revoked_at is null`,
  );
  return ended?.tokens ?? 0;
}

/** The change in the history of what ended tokens: [number, 0]; empty when there were none. */
export const endedTokens = (tokens: number): Record<string, [unknown, unknown]> =>
  tokens > 0 ? { tokens: [tokens, 0] } : {};

/** Ends one session, with every copy of its cookie. The row is kept `keepDays`, at least as long as cookies last. */
export async function endSession(db: Db, now: Date, sessionId: string, keepDays: number): Promise<void> {
  const at = now.toISOString();
  await db.execute(
    sql`insert into ended_sessions (id, ended_at) values (${sessionId}, ${at}) on conflict do nothing`,
  );
  await db.execute(
    sql`delete from ended_sessions where ended_at < ${at}::timestamptz - make_interval(days => ${keepDays}::int)`,
  );
}
