/**
 * Plays the steps of the Dockerfile where there is no container engine: each COPY and RUN in a folder of its stage, with
 * the Node.js that the image has, from npm. Then runs what came out, from a folder that cannot be written to, on a
 * database of its own that is dropped afterwards: npm run image:play, with DATABASE_URL of a PostgreSQL server.
 * Alpine's packages and users are not played.
 */
import { spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import pg from "pg";
import { instructionsOf } from "./dockerfile.mjs";
import { logIn } from "./log-in.mjs";
import { freePort } from "./serve.mjs";

const NAME = `projekter_image_${process.pid}`;
const server = process.env.DATABASE_URL || process.env.TEST_DATABASE_URL;
if (!server) {
  process.stderr.write("DATABASE_URL must name a PostgreSQL server on which a database may be made\n");
  process.exit(1);
}
const databaseUrl = Object.assign(new URL(server), { pathname: `/${NAME}` }).href;
/** As an engine does: links stay links, and what is newer than what tells whether something must be made again. */
const KEEPING = { recursive: true, preserveTimestamps: true, verbatimSymlinks: true };
const home = mkdtempSync(join(tmpdir(), "projekter-image-"));
const say = (line) => process.stdout.write(`${line}\n`);

function must(command, args, options) {
  const { status, stdout } = spawnSync(command, args, {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${status}: ${(stdout ?? "").slice(-2_000)}`);
  return stdout;
}

/** What a clone holds, which is what the build is given (.dockerignore). */
function context() {
  const folder = join(home, "context");
  const files = must("git", ["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
    .split("\0")
    .filter(Boolean);
  for (const file of files) if (existsSync(file)) cpSync(file, join(folder, file), KEEPING);
  return folder;
}

/** The folder with the `node` that the image begins with. */
function nodeOf(from) {
  const [, major] = /^node:(\d+)/.exec(from) ?? [];
  const folder = join(home, "node");
  const name = `node-${process.platform}-${process.arch}`;
  const bin = join(folder, "node_modules", name, "bin");
  if (!existsSync(bin)) {
    mkdirSync(folder);
    must("npm", ["install", "--prefix", folder, "--no-audit", "--no-fund", "--no-save", `${name}@${major}`]);
    say(`Node.js ${must(join(bin, "node"), ["--version"]).trim()}`);
  }
  return bin;
}

/** Plays the stages; gives the last one's root, folder, variables and command. */
function play() {
  const given = context();
  const roots = new Map();
  let last;
  for (const stage of instructionsOf(readFileSync("Dockerfile", "utf8"))) {
    const root = mkdtempSync(join(home, "stage-"));
    const variables = {};
    let folder = "/";
    let command = [];
    let path = process.env.PATH;
    // A path of the image, from this folder of it.
    const within = (name) => join(root, resolve(folder, name));
    for (const [name, rest] of stage) {
      if (name === "FROM") {
        const [from, , as] = rest.split(" ");
        path = `${nodeOf(from)}:${path}`;
        if (as) roots.set(as, root);
      } else if (name === "WORKDIR") {
        folder = rest;
        mkdirSync(within("."), { recursive: true });
      } else if (name === "ENV") {
        for (const [, key, value] of rest.matchAll(/(\w+)=(\S+)/g)) variables[key] = value;
      } else if (name === "COPY") {
        const [, source, words] = /^(?:--from=(\S+) )?(.*)$/.exec(rest) ?? [];
        const parts = words.split(" ");
        const to = parts.pop();
        for (const part of parts) {
          const from = join(source ? roots.get(source) : given, part);
          const isInto = statSync(from).isDirectory() ? to : join(to, part.split("/").at(-1));
          cpSync(from, within(isInto), KEEPING);
        }
      } else if (name === "RUN" && rest.startsWith("apk ")) {
        say(`not played: ${rest}`);
      } else if (name === "RUN") {
        say(`played: ${rest}`);
        // What it writes to a path of the image goes to the stage.
        const script = rest.replaceAll(/(?<= )\/(?=\w)/g, `${root}/`);
        must("sh", ["-c", script], { cwd: within("."), env: { ...process.env, ...variables, PATH: path } });
      } else if (name === "CMD") command = JSON.parse(rest);
    }
    last = { root, folder: within("."), variables, command, path };
  }
  return last;
}

/** Leaves everything to be read and nothing to be written. */
function lock(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const at = join(folder, entry.name);
    if (entry.isDirectory()) lock(at);
    else if (!entry.isSymbolicLink()) chmodSync(at, 0o444);
  }
  chmodSync(folder, 0o555);
}

const sizeOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);

/** As nobody special, where we are root. */
const USER = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

async function runIt({ folder, variables, command, path }) {
  const port = await freePort();
  const writable = mkdtempSync(join(tmpdir(), "projekter-image-data-"));
  chmodSync(writable, 0o777);
  const env = {
    ...variables,
    PATH: path,
    PORT: String(port),
    DATABASE_URL: databaseUrl,
    NEXTAUTH_SECRET: "of this play alone, and long enough for it",
    ADMIN_PASSWORD: "of this play alone",
    BACKUP_DIR: writable,
    DATA_DIR: writable,
  };
  const options = { cwd: folder, env, ...USER };
  const run = (name, ...args) => must("node", [`commands/${name}.mjs`, ...args], options);
  say(run("migrate").trim());
  say(run("create-admin", "--email", "admin@play.example", "--name", "Play").trim());
  const [program, ...args] = command;
  const child = spawn(program, args, { ...options, stdio: ["ignore", "inherit", "inherit"] });
  try {
    const base = `http://127.0.0.1:${port}`;
    const ask = (where) => fetch(`${base}${where}`).catch(() => undefined);
    let health;
    for (let i = 0; i < 300 && !health?.ok; i += 1) {
      health = await ask("/api/health");
      if (!health?.ok) await new Promise((done) => setTimeout(done, 100));
    }
    say(`health: ${await health?.text()}`);
    const page = await (await ask("/login"))?.text();
    const script = /src="(\/_next\/static\/[^"]+\.js)"/.exec(page ?? "")?.[1];
    const style = /href="(\/_next\/static\/[^"]+\.css)"/.exec(page ?? "")?.[1];
    for (const where of ["/login", script, style, "/icon.svg", "/api/v1/openapi.json"]) {
      const status = (await ask(where ?? "/nowhere"))?.status;
      say(`${where}: ${status}`);
      if (status !== 200) throw new Error(`${where} answered ${status}`);
    }
    await asAdministrator(base);
    say(run("counts").trim());
    say(run("backup").trim());
    const backup = readdirSync(writable).find((name) => name.startsWith("projekter"));
    const { stdout } = spawnSync("node", ["commands/doctor.mjs"], { ...options, encoding: "utf8" });
    say(stdout.trim());
    child.kill();
    await new Promise((done) => child.once("close", done));
    say(run("restore", join(writable, backup), "--replace").trim());
  } finally {
    child.kill();
    rmSync(writable, { recursive: true, force: true });
  }
}

