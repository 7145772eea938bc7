import "server-only";
import { sql } from "drizzle-orm";
import { type Db, openDatabase } from "@/db/client";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { rowsOf } from "@/lib/server/kernel/sql";
import { anonymise } from "./anonymise";
import { purge } from "./purge";

/** The upkeep runs so often, whichever instance does it; each looks so often whether it is time. */
const EVERY_MINUTES = 60;
const LOOKS_EVERY_MINUTES = 10;

/**
 * Clears up when nobody has for an hour: deletes what is older than it is kept, and anonymises cases where that is chosen.
 * What it removed is told in its row. Gives whether it did. Instances that ask
 * at the same time do not wait for each other: one of them takes the row.
 */
export async function upkeepWhenDue(db: Db, now: Date): Promise<boolean> {
  const at = sql`${now.toISOString()}::timestamptz`;
  const hour = sql`make_interval(mins => ${EVERY_MINUTES}::int)`;
  // A time further ahead was stored before the clock was set back.
  const [taken] = await rowsOf<{ id: boolean }>(
    db,
    sql`update upkeep set started_at = ${at} where id in (
        select id from upkeep where coalesce(started_at not between ${at} - ${hour} and ${at} + ${hour}, true)
        for update skip locked)
      returning id`,
  );
  if (!taken) return false;
  const removed = { ...(await purge(db, now)), anonymised: await anonymise(db, now) };
  await db.execute(sql`update upkeep set ended_at = now(), removed = ${JSON.stringify(removed)}::jsonb`);
  return true;
}

const shared = globalThis as { projekterUpkeep?: NodeJS.Timeout };

/** Begins the upkeep of this process, now and then every hour. A failure is told and tried again; it ends nothing. */
export function keepUp(): void {
  const look = async () => {
    try {
      const { as } = await openDatabase(env);
      await upkeepWhenDue(as(OPERATOR), new Date());
    } catch (error) {
      const { cause, message } = error as Error;
      // eslint-disable-next-line no-console -- for the operator
      console.error(
        `upkeep failed, and is tried again within an hour: ${(cause as Error | undefined)?.message ?? message}`,
      );
    }
  };
  shared.projekterUpkeep ??= setInterval(() => void look(), LOOKS_EVERY_MINUTES * 60_000).unref();
  void look();
}
