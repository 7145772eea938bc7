import { sql } from "drizzle-orm";
import { databaseOn, openPool } from "@/db/postgres";
import { rowsOf } from "@/lib/server/kernel/sql";
import { isPostgres } from "../support/database";

// The embedded database plans each statement anew.
const onPostgres = isPostgres() ? test : test.skip;

async function onOneConnection(work: (db: ReturnType<typeof databaseOn>) => Promise<void>) {
  const pool = openPool(globalThis.projekterTestUrl ?? "", { max: 1 });
  try {
    await work(databaseOn(pool));
  } finally {
    await pool.end();
  }
}
const named = async (db: ReturnType<typeof databaseOn>) =>
  (await rowsOf<{ statement: string }>(db, sql`select statement from pg_prepared_statements`)).map(
    ({ statement }) => statement,
  );
const times = async (n: number, work: () => Promise<unknown>) => {
  for (let i = 0; i < n; i += 1) await work();
};

onPostgres("a statement that is often sent is prepared by name, unless a pooler stands in front", () =>
  onOneConnection(async (db) => {
    const often = (value: number) => rowsOf<{ n: number }>(db, sql`select ${value}::int + 1 as n`);
    await times(4, () => often(1));
    expect(await named(db)).toEqual([]);
    await times(3, () => often(1));
    expect(await named(db)).toEqual(globalThis.isThroughPooler ? [] : ["select $1::int + 1 as n"]);
    expect(await often(41)).toEqual([{ n: 42 }]);
  }),
);

onPostgres("a search is planned for what it searches for, and work in a transaction as it comes", () =>
  onOneConnection(async (db) => {
    await times(9, () => db.execute(sql`select 1 where 'Algade' like ${"A%"}`));
    await db.transaction((tx) => times(9, () => tx.execute(sql`select 2`)));
    expect(await named(db)).toEqual([]);
  }),
);

onPostgres("no more than a hundred statements have names", () =>
  onOneConnection(async (db) => {
    for (let i = 0; i < 110; i += 1) await times(5, () => db.execute(sql.raw(`select ${i}`)));
    expect(await named(db)).toHaveLength(globalThis.isThroughPooler ? 0 : 100);
  }),
);

onPostgres("a column whose type a migration changes is read as before", () =>
  onOneConnection(async (db) => {
    await db.execute(sql`create table changing (value int)`);
    await db.execute(sql`insert into changing values (1)`);
    const read = () => rowsOf(db, sql`select value from changing`);
    await times(7, read);
    await db.execute(sql`alter table changing alter column value type text`);
    expect(await read()).toEqual([{ value: "1" }]);
    expect(await read()).toEqual([{ value: "1" }]);
    await db.execute(sql`drop table changing`);
  }),
);
