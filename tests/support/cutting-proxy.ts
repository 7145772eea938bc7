import { createServer, connect, type Socket } from "node:net";

type Mode =
  | "open"
  | "silent"
  | "cut before commit"
  | "cut after commit"
  | "keep back after commit"
  | "queue the new";

/**
 * Stands between a pool and its PostgreSQL: passes everything on, keeps everything back, or loses COMMIT or the answer
 * to it with or without ending the connection, or lets new connections in and keeps their statements waiting, as a
 * pooler does. A COMMIT is lost only after `text` was sent on its connection.
 */
export async function cuttingProxy(databaseUrl: string, text = "") {
  const target = new URL(databaseUrl);
  const pairs = new Set<[Socket, Socket]>();
  const forgotten = new Set<[Socket, Socket]>();
  let mode: Mode = "open";
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    let isCommitted = false;
    let isText = false;
    const isQueued = mode === "queue the new";
    const isKeptBack = () => mode === "silent" || forgotten.has(pair);
    const end = () => {
      if (forgotten.has(pair)) return;
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    near.on("data", (bytes) => {
      if (isKeptBack() || (isQueued && bytes.toString("latin1", 0, 1) === "Q")) return;
      isText ||= bytes.includes(text);
      const ends = bytes.includes("commit\0");
      const isCommit = isText && ends;
      if (ends) isText = false;
      if (isCommit && mode === "cut before commit") return end();
      isCommitted ||= isCommit && mode.endsWith("after commit");
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (isKeptBack()) return;
      // The server has done it; the answer goes no further.
      if (isCommitted && mode === "keep back after commit") forgotten.add(pair);
      else if (isCommitted) end();
      else near.write(bytes);
    });
    for (const socket of pair) socket.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.href,
    set: (to: Mode) => {
      mode = to;
    },
    /** What is connected so far hears nothing any more, not even of its end; new connections pass. */
    forget: () => {
      for (const pair of pairs) forgotten.add(pair);
    },
    close: () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    },
  };
}
