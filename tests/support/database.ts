import type { PGlite } from "@electric-sql/pglite";
import type { SQL } from "drizzle-orm";
import type { Pool } from "pg";
import type { Db } from "@/db/client";
import { openedIn } from "@/db/embedded";
import { type Opened, openedOn, openPool } from "@/db/postgres";
import { type Scope, settingsOf } from "@/db/scope";

declare global {
  var projekterTestClient: PGlite | undefined;
  var projekterTestUrl: string | undefined;
  /** Whether that address is a pooler's (scripts/pooled.mjs). */
  var isThroughPooler: boolean | undefined;
}

export type Statement = { text: string; values: unknown[] };
const statements: Statement[] = [];
const logger = { logQuery: (text: string, values: unknown[]) => statements.push({ text, values }) };
/** Asked for when this is loaded, so that the environment waits for it before the first test, whose time is limited. */
const embedded = globalThis.projekterTestClient;
let pool: Pool | undefined;
let opened: Opened | undefined;

function openedDb(): Opened {
  if (opened) return opened;
  if (embedded) opened = openedIn(embedded, logger);
  else {
    pool = openPool(globalThis.projekterTestUrl ?? "");
    opened = openedOn(pool, logger);
  }
  return opened;
}

/**
 * This test file's own migrated database, whichever kind it is, with every row in it. Tests share it; each makes its own
 * world in it.
 */
export const testDb = (): Db => openedDb().db;
/** The same as somebody has it who asks. */
export const testDbFor = (scope: Scope): Db => openedDb().as(scope);

export const isPostgres = () => globalThis.projekterTestUrl !== undefined;

/** `test` on a PostgreSQL that is asked directly. Behind a pooler the test is skipped, and the reason is printed. */
export function testOfConnections(reason: string): typeof test | typeof test.skip {
  if (!isPostgres()) return test.skip;
  if (!globalThis.isThroughPooler) return test;
  process.stderr.write(`skipped behind the pooler: ${reason}\n`);
  return test.skip;
}

/** For a program that opened its database itself and wants the factories to fill it. */
export const fillDatabase = (database: Opened) => {
  opened = database;
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

/** Runs statements in one transaction as somebody who asks, and gives the rows of the last. */
export async function rawRowsFor<Row>(scope: Scope, ...statements: Statement[]): Promise<Row[]> {
  openedDb();
  const first = settingsOf(scope);
  let rows: unknown[] = [];
  if (embedded) {
    await embedded.transaction(async (tx) => {
      await tx.exec(first);
      for (const { text, values } of statements) ({ rows } = await tx.query(text, values));
    });
    return rows as Row[];
  }
  const client = await pool?.connect();
  await client?.query(`begin; ${first}`);
  for (const { text, values } of statements) rows = (await client?.query(text, values))?.rows ?? [];
  await client?.query("rollback");
  client?.release();
  return rows as Row[];
}

/** Runs SQL as it is written, on a connection of this file's database, and gives the rows. */
export async function rawRows<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
  testDb();
  const result = embedded ? await embedded.query(text, values) : await pool?.query(text, values);
  return (result?.rows ?? []) as Row[];
}

/** Runs a script of several statements as it is written. */
export async function runScript(text: string): Promise<void> {
  testDb();
  await (embedded?.exec(text) ?? pool?.query(text));
}

/**
 * Begins `work` while `change` is written and not yet committed, and lets it go on once it waits for that; gives what
 * comes of it, or why it was refused.
 */
export async function whileHeld<Result>(change: SQL, work: () => Promise<Result>) {
  let result: Promise<PromiseSettledResult<Result>[]> | undefined;
  await testDb().transaction(async (tx) => {
    await tx.execute(change);
    result = Promise.allSettled([work()]);
    for (let i = 0; i < 200; i += 1) {
      const [waiting] = await rawRows<{ n: number }>(
        "select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
      );
      if (waiting?.n) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error("nothing waits");
  });
  const [settled] = (await result) ?? [];
  return settled?.status === "rejected" ? settled.reason : settled?.value;
}
