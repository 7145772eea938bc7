import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** After a connection has been in use for so long, the server is asked whether it still answers. */
const SUSPICIOUS_MS = 1_500;
/** How long the answer may take. Looks are counted instead of time, since a busy process cannot read an answer. */
const ANSWER = { looks: 10, lookMs: 100 };

/** Whether the server's process with this pid may still work on our statement. */
type AtWork = (processId: number) => boolean;

/**
 * Finds connections that a silent network has broken. While a connection is in use for long, a second one asks whether
 * the server still works on its statement. That the server answers is not enough: a network may drop old connections
 * and accept new ones, perhaps to a replacement of a dead server. Without a yes the first connection is cut, and its
 * request is refused within about four seconds; the operating system would take a quarter of an hour.
 */
export function watchAnswers(pool: pg.Pool, connectionString: string): void {
  const timers = new Map<pg.PoolClient, NodeJS.Timeout>();
  let asked: Promise<AtWork> | undefined;
  const isAtWork = async (client: pg.PoolClient) => {
    asked ??= askServer(connectionString).finally(() => {
      asked = undefined;
    });
    return (await asked)((client as unknown as { processID: number }).processID);
  };
  const watch = (client: pg.PoolClient) => {
    const timer = setTimeout(async () => {
      const statement = awaitedBy(client);
      // Asked twice, since the first answer may be from before the statement.
      const isFine = !statement || (await isAtWork(client)) || (await isAtWork(client));
      if (timers.get(client) !== timer) return;
      if (isFine || awaitedBy(client) !== statement) watch(client);
      else cut(client);
    }, SUSPICIOUS_MS);
    timers.set(client, timer.unref());
  };
  const leave = (client: pg.PoolClient) => {
    clearTimeout(timers.get(client));
    timers.delete(client);
  };
  pool.on("acquire", watch);
  pool.on("release", (_error, client) => leave(client));
  pool.on("remove", leave);
}

/** The statement that was sent and is not answered yet, if any. */
const awaitedBy = (client: pg.PoolClient) =>
  (client as unknown as { _activeQuery: object | null })._activeQuery;

/** Asks the server which processes work for us; none when it does not answer. A refusal to connect is an answer. */
async function askServer(connectionString: string): Promise<AtWork> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  let isConnected = false;
  const ask = async (): Promise<AtWork> => {
    await client.connect();
    isConnected = true;
    const { rows } = await client.query<{ own: number; working: number[] }>(
      `select pg_backend_pid() as own, array(select pid from pg_stat_activity
        where coalesce(state not like 'idle%' or clock_timestamp() - state_change < interval '1 second', true)) as working`,
    );
    const { own, working = [] } = rows[0] ?? {};
    // Behind a pooler the pids are not PostgreSQL's.
    if (own !== (client as unknown as { processID: number }).processID) return () => true;
    return (processId) => working.includes(processId);
  };
  const giveUp = async (): Promise<AtWork> => {
    for (let look = 0; look < ANSWER.looks; look += 1) await pause(ANSWER.lookMs, undefined, { ref: false });
    // A server that accepts the connection without answering is busy, like a pooler without a free connection.
    const isBusy = isConnected;
    cut(client);
    return () => isBusy;
  };
  const refused = (error: { code?: string }): AtWork => {
    const isAnswer = /^[0-9A-Z]{5}$/.test(error.code ?? "");
    return () => isAnswer;
  };
  const atWork = await Promise.race([ask().catch(refused), giveUp()]);
  void client.end().catch(() => {});
  return atWork;
}

/** Ends a connection; what waits on it fails with a network error. */
function cut(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.destroy(Object.assign(new Error("the database does not answer"), { code: "ETIMEDOUT" }));
}
