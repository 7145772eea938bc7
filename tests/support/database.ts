import type { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzleNode } from "drizzle-orm/node-postgres";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import { Pool } from "pg";
import type { Db } from "@/db/client";
import * as schema from "@/db/schema";

declare global {
  var projekterTestClient: PGlite | undefined;
  var projekterTestUrl: string | undefined;
}

const statements: string[] = [];
const options = {
  schema,
  casing: "snake_case",
  logger: { logQuery: (query: string) => statements.push(query) },
} as const;
let pool: Pool | undefined;
let opened: Db | undefined;

/** This test file's own migrated database, whichever kind it is. Tests share it; each makes its own world in it. */
export function testDb(): Db {
  if (opened) return opened;
  if (globalThis.projekterTestClient) {
    opened = drizzlePglite({ client: globalThis.projekterTestClient, ...options }) as unknown as Db;
  } else {
    pool = new Pool({ connectionString: globalThis.projekterTestUrl, max: 5 });
    pool.on("error", () => {});
    opened = drizzleNode({ client: pool, ...options }) as unknown as Db;
  }
  return opened;
}

export const isPostgres = () => globalThis.projekterTestUrl !== undefined;

/** For a program that opened its database itself and wants the factories to fill it. */
export const fillDatabase = (db: Db) => {
  opened = db;
};

// That program is no test, and nothing is called after it.
if (typeof afterAll === "function") afterAll(async () => pool?.end());

/** The SQL statements that some work sent, in order; BEGIN and COMMIT are not among them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  const before = statements.length;
  await work();
  return statements.slice(before);
}
