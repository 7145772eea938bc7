import type { Socket } from "node:net";
import pg from "pg";

/** A connection in use for so long makes us ask whether the server still answers, and how long that may take. */
const SUSPICIOUS_MS = 1_500;
const ANSWER_MS = 1_000;

/**
 * A network that has gone silent ends no connection by itself, and a statement may rightly take long. So while a
 * connection is in use for long, a second one asks the server for a sign of life. Without one the first is cut: its
 * request is told to try again within some four seconds, instead of after the system's quarter of an hour.
 */
export function watchAnswers(pool: pg.Pool, connectionString: string): void {
  const timers = new Map<pg.PoolClient, NodeJS.Timeout>();
  let asked: Promise<boolean> | undefined;
  const answers = () => {
    // Asked twice: where this process itself was held up, the first answer may have come and lain unread.
    asked ??= givesSignOfLife(connectionString)
      .then((isAlive) => isAlive || givesSignOfLife(connectionString))
      .finally(() => {
        asked = undefined;
      });
    return asked;
  };
  const watch = (client: pg.PoolClient) => {
    const timer = setTimeout(async () => {
      if (await answers()) return timers.get(client) === timer && watch(client);
      if (timers.get(client) === timer) cut(client);
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

/** False only when nothing came back; a refusal (too many connections, a wrong password) is an answer, too. */
async function givesSignOfLife(connectionString: string): Promise<boolean> {
  const client = new pg.Client({
    connectionString,
    connectionTimeoutMillis: ANSWER_MS,
    query_timeout: ANSWER_MS,
  });
  client.on("error", () => {});
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch (error) {
    return /^[0-9A-Z]{5}$/.test((error as { code?: string }).code ?? "");
  } finally {
    void client.end().catch(() => {});
  }
}

/** Ends a connection from our side; what waits on it fails with a network error. */
function cut(client: pg.PoolClient): void {
  const { stream } = (client as unknown as { connection: { stream: Socket } }).connection;
  stream.destroy(Object.assign(new Error("the database does not answer"), { code: "ETIMEDOUT" }));
}
