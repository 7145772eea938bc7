import { sql } from "drizzle-orm";
import { seedDemo } from "@/lib/server/seeding/demo";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "../support/database";

const NOW = new Date("2026-11-26T09:00:00Z");

/** How many rows each table that is not empty holds. */
async function counts(): Promise<Record<string, number>> {
  const tables = await rowsOf<{ name: string }>(
    testDb(),
    sql`select table_name as name from information_schema.tables where table_schema = 'public' order by 1`,
  );
  const all = await Promise.all(
    tables.map(async ({ name }) => {
      const [row] = await rowsOf<{ n: number }>(
        testDb(),
        sql`select count(*)::int as n from ${sql.identifier(name)}`,
      );
      return [name, row?.n ?? 0] as const;
    }),
  );
  // The one row of `upkeep` is there from the beginning.
  return Object.fromEntries(all.filter(([name, n]) => n > 0 && name !== "upkeep"));
}

/** Makes the database refuse the work when a table has got so many rows, or only as the work is committed. */
async function failing(table: string, rows: number | "commit", work: () => Promise<unknown>): Promise<void> {
  const on = sql.identifier(table);
  const condition = rows === "commit" ? "true" : `(select count(*) from "${table}") >= ${rows}`;
  await testDb().execute(
    sql.raw(`create function fail() returns trigger language plpgsql as $$
      begin if ${condition} then raise exception 'the disk is on fire'; end if; return null; end $$`),
  );
  await testDb().execute(
    rows === "commit"
      ? sql`create constraint trigger fail after insert on ${on} deferrable initially deferred for each row execute function fail()`
      : sql`create trigger fail after insert on ${on} for each statement execute function fail()`,
  );
  await expect(work()).rejects.toThrow();
  await testDb().execute(sql`drop trigger fail on ${on}`);
  await testDb().execute(sql`drop function fail()`);
}

test("whichever step of the seed fails nothing is left, and the next one makes the whole demo once", async () => {
  const seed = () => seedDemo(testDb(), NOW);
  expect(await counts()).toEqual({});
  for (const [table, rows] of [
    ["organisations", 1],
    ["grid_areas", 1],
    ["postcodes", 1],
    ["postcode_grid_areas", 1],
    // The installer companies come after the reference data.
    ["organisations", 35],
    ["users", 1],
    ["users", 7],
    ["projects", 1],
    ["groups", 1],
    ["cases", 1],
    ["operations", 3],
    ["operations", 6],
    ["projects", 4],
    ["users", "commit"],
  ] as const) {
    await failing(table, rows, seed);
    expect([table, rows, await counts()]).toEqual([table, rows, {}]);
  }
  expect(await seed()).toBe("seeded");
  const complete = await counts();
  expect(complete).toMatchObject({ users: 7, projects: 4, groups: 12, cases: 2_290 });
  expect(await seed()).toBe("already");
  expect(await counts()).toEqual(complete);
}, 300_000);
