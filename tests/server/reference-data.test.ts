import { eq, sql } from "drizzle-orm";
import { gridAreas, organisations, postcodes } from "@/db/schema";
import { rowsOf } from "@/lib/server/kernel/sql";
import { createUser } from "@/lib/server/people/users";
import { suggestGridAreas } from "@/lib/server/places/grid-areas";
import {
  bringReferenceData,
  readReferenceData,
  type ReferenceData,
} from "@/lib/server/seeding/reference-data";
import { testDb, testDbFor } from "../support/database";
import { aProject, aWorld, ctxOf } from "../support/factories";

/** What no other test has: each test brings its own areas, companies and postcodes. */
let next = 0;
function someData(): ReferenceData {
  next += 1;
  const own = `${process.pid % 1_000}-${next}`;
  const [first, second] = [
    `57${String(process.pid).padStart(9, "0")}${next}1`,
    `57${String(process.pid).padStart(9, "0")}${next}2`,
  ];
  const code = (n: number) => `0${next}${n}`;
  return {
    dsos: [
      { name: `Net ${own} A/S`, gln: first },
      { name: `Strøm ${own} A/S`, gln: second },
    ],
    areas: [
      { code: code(1), name: "Nord", dso: first, priceArea: "DK1", isActive: true },
      { code: code(2), name: "Syd", dso: second, priceArea: "DK2", isActive: true },
    ],
    postcodes: [
      { postcode: `0${next}11`, town: "Nordby" },
      { postcode: `0${next}12`, town: "Sydby" },
    ],
  };
}
const bring = (data: ReferenceData) => bringReferenceData(testDb(), data);
const change = (data: ReferenceData, changed: (copy: ReferenceData) => void) => {
  const copy = structuredClone(data);
  changed(copy);
  return copy;
};
const townOf = async (postcode = "") =>
  (await testDb().select().from(postcodes).where(eq(postcodes.postcode, postcode)))[0]?.town;
const areaOf = async (code = "") =>
  (await testDb().select().from(gridAreas).where(eq(gridAreas.code, code)))[0];
const dsoOf = async (gln = "") =>
  (await testDb().select().from(organisations).where(eq(organisations.gln, gln)))[0];

test("what the files bring is whole, and twice is once", async () => {
  const data = readReferenceData();
  expect([data.postcodes.length, data.areas.length, data.dsos.length]).toEqual([1_090, 40, 34]);
  const inOneTransaction = testDb().transaction(async (tx) => {
    const { added } = await bringReferenceData(tx);
    expect(added).toBeGreaterThan(1_000);
    expect(await bringReferenceData(tx)).toEqual({ added: 0, updated: 0 });
    const rows = await rowsOf<{ n: number }>(
      tx,
      sql`select count(*)::int as n from organisations where kind = 'dso' and is_active
        and id in (select (value->>'id')::uuid from brought_data where kind = 'dso')
        and created_at >= now()`,
    );
    expect(rows).toEqual([{ n: 0 }]);
    throw new Error("rolled back");
  });
  await expect(inOneTransaction).rejects.toThrow("rolled back");
});

test("a later release changes what it brought, and nothing that an administrator has changed", async () => {
  const data = someData();
  expect(await bring(data)).toEqual({ added: 6, updated: 0 });
  const [one, two] = [await dsoOf(data.dsos[0]?.gln), await dsoOf(data.dsos[1]?.gln)];
  await testDb().execute(sql`update organisations set name = 'Vores eget navn' where id = ${two?.id}::uuid`);
  await testDb().execute(
    sql`update postcodes set town = 'Byen' where postcode = ${data.postcodes[1]?.postcode}`,
  );
  await testDb().execute(sql`update grid_areas set is_active = false where code = ${data.areas[1]?.code}`);

  const later = change(data, ({ dsos, areas, postcodes: towns }) => {
    for (const dso of dsos) dso.name = dso.name.replace("A/S", "Net A/S");
    for (const area of areas) area.name = `${area.name} (ny)`;
    for (const area of areas) area.isActive = true;
    for (const row of towns) row.town = `${row.town} K`;
    towns.push({ postcode: `${towns[0]?.postcode.slice(0, 3)}9`, town: "Nyby" });
  });
  expect(await bring(later)).toEqual({ added: 1, updated: 4 });
  expect((await dsoOf(data.dsos[0]?.gln))?.name).toBe(later.dsos[0]?.name);
  expect((await dsoOf(data.dsos[1]?.gln))?.name).toBe("Vores eget navn");
  expect(await areaOf(data.areas[0]?.code)).toMatchObject({
    name: "Nord (ny)",
    isActive: true,
    dsoId: one?.id,
  });
  expect(await areaOf(data.areas[1]?.code)).toMatchObject({ name: "Syd (ny)", isActive: false });
  expect(await townOf(data.postcodes[0]?.postcode)).toBe("Nordby K");
  expect(await townOf(data.postcodes[1]?.postcode)).toBe("Byen");
  // Also when it is brought again: what was left alone once stays so.
  expect(await bring(change(later, ({ postcodes: towns }) => towns.splice(1, 1)))).toEqual({
    added: 0,
    updated: 0,
  });
  expect(await townOf(data.postcodes[1]?.postcode)).toBe("Byen");
});

