import "server-only";
import { sql } from "drizzle-orm";
import { type Db, openDatabase } from "@/db/client";
import { env } from "@/lib/env";
import { scopeOf } from "./access";
import type { Actor } from "./context";
import { rowsOf } from "./sql";

/**
 * The process's one database, opened (and, when embedded, migrated) at the first call, for an actor; null is nobody yet,
 * as at a log-in, and sees no row of a company's.
 */
export async function database(actor: Actor | null): Promise<Db> {
  const { as } = await openDatabase(env);
  return as(actor && scopeOf(actor));
}

/**
 * Whether the database has all migrations of this program and accepts writes. A newer database is »ok«: most
 * migrations leave older processes working, and a proxy must not take them all away. Throws when it does not answer.
 */
export async function databaseState(): Promise<"ok" | "read_only" | "not_migrated"> {
  const { db, migrations } = await openDatabase(env);
  const { state } = await migrations();
  if (state !== "current" && state !== "newer") return "not_migrated";
  const [found] = await rowsOf<{ isReadOnly: boolean }>(
    db,
    sql`select current_setting('transaction_read_only')::boolean as "isReadOnly"`,
  );
  return found?.isReadOnly ? "read_only" : "ok";
}
