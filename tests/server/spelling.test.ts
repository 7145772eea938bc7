import { readFileSync } from "node:fs";
import { sql } from "drizzle-orm";
import { addressKey, addressSortKey } from "@/lib/domain/addresses/address-keys";
import { folded } from "@/lib/domain/addresses/spelling";
import { listCases, allCases } from "@/lib/server/cases/case-list";
import { addCases } from "@/lib/server/imports/import";
import { listProjects } from "@/lib/server/projects/project-summaries";
import { rowsOf } from "@/lib/server/kernel/sql";
import { aGroup, aProject, aWorld, ctxOf, FIELDS } from "../support/factories";
import { testDb } from "../support/database";

async function aStreetScene(...streets: string[]) {
  const world = await aWorld();
  const projectId = await aProject(world.installer, world.gridArea, "Åparken ved Alléen");
  await addCases(ctxOf(world.installer), await aGroup(world.installer, projectId), {
    fields: FIELDS.apartment,
    addresses: streets.map((street, i) => ({ street, houseNo: String(i + 1), postcode: "2740" })),
    acceptWarnings: true,
  });
  return { ...world, projectId };
}

test.each([
  ["alleen", "Alléen"],
  ["ALLÉEN", "Alléen"],
  ["aagade", "Ågade"],
  ["ågade", "Aagade"],
  ["mullers", "Müllers Vej"],
  ["ÅGADE", "Ågade"],
])("»%s« finds »%s«", async (q, street) => {
  const { installer, projectId } = await aStreetScene("Alléen", "Ågade", "Aagade", "Müllers Vej", "Bygaden");
  const { cases } = await listCases(ctxOf(installer), projectId, { q });
  expect(cases.map(({ addressParts }) => addressParts.street)).toContain(street);
  expect(cases.map(({ addressParts }) => addressParts.street)).not.toContain("Bygaden");
  for (const name of ["aaparken", "alleen"])
    expect((await listProjects(ctxOf(installer), { q: name })).projects).toHaveLength(1);
});

test("projects are sorted with Aa as Å and é as e", async () => {
  const { installer, gridArea } = await aWorld();
  for (const name of ["Åby", "Zoo", "Aaby", "Alléb", "Allea", "Øby"])
    await aProject(installer, gridArea, name);
  const { projects } = await listProjects(ctxOf(installer), { sort: "name" });
  expect(projects.map(({ name }) => name).slice(0, 4)).toEqual(["Allea", "Alléb", "Zoo", "Øby"]);
});

test("the database folds as the program does", async () => {
  const { installer, projectId } = await aStreetScene("ÄÖÜÉÈ ØRÅD Aal");
  for (const word of ["ÄÖÜÉÈ", "øråd", "aal", folded("ÄÖÜÉÈ")])
    expect((await listCases(ctxOf(installer), projectId, { q: word })).total).toBe(1);
});

test("keys from before become those of today; what was let in twice stays twice", async () => {
  const streets = ["C. F. Richs Vej", "Aagade", "Alléen", "O'Connors – Vej (nord)", "C.F.Richs Vej"];
  const { installer, projectId } = await aStreetScene(...streets);
  await testDb().execute(sql`update cases set house_no = '1', address_key = lower(street) || '|1|||2740',
    address_sort = lower(street) || chr(9) || '2740' || chr(9) || '001' || chr(9) || chr(9) || '00' || chr(9) || '0'
    where project_id = ${projectId}::uuid`);
  const file = readFileSync("db/migrations/0010_spelling.sql", "utf8");
  for (const statement of file.split("--> statement-breakpoint").slice(1))
    for (let twice = 0; twice < 2; twice += 1) await testDb().execute(sql.raw(statement));
  const stored = await rowsOf<{ id: string; key: string; sort: string }>(
    testDb(),
    sql`select id, address_key as key, address_sort as sort from cases where project_id = ${projectId}::uuid`,
  );
  const rows = await allCases(ctxOf(installer), projectId, {}, 10);
  const doubled = rows.find(({ addressParts }) => addressParts.street === "C.F.Richs Vej");
  for (const { id, addressParts } of rows) {
    const one = stored.find((row) => row.id === id);
    const key = addressKey(addressParts);
    expect(one?.key).toBe(id === doubled?.id ? `${key}|${id}` : key);
    expect(one?.sort).toBe(addressSortKey(addressParts));
  }
});
