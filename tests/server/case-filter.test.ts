import { caseRowOf } from "@/components/grid/case-row";
import { type CaseFilter, filterMatcher } from "@/lib/domain/case-filter";
import { performAction } from "@/lib/server/cases/bulk";
import { allCases, listCases } from "@/lib/server/cases/case-list";
import { aGroup, aProjectWithCases, ctxOf, lead, someCases } from "../support/factories";

/** The first group holds 0 (approved), 1 and 2; the second 3 and 4, which a handler has and is rejected. */
async function aFilterScene() {
  const scene = await aProjectWithCases(3);
  const { world, projectId } = scene;
  const second = await aGroup(world.installer, projectId);
  const ids = [
    ...scene.ids,
    ...(await someCases(world.installer, second, "apartment", 2)).map(({ id }) => id),
  ];
  await lead(world, ids.slice(0, 1), "approved");
  await performAction(ctxOf(world.dso), {
    action: "change_handler",
    params: { handlerId: world.dso.id },
    selection: { ids: ids.slice(3) },
  });
  await lead(world, ids.slice(4), "rejected");
  return { ...world, projectId, first: scene.groupId, second, ids };
}

let scene: Awaited<ReturnType<typeof aFilterScene>>;
beforeAll(async () => {
  scene = await aFilterScene();
}, 60_000);

test.each<[string, (s: typeof scene) => CaseFilter, number[]]>([
  ["nothing", () => ({}), [0, 1, 2, 3, 4]],
  ["a group", ({ second }) => ({ group: [second] }), [3, 4]],
  ["two states", () => ({ state: ["approved", "rejected"] }), [0, 4]],
  ["no state", () => ({ state: [] }), []],
  ["an installer", ({ installer }) => ({ installer: [installer.id] }), [0, 1, 2, 3, 4]],
  ["another installer", ({ colleague }) => ({ installer: [colleague.id] }), []],
  ["a handler", ({ dso }) => ({ handler: [dso.id] }), [3, 4]],
  ["no handler", () => ({ handler: ["none"] }), [0, 1, 2]],
  ["a handler or none", ({ dso }) => ({ handler: ["none", dso.id] }), [0, 1, 2, 3, 4]],
  ["a search", () => ({ q: ["1 tv"] }), [0, 2, 3]],
  ["two searches", () => ({ q: ["1 tv", "th"] }), []],
  ["two searches that a case matches", () => ({ q: ["tv", "2 1"] }), [2]],
  [
    "every part",
    ({ first }) => ({ group: [first], state: ["submitted"], handler: ["none"], q: ["vej", "tv"] }),
    [2],
  ],
])("%s: the database and the predicate find the same cases", async (_, filterOf, expected) => {
  const { installer, projectId, ids } = scene;
  const filter = filterOf(scene);
  const placesOf = (rows: { id: string }[]) => rows.map(({ id }) => ids.indexOf(id)).sort();
  const all = await allCases(ctxOf(installer), projectId, {}, 100);
  expect(placesOf(await allCases(ctxOf(installer), projectId, filter, 100))).toEqual(expected);
  expect(placesOf(all.map(caseRowOf).filter(filterMatcher(filter)))).toEqual(expected);
});

test("a list may ask for several searches, each of which must find a case", async () => {
  const { installer, projectId } = scene;
  const totalOf = async (q: unknown) => (await listCases(ctxOf(installer), projectId, { q })).total;
  expect(await totalOf(["vej", "th"])).toBe(2);
  expect(await totalOf("vej")).toBe(5);
});

test("a list gives all fields of a case, or those that lists show", async () => {
  const { installer, projectId } = scene;
  const [whole] = (await listCases(ctxOf(installer), projectId, {})).cases;
  const [shown] = (await listCases(ctxOf(installer), projectId, { fields: "list" })).cases;
  expect(Object.keys(whole?.fields ?? {}).length).toBeGreaterThan(2);
  expect(shown).toEqual({ ...whole, fields: { connectionDate: whole?.fields.connectionDate } });
  await expect(listCases(ctxOf(installer), projectId, { fields: "some" })).rejects.toMatchObject({
    code: "invalid",
  });
});
