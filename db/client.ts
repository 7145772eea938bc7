import { resolve } from "node:path";
import type { Db, Schema } from "./drizzle";
import { openEmbedded as openEmbeddedFolder } from "./embedded";
import { knownMigrations, migrate, type MigrationState, migrationState } from "./migrate";
import { databaseOn, type Opened, openedOn, openPool } from "./postgres";
import { openReplica } from "./replica";
import type { Scope } from "./scope";

export type { Db, Schema };
export type OpenDatabase = Opened & {
  kind: "embedded" | "postgresql";
  /** Compares the database's migrations with the program's. */
  migrations: () => Promise<MigrationState>;
  close: () => Promise<void>;
  /** The pool's, of a real PostgreSQL: how many are open, of them unused, and how many requests wait for one. */
  connections?: () => { open: number; idle: number; waiting: number };
  /** With a replica: `as` for reads that may be some seconds late, but have so many changes of the user (`openReplica`). */
  late?: (scope: Scope, changeCount: number) => Db;
};

function opened(
  kind: OpenDatabase["kind"],
  { db, as, close }: Opened & Pick<OpenDatabase, "close">,
): OpenDatabase {
  // Read at the opening: an upgrade may replace the files of a running program.
  const known = knownMigrations();
  return { db, as, kind, close, migrations: () => migrationState(db, known) };
}

/** A real PostgreSQL through a pool, and a replica of it, if any; the database must exist. Does not migrate. */
export async function openPostgres(connectionString: string, readUrl?: string): Promise<OpenDatabase> {
  const pool = openPool(connectionString);
  const { through, ...on } = openedOn(pool);
  const replica = readUrl ? openReplica(pool, readUrl) : undefined;
  const close = async () => {
    await replica?.close();
    await pool.end();
  };
  return {
    ...opened("postgresql", { ...on, close }),
    ...(replica && {
      late: (scope, changeCount) => through(scope, (primary) => replica.as(scope, changeCount, primary)),
    }),
    connections: () => ({ open: pool.totalCount, idle: pool.idleCount, waiting: pool.waitingCount }),
  };
}

/** PGlite in this process, migrated. `dataDir` undefined keeps everything in memory. */
export async function openEmbedded(dataDir?: string): Promise<OpenDatabase> {
  return opened("embedded", await openEmbeddedFolder(dataDir));
}

/** Migrates a PostgreSQL database; several processes may call it at the same time. */
export async function migratePostgres(connectionString: string): Promise<void> {
  const pool = openPool(connectionString, { max: 1, query_timeout: 0 });
  try {
    await migrate(databaseOn(pool));
  } finally {
    await pool.end();
  }
}

const shared = globalThis as { projekterDatabase?: Promise<OpenDatabase> };

type Settings = { DATABASE_URL?: string; DATABASE_READ_URL?: string; DATA_DIR: string };

/** The process's one database; a failed opening is tried again at the next call. */
export function openDatabase(settings: Settings): Promise<OpenDatabase> {
  const { DATABASE_URL, DATABASE_READ_URL, DATA_DIR } = settings;
  shared.projekterDatabase ??= (
    DATABASE_URL ? openPostgres(DATABASE_URL, DATABASE_READ_URL) : openEmbedded(resolve(DATA_DIR))
  ).catch((error) => {
    shared.projekterDatabase = undefined;
    throw error;
  });
  return shared.projekterDatabase;
}
