import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

/** A server of the build with settings of its own; the database is an empty one unless DATABASE_URL says otherwise. */
export async function ownServer(
  settings: Record<string, string> | ((url: string) => Record<string, string>),
) {
  const data = mkdtempSync(join(tmpdir(), "projekter-own-"));
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const server = spawn(process.execPath, ["lib/front/server.mjs"], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: "", DATA_DIR: data, PORT: String(port), NODE_ENV: "production" },
      ...{ NEXTAUTH_URL: "", NEXTAUTH_SECRET: "for this test alone, and long enough for it" },
      ...(typeof settings === "function" ? settings(url) : settings),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  let log = "";
  server.stderr.on("data", (chunk: Buffer) => {
    log += chunk.toString("utf8");
  });
  const end = new Promise((resolve) => server.on("close", resolve));
  const stop = async () => {
    server.kill();
    await end;
    rmSync(data, { recursive: true, force: true });
  };
  for (let i = 0; i < 600; i += 1) {
    if ((await fetch(`${url}/api/health`).catch(() => null))?.ok) return { url, stop, log: () => log };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await stop();
  throw new Error(`the server did not answer within a minute: ${log}`);
}
