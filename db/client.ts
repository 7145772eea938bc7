import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import { migrate as migrateNode } from "drizzle-orm/node-postgres/migrator";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import pg from "pg";
import { lockDirectory } from "./directory-lock";
import { type Db, DRIZZLE, type Schema } from "./drizzle";
import { databaseOn, openPool } from "./postgres";

export type { Db, Schema };
export type OpenDatabase = { db: Db; kind: "embedded" | "postgresql"; close: () => Promise<void> };

const migrationsFolder = join(process.cwd(), "db", "migrations");
/** Any constant number: it names the lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 7_914_131;

/** A real PostgreSQL through a pool; the database must exist. Does not migrate. */
export async function openPostgres(connectionString: string): Promise<OpenDatabase> {
  const pool = openPool(connectionString);
  return { db: databaseOn(pool), kind: "postgresql", close: () => pool.end() };
}

/** PGlite in this process, migrated. `dataDir` undefined keeps everything in memory. */
export async function openEmbedded(dataDir?: string): Promise<OpenDatabase> {
  let unlock = () => {};
  if (dataDir) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    unlock = lockDirectory(dataDir);
  }
  try {
    const client = await PGlite.create(dataDir ? join(dataDir, "database") : {});
    const db = drizzlePglite({ client, ...DRIZZLE });
    await migratePglite(db, { migrationsFolder });
    const close = async () => {
      await client.close();
      unlock();
    };
    return { db: db as unknown as Db, kind: "embedded", close };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Brings a PostgreSQL up to date; several processes may call it at once. */
export async function migratePostgres(connectionString: string): Promise<void> {
  const pool = new pg.Pool({ connectionString, max: 1 });
  try {
    const db = drizzleNode({ client: pool, ...DRIZZLE });
    await db.execute(sql`select pg_advisory_lock(${MIGRATION_LOCK})`);
    await migrateNode(db, { migrationsFolder });
    await db.execute(sql`select pg_advisory_unlock(${MIGRATION_LOCK})`);
  } finally {
    await pool.end();
  }
}

const shared = globalThis as { projekterDatabase?: Promise<OpenDatabase> };

/** The process's one database; a failed opening is tried anew at the next call. */
export function openDatabase(settings: { DATABASE_URL?: string; DATA_DIR: string }): Promise<OpenDatabase> {
  shared.projekterDatabase ??= (
    settings.DATABASE_URL ? openPostgres(settings.DATABASE_URL) : openEmbedded(resolve(settings.DATA_DIR))
  ).catch((error) => {
    shared.projekterDatabase = undefined;
    throw error;
  });
  return shared.projekterDatabase;
}