test("what was there before any release stays as it is, and a name in use is no fault", async () => {
  const data = someData();
  const [name, gln] = [data.dsos[0]?.name ?? "", data.dsos[1]?.gln ?? ""];
  await testDb()
    .insert(organisations)
    .values([
      { kind: "dso", name: name.toUpperCase(), gln: null },
      { kind: "dso", name: "Kendt ved nummer", gln },
    ]);
  await testDb()
    .insert(postcodes)
    .values({ postcode: data.postcodes[0]?.postcode ?? "", town: "Forvejen" });
  expect(await bring(data)).toEqual({ added: 3, updated: 0 });
  const found = await rowsOf(
    testDb(),
    sql`select name, gln, is_active from organisations where lower(name) = lower(${name}) or gln = ${gln} order by gln nulls first`,
  );
  expect(found).toEqual([
    { name: name.toUpperCase(), gln: null, is_active: true },
    { name: "Kendt ved nummer", gln, is_active: true },
  ]);
  expect(await townOf(data.postcodes[0]?.postcode)).toBe("Forvejen");
  // The name that a later release gives the first is the second's by now.
  const swapped = change(data, ({ dsos: [first, second] }) => {
    if (first && second) [first.name, second.name] = [second.name, first.name];
  });
  await expect(bring(swapped)).resolves.toBeDefined();
});

test("an area with projects keeps its grid company", async () => {
  const data = someData();
  await bring(data);
  const { installer, admin } = await aWorld();
  const [one, two] = [await dsoOf(data.dsos[0]?.gln), await dsoOf(data.dsos[1]?.gln)];
  const invite = { name: "Dorte", email: `${data.areas[0]?.code}@net.example`, role: "dso" };
  await createUser(ctxOf(admin), { ...invite, organisationId: one?.id });
  await aProject(installer, data.areas[0]?.code ?? "");
  const [first, second] = data.dsos.map(({ gln }) => gln);
  const swapped = change(data, ({ areas }) => {
    for (const area of areas) area.dso = (area.dso === first ? second : first) ?? "";
  });
  await bring(swapped);
  expect((await areaOf(data.areas[0]?.code))?.dsoId).toBe(one?.id);
  expect((await areaOf(data.areas[1]?.code))?.dsoId).toBe(one?.id);
  expect(two?.id).not.toBe(one?.id);
});

test("a company that a release brought is closed until somebody is invited to it", async () => {
  const data = someData();
  await bring(data);
  const { installer, admin } = await aWorld();
  const gln = data.dsos[0]?.gln;
  const dso = await dsoOf(gln);
  expect(dso?.isActive).toBe(false);
  const codes = async () =>
    (await suggestGridAreas(ctxOf(installer), { postcode: data.postcodes[0]?.postcode ?? "" })).gridAreas.map(
      ({ code }) => code,
    );
  expect(await codes()).not.toContain(data.areas[0]?.code);
  const invite = { name: "Dorte", email: `${data.areas[0]?.code}@net.example`, role: "dso" };
  await createUser(ctxOf(admin), { ...invite, organisationId: dso?.id });
  expect((await dsoOf(gln))?.isActive).toBe(true);
  expect(await codes()).toContain(data.areas[0]?.code);
  // One that has had people was closed by an administrator.
  await testDb().execute(sql`update organisations set is_active = false where id = ${dso?.id}::uuid`);
  const again = createUser(ctxOf(admin), { ...invite, email: `x${invite.email}`, organisationId: dso?.id });
  await expect(again).rejects.toMatchObject({ code: "invalid" });
});

test("only programs that an operator starts write what a release brought", async () => {
  const write = sql`insert into brought_data (kind, key, value) values ('postcode', 'x', '{}')`;
  for (const scope of [null, { role: "installer" as const }, { role: "dso" as const }])
    await expect(testDbFor(scope).execute(write)).rejects.toMatchObject({ cause: { code: "42501" } });
});
