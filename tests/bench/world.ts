/** A database of its own with the cases of `model.ts`, and the servers on it. */
import { type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { Client, Pool } from "pg";
import { migratePostgres } from "@/db/client";
import { freePort, serve } from "../../scripts/serve.mjs";
import { caller, type Caller } from "./http";
import { type Floor, openFloor, seedLeanPeople, seedLeanProjects } from "./lean";
import { type Sizes, SIZES, TOKENS } from "./model";
import { serveNextFloor } from "./next-floor";
import { type Query, seedPeople, seedProjects, withoutIndexes } from "./seed";

const FOLDER = process.env.NEXT_DIST_DIR ?? ".next";
/** Filled while nobody else is there, so an operating system's crash may take it. */
const WHILE_SEEDING = "-c synchronous_commit=off -c maintenance_work_mem=512MB";

export type World = {
  query: Query;
  /** Fills up to so many cases; a world does not shrink. */
  grow: (cases: number) => Promise<void>;
  /** How many projects of 10,000 there are. */
  projects: () => number;
  /**
   * Adds projects of a hundred cases in ten groups, which have nearly as many kept counts as one of 10,000; the world does
   * not grow after that.
   */
  crowd: (count: number) => Promise<void>;
  /** The server's address and process. */
  base: string;
  pid: number;
  installer: Caller;
  dso: Caller;
  close: () => Promise<void>;
};
/** A world with the lean table beside the application's, and a bare Next app on it. */
export type FullWorld = World & { floor: Floor; next: Record<"installer" | "dso", Caller> };

/** The PostgreSQL server on which databases are made; ends the program when none is named. */
export function serverUrl(): string {
  const url = process.env.DATABASE_URL || process.env.TEST_DATABASE_URL;
  if (url) return url;
  process.stderr.write(
    "The bench needs a PostgreSQL server on which it may make a database of its own, and drops that afterwards:\n" +
      "DATABASE_URL=postgresql://user:password@host:5432/postgres npm run bench\n",
  );
  return process.exit(1);
}

async function administer(statement: string) {
  const client = new Client(serverUrl());
  await client.connect();
  await client.query(statement);
  await client.end();
}

const queryOn =
  (client: { query: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }> }): Query =>
  async <Row>(text: string, values?: unknown[]) =>
    (await client.query(text, values)).rows as Row[];

/** An empty database of its own. */
export async function emptyDatabase() {
  const name = `projekter_bench_${randomBytes(4).toString("hex")}`;
  const url = Object.assign(new URL(serverUrl()), { pathname: `/${name}` }).href;
  await administer(`create database ${name}`);
  return { url, drop: () => administer(`drop database ${name} with (force)`) };
}

/** One with our tables, and nobody in it yet. */
export async function newDatabase() {
  const made = await emptyDatabase();
  await migratePostgres(made.url);
  return made;
}

/** Fills both kinds of tables, or the application's alone. */
async function filler(url: string, isLeanToo: boolean, sizes: Sizes) {
  const client = new Client({ connectionString: url, options: WHILE_SEEDING });
  await client.connect();
  const query = queryOn(client);
  await seedPeople(query, sizes);
  if (isLeanToo) await seedLeanPeople(query);
  const tables = ["cases", "history_events", ...(isLeanToo ? ["lean.cases", "lean.history"] : [])];
  // It would begin at times of its own; the samples vacuum themselves.
  for (const table of tables) await query(`alter table ${table} set (autovacuum_enabled = false)`);
  let projects = 0;
  const grow = async (cases: number) => {
    const wanted = Math.ceil(cases / sizes.perProject);
    if (wanted <= projects) return;
    const start = performance.now();
    const fill = async () => {
      await seedProjects(query, projects + 1, wanted, sizes);
      if (isLeanToo) await seedLeanProjects(query, projects + 1, wanted);
    };
    await tables.reduce((work, table) => () => withoutIndexes(query, table, work), fill)();
    projects = wanted;
    await query("vacuum analyze");
    const seconds = Math.round((performance.now() - start) / 1000);
    process.stderr.write(`Filled up to ${cases.toLocaleString("en")} cases in ${seconds} s\n`);
  };
  const crowd = async (count: number) => {
    await seedProjects(query, projects + 1, projects + count, { perProject: 100, perGroup: 10 });
    await query("vacuum analyze");
  };
  return { grow, crowd, projects: () => projects, close: () => client.end() };
}

/** Ends a server. One that ends by itself is told of: what is measured after that means nothing. */
function ending(name: string, child: ChildProcess): () => Promise<void> {
  let isAsked = false;
  const ended = new Promise<void>((resolve) => {
    child.on("close", (code, signal) => {
      if (!isAsked) process.stderr.write(`${name} ended by itself: ${signal ?? code}\n`);
      resolve();
    });
  });
  return () => {
    isAsked = true;
    child.kill();
    return ended;
  };
}

let built: Promise<void> | undefined;
async function build() {
  // It awaits at its top, which only an import of this kind allows.
  const { buildWhenChanged } = await import("../../scripts/build.mjs");
  await buildWhenChanged(FOLDER);
}

const open = new Set<() => Promise<void>>();
/** Closes what a stopped bench has open. */
export const closeWorlds = () => Promise.all([...open].map((close) => close()));

/** Opens a world; `close` drops its database. */
export async function openWorld(more?: { sizes?: Sizes }): Promise<World>;
export async function openWorld(more: { isLeanToo: true }): Promise<FullWorld>;
export async function openWorld({ isLeanToo = false, sizes = SIZES } = {}): Promise<World | FullWorld> {
  // Once: a second world must not change the build under the first one's server.
  await (built ??= build());
  const { url, drop } = await newDatabase();
  const closing: (() => unknown)[] = [drop];
  const close = async () => {
    open.delete(close);
    while (closing.length > 0) await closing.pop()?.();
  };
  open.add(close);
  try {
    const { close: endFilling, ...filled } = await filler(url, isLeanToo, sizes);
    const pool = new Pool({ connectionString: url, max: 4 });
    closing.push(endFilling, () => pool.end());
    const port = await freePort();
    const base = `http://127.0.0.1:${port}`;
    const env = {
      DATABASE_URL: url,
      NEXTAUTH_URL: base,
      NEXTAUTH_SECRET: randomBytes(32).toString("base64"),
    };
    const server: ChildProcess = await serve({ folder: FOLDER, port, env });
    const people = (at: string) => {
      const each = { installer: caller(at, TOKENS.installer), dso: caller(at, TOKENS.dso) };
      closing.push(each.installer.close, each.dso.close);
      return each;
    };
    closing.push(ending("The server", server));
    const world = { ...filled, query: queryOn(pool), base, pid: server.pid ?? 0, ...people(base), close };
    if (!isLeanToo) return world;
    const floor = openFloor(url);
    const { child, base: nextBase } = await serveNextFloor(url);
    closing.push(floor.close, ending("The bare Next app", child));
    return { ...world, floor, next: people(nextBase) };
  } catch (error) {
    await close();
    throw error;
  }
}
