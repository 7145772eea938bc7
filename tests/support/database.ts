import type { PGlite } from "@electric-sql/pglite";
import { drizzle as drizzlePglite } from "drizzle-orm/pglite";
import type { Pool } from "pg";
import type { Db } from "@/db/client";
import { DRIZZLE } from "@/db/drizzle";
import { databaseOn, openPool } from "@/db/postgres";

declare global {
  var projekterTestClient: PGlite | undefined;
  var projekterTestUrl: string | undefined;
  /** Whether that address is a pooler's (scripts/pooled.mjs). */
  var isThroughPooler: boolean | undefined;
}

export type Statement = { text: string; values: unknown[] };
const statements: Statement[] = [];
const logger = { logQuery: (text: string, values: unknown[]) => statements.push({ text, values }) };
let pool: Pool | undefined;
let opened: Db | undefined;

/** This test file's own migrated database, whichever kind it is. Tests share it; each makes its own world in it. */
export function testDb(): Db {
  if (opened) return opened;
  if (globalThis.projekterTestClient) {
    const client = globalThis.projekterTestClient;
    opened = drizzlePglite({ client, ...DRIZZLE, logger }) as unknown as Db;
  } else {
    pool = openPool(globalThis.projekterTestUrl ?? "");
    opened = databaseOn(pool, logger);
  }
  return opened;
}

export const isPostgres = () => globalThis.projekterTestUrl !== undefined;

/** `test` on a PostgreSQL that is asked directly. Behind a pooler the test is skipped, and the reason is printed. */
export function testOfConnections(reason: string): typeof test | typeof test.skip {
  if (!isPostgres()) return test.skip;
  if (!globalThis.isThroughPooler) return test;
  process.stderr.write(`skipped behind the pooler: ${reason}\n`);
  return test.skip;
}

/** For a program that opened its database itself and wants the factories to fill it. */
export const fillDatabase = (db: Db) => {
  opened = db;
};

// That program is no test, and nothing is called after it.
if (typeof afterAll === "function") afterAll(async () => pool?.end());

/** The SQL statements that some work sent, in order; BEGIN and COMMIT are not among them. */
export async function statementsOf(work: () => Promise<unknown>): Promise<string[]> {
  return (await statementsWithValues(work)).map(({ text }) => text);
}

/** The same with the values of their parameters. */
export async function statementsWithValues(work: () => Promise<unknown>): Promise<Statement[]> {
  const before = statements.length;
  await work();
  return statements.slice(before);
}

/** Runs SQL as it is written, on a connection of this file's database, and gives the rows. */
export async function rawRows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  testDb();
  const embedded = globalThis.projekterTestClient;
  const result = embedded ? await embedded.query(text, values) : await pool?.query(text, values);
  return (result?.rows ?? []) as Row[];
}
