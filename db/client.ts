import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import { migrate as migrateNode } from "drizzle-orm/node-postgres/migrator";
import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { migrate as migratePglite } from "drizzle-orm/pglite/migrator";
import { Pool } from "pg";
import { lockDirectory } from "./directory-lock";
import * as schema from "./schema";

export type Schema = typeof schema;
/** Either database, or a transaction on it. */
export type Db = PgDatabase<PgQueryResultHKT, Schema>;
export type OpenDatabase = { db: Db; kind: "embedded" | "postgresql"; close: () => Promise<void> };

const options = { schema, casing: "snake_case" } as const;
const migrationsFolder = join(process.cwd(), "db", "migrations");
/** Any constant number: it names the lock that lets one process migrate at a time. */
const MIGRATION_LOCK = 7_914_131;

/** A real PostgreSQL through a pool; the database must exist. Does not migrate. */
export async function openPostgres(connectionString: string, max = 10): Promise<OpenDatabase> {
  const pool = new Pool({ connectionString, max, connectionTimeoutMillis: 5_000, statement_timeout: 60_000 });
  // A connection that drops while idle must not end the process; the pool opens another.
  // eslint-disable-next-line no-console -- an operator wants to know
  pool.on("error", (error) => console.error(`database connection lost: ${error.message}`));
  const db = drizzleNode({ client: pool, ...options });
  return { db: db as unknown as Db, kind: "postgresql", close: () => pool.end() };
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
    const db = drizzlePglite({ client, ...options });
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
  const pool = new Pool({ connectionString, max: 1 });
  try {
    const db = drizzleNode({ client: pool, ...options });
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
