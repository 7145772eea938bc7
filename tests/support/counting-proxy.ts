import { connect, createServer } from "node:net";

/**
 * Stands between a server and its PostgreSQL, passes everything on and notes the statements that are carried out: the
 * texts of the protocol's messages Query, and of Bind what Parse had sent under that name, perhaps long before.
 */
export async function countingProxy(databaseUrl: string) {
  const target = new URL(databaseUrl);
  let statements: string[] = [];
  const server = createServer((near) => {
    const far = connect(Number(target.port || 5432), target.hostname);
    let held = Buffer.alloc(0);
    let hasStarted = false;
    const parsed = new Map<string, string>();
    near.on("data", (bytes) => {
      far.write(bytes);
      held = Buffer.concat([held, bytes]);
      for (;;) {
        // The first message of a connection has a length and no letter.
        const lengthAt = hasStarted ? 1 : 0;
        if (held.length < lengthAt + 4) return;
        const end = lengthAt + held.readInt32BE(lengthAt);
        if (held.length < end) return;
        const letter = hasStarted ? held.toString("latin1", 0, 1) : "";
        const texts = held.toString("utf8", lengthAt + 4, end).split("\0");
        const [first = "", second = ""] = texts;
        if (letter === "P") parsed.set(first, second);
        const statement = letter === "B" ? parsed.get(second) : letter === "Q" ? first : undefined;
        if (statement) statements.push(statement.replace(/\s+/g, " "));
        held = held.subarray(end);
        hasStarted = true;
      }
    });
    far.on("data", (bytes) => near.write(bytes));
    const end = () => [near, far].forEach((socket) => socket.destroy());
    for (const socket of [near, far]) socket.on("error", end).on("close", end);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(databaseUrl);
  url.host = `127.0.0.1:${(server.address() as { port: number }).port}`;
  return {
    url: url.href,
    /** What was sent since the last call. */
    taken: () => {
      const sent = statements;
      statements = [];
      return sent;
    },
    close: () => server.close(),
  };
}
