import { OPERATOR } from "@/db/scope";
import { createProject } from "@/lib/server/projects/projects";
import { measureWork } from "@/lib/server/operating/speed";
import { rawRows, testDbFor, testOfConnections } from "../support/database";
import { aProjectWithCases, aWorld, ctxOf, someCases, aGroup } from "../support/factories";

const TABLES = async () =>
  (
    await rawRows<{ name: string }>("select tablename as name from pg_tables where schemaname = 'public'")
  ).map(({ name }) => name);
/** How many rows each table has. */
async function rowsByTable() {
  const counts: Record<string, number> = {};
  for (const name of await TABLES()) {
    const [row] = await rawRows<{ n: number }>(`select count(*)::int as n from "${name}"`);
    counts[name] = row?.n ?? -1;
  }
  return counts;
}

test("a list and a change of many are measured, and nothing of it remains, not even a case number", async () => {
  const { installer, groupId } = await aProjectWithCases(2);
  const numbers = async () =>
    (await rawRows<{ number: number }>("select number from cases order by number desc limit 1"))[0]?.number ??
    0;
  const [before, last] = [await rowsByTable(), await numbers()];
  expect(await measureWork(testDbFor(OPERATOR))).toEqual({
    listMs: expect.any(Number),
    bulkMs: expect.any(Number),
    count: 200,
  });
  expect(await rowsByTable()).toEqual(before);
  await someCases(installer, groupId, "apartment", 1);
  expect(await numbers()).toBe(last + 1);
});

testOfConnections("it asks two connections")(
  "it waits for nobody who changes cases, and nobody waits for it",
  async () => {
    const { installer, gridArea, projectId } = await aProjectWithCases(3);
    const world = await aWorld();
    // Holds every row that people work on, as others would for a moment.
    await testDbFor(OPERATOR).transaction(async (tx) => {
      for (const table of [
        "cases",
        "projects",
        "groups",
        "organisations",
        "users",
        "grid_areas",
        "case_counts",
      ])
        await tx.execute(`select 1 from ${table} for update`);
      expect(await measureWork(testDbFor(OPERATOR))).toMatchObject({ count: 200 });
    });
    // While it measures others make projects and cases.
    const [took] = await Promise.all([
      measureWork(testDbFor(OPERATOR)),
      createProject(ctxOf(installer), { name: "Ved siden af", gridArea }),
      aGroup(installer, projectId).then((id) => someCases(installer, id, "apartment", 5)),
      createProject(ctxOf(world.installer), { name: "Ved siden af", gridArea: world.gridArea }),
    ]);
    expect(took).toMatchObject({ count: 200 });
  },
);

testOfConnections("it asks two connections")("of two that measure at once one goes without", async () => {
  const found = await Promise.all([1, 2, 3].map(() => measureWork(testDbFor(OPERATOR))));
  expect(found.filter((one) => one !== "busy").length).toBeGreaterThan(0);
  const lock = "select pg_advisory_xact_lock(7914137)";
  await testDbFor(OPERATOR).transaction(async (tx) => {
    await tx.execute(lock);
    expect(await measureWork(testDbFor(OPERATOR))).toBe("busy");
  });
});
