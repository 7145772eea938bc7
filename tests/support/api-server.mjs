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

async function administer(statement) {
  const client = new pg.Client(process.env.TEST_DATABASE_URL);
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** A server with a world for each file of the contract tests; gives what the tests need to know of it. */
export async function serveApi(kind) {
  await buildWhenChanged(FOLDER);
  const data = mkdtempSync(join(tmpdir(), "projekter-api-"));
  const name = `projekter_api_${randomBytes(6).toString("hex")}`;
  let databaseUrl = "";
  if (kind === "postgresql") {
    await administer(`create database ${name}`);
    databaseUrl = Object.assign(new URL(process.env.TEST_DATABASE_URL), { pathname: `/${name}` }).href;
  }
  const env = {
    DATA_DIR: data,
    DATABASE_URL: databaseUrl,
    NEXTAUTH_URL: undefined,
    NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
  };
  const worlds = join(data, "worlds.json");
  const names = readdirSync("tests/api").map((file) => file.split(".")[0]);
  if ((await run("tsx", ["tests/support/api-world.ts", worlds, ...names], { env })) !== 0) {
    throw new Error("the worlds of the contract tests could not be made");
  }
  const port = await freePort();
  const begin = () => serve({ folder: FOLDER, port, env });
  let server = await begin();
  const end = (signal) =>
    new Promise((resolve) => {
      server.on("close", resolve);
      server.kill(signal);
    });
  return {
    facts: { url: `http://127.0.0.1:${port}`, worlds, databaseUrl },
    restart: async () => {
      await end("SIGKILL");
      server = await begin();
    },
    stop: async () => {
      await end("SIGTERM");
      rmSync(data, { recursive: true, force: true });
      if (databaseUrl) await administer(`drop database if exists ${name} with (force)`);
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
