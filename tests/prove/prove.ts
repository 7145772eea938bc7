/**
 * Proves the fences: work under many users, repeated requests, killed processes, lost databases, and the tests that hold
 * rules and tenants. `npm run prove -- R2 S1` takes single items, `--short` a smaller number of attempts at each. One JSON
 * line an item on stdout. All that it does is done by a group of processes of its own, with a database user and a folder
 * of their own, so that nothing of it stays behind, however it ends.
 */
import { type ChildProcess, spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { Client } from "pg";
import { start } from "../../scripts/program.mjs";
import { ITEMS } from "./items";

const given = process.env.TEST_DATABASE_URL;
const role = `prove_${randomBytes(4).toString("hex")}`;

async function administer(work: (client: Client) => Promise<unknown>) {
  const client = new Client(given);
  await client.connect();
  await work(client).finally(() => client.end());
}

/** The given server, for a user to whom all belongs that is made on it. */
async function ownUrl(): Promise<string> {
  if (!given) return "";
  const password = randomBytes(12).toString("hex");
  await administer((client) => client.query(`create role ${role} superuser login password '${password}'`));
  return Object.assign(new URL(given), { username: role, password }).href;
}

const dropOwned = () =>
  administer(async (client) => {
    const { rows } = await client.query<{ name: string }>(
      "select datname as name from pg_database where datdba = (select oid from pg_roles where rolname = $1)",
      [role],
    );
    for (const { name } of rows) await client.query(`drop database ${name} with (force)`);
    await client.query(`drop role if exists ${role}`);
  });

/** Starts the work in a group of its own; gives how it ends, and what ends the whole group. */
function inOwnGroup(args: string[], env: Record<string, string>) {
  const child: ChildProcess = start("tsx", ["tests/prove/work.ts", ...args], { env, detached: true });
  const ended = new Promise<number>((resolve) => child.on("close", (code) => resolve(code ?? 1)));
  const end = () => {
    try {
      process.kill(-(child.pid ?? 0), "SIGKILL");
    } catch {
      // None of them is left.
    }
  };
  return { ended, end };
}

/** Removes a folder with the file systems that are mounted in it, and ends what was begun there outside of our group. */
function remove(folder: string) {
  spawnSync("pkill", ["-KILL", "-f", "--", folder]);
  const mounts = existsSync("/proc/mounts") ? readFileSync("/proc/mounts", "utf8").split("\n") : [];
  const within = mounts
    .map((line) => line.split(" ")[1] ?? "")
    .filter((path) => path.startsWith(`${folder}/`));
  for (const path of within) spawnSync("umount", ["--lazy", path]);
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}

async function main(): Promise<number> {
  const { positionals: names } = parseArgs({
    allowPositionals: true,
    options: { short: { type: "boolean" }, only: { type: "string" } },
  });
  const unknown = names.filter((name) => !ITEMS.some(({ item }) => item === name));
  if (unknown.length > 0) {
    const known = ITEMS.map(({ item }) => item).join(" ");
    process.stderr.write(`There is no ${unknown.join(", no ")}; there are ${known}\n`);
    return 1;
  }
  const folder = mkdtempSync(join(tmpdir(), "projekter-prove-"));
  // A PostgreSQL of its own does not run as root.
  chmodSync(folder, 0o711);
  try {
    const url = await ownUrl();
    const work = inOwnGroup(process.argv.slice(2), {
      ...{ TEST_DATABASE_URL: url, DATABASE_URL: "", TMPDIR: folder },
      // Whoever sets these wants them for another server.
      ...{ NEXTAUTH_URL: "", NEXTAUTH_SECRET: "", DATA_DIR: "", PORT: "" },
    });
    const interrupted = new Promise<number>((resolve) => {
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, () => resolve(1));
    });
    const code = await Promise.race([work.ended, interrupted]);
    work.end();
    await work.ended;
    return code;
  } finally {
    if (given) await dropOwned();
    remove(folder);
  }
}

main().then(
  (code) => process.exit(code),
  (error: Error) => {
    process.stderr.write(`Nothing was proved: ${error.message}\n`);
    process.exit(1);
  },
);
