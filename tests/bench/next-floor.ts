/** Builds the bare Next app when its sources are newer than its build, and serves it. */
import type { ChildProcess } from "node:child_process";
import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { run, start } from "../../scripts/program.mjs";
import { freePort } from "../../scripts/serve.mjs";

const FOLDER = "tests/bench/next-floor";
const BUILD = join(FOLDER, ".next", "BUILD_ID");

const isBuilt = () => {
  if (!existsSync(BUILD)) return false;
  const { mtimeMs } = statSync(BUILD);
  const own = readdirSync(FOLDER, { recursive: true, encoding: "utf8" })
    .filter((name) => !name.startsWith(".next"))
    .map((name) => join(FOLDER, name));
  return [...own, "tests/bench/lean-statements.mjs", "package-lock.json"].every(
    (path) => statSync(path).mtimeMs < mtimeMs,
  );
};

/** The server and its address. */
export async function serveNextFloor(databaseUrl: string): Promise<{ child: ChildProcess; base: string }> {
  if (!isBuilt()) {
    process.stderr.write("Building the bare Next app …\n");
    const code = await run("next", ["build", FOLDER], { stdio: ["ignore", "ignore", "inherit"] });
    if (code !== 0) throw new Error("the bare Next app could not be built");
  }
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child: ChildProcess = start("next", ["start", FOLDER, "-H", "127.0.0.1", "-p", String(port)], {
    env: { DATABASE_URL: databaseUrl },
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (let waited = 0; waited < 30_000; waited += 100) {
    const answer = await fetch(`${base}/api/page`).catch(() => null);
    if (answer?.status === 401) return { child, base };
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  child.kill();
  throw new Error("the bare Next app did not answer");
}
