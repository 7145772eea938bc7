import { createServer, connect, type Socket } from "node:net";

type Mode = "open" | "silent" | "cut after commit";

/** Stands between a pool and its PostgreSQL: passes everything on, keeps everything back, or loses an answer to COMMIT. */
export async function cuttingProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  const pairs = new Set<[Socket, Socket]>();
  let mode: Mode = "open";
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    const pair: [Socket, Socket] = [near, far];
    pairs.add(pair);
    let isCommitted = false;
    const end = () => {
      pairs.delete(pair);
      for (const socket of pair) socket.destroy();
    };
    near.on("data", (bytes) => {
      if (mode === "silent") return;
      isCommitted ||= mode === "cut after commit" && bytes.includes("commit\0");
      far.write(bytes);
    });
    far.on("data", (bytes) => {
      if (mode === "silent") return;
      // The server has done it; the answer goes no further.
      if (isCommitted) end();
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
    close: () => {
      for (const pair of pairs) for (const socket of pair) socket.destroy();
      server.close();
    },
  };
}
