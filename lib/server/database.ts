import "server-only";
import { type Db, openDatabase } from "@/db/client";
import { env } from "@/lib/env";

/** The process's one database, opened (and, when embedded, migrated) at the first call. */
export const database = async (): Promise<Db> => (await openDatabase(env)).db;
