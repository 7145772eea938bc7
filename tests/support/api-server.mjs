// Serves the production build over a fresh database. As a program it obeys its input: »restart« kills and starts again.
import { randomBytes } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { buildWhenChanged } from "../../scripts/build.mjs";
import { run } from "../../scripts/program.mjs";
import { freePort, serve } from "../../scripts/serve.mjs";

const FOLDER = ".next";

async function administer(server, statement) {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(statement);
  await client.end();
}

const CONTRACT_TESTS = readdirSync("tests/api").map((file) => file.split(".")[0]);

/**
 * A server with a world for each name; gives what the tests need to know of it. Its database is made on the PostgreSQL
 * server `on`, and it is told the address that `through` makes of the database's own, and that of a replica that `readFrom`
 * makes of it.
 */
export async function serveApi(
  kind,
  { names = CONTRACT_TESTS, on = process.env.TEST_DATABASE_URL, through = (url) => url, readFrom } = {},
) {
  await buildWhenChanged(FOLDER);
  const data = mkdtempSync(join(tmpdir(), "projekter-api-"));
  const name = `projekter_api_${randomBytes(6).toString("hex")}`;
  let databaseUrl = "";
  if (kind === "postgresql") {
    await administer(on, `create database ${name}`);
    databaseUrl = Object.assign(new URL(on), { pathname: `/${name}` }).href;
  }
  const env = {
    DATA_DIR: data,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: undefined,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
  };
  const worlds = join(data, "worlds.json");
  if ((await run("tsx", ["tests/support/api-world.ts", worlds, ...names], { env })) !== 0) {
    throw new Error("the worlds of the contract tests could not be made");
  }
  const port = await freePort();
  if (databaseUrl) env.DATABASE_URL = await through(databaseUrl);
  if (readFrom) env.DATABASE_READ_URL = readFrom(databaseUrl);
  let server;
  const begin = async () => {
    server = await serve({ folder: FOLDER, port, env });
  };
  const hasEnded = () => server.exitCode !== null || server.signalCode !== null;
  const end = (signal) =>
    new Promise((resolve) => {
      if (hasEnded()) return resolve();
      server.on("close", resolve);
      server.kill(signal);
    });
  const kill = () => end("SIGKILL");
  await begin();
  return {
    facts: { url: `http://127.0.0.1:${port}`, worlds, databaseUrl, data },
    begin,
    kill,
    restart: () => kill().then(begin),
    hasEnded,
    pid: () => server.pid,
    stop: async () => {
      await end("SIGTERM");
      rmSync(data, { recursive: true, force: true });
      if (databaseUrl) await administer(on, `drop database if exists ${name} with (force)`);
    },
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const server = await serveApi(process.argv[2]);
  const say = () => process.stdout.write(`${JSON.stringify(server.facts)}\n`);
  say();
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === "restart") await server.restart().then(say);
  }
  await server.stop();
}