/** Logs in, and lets a workbook be written and read, which is done by processes whose files nothing imports. */
async function asAdministrator(base) {
  const cookie = await logIn(base, "admin@play.example", "of this play alone");
  const template = await fetch(`${base}/admin/projects/template.xlsx`, { headers: { cookie } });
  say(`a workbook is written: ${template.status}, ${(await template.arrayBuffer()).byteLength} bytes`);
  const table = await fetch(`${base}/admin/postcodes/table.csv`, { headers: { cookie } });
  const form = new FormData();
  form.set("file", await table.blob(), "postcodes.csv");
  const read = await fetch(`${base}/api/admin/postcodes`, {
    method: "POST",
    headers: { cookie, origin: base },
    body: form,
  });
  say(`a table is read: ${read.status} ${await read.text()}`);
  const pages = await fetch(`${base}/admin/organisations`, { headers: { cookie } });
  if (![template, read, pages].every((answer) => answer.ok))
    throw new Error("one of these was not answered as it should be");
}

async function administer(statement) {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(statement).finally(() => client.end());
}

try {
  const image = play();
  lock(image.folder);
  // Folders of our own are made for us alone.
  for (const folder of [home, image.root, join(home, "node")]) chmodSync(folder, 0o755);
  say(
    `the image holds ${Math.round(sizeOf(image.root) / 1e6)} MB beside Node.js, tini and PostgreSQL's tools`,
  );
  await administer(`create database ${NAME}`);
  await runIt(image);
  say("the image runs");
} finally {
  await administer(`drop database if exists ${NAME} with (force)`);
  if (existsSync(home)) {
    spawnSync("chmod", ["-R", "u+w", home]);
    rmSync(home, { recursive: true, force: true });
  }
}
