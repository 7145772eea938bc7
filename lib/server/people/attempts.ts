import "server-only";
import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { DomainError } from "@/lib/contract/errors";
import { LIMITS } from "@/lib/domain/limits";
import type { Ctx } from "@/lib/server/kernel/context";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";

/** The key that attempts are counted under; hashed, since it holds what strangers typed, of any length. */
export const attemptKey = (kind: string, ...parts: string[]) =>
  `${kind}:${createHash("sha256").update(JSON.stringify(parts)).digest("base64url")}`;

const window = sql`make_interval(mins => ${LIMITS.loginMinutes}::int)`;

/** Whether a time is within one window of now. A time further ahead was stored before the clock was set back. */
const isNear = (time: SQL, at: SQL) => sql`${time} > ${at} - ${window} and ${time} <= ${at} + ${window}`;

/**
 * Counts an attempt under each key, before the password is checked, so that parallel attempts are all counted. Gives
 * the attempts of each key in its window of 15 minutes, in the order of `keys`.
 */
export async function countTries(db: Db, now: Date, keys: readonly string[]): Promise<number[]> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const isOpen = isNear(sql`login_attempts.window_start`, at);
  const rows = await rowsOf<{ key: string; count: number }>(
    db,
    // Sorted, so that two of these statements cannot deadlock.
    sql`insert into login_attempts (key, count, window_start)
      select key, 1, ${at} from unnest(${textArray([...keys].sort())}) as key
      on conflict (key) do update set
        count = case when ${isOpen} then login_attempts.count + 1 else 1 end,
        window_start = case when ${isOpen} then login_attempts.window_start else excluded.window_start end
      returning key, count`,
  );
  return keys.map((key) => rows.find((row) => row.key === key)?.count ?? 0);
}

/** Counts an attempt of somebody who is logged in. `too_many_attempts` after ten in 15 minutes. */
export async function countOwnTry(ctx: Ctx, key: string): Promise<void> {
  const [tries = 0] = await countTries(ctx.db, ctx.now, [key]);
  if (tries > LIMITS.loginTries)
    throw new DomainError("too_many_attempts", { params: { minutes: LIMITS.loginMinutes } });
}

/** Subtracts attempts that were not judged from each key. */
export async function giveBack(db: Db, keys: readonly string[], tries = 1): Promise<void> {
  // Locked in the same order as they are counted.
  await db.execute(sql`
    with locked as (
      select key from login_attempts where key = any(${textArray(keys)}) order by key for update)
    update login_attempts a set count = greatest(a.count - ${tries}::int, 0) from locked where a.key = locked.key`);
}

/** Forgets all attempts under `own`, and subtracts them from `wider`. */
export async function forgetTries(db: Db, own: string, wider: readonly string[] = []): Promise<void> {
  const [forgotten] = await rowsOf<{ count: number }>(
    db,
    sql`delete from login_attempts where key = ${own} returning count`,
  );
  if (wider.length > 0) await giveBack(db, wider, forgotten?.count ?? 0);
}

/**
 * Takes the next slot for a slowed attempt and gives the milliseconds until it. The slots of a key are `gapSeconds`
 * apart, for all instances together. Null when the next one is more than `patienceSeconds` away.
 */
export async function takeSlot(
  db: Db,
  now: Date,
  key: string,
  { gapSeconds, patienceSeconds }: { gapSeconds: number; patienceSeconds: number },
): Promise<number | null> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const next = sql`case when ${isNear(sql`next_slot`, at)} then greatest(next_slot, ${at}) else ${at} end`;
  const gap = sql`make_interval(secs => ${gapSeconds}::int)`;
  const [taken] = await rowsOf<{ ms: number }>(
    db,
    sql`update login_attempts set next_slot = ${next} + ${gap}
      where key = ${key} and ${next} <= ${at} + make_interval(secs => ${patienceSeconds}::int)
      returning round(extract(epoch from next_slot - ${gap} - ${at}) * 1000)::int as ms`,
  );
  return taken?.ms ?? null;
}
