import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { readMigrationFiles } from "drizzle-orm/migrator";
import type { Db } from "./drizzle";

const FOLDER = join(process.cwd(), "db", "migrations");
/** Any constant number: it names the lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 7_914_131;

export type Migration = { name: string; hash: string; when: number; statements: string[] };

/** The program's migrations in order. */
export function knownMigrations(): Migration[] {
  const { entries } = JSON.parse(readFileSync(join(FOLDER, "meta", "_journal.json"), "utf8")) as {
    entries: { tag: string }[];
  };
  return readMigrationFiles({ migrationsFolder: FOLDER }).map(
    ({ hash, folderMillis, sql: statements }, i) => ({
      ...{ name: entries[i]?.tag ?? "", hash, when: folderMillis, statements },
    }),
  );
}

/**
 * The state of a database: `behind` lacks migrations, `newer` has some that this program does not know, `differs` both.
 * `line` says so in one sentence, with what to do; null when the state is `current`.
 */
export type MigrationState = {
  state: "current" | "behind" | "newer" | "differs";
  missing: Migration[];
  line: string | null;
};

/**
 * Compares all migrations by hash. Drizzle compares the newest date alone, and misses migrations that were merged late.
 */
export function compareMigrations(known: readonly Migration[], applied: readonly string[]): MigrationState {
  const missing = known.filter(({ hash }) => !applied.includes(hash));
  const unknown = applied.filter((hash) => !known.some((migration) => migration.hash === hash)).length;
  const lacks = `lacks ${missing.map(({ name }) => name).join(", ")}`;
  const holds = `holds ${unknown} ${unknown === 1 ? "migration" : "migrations"} unknown to this program`;
  if (missing.length > 0 && unknown > 0) {
    const line = `The database ${lacks} and ${holds}, so another version has migrated it. Start that version, or choose another database.`;
    return { state: "differs", missing, line };
  }
  if (unknown > 0) {
    const line = `The database ${holds}, so it is newer. Start the newer version of the program.`;
    return { state: "newer", missing, line };
  }
  if (missing.length === 0) return { state: "current", missing, line: null };
  const what = applied.length === 0 ? "has not been migrated" : lacks;
  return { state: "behind", missing, line: `The database ${what}. Run: npm run db:migrate` };
}

/** The hashes of a database's migrations; null when it has never been migrated. */
async function appliedMigrations(db: Db): Promise<string[] | null> {
  const rowsOf = async <Row>(statement: ReturnType<typeof sql>) =>
    ((await db.execute(statement)) as unknown as { rows: Row[] }).rows;
  const [found] = await rowsOf<{ there: boolean }>(
    sql`select to_regclass('drizzle.__drizzle_migrations') is not null as there`,
  );
  if (!found?.there) return null;
  const rows = await rowsOf<{ hash: string }>(sql`select hash from drizzle.__drizzle_migrations order by id`);
  return rows.map(({ hash }) => hash);
}

const UNTOLD =
  "The database holds the program's tables, but not the schema drizzle, which tells what it has been migrated by. Restore the backup with all of its schemas, into an empty database.";

const stateOf = async (db: Db, known: readonly Migration[], applied: string[] | null) =>
  !applied && (await hasTables(db))
    ? { state: "differs" as const, missing: [...known], line: UNTOLD }
    : compareMigrations(known, applied ?? []);

/** Whether our tables exist. They do without a record of migrations after a restore of their schema alone. */
async function hasTables(db: Db): Promise<boolean> {
  const found = await db.execute(sql`select to_regclass('history_events') is not null as there`);
  return (found as unknown as { rows: { there: boolean }[] }).rows[0]?.there === true;
}

export const migrationState = async (db: Db, known: readonly Migration[]): Promise<MigrationState> =>
  stateOf(db, known, await appliedMigrations(db));

/**
 * Applies the migrations that the database lacks, in one transaction; several processes may call it at the same time.
 * Throws one line, and changes nothing, when the database has migrations that are unknown here.
 */
export async function migrate(db: Db, known: readonly Migration[] = knownMigrations()): Promise<void> {
  await db.transaction(async (tx) => {
    // It may take long, and waits for another process that migrates; a connection, user or pooler sets limits.
    await tx.execute(sql`select set_config(name, '0', true) from unnest(
      array['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout']) name`);
    await tx.execute(sql`select pg_advisory_xact_lock(${MIGRATION_LOCK})`);
    const applied = await appliedMigrations(tx);
    const { state, missing, line } = await stateOf(tx, known, applied);
    if (state === "newer" || state === "differs") throw new Error(line ?? state);
    // Drizzle's own table, for its tools and for databases that it has migrated.
    if (!applied) {
      await tx.execute(sql`create schema if not exists drizzle`);
      await tx.execute(sql`create table drizzle.__drizzle_migrations
        (id serial primary key, hash text not null, created_at bigint)`);
    }
    for (const { hash, when, statements } of missing) {
      for (const statement of statements) await tx.execute(sql.raw(statement));
      await tx.execute(
        sql`insert into drizzle.__drizzle_migrations (hash, created_at) values (${hash}, ${when})`,
      );
    }
  });
}
