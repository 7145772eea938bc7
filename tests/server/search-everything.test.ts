import { performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import { getCase } from "@/lib/server/cases/cases";
import { searchEverything } from "@/lib/server/cases/search-everything";
import { addCases } from "@/lib/server/imports/import";
import { createProject } from "@/lib/server/projects/projects";
import { aGroup, aWorld, ctxOf, FIELDS, lead, NOW } from "../support/factories";

const METER = "19 473-A7";
const POINT = "571313000001000005";

/** Two projects of one company, one of another: each has the same houses in a street of its own name. */
async function aScene() {
  const world = await aWorld();
  const made: { projectId: string; ids: string[] }[] = [];
  for (const [owner, street] of [
    [world.installer, "Bygaden"],
    [world.installer, "Søndre Allé"],
    [world.otherInstaller, "Bygaden"],
  ] as const) {
    const ctx = ctxOf(owner, new Date(NOW.getTime() + made.length * 60_000));
    const { id: projectId } = await createProject(ctx, {
      name: `Etape ${made.length} ved Åen`,
      gridArea: world.gridArea,
    });
    const groupId = await aGroup(owner, projectId, "apartment");
    await addCases(ctx, groupId, {
      fields: FIELDS.apartment,
      addresses: [12, 13].map((houseNo) => ({
        street,
        houseNo: String(houseNo),
        floor: "3",
        door: "th",
        postcode: "2740",
        reference: `KLIENT-${made.length}${houseNo}`,
      })),
      acceptWarnings: true,
    });
    const cases = await allCases(ctx, projectId, {}, 10);
    made.push({ projectId, ids: cases.map(({ id }) => id) });
  }
  const [first, second, foreign] = made as [(typeof made)[0], (typeof made)[0], (typeof made)[0]];
  const [a = "", b = ""] = first.ids;
  await lead(world, [a], "ready_for_meter");
  await performAction(ctxOf(world.dso), {
    action: "register_meter",
    params: { installedOn: "2026-11-24", meterNumbers: { [a]: METER } },
    selection: { ids: [a] },
  });
  await performAction(ctxOf(world.dso), {
    action: "edit",
    params: { perCase: { [b]: { meteringPointId: POINT } } },
    selection: { ids: [b] },
  });
  return { ...world, first, second, foreign, a, b };
}

let scene: Awaited<ReturnType<typeof aScene>>;
beforeAll(async () => {
  scene = await aScene();
}, 60_000);

const find = async (q: string, who: "installer" | "dso" | "otherInstaller" | "otherDso" | "admin") => {
  const { cases, projects } = await searchEverything(ctxOf(scene[who]), { q });
  return { cases: cases.map(({ id, matched }) => [id, matched]), projects: projects.map(({ name }) => name) };
};

test("an address is found in any spelling, a reference in part, a project by a part of its name", async () => {
  const { a, second } = scene;
  for (const q of ["Bygaden 12, 3. th", "bygaden 12 3 th", "12 bygaden"]) {
    expect([q, (await find(q, "installer")).cases]).toEqual([q, [[a, "address"]]]);
  }
  expect((await find("sondre alle 12", "installer")).cases).toEqual([]);
  expect((await find("søndre alle 12", "installer")).cases).toEqual([[second.ids[0], "address"]]);
  expect((await find("klient-113", "installer")).cases).toEqual([[second.ids[1], "reference"]]);
  expect(await find("etape 1", "installer")).toEqual({ cases: [], projects: ["Etape 1 ved Åen"] });
  expect((await find("ved aaen", "installer")).projects).toEqual(["Etape 1 ved Åen", "Etape 0 ved Åen"]);
});

test("a number of any kind, as it is written or without its blanks and marks, leads to its case", async () => {
  const { a, b } = scene;
  const { number } = (await getCase(ctxOf(scene.installer), a)).case;
  for (const who of ["installer", "dso", "admin"] as const) {
    for (const q of [`${number}`, ` #${number}`, `sag ${number}`, `Sagsnr. ${number}`]) {
      expect([who, q, (await find(q, who)).cases[0]]).toEqual([who, q, [a, "number"]]);
    }
    for (const q of [METER, "19473a7", "19.473.A7"]) {
      expect([who, q, (await find(q, who)).cases]).toEqual([who, q, [[a, "meterNumber"]]]);
    }
    for (const q of [POINT, "571313000 001000005"]) {
      expect([who, q, (await find(q, who)).cases]).toEqual([who, q, [[b, "meteringPointId"]]]);
    }
  }
  // A part of a number is found by the same parser as an address, and does not lead.
  expect((await find(String(number).slice(0, -1), "installer")).cases).toContainEqual([a, "number"]);
});

test("the case with that number comes before the addresses that hold it", async () => {
  const { a, b } = scene;
  const { number } = (await getCase(ctxOf(scene.installer), b)).case;
  await performAction(ctxOf(scene.dso), {
    action: "edit",
    params: { perCase: { [a]: { connectionPoint: "S" } } },
    selection: { ids: [a] },
  });
  const groupId = await aGroup(scene.installer, scene.first.projectId, "apartment");
  await addCases(ctxOf(scene.installer), groupId, {
    fields: FIELDS.apartment,
    addresses: [{ street: `Vej ${number}`, houseNo: "1", postcode: "2740" }],
    acceptWarnings: true,
  });
  const [street] = await allCases(ctxOf(scene.installer), scene.first.projectId, { group: [groupId] }, 10);
  expect((await find(String(number), "installer")).cases).toEqual([
    [b, "number"],
    [street?.id, "address"],
  ]);
});

test("nobody finds what is another's, by none of the ways", async () => {
  const { a, foreign } = scene;
  const { number } = (await getCase(ctxOf(scene.installer), a)).case;
  const theirs = [[foreign.ids[0], "address"]];
  expect((await find("Bygaden 12", "otherInstaller")).cases).toEqual(theirs);
  expect((await find("Bygaden 12", "dso")).cases).toHaveLength(2);
  for (const who of ["otherInstaller", "otherDso"] as const) {
    for (const q of [String(number), METER, POINT, "klient-012", "Etape 0"]) {
      expect([who, q, await find(q, who)]).toEqual([who, q, { cases: [], projects: [] }]);
    }
  }
});

test("at most eight of each, and whether there are more", async () => {
  const groupId = await aGroup(scene.installer, scene.second.projectId, "apartment");
  const add = (from: number, n: number) =>
    addCases(ctxOf(scene.installer), groupId, {
      fields: FIELDS.apartment,
      addresses: Array.from({ length: n }, (_, i) => ({
        street: "Ottevej",
        houseNo: String(from + i),
        postcode: "2740",
      })),
      acceptWarnings: true,
    });
  await add(1, 8);
  const eight = await searchEverything(ctxOf(scene.dso), { q: "ottevej" });
  expect([eight.cases.length, eight.moreCases]).toEqual([8, false]);
  await add(9, 1);
  const nine = await searchEverything(ctxOf(scene.dso), { q: "ottevej" });
  expect([nine.cases.length, nine.moreCases]).toEqual([8, true]);
  // No word that tells where to look: what is found is not all there may be.
  expect(await searchEverything(ctxOf(scene.dso), { q: "qq" })).toEqual({
    cases: [],
    moreCases: true,
    projects: [],
    moreProjects: false,
  });
});

test.each(["", "  ", "x".repeat(201)])("»%s« is no search", async (q) => {
  await expect(searchEverything(ctxOf(scene.dso), { q })).rejects.toMatchObject({ code: "invalid" });
});
