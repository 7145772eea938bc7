import "server-only";
import { eq, type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { identities } from "@/db/schema";
import type { OrganisationKind } from "@/lib/domain/vocabulary";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";

type User = Pick<Actor, "id" | "name" | "email" | "role" | "sessionVersion" | "changeCount" | "organisation">;
/** A user's data, without proof that the request is theirs; `lib/web/session.ts` turns it into an `Actor`. */
export type Person = User & Pick<Actor, "sessionId" | "scope" | "lacksSecondFactor">;

/**
 * The user whom a condition on `u` (users) and on what is joined to it finds, with the columns that are asked for. Null
 * when the user is unknown or deactivated, or the organisation is.
 */
export async function personWhere<More>(
  db: Db,
  condition: SQL,
  { join, columns }: { join: SQL; columns: SQL },
): Promise<(User & More) | null> {
  type Row = Omit<User, "organisation">;
  type OrganisationRow = { organisationId: string | null; kind: OrganisationKind; organisationName: string };
  const [row] = await rowsOf<Row & OrganisationRow & More>(
    db,
    sql`select u.id, u.name, u.email, u.role, u.session_version as "sessionVersion", u.change_count as "changeCount",
        o.id as "organisationId", o.kind, o.name as "organisationName", ${columns}
      from users u ${join} left join organisations o on o.id = u.organisation_id
      where u.is_active and (u.organisation_id is null or o.is_active) and ${condition}`,
  );
  if (!row) return null;
  const { organisationId, kind, organisationName, ...person } = row;
  const organisation = organisationId === null ? null : { id: organisationId, kind, name: organisationName };
  return { ...person, organisation } as User & More;
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

/** Forgets a user's identities and gives their number. */
export async function forgetIdentities(tx: Db, userId: string): Promise<number> {
  const forgotten = await tx
    .delete(identities)
    .where(eq(identities.userId, userId))
    .returning({ subject: identities.subject });
  return forgotten.length;
}

/** The change in the history of what ended tokens: [number, 0]; empty when there were none. */
export const endedTokens = (tokens: number): Record<string, [unknown, unknown]> =>
  tokens > 0 ? { tokens: [tokens, 0] } : {};
