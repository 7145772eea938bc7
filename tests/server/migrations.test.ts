import { sql } from "drizzle-orm";
import { compareMigrations, knownMigrations, type Migration, migrate, migrationState } from "@/db/migrate";
import { databaseState } from "@/lib/server/kernel/database";
import { rowsOf } from "@/lib/server/kernel/sql";
import { wrongCounts } from "@/lib/server/cases/kept-counts";
import { testDb } from "../support/database";
import { aProjectWithCases, lead } from "../support/factories";

const real = knownMigrations();
const newest = Math.max(...real.map(({ when }) => when));
const migration = (name: string, when: number, ...statements: string[]): Migration => ({
  ...{ name, when, statements },
  hash: `hash of ${name}`,
});
const tables = async () =>
  (
    await rowsOf<{ name: string }>(
      testDb(),
      sql`select table_name as name from information_schema.tables where table_name like 'later%' order by 1`,
    )
  ).map(({ name }) => name);
const stateOf = async (known: Migration[]) => (await migrationState(testDb(), known)).state;

test("the program's migrations have names and ascending dates", () => {
  expect(real[0]?.name).toBe("0000_initial");
  expect(real.map(({ name }) => name)).toEqual(real.map(({ name }) => name).toSorted());
  expect(real.map(({ when }) => when)).toEqual(real.map(({ when }) => when).toSorted((a, b) => a - b));
  expect(new Set(real.map(({ hash }) => hash)).size).toBe(real.length);
});

test("a database is compared by the content of its migrations, and a sentence says what to do", () => {
  const [a, b, c] = ["0000_a", "0001_b", "0002_c"].map((name, i) => migration(name, i)) as [
    Migration,
    Migration,
    Migration,
  ];
  const compare = (...applied: string[]) => {
    const { state, missing, line } = compareMigrations([a, b, c], applied);
    return [state, missing.map(({ name }) => name).join(" "), line];
  };
  expect(compare(a.hash, b.hash, c.hash)).toEqual(["current", "", null]);
  expect(compare(c.hash, a.hash, b.hash, b.hash)).toEqual(["current", "", null]);
  expect(compare()).toEqual([
    "behind",
    "0000_a 0001_b 0002_c",
    "The database has not been migrated. Run: npm run db:migrate",
  ]);
  expect(compare(a.hash, c.hash)).toEqual([
    "behind",
    "0001_b",
    "The database lacks 0001_b. Run: npm run db:migrate",
  ]);
  expect(compare(a.hash, b.hash, c.hash, "d")).toEqual([
    "newer",
    "",
    "The database holds 1 migration unknown to this program, so it is newer. Start the newer version of the program.",
  ]);
  expect(compare(a.hash, "another b", c.hash, "d")).toEqual([
    "differs",
    "0001_b",
    "The database lacks 0001_b and holds 2 migrations unknown to this program, so another version has migrated it. Start that version, or choose another database.",
  ]);
});

test("what was merged late is applied, and a program that knows less changes nothing", async () => {
  const late = migration("0901_late", newest + 1, "create table later_1 (id int)");
  const last = migration(
    "0902_last",
    newest + 2,
    "create table later_2 (id int)",
    "insert into later_2 values (1)",
  );
  expect(await stateOf(real)).toBe("current");
  await migrate(testDb(), [...real, last]);
  expect([await tables(), await stateOf(real), await stateOf([...real, late, last])]).toEqual([
    ["later_2"],
    "newer",
    "behind",
  ]);
  await Promise.all([migrate(testDb(), [...real, late, last]), migrate(testDb(), [...real, late, last])]);
  expect([await tables(), await stateOf([...real, late, last])]).toEqual([["later_1", "later_2"], "current"]);

  await expect(migrate(testDb(), real)).rejects.toThrow("holds 2 migrations unknown to this program");
  const own = migration("0903_own", newest + 3, "create table later_3 (id int)");
  await expect(migrate(testDb(), [...real, own])).rejects.toThrow("lacks 0903_own and holds 2 migrations");
  const half = [own, migration("0904_wrong", newest + 4, "create table later_4 (id int)", "select 1 / 0")];
  await expect(migrate(testDb(), [...real, late, last, ...half])).rejects.toThrow();
  expect([await tables(), await stateOf([...real, late, last])]).toEqual([["later_1", "later_2"], "current"]);
});

