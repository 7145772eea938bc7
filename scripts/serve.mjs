import { createServer } from "node:net";
import { startServer } from "./program.mjs";

function endWith(line) {
  process.stderr.write(`${line}\n`);
  process.exit(1);
}

/** PORT, or 3000; what is no port ends the program with one line. */
export function chosenPort(end = endWith) {
  const port = Number(process.env.PORT || 3000);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  return end("PORT must be a port number");
}

/** Whether somebody else has the port. */
export const isPortFree = (port) =>
  new Promise((resolve) => {
    const probe = createServer()
      .once("error", () => resolve(false))
      .once("listening", () => probe.close(() => resolve(true)))
      .listen(port);
  });

export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

/** Serves a build and waits until it answers. `child` is the server; it is stopped by a signal. */
export async function serve({ folder, port, env, stdio = ["ignore", "ignore", "inherit"] }) {
  const child = startServer({ ...env, NEXT_DIST_DIR: folder, PORT: String(port) }, { stdio });
  let hasEnded = false;
  child.on("close", () => {
    hasEnded = true;
  });
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (hasEnded) throw new Error("the server stopped before it answered");
    const answer = await fetch(`http://127.0.0.1:${port}/api/health`).catch(() => null);
    if (answer?.ok) return child;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error("the server did not answer within a minute");
}
