import "server-only";
import { setImmediate as othersFirst, setTimeout as sleep } from "node:timers/promises";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import type { AuditDetails } from "@/db/schema";
import { DomainError } from "@/lib/contract/errors";
import { LIMITS } from "@/lib/domain/limits";
import { networkOf } from "@/lib/domain/network";
import type { Role } from "@/lib/domain/vocabulary";
import { attemptKey, countTries, forgetTries, giveBack, takeSlot } from "./attempts";
import { arePasswordsOn, isExcept, mayHavePassword, PASSWORD_LENGTH, verifyPassword } from "./passwords";
import { HAS_SECOND_FACTOR, takeCode } from "./second-factor";
import { auditLogIn } from "@/lib/server/kernel/audit";
import { rowsOf } from "@/lib/server/kernel/sql";
import { Turns } from "@/lib/server/kernel/turns";

export type LogIn = { email: string; password: string; address: string };
export type NotLoggedIn = { ok: false; reason: "wrong" | "throttled" | "busy" | "off" };
/** Somebody who may have a session. */
export type Admitted = { id: string; sessionVersion: number };
/** The password was right, and a code is asked for as well. */
type HalfWay = { ok: false; reason: "code"; user: Admitted };
type LoggedIn = { ok: true; user: Admitted } | NotLoggedIn | HalfWay;
/** `expired`: the first step does not count any more. */
export type CodeRefused = { ok: false; reason: "wrong_code" | "throttled" | "expired" };

/** In UTF-16 units; longer than any e-mail address with blanks around it. */
const EMAIL_LENGTH = 320;
/** Attempts in a window from one address, or on one account, above which attempts are slowed. */
const WIDER_TRIES = 100;
/** A slowed attempt waits so long at the most, and in one process so many wait at a time. */
const PATIENCE_SECONDS = 10;
const WAITING = 200;
const LONGEST_GAP_SECONDS = 5;
/** In days: how long an address counts as the user's after a log-in. */
export const KNOWN_DAYS = 90;

const shared = globalThis as { projekterSlowed?: number };

/** Limits the log-ins that use the database at a time, so that many of them do not delay other requests. */
const door = Turns.named("log-ins", {
  atOnce: 2,
  perPerson: 1,
  patienceMs: 10_000,
  places: { all: 256, each: 64 },
});

/**
 * Checks an e-mail and a password. Unknown, inactive and wrong give the same answer after the same work. After 10
 * attempts by account and address in 15 minutes every password is refused (`throttled`). After 100 by either alone each
 * attempt waits for a slot, except the right password from an address that the user has logged in from before, so that
 * strangers can neither guess passwords nor lock the user out. `busy` when too many wait; such an attempt does not
 * count (docs/adr/0011). `off` for every e-mail but one when passwords are off (docs/adr/0033). `code` when the password
 * was right and `logInByCode` has to follow (docs/adr/0034).
 */
export async function logIn(
  db: Db,
  now: Date,
  { email, password, address }: LogIn,
  wait: (ms: number) => Promise<unknown> = sleep,
): Promise<LoggedIn> {
  // A longer text is no e-mail address.
  const account = email.length > EMAIL_LENGTH ? "" : email.trim().normalize("NFC").toLowerCase();
  // Nobody's password is looked at, so there is nothing to count.
  if (!arePasswordsOn() && !isExcept(account)) return { ok: false, reason: "off" };
  const network = networkOf(address);
  const keys = {
    both: attemptKey("both", account, network),
    account: attemptKey("account", account),
    address: attemptKey("address", network),
  };
  const wider = [keys.account, keys.address];
  // A NUL cannot be stored, so no account has it; a password over the limit is not hashed.
  const isPossible = !account.includes("\0") && password.length <= PASSWORD_LENGTH.max;
  const note = (action: "log_in" | "log_in_refused", reason?: "wrong" | "throttled") =>
    auditLogIn(db, now, isPossible ? account : "", address, action, reason && { reason });
  let user: UserRow | undefined;
  let counts: number[] | undefined;
  try {
    const isThrottled = await door.run(keys.address, async () => {
      // The embedded database answers without returning to the event loop, so other requests would wait.
      await othersFirst();
      const [own = 0] = await countTries(db, now, [keys.both]);
      if (own > LIMITS.loginTries) {
        // Those that follow in the window tell nothing new.
        if (own === LIMITS.loginTries + 1) await note("log_in_refused", "throttled");
        return true;
      }
      counts = await countTries(db, now, wider);
      user = isPossible
        ? await userOf(db, now, sql`lower(u.email) = lower(${account})`, keys.address)
        : undefined;
      return false;
    });
    if (isThrottled) return { ok: false, reason: "throttled" };
    const asker = { who: keys.address, isKnown: user?.isKnown ?? false };
    const isHashOf = await verifyPassword(user?.passwordHash, isPossible ? password : "", asker);
    const isRight = isHashOf && user?.isActive === true && mayHavePassword({ ...user, email: account });
    if (!isRight || !asker.isKnown) await untilSlot(db, now, wider, counts ?? [], wait);
    if (!user || !isRight) {
      // A storm is in the log by its first hundred.
      if (Math.max(...(counts ?? [])) <= WIDER_TRIES)
        await door.run(keys.address, async () => {
          await othersFirst();
          await note("log_in_refused", "wrong");
        });
      return { ok: false, reason: "wrong" };
    }
  } catch (error) {
    if (!(error instanceof DomainError && error.code === "busy")) throw error;
    if (counts) await giveBack(db, [keys.both, ...wider]);
    return { ok: false, reason: "busy" };
  }
  await forgetTries(db, keys.both, wider);
  const admitted = { id: user.id, sessionVersion: user.sessionVersion };
  if (user.hasSecondFactor) return { ok: false, reason: "code", user: admitted };
  await rememberAddress(db, now, user, keys.address);
  await note("log_in");
  return { ok: true, user: admitted };
}

