import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { sessions } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { parseId, write } from "@/lib/server/kernel/mutate";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";
import { type Person, personWhere } from "./actors";
import { demandedRoles, HAS_SECOND_FACTOR } from "./second-factor";

/** A session ends so long after its log-in, however often it is used. */
export const SESSION_DAYS = 7;
/** When a session was last seen is written so seldom. */
const SEEN_MINUTES = 5;
/** More are not listed; ending all others ends those as well. */
const LISTED = 50;

/** `device`: browser and system, such as »Chrome, Windows«; null when the browser did not tell. */
export type Session = {
  id: string;
  device: string | null;
  loggedInAt: Date;
  lastSeenAt: Date;
  /** The one that asks. */
  isCurrent: boolean;
};

const ago = (now: Date, interval: { days: number } | { minutes: number }) => {
  const [[unit, count]] = Object.entries(interval) as [[string, number]];
  return sql`${now.toISOString()}::timestamptz - ${`${count} ${unit}`}::interval`;
};

/** Begins a session after a log-in and gives its id. */
export async function startSession(
  db: Db,
  now: Date,
  user: { id: string; sessionVersion: number },
  device: string | null,
  idToken?: string,
): Promise<string> {
  const id = crypto.randomUUID();
  await db.insert(sessions).values({
    id,
    userId: user.id,
    sessionVersion: user.sessionVersion,
    device,
    loggedInAt: now,
    lastSeenAt: now,
    idToken,
  });
  return id;
}

/**
 * The user of a session. Null when it was ended, when the user's role, company or password has been changed since the
 * log-in (`sessionVersion`), or when the user may not log in.
 */
export async function personOfSession(db: Db, now: Date, sessionId: string): Promise<Person | null> {
  const fresh = ago(now, { minutes: SEEN_MINUTES });
  const found = await personWhere<{ sessionId: string; isFresh: boolean; lacksSecondFactor: boolean }>(
    db,
    sql`s.id = ${sessionId}::uuid`,
    {
      join: sql`join sessions s on s.user_id = u.id and s.session_version = u.session_version`,
      // Who logged in at the provider is asked there for what else it takes.
      columns: sql`s.id as "sessionId", s.last_seen_at > ${fresh} as "isFresh",
        s.id_token is null and u.role = any(${textArray(demandedRoles())}) and not ${HAS_SECOND_FACTOR}
          as "lacksSecondFactor"`,
    },
  );
  if (!found) return null;
  const { isFresh, ...person } = found;
  // Nobody waits for it, and a database that cannot be written to is still read.
  if (!isFresh)
    void db
      .execute(
        sql`update sessions set last_seen_at = ${now.toISOString()}::timestamptz
          where id = ${sessionId}::uuid and last_seen_at <= ${fresh}`,
      )
      .catch(() => {});
  return { ...person, scope: "write" };
}

/** Ends a session, with every copy of its cookie; gives the ID token of one that began by single sign-on. */
export async function endSession(db: Db, sessionId: string): Promise<string | null> {
  const [ended] = await rowsOf<{ idToken: string | null }>(
    db,
    sql`delete from sessions where id = ${sessionId}::uuid returning id_token as "idToken"`,
  );
  return ended?.idToken ?? null;
}

/** The caller's own sessions that work, the one seen last first; at most 50. */
export async function listSessions(ctx: Ctx): Promise<Session[]> {
  demand(ctx, "keep_own_account");
  const rows = await rowsOf<Session & Record<"loggedInAt" | "lastSeenAt", Date | string>>(
    ctx.db,
    sql`select s.id, s.device, s.logged_in_at as "loggedInAt", s.last_seen_at as "lastSeenAt",
        coalesce(s.id = ${ctx.actor.sessionId}::uuid, false) as "isCurrent"
      from sessions s join users u on u.id = s.user_id and u.session_version = s.session_version
      where s.user_id = ${ctx.actor.id}::uuid and s.logged_in_at > ${ago(ctx.now, { days: SESSION_DAYS })}
      order by "isCurrent" desc, s.last_seen_at desc, s.id limit ${LISTED}`,
  );
  return rows.map((row) => ({
    ...row,
    loggedInAt: new Date(row.loggedInAt),
    lastSeenAt: new Date(row.lastSeenAt),
  }));
}

/** Ends one of the caller's sessions; `not_found` for other users' sessions and for those that have ended. */
export const endOwnSession = (ctx: Ctx, sessionId: unknown): Promise<void> =>
  write(ctx, "end_session", async ({ tx, operation }) => {
    demand(ctx, "keep_own_account");
    const [ended] = await rowsOf<{ device: string | null }>(
      tx,
      sql`delete from sessions where id = ${parseId(sessionId)}::uuid and user_id = ${ctx.actor.id}::uuid
        returning device`,
    );
    if (!ended) throw new DomainError("not_found");
    const changes: Record<string, [unknown, unknown]> = { session: [ended.device ?? "", null] };
    await operation.record([{ subject: "user", subjectId: ctx.actor.id, action: "end_session", changes }]);
  });

/** Ends all of the caller's sessions but the one that asks. Tokens stay. */
export const endOtherSessions = (ctx: Ctx): Promise<void> =>
  write(ctx, "end_other_sessions", async ({ tx, operation }) => {
    demand(ctx, "keep_own_account");
    const ended = await rowsOf<{ id: string }>(
      tx,
      sql`delete from sessions where user_id = ${ctx.actor.id}::uuid
        and id is distinct from ${ctx.actor.sessionId}::uuid returning id`,
    );
    if (ended.length === 0) return operation.unchanged();
    const changes: Record<string, [unknown, unknown]> = { sessions: [ended.length, 0] };
    await operation.record([
      { subject: "user", subjectId: ctx.actor.id, action: "end_other_sessions", changes },
    ]);
  });
