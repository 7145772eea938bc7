import { TENANCY } from "@/db/schema/tenancy";
import { OPERATOR } from "@/db/scope";
import { anonymise } from "@/lib/server/retention/anonymise";
import { KEPT } from "@/lib/server/retention/kept";
import { getRetention } from "@/lib/server/retention/retention";
import { HELD, readSizes } from "@/lib/server/retention/sizes";
import { upkeepWhenDue } from "@/lib/server/retention/upkeep";
import { rawRows, testDb, testDbFor } from "../support/database";
import { aProjectWithCases, aWorld, ctxOf, lead, NOW } from "../support/factories";

test("every table is told of once, and what is kept for different times is told apart", () => {
  const all: string[] = Object.values(HELD).flat();
  expect(all.toSorted()).toEqual(Object.keys(TENANCY).sort());
  for (const tables of Object.values(HELD)) {
    const kept = tables.filter((table) => table in KEPT);
    expect([tables, kept.length === 0 || tables.length === 1]).toEqual([tables, true]);
  }
});

test("rows are counted, and tables have a size", async () => {
  const { admin } = await aProjectWithCases(3);
  const { sizes } = await getRetention(ctxOf(admin));
  for (const { held, rows, isEstimate, bytes } of sizes) {
    const counts = await Promise.all(
      HELD[held].map((table) => rawRows<{ n: number }>(`select count(*)::int as n from ${table}`)),
    );
    expect([held, rows, isEstimate]).toEqual([held, counts.flat().reduce((sum, { n }) => sum + n, 0), false]);
    expect([held, bytes > 0]).toEqual([held, true]);
  }
  const daysOf = (of: string) => sizes.find(({ held }) => held === of)?.days;
  expect([daysOf("log"), daysOf("left_out_rows"), daysOf("history")]).toEqual([366, 90, null]);
});

test("a large table is estimated", async () => {
  await rawRows(`insert into login_attempts (key, count, window_start)
    select 'large:' || n || repeat('x', 400), 1, '2020-01-01' from generate_series(1, 45000) n`);
  await rawRows("analyze login_attempts");
  const attempts = (await readSizes(testDb())).find(({ held }) => held === "attempts");
  expect(attempts).toMatchObject({ isEstimate: true });
  expect(Math.abs((attempts?.rows ?? 0) - 45_000)).toBeLessThan(4_500);
  await rawRows("truncate login_attempts");
});

test("it says what the last upkeep removed, and until when a backup may hold what was anonymised", async () => {
  const { admin, world, ids } = await aProjectWithCases(1);
  const before = await getRetention(ctxOf(admin), 30);
  expect(before).toMatchObject({ endedAt: null, removed: {}, anonymisedAt: null, inBackupsUntil: null });
  await lead(world, ids, "archived");
  await rawRows("update cases set updated_at = now() - interval '13 months'");
  await rawRows("update upkeep set anonymise_after_months = 12");
  await rawRows("insert into login_attempts (key, count, window_start) values ('old', 1, '2020-01-01')");
  await upkeepWhenDue(testDbFor(OPERATOR), new Date());
  const after = await getRetention(ctxOf(admin), 30);
  expect(after.removed).toMatchObject({ login_attempts: 1, anonymised: 1, audit_events: 0 });
  expect(Math.abs((after.endedAt?.getTime() ?? 0) - Date.now())).toBeLessThan(60_000);
  const [shown] = await rawRows<{ day: string }>(`select to_char(
    (now() + interval '720 hours') at time zone 'Europe/Copenhagen', 'YYYY-MM-DD') as day`);
  expect(after.inBackupsUntil).toBe(shown?.day);
  expect((await getRetention(ctxOf(admin))).inBackupsUntil).toBeNull();
  expect(await anonymise(testDbFor(OPERATOR), NOW)).toBe(0);
});

test("an administrator's alone", async () => {
  const { installer, dso } = await aWorld();
  for (const actor of [installer, dso])
    await expect(getRetention(ctxOf(actor))).rejects.toMatchObject({ code: "forbidden" });
});