test("a migration may take as long as it takes, whatever limits the connection has", async () => {
  const names = "'lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout'";
  const look = migration(
    "0905_look",
    newest + 5,
    `create table limits as select current_setting(name) as held from unnest(array[${names}]) name`,
  );
  const known = [look, ...knownMigrations()];
  const seen = testDb().transaction(async (tx) => {
    await tx.execute(sql`set local lock_timeout = '4s'`);
    await tx.execute(sql`delete from drizzle.__drizzle_migrations where hash like 'hash of %'`);
    await migrate(tx, known);
    throw await rowsOf(tx, sql`select held from limits`);
  });
  await expect(seen).rejects.toEqual(Array(3).fill({ held: "0" }));
});

test("an empty database is one that has not been migrated", async () => {
  const state = testDb().transaction(async (tx) => {
    for (const schema of ["drizzle", "public"]) await tx.execute(sql.raw(`drop schema ${schema} cascade`));
    throw await migrationState(tx, real);
  });
  await expect(state).rejects.toMatchObject({ state: "behind", missing: real });
});

test("a backup that was restored without the schema drizzle is told as that, and nothing is changed", async () => {
  const line = expect.stringMatching(/not the schema drizzle.*Restore the backup with all of its schemas/);
  const tried = testDb().transaction(async (tx) => {
    await tx.execute(sql`drop schema drizzle cascade`);
    const state = await migrationState(tx, real);
    const migrated = await migrate(tx, real).catch((error) => error.message);
    throw { state: state.state, line: state.line, migrated };
  });
  await expect(tried).rejects.toEqual({ state: "differs", line, migrated: line });
  expect(await stateOf(real)).not.toBe("differs");
});

test("a database that takes no changes is told from one that does", async () => {
  const shared = globalThis as { projekterDatabase?: unknown };
  const stateIn = (tx: ReturnType<typeof testDb>) => {
    const known = real.slice(0, 1);
    shared.projekterDatabase = Promise.resolve({ db: tx, migrations: () => migrationState(tx, known) });
    return databaseState();
  };
  const states = testDb().transaction(async (tx) => {
    const before = await stateIn(tx);
    await tx.execute(sql`set transaction read only`);
    throw [before, await stateIn(tx)];
  });
  await expect(states).rejects.toEqual(["ok", "read_only"]);
});

test("answers that were kept before 0012 are read as those after it", async () => {
  const db = testDb();
  await db.execute(sql`alter table idempotency_keys add column status integer`);
  await db.execute(sql`alter table idempotency_keys alter column response type jsonb using null`);
  await db.execute(sql`insert into idempotency_keys (user_id, key, request_hash, status, response)
    values (gen_random_uuid(), 'done', 'h', 200, to_jsonb('{"b":1,"a":"æ\\n"}'::text)),
      (gen_random_uuid(), 'under way', 'h', null, null)`);
  const kept = real.find(({ name }) => name === "0012_kept_outcomes");
  for (const statement of kept?.statements ?? []) await db.execute(sql.raw(statement));
  const rows = sql`select key, response from idempotency_keys where key in ('done', 'under way') order by key`;
  expect(await rowsOf(db, rows)).toEqual([
    { key: "done", response: '200 {"b":1,"a":"æ\\n"}' },
    { key: "under way", response: null },
  ]);
});

test("cases from before 0013 are counted by it", async () => {
  const { world, ids } = await aProjectWithCases(4);
  await lead(world, ids.slice(0, 1), "completed");
  await lead(world, ids.slice(1, 2), "archived");
  // No case was due on any day then.
  await testDb().execute(sql`update cases set answer_due = null`);
  await testDb().execute(sql`delete from case_counts`);
  expect(await wrongCounts(testDb())).toHaveLength(3);
  const counting = real.find(({ name }) => name === "0013_case_counts");
  for (const statement of counting?.statements ?? [])
    if (/^\s*insert/i.test(statement)) await testDb().execute(sql.raw(statement));
  expect(await wrongCounts(testDb())).toEqual([]);
});
