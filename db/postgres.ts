import type { Logger } from "drizzle-orm/logger";
import { drizzle } from "drizzle-orm/node-postgres";
import pg, { type PoolClient, type PoolConfig } from "pg";
import { type Db, DRIZZLE } from "./drizzle";
import { rootOf } from "./failure";
import { type Scope, type ScopedDatabase, settingsOf, withClient } from "./scope";
import { outsideRequests } from "./tell";
import { watchAnswers } from "./watch-answers";

/** The connections of a process. Writers get half of them at most (`lib/server/kernel/mutate.ts`). */
export const POOL_SIZE = 10;
/** How long a request waits for a connection or a lock before it is refused (`busy`). */
export const PATIENCE_MS = 4_000;

/** The answer to COMMIT was lost: either all changes of the transaction are stored or none. */
export class OutcomeUnknown extends Error {
  constructor(cause: unknown) {
    super("the answer to COMMIT was lost", { cause });
    this.name = "OutcomeUnknown";
  }
}

/** By name: a build has this module several times, and the copy that opened the database is not the one that is asked. */
export const isOutcomeUnknown = (error: unknown) => error instanceof Error && error.name === "OutcomeUnknown";

/**
 * A pool with time limits on locks, idle transactions, connecting, and a server or network that does not answer.
 * Parameters in the connection string win over these.
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
    // Compiling a plan costs more than any statement here: half a second for a search that finds nothing.
    options: "-c jit=off",
    pipeline: true,
    onConnect: (client) => lookForPooler(pool, client),
    ...more,
  });
  // A connection is opened in a request, and lost in none.
  const tellLost = (error: Error) =>
    // eslint-disable-next-line no-console -- for the operator
    outsideRequests(() => console.error(`database connection lost: ${error.message}`));
  // An `error` event without a listener ends the process; the pool listens to idle connections only.
  pool.on("error", tellLost);
  pool.on("connect", (client) => client.on("error", () => {}));
  watchAnswers(pool, connectionString);
  return pool;
}

export type Opened = {
  /** Every row, with the rights of the connection's user: for migrations. */
  db: Db;
  as: ScopedDatabase;
};

/** Drizzle on a pool, with `transaction` as below. `logger` gets every statement but BEGIN, COMMIT and ROLLBACK. */
export const databaseOn = (pool: pg.Pool, logger?: Logger): Db => openedOn(pool, logger).db;

/** The same, and for those who ask. */
export function openedOn(pool: pg.Pool, logger?: Logger): Opened & OnReplica {
  const db = drizzle({ client: pool, ...DRIZZLE, logger }) as unknown as Db;
  nameStatements(db, pool);
  const known = new WeakMap<PoolClient, Db>();
  const onClient = (client: PoolClient) => {
    const within = known.get(client) ?? databaseWithin(client, logger);
    known.set(client, within);
    return within;
  };
  const transactionAfter =
    (first: string): Db["transaction"] =>
    (work) =>
      transaction(pool, first, (client) => work(onClient(client) as Tx<typeof work>));
  db.transaction = transactionAfter("begin");
  const through = (scope: Scope, choose: (primary: Queryable) => Queryable) => {
    const first = `begin; ${settingsOf(scope)}`;
    return withClient(db, choose(scopedClient(pool, first)), transactionAfter(first));
  };
  return { db, as: (scope) => through(scope, (primary) => primary), through };
}
/** `as` with its statements sent by another client, which is given its own. Transactions are as they were. */
type OnReplica = { through: (scope: Scope, choose: (primary: Queryable) => Queryable) => Db };
type Tx<Work> = Work extends (tx: infer Given) => unknown ? Given : never;

/**
 * One transaction on a connection of the pool. Throws what `work` threw, or `OutcomeUnknown` when COMMIT was sent and
 * not answered. A connection that did not end its transaction is destroyed. Drizzle's own transaction does not release
 * the connection when BEGIN fails, and throws the error of the ROLLBACK instead of the first one.
 */
