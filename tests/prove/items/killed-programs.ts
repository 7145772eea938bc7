/** Of R4: `db:migrate` and `db:seed` are killed, and started again. */
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { migratePostgres, type OpenDatabase, openEmbedded, openPostgres } from "@/db/client";
import { rowsOf } from "@/lib/server/kernel/sql";
import { start } from "../../../scripts/program.mjs";
import { emptyDatabase } from "../../bench/world";
import { wait } from "../ask";
import type { Kind } from "../place";
import type { Proof } from "../proof";

/** Kills of a program before it may come to its end. */
const IN_A_ROW = 5;

type Home = { env: Record<string, string>; open: () => Promise<OpenDatabase>; remove: () => Promise<void> };

async function emptyHome(kind: Kind): Promise<Home> {
  if (kind === "postgresql") {
    const { url, drop } = await emptyDatabase();
    return { env: { DATABASE_URL: url }, open: () => openPostgres(url), remove: drop };
  }
  const folder = mkdtempSync(join(tmpdir(), "projekter-killed-"));
  return {
    env: { DATA_DIR: folder, DATABASE_URL: "" },
    open: () => openEmbedded(folder),
    remove: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

function begin(script: string, { env }: Home) {
  const child: ChildProcess = start("tsx", [script], { env, stdio: ["ignore", "ignore", "pipe"] });
  let told = "";
  child.stderr?.on("data", (bytes: Buffer) => {
    told += bytes.toString();
  });
  const ended = new Promise<string | null>((resolve) => {
    child.on("close", (code) =>
      resolve(code === 0 ? null : `${script} ended with ${code}: ${told.slice(0, 200)}`),
    );
  });
  return { ended, kill: () => child.kill("SIGKILL") };
}

/** How much is in each table, the record of migrations among them; empty without tables. */
async function contentOf(home: Home): Promise<string> {
  const { db, close } = await home.open();
  try {
    const tables = await rowsOf<{ name: string }>(
      db,
      sql`select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('public', 'drizzle') order by 1`,
    );
    const counts: string[] = [];
    for (const { name } of tables) {
      const [found] = await rowsOf<{ n: number }>(db, sql.raw(`select count(*)::int as n from ${name}`));
      counts.push(`${name} ${found?.n}`);
    }
    return counts.join(", ");
  } finally {
    await close();
  }
}

type Program = { script: string; first?: string };
const PROGRAMS: Program[] = [
  { script: "scripts/migrate.ts" },
  { script: "scripts/seed.ts", first: "scripts/migrate.ts" },
];

async function newHome(kind: Kind, { first }: Program): Promise<Home> {
  const home = await emptyHome(kind);
  const fault = first ? await begin(first, home).ended : null;
  if (fault) throw new Error(fault);
  return home;
}

/** The embedded database is migrated by whoever opens it, so what is there before cannot be looked at. */
const isMigratedByLooking = (kind: Kind, { first }: Program) => kind === "embedded" && !first;

/** What is there before a program, and after it when nobody kills it; and how long it takes. */
async function undisturbed(kind: Kind, program: Program) {
  const home = await newHome(kind, program);
  const before = isMigratedByLooking(kind, program) ? null : await contentOf(home);
  const started = performance.now();
  const fault = await begin(program.script, home).ended;
  if (fault) throw new Error(fault);
  const ms = performance.now() - started;
  const after = await contentOf(home);
  await home.remove();
  return { before, after, ms };
}

/** What `db:migrate` leaves that was killed between its two steps, before the reference data. */
async function migratedAlone(kind: Kind): Promise<string> {
  const home = await emptyHome(kind);
  if (home.env.DATABASE_URL) await migratePostgres(home.env.DATABASE_URL);
  const content = await contentOf(home);
  await home.remove();
  return content;
}

async function killProgram(proof: Proof, kind: Kind, program: Program, times: number): Promise<void> {
  const { before, after, ms } = await undisturbed(kind, program);
  const between = program.first ? null : await migratedAlone(kind);
  const ends = { nothing: 0, firstStep: 0, all: 0 };
  for (let killed = 0; killed < times; ) {
    const home = await newHome(kind, program);
    const until = Math.min(times, killed + (isMigratedByLooking(kind, program) ? 1 : IN_A_ROW));
    for (; killed < until; killed += 1) {
      const { ended, kill } = begin(program.script, home);
      // The first part of the time goes to reading the program.
      await wait(ms * (0.3 + (0.8 * (killed + 0.5)) / times));
      kill();
      await ended;
      const content = await contentOf(home);
      if (content === after) ends.all += 1;
      else if (content === before) ends.nothing += 1;
      else if (content === between) ends.firstStep += 1;
      proof.attempt(
        ![before, between, after].includes(content) &&
          `${kind}, ${program.script} was killed and left ${content}`,
      );
    }
    const fault = await begin(program.script, home).ended;
    const content = await contentOf(home);
    proof.attempt(fault, content !== after && `${kind}, ${program.script} started again and left ${content}`);
    await home.remove();
    proof.tell(`${kind} ${program.script}: killed ${killed} times`);
  }
  proof.figures[`${kind} ${program.script}`] = ends;
}

export async function killPrograms(proof: Proof, kind: Kind, times: number): Promise<void> {
  const chosen = PROGRAMS.filter(({ script }) => `${kind} ${script}`.includes(proof.only));
  for (const program of chosen) await killProgram(proof, kind, program, times);
}
