import type { Logger } from "drizzle-orm/logger";
import { drizzle } from "drizzle-orm/node-postgres";
import pg, { type PoolClient, type PoolConfig } from "pg";
import { type Db, DRIZZLE } from "./drizzle";
import { watchAnswers } from "./watch-answers";

/** Connections of a process. Writers take half of them at most (`lib/server/kernel/mutate.ts`). */
export const POOL_SIZE = 10;
/** How long a request waits for others before it is told to try again: for a connection, for a lock. */
export const PATIENCE_MS = 4_000;

/** What COMMIT came to is not known: its answer got lost. The changes are there as a whole or not at all. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super("the answer to COMMIT was lost", { cause });
    this.name = "OutcomeUnknown";
  }
}

/**
 * A pool that gives up instead of waiting for ever: for a lock, for a transaction nobody goes on with, for a server or
 * a network that has gone silent. A parameter in the connection string wins over these.
 */
export function openPool(connectionString: string, more: PoolConfig = {}): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    max: POOL_SIZE,
    connectionTimeoutMillis: PATIENCE_MS,
    lock_timeout: PATIENCE_MS,
    statement_timeout: 60_000,
    query_timeout: 65_000,
    idle_in_transaction_session_timeout: 60_000,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
    ...more,
  });
  // eslint-disable-next-line no-console -- an operator wants to know
  const tell = (error: Error) => console.error(`database connection lost: ${error.message}`);
  // A lost connection ends the process when nobody listens: the pool does while it is idle, we do while it is in use.
  pool.on("error", tell);
  pool.on("connect", (client) => client.on("error", () => {}));
  watchAnswers(pool, connectionString);
  return pool;
}

/** Drizzle on a pool, with `transaction` as below. `logger` is told every statement but those of the transaction itself. */
export function databaseOn(pool: pg.Pool, logger?: Logger): Db {
  const db = drizzle({ client: pool, ...DRIZZLE, logger }) as unknown as Db;
  const known = new WeakMap<PoolClient, Db>();
  const onClient = (client: PoolClient) => {
    const within = known.get(client) ?? databaseWithin(client, logger);
    known.set(client, within);
    return within;
  };
  db.transaction = (work) => transaction(pool, (client) => work(onClient(client) as Tx<typeof work>));
  return db;
}
type Tx<Work> = Work extends (tx: infer Given) => unknown ? Given : never;

/**
 * One transaction on one connection of the pool. Drizzle's own leaves the connection taken when BEGIN fails, and shows
 * the error of the ROLLBACK instead of the first one. A connection that did not end its transaction is destroyed.
 * Throws what `work` threw, or `OutcomeUnknown` when COMMIT was sent and not answered.
 */
async function transaction<Result>(
  pool: pg.Pool,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isUsable = false;
  try {
    await client.query("begin");
    let result: Result;
    try {
      result = await work(client);
    } catch (error) {
      isUsable = await client.query("rollback").then(
        () => true,
        () => false,
      );
      throw error;
    }
    const { command } = await client.query("commit").catch((error) => {
      throw isRefusal(error) ? error : new OutcomeUnknown(error);
    });
    isUsable = true;
    if (command !== "COMMIT") throw new Error("a statement had failed, so the transaction was rolled back");
    return result;
  } finally {
    client.release(!isUsable);
  }
}

/** Whether the server has said no. What ends the connection (class 57) may come when the work is done already. */
const isRefusal = (error: unknown) => /^(?!08|57)[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? "");

/** Drizzle on a connection within a transaction: a transaction inside it is a savepoint. */
function databaseWithin(client: PoolClient, logger?: Logger): Db {
  const db = drizzle({ client, ...DRIZZLE, logger }) as unknown as Db;
  let level = 0;
  db.transaction = async (work) => {
    level += 1;
    const name = `level_${level}`;
    try {
      await client.query(`savepoint ${name}`);
      const result = await work(db as Tx<typeof work>);
      await client.query(`release savepoint ${name}`);
      return result;
    } catch (error) {
      // Should this fail the outer transaction fails as well; the first error is the one to tell.
      await client.query(`rollback to savepoint ${name}`).catch(() => {});
      throw error;
    } finally {
      level -= 1;
    }
  };
  return db;
}
