import "server-only";
import { type Db, openDatabase } from "@/db/client";
import { env } from "@/lib/env";

/** The process's one database, opened (and, when embedded, migrated) at the first call. */
export const database = async (): Promise<Db> => (await openDatabase(env)).db;

/**
 * Whether it answers and holds what this program needs. A newer database is good: in a rolling upgrade the older
 * processes go on serving, and a proxy that asks for their health must not take them all away. Throws when it is silent.
 */
export async function databaseState(): Promise<"ok" | "not_migrated"> {
  const { state } = await (await openDatabase(env)).migrations();
  return state === "current" || state === "newer" ? "ok" : "not_migrated";
}
