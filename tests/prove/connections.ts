import { Client } from "pg";
import { POOL_SIZE } from "@/db/postgres";
import { wait } from "./ask";
import type { Place } from "./place";

/** A pool that has lost its connections opens them one by one, and a slow machine takes a while for that. */
const TRIES = 4;
/** Below the time that a statement waits for a lock. */
const LOCKED_MS = 3_000;

/**
 * How many connections a server can work with at the same time, `most` being enough: that many statements of it wait for
 * a table that is locked meanwhile. Those that ask for them are told to try again, or are answered.
 */
export async function usableConnections(place: Place, most = POOL_SIZE): Promise<number> {
  let found = 0;
  for (let tried = 0; tried < TRIES && found < most; tried += 1)
    found = Math.max(found, await waitingFor(place, most));
  return found;
}

async function waitingFor(place: Place, most: number): Promise<number> {
  const client = new Client(place.facts.databaseUrl);
  await client.connect();
  try {
    await client.query("begin");
    await client.query("lock table cases, projects in access exclusive mode");
    const asked = Array.from({ length: 3 * POOL_SIZE }, () => place.installer("GET", "/projects"));
    let found = 0;
    const started = performance.now();
    while (found < most && performance.now() - started < LOCKED_MS) {
      await wait(50);
      const { rows } = await client.query<{ n: number }>(
        "select count(*)::int as n from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())",
      );
      found = Math.max(found, rows[0]?.n ?? 0);
    }
    await client.query("rollback");
    await Promise.all(asked);
    return found;
  } finally {
    await client.end();
  }
}
