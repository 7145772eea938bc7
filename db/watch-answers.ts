import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** A connection in use for so long makes us ask whether the server still answers. */
const SUSPICIOUS_MS = 1_500;
/** How long the answer may take, counted in looks and not in time: a busy process cannot read what has come. */
const ANSWER = { looks: 10, lookMs: 100 };

/** Whether the server's process of this number may still be at work for us. */
type AtWork = (processId: number) => boolean;

/**
 * A network that has gone silent ends no connection by itself, and a statement may rightly take long. So while a
 * connection is in use for long, a second one asks the server for a sign of life, and whether it still works for the
 * first: a network may forget old connections and open new ones, also to another server in the place of a dead one.
 * Without such a sign the first is cut: its request is told to try again within some four seconds, instead of after
 * the system's quarter of an hour.
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
      // Asked twice: the first answer may be older than the statement.
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

/** The statement that has been sent and not been answered, if any. */
const awaitedBy = (client: pg.PoolClient) =>
  (client as unknown as { _activeQuery: object | null })._activeQuery;

/** Nobody is at work when nothing came back; a refusal (too many connections, a wrong password) is an answer, too. */
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
    // A pooler's process numbers are not PostgreSQL's own.
    if (own !== (client as unknown as { processID: number }).processID) return () => true;
    return (processId) => working.includes(processId);
  };
  const giveUp = async (): Promise<AtWork> => {
    for (let look = 0; look < ANSWER.looks; look += 1) await pause(ANSWER.lookMs, undefined, { ref: false });
    // A server that accepts the connection and then does not answer is busy, as a pooler without a free connection is.
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

/** Ends a connection from our side; what waits on it fails with a network error. */
function cut(client: pg.ClientBase): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.destroy(Object.assign(new Error("the database does not answer"), { code: "ETIMEDOUT" }));
}
