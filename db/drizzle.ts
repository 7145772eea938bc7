import type { PgDatabase, PgQueryResultHKT } from "drizzle-orm/pg-core";
import * as schema from "./schema";

/** How Drizzle is set up on either database. */
export const DRIZZLE = { schema, casing: "snake_case" } as const;

export type Schema = typeof schema;
/** Either database, or a transaction on it. */
export type Db = PgDatabase<PgQueryResultHKT, Schema>;