async function transaction<Result>(
  pool: pg.Pool,
  first: string,
  work: (client: PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await pool.connect();
  let isUsable = false;
  try {
    await client.query(first);
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

/**
 * Whether the server refused the statement. Errors of classes 08 and 57 end the connection, perhaps after the commit.
 */
const isRefusal = (error: unknown) => /^(?!08|57)[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? "");

/** What Drizzle sends its statements to. */
export type Queryable = { query: (config: pg.QueryConfig, values?: unknown[]) => Promise<pg.QueryResult> };

/** Sends each statement in a transaction of its own. */
const scopedClient = (pool: pg.Pool, first: string): Queryable => ({
  query: async (config, values) => (await sendWithin(pool, first, config, values))[1],
});

/**
 * A statement in a transaction of its own, after what begins it; gives the results of both. The three messages go out
 * together.
 */
export async function sendWithin(
  pool: pg.Pool,
  first: string,
  config: pg.QueryConfig,
  values?: unknown[],
): Promise<[begun: pg.QueryResult, result: pg.QueryResult]> {
  const client = await pool.connect();
  const sent = [client.query(first), client.query(config, values), client.query("commit")] as const;
  const [begun, result, ended] = await Promise.allSettled(sent);
  client.release(ended.status === "rejected");
  for (const one of [begun, result, ended]) if (one.status === "rejected") throw one.reason;
  return [begun, result].map((one) => (one as PromiseFulfilledResult<pg.QueryResult>).value) as [
    pg.QueryResult,
    pg.QueryResult,
  ];
}

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
      // When this fails the outer transaction fails as well; the first error is thrown.
      await client.query(`rollback to savepoint ${name}`).catch(() => {});
      throw error;
    } finally {
      level -= 1;
    }
  };
  return db;
}

/** Pools whose connections are PostgreSQL's own; behind a pooler a statement may go to another one than the last. */
const direct = new WeakSet<pg.Pool>();
export const isDirect = (pool: pg.Pool) => direct.has(pool);

async function lookForPooler(pool: pg.Pool, client: pg.ClientBase) {
  const ask = { text: "select pg_backend_pid() as pid", query_timeout: PATIENCE_MS };
  const { rows } = await client.query<{ pid: number }>(ask);
  // A pooler tells a number of its own.
  const isOwn = rows[0]?.pid === (client as unknown as { processID: number }).processID;
  if (isOwn) direct.add(pool);
  else direct.delete(pool);
}

/** A statement gets a name when it is sent for the n-th time; so many have names. Each connection keeps their plans. */
const OFTEN = 5;
const NAMES = 100;
/** Which plan is good for a search depends on what is searched for. */
export const IS_SEARCH = / like | ~ /;

type Sendable = { execute: (...values: unknown[]) => Promise<unknown> };
type Prepare = (
  query: { sql: string },
  fields: unknown,
  name: string | undefined,
  ...more: unknown[]
) => Sendable;

/**
 * Prepares by name what is often sent outside of a transaction. Reading and planning the statement anew takes
 * PostgreSQL longer than answering it, on most pages.
 */
function nameStatements(db: Db, pool: pg.Pool) {
  const times = new Map<string, number>();
  const names = new Map<string, string>();
  const nameOf = (text: string) => {
    if (!direct.has(pool)) return undefined;
    if (names.has(text) || names.size === NAMES || IS_SEARCH.test(text)) return names.get(text);
    const sent = (times.get(text) ?? 0) + 1;
    times.set(text, sent);
    if (sent === OFTEN) names.set(text, `often_${names.size}`);
    return names.get(text);
  };
  const { session } = db as unknown as { session: { prepareQuery: Prepare } };
  const { prepareQuery } = session;
  // A scoped database inherits this with a client of its own.
  session.prepareQuery = function (this: typeof session, query, fields, own, ...more) {
    const prepare = prepareQuery.bind(this);
    const name = own ?? nameOf(query.sql);
    const sendable: Sendable = prepare(query, fields, name, ...more);
    if (!name) return sendable;
    const execute = sendable.execute.bind(sendable);
    sendable.execute = (...values) =>
      execute(...values).catch((error) => {
        // After a migration has changed the type of a column, which PostgreSQL finds before it does anything.
        if (rootOf(error).code !== "0A000") throw error;
        return prepare(query, fields, undefined, ...more).execute(...values);
      });
    return sendable;
  };
}
