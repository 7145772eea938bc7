import "server-only";
import { createHash } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { LIMITS } from "@/lib/domain/limits";
import { PASSWORD_LENGTH, verifyPassword } from "./passwords";
import { rowsOf, textArray } from "./sql";

export type LogIn = { email: string; password: string; address: string };
export type LoggedIn =
  | { ok: true; user: { id: string; sessionVersion: number } }
  | { ok: false; reason: "wrong" | "throttled" };

/** Tries from one address on any account, and on one account from any address, in the same window. */
const WIDER_TRIES = 100;

/**
 * Checks an e-mail and a password. Unknown, inactive and wrong are the same answer after the same work. Beyond
 * 10 tries by account and address in 15 minutes (100 by either alone) even the right password is refused.
 */
export async function logIn(db: Db, now: Date, { email, password, address }: LogIn): Promise<LoggedIn> {
  const account = email.trim().normalize("NFC").toLowerCase();
  const tries = triesOf(account, address);
  if (await isThrottled(db, now, tries)) return { ok: false, reason: "throttled" };

  // What cannot be stored is nobody's e-mail; what is longer than any password is not worth the hashing.
  const isPossible =
    account.length <= 254 && !account.includes("\0") && password.length <= PASSWORD_LENGTH.max;
  const user = isPossible ? await userOf(db, account) : undefined;
  const isRight = await verifyPassword(user?.passwordHash, isPossible ? password : "");
  if (!user || !isRight || !user.isActive) return { ok: false, reason: "wrong" };

  await forget(db, now, tries);
  return { ok: true, user: { id: user.id, sessionVersion: user.sessionVersion } };
}

type UserRow = { id: string; passwordHash: string; sessionVersion: number; isActive: boolean };

async function userOf(db: Db, email: string): Promise<UserRow | undefined> {
  const [user] = await rowsOf<UserRow>(
    db,
    sql`select u.id, u.password_hash as "passwordHash", u.session_version as "sessionVersion",
        u.is_active and coalesce(o.is_active, true) as "isActive"
      from users u left join organisations o on o.id = u.organisation_id
      where lower(u.email) = lower(${email})`,
  );
  return user;
}

type Tries = { both: string; account: string; address: string };

/** Hashed, so that what strangers typed is neither kept nor as long as they please. */
function triesOf(account: string, address: string): Tries {
  const key = (kind: string, ...parts: string[]) =>
    `${kind}:${createHash("sha256").update(JSON.stringify(parts)).digest("base64url")}`;
  return {
    both: key("both", account, address),
    account: key("account", account),
    address: key("address", address),
  };
}

/** Counts this try before it is judged, in one statement, so that a hundred at once are still counted one by one. */
async function isThrottled(db: Db, now: Date, tries: Tries): Promise<boolean> {
  const at = now.toISOString();
  const opened = sql`login_attempts.window_start > ${at}::timestamptz - make_interval(mins => ${LIMITS.loginMinutes}::int)`;
  // In the order of the keys, so that two log-ins never wait for each other.
  const keys = Object.values(tries).sort();
  const rows = await rowsOf<{ key: string; count: number }>(
    db,
    sql`insert into login_attempts (key, count, window_start)
      select key, 1, ${at}::timestamptz from unnest(${textArray(keys)}) as key
      on conflict (key) do update set
        count = case when ${opened} then login_attempts.count + 1 else 1 end,
        window_start = case when ${opened} then login_attempts.window_start else excluded.window_start end
      returning key, count`,
  );
  return rows.some(({ key, count }) => count > (key === tries.both ? LIMITS.loginTries : WIDER_TRIES));
}

/** A success clears the account and gives the address its try back; old windows go with it. */
async function forget(db: Db, now: Date, { both, account, address }: Tries): Promise<void> {
  await db.execute(sql`
    delete from login_attempts where key in (${both}, ${account})
      or window_start < ${now.toISOString()}::timestamptz - make_interval(mins => ${LIMITS.loginMinutes}::int)`);
  await db.execute(sql`update login_attempts set count = greatest(count - 1, 0) where key = ${address}`);
}