/**
 * The second step of a log-in, for a user who has passed the first (`code`). After ten wrong codes in 15 minutes every
 * one is refused: six digits could be guessed. Those from the user's own addresses are counted apart, so that whoever
 * knows a password cannot keep its owner out.
 */
export async function logInByCode(
  db: Db,
  now: Date,
  { user: { id, sessionVersion }, code, address }: { user: Admitted; code: string; address: string },
): Promise<{ ok: true; user: Admitted } | CodeRefused> {
  const network = attemptKey("address", networkOf(address));
  const user = await userOf(db, now, sql`u.id = ${id}::uuid`, network);
  if (!user?.isActive || user.sessionVersion !== sessionVersion || !user.hasSecondFactor)
    return { ok: false, reason: "expired" };
  const note = (action: "log_in" | "log_in_refused", details: AuditDetails) =>
    auditLogIn(db, now, user.email, address, action, details);
  const key = attemptKey("code", id, user.isKnown ? network : "");
  const [tries = 0] = await countTries(db, now, [key]);
  if (tries > LIMITS.loginTries) {
    if (tries === LIMITS.loginTries + 1) await note("log_in_refused", { reason: "throttled" });
    return { ok: false, reason: "throttled" };
  }
  const way = await takeCode(db, now, id, code);
  if (!way) {
    await note("log_in_refused", { reason: "wrong_code" });
    return { ok: false, reason: "wrong_code" };
  }
  await forgetTries(db, key);
  await rememberAddress(db, now, user, network);
  await note("log_in", { way });
  return { ok: true, user: { id, sessionVersion } };
}

type UserRow = {
  id: string;
  email: string;
  role: Role;
  passwordHash: string;
  sessionVersion: number;
  isActive: boolean;
  isKnown: boolean;
  hasSecondFactor: boolean;
};

const knownSince = (now: Date) =>
  sql`${now.toISOString()}::timestamptz - make_interval(days => ${KNOWN_DAYS}::int)`;

/** The user whom a condition on `u` (users) finds. */
async function userOf(db: Db, now: Date, condition: SQL, address: string): Promise<UserRow | undefined> {
  const [user] = await rowsOf<UserRow>(
    db,
    sql`select u.id, u.email, u.role, u.password_hash as "passwordHash", u.session_version as "sessionVersion",
        u.is_active and coalesce(o.is_active, true) as "isActive",
        exists (select from login_addresses a
          where a.user_id = u.id and a.address = ${address} and a.last_at > ${knownSince(now)}) as "isKnown",
        ${HAS_SECOND_FACTOR} as "hasSecondFactor"
      from users u left join organisations o on o.id = u.organisation_id
      where ${condition}`,
  );
  return user;
}

/** Remembers the address of a log-in, unless the user's sessions have been ended meanwhile. */
async function rememberAddress(db: Db, now: Date, user: UserRow, address: string): Promise<void> {
  await db.execute(sql`
    insert into login_addresses (user_id, address, last_at)
    select id, ${address}, ${now.toISOString()}::timestamptz from users
      where id = ${user.id}::uuid and session_version = ${user.sessionVersion}::int
    on conflict (user_id, address) do update set last_at = excluded.last_at`);
}

/** Waits for a slot when there are more attempts than the wider limits; the slots get rarer with the attempts. */
async function untilSlot(
  db: Db,
  now: Date,
  keys: readonly string[],
  counts: readonly number[],
  wait: (ms: number) => Promise<unknown>,
): Promise<void> {
  let ms = 0;
  for (const [i, key] of keys.entries()) {
    const count = counts[i] ?? 0;
    if (count <= WIDER_TRIES) continue;
    const gapSeconds = Math.min(Math.floor(count / WIDER_TRIES), LONGEST_GAP_SECONDS);
    const slot = await takeSlot(db, now, key, { gapSeconds, patienceSeconds: PATIENCE_SECONDS });
    if (slot === null) throw new DomainError("busy");
    ms = Math.max(ms, slot);
  }
  if (ms === 0) return;
  const waiting = shared.projekterSlowed ?? 0;
  if (waiting >= WAITING) throw new DomainError("busy");
  shared.projekterSlowed = waiting + 1;
  try {
    await wait(ms);
  } finally {
    shared.projekterSlowed -= 1;
  }
}
