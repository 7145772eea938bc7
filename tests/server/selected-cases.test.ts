import { performAction } from "@/lib/server/cases/bulk";
import { listSelected, valuesOf } from "@/lib/server/cases/selected-cases";
import { statementsOf } from "../support/database";
import { aGroup, aProjectWithCases, ctxOf, someCases } from "../support/factories";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";

/** Four apartments, two of them at 25 A, one with a remark; and two businesses beside them. */
async function aMixedProject() {
  const scene = await aProjectWithCases(4);
  const { installer, projectId, ids } = scene;
  const edit = (some: string[], set: Record<string, unknown>) =>
    performAction(ctxOf(installer), { action: "edit", params: { set }, selection: { ids: some } });
  await edit(ids.slice(0, 2), { ampere: 25 });
  await edit(ids.slice(0, 1), { remarks: "Ved porten" });
  const groupId = await aGroup(installer, projectId, "business");
  const businesses = await someCases(installer, groupId, "business", 2);
  return { ...scene, businesses };
}

test("counts the values of each field, the empty ones and the case types that have it", async () => {
  const { installer, ids, businesses } = await aMixedProject();
  const selection = { ids: [...ids, ...businesses.map(({ id }) => id), UNKNOWN] };
  const answer = await valuesOf(ctxOf(installer), { selection });
  expect(answer).toMatchObject({
    count: 6,
    missing: 1,
    caseTypes: [
      { caseType: "business", count: 2 },
      { caseType: "apartment", count: 4 },
    ],
  });
  const of = (field: string) => answer.fields.find((one) => one.field === field);
  expect(of("ampere")).toEqual({
    field: "ampere",
    cases: 6,
    empty: 0,
    distinct: 2,
    values: [
      { value: 25, count: 4 },
      { value: 16, count: 2 },
    ],
  });
  expect(of("remarks")).toEqual({
    field: "remarks",
    cases: 6,
    empty: 5,
    distinct: 1,
    values: [{ value: "Ved porten", count: 1 }],
  });
  expect(of("meterType")).toMatchObject({ cases: 2, empty: 0 });
  expect(of("storeys")).toMatchObject({ cases: 4, empty: 0 });
  // The grid company's own fields are not the installer's to change.
  expect(of("connectionPoint")).toBeUndefined();
});

test("a filter with exceptions counts as ids do; the DSO sees its own fields alone", async () => {
  const { installer, dso, projectId, groupId, ids } = await aMixedProject();
  const selection = { projectId, filter: { group: groupId }, except: [ids[3]] };
  const answer = await valuesOf(ctxOf(installer), { selection });
  expect(answer.count).toBe(3);
  expect(answer.fields.find(({ field }) => field === "ampere")?.values).toEqual([
    { value: 25, count: 2 },
    { value: 16, count: 1 },
  ]);
  const own = await valuesOf(ctxOf(dso), { selection });
  expect(own.fields.map(({ field }) => field)).toEqual([
    "connectionPoint",
    "meteringPointId",
    "meterNumber",
    "meterInstalledOn",
    "feePaid",
  ]);
});

test("many different values: the most frequent are named, the numbers are whole", async () => {
  const { installer, ids } = await aProjectWithCases(25);
  const perCase = Object.fromEntries(ids.map((id, i) => [id, { reference: `R${i % 24}` }]));
  await performAction(ctxOf(installer), { action: "edit", params: { perCase }, selection: { ids } });
  const { fields } = await valuesOf(ctxOf(installer), { selection: { ids } });
  const reference = fields.find(({ field }) => field === "reference");
  expect(reference).toMatchObject({ distinct: 24, empty: 0 });
  expect(reference?.values).toHaveLength(20);
  expect(reference?.values[0]).toEqual({ value: "R0", count: 2 });
});

test("takes the same statements for any number of cases", async () => {
  const few = await aProjectWithCases(2);
  const many = await aProjectWithCases(60);
  const ask = (scene: typeof few) =>
    statementsOf(() => valuesOf(ctxOf(scene.installer), { selection: { ids: scene.ids } }));
  expect((await ask(many)).length).toBe((await ask(few)).length);
});

test("lists a selection by address, page by page, each case once", async () => {
  const { installer, projectId, ids } = await aProjectWithCases(5);
  const selection = { projectId, except: [ids[1]] };
  const first = await listSelected(ctxOf(installer), { selection, limit: 3 });
  const second = await listSelected(ctxOf(installer), { selection, limit: 3, cursor: first.nextCursor });
  expect([...first.cases, ...second.cases].map(({ id }) => id)).toEqual([ids[0], ids[2], ids[3], ids[4]]);
  expect(second.nextCursor).toBeNull();
  expect(first.cases[0]).toMatchObject({ state: "submitted", version: 1, caseType: "apartment" });
});

test.each([
  ["valuesOf", valuesOf],
  ["listSelected", listSelected],
])("%s refuses more cases than an operation takes", async (_, read) => {
  const { installer } = await aProjectWithCases(1);
  const ids = Array.from(
    { length: 50_001 },
    (__, i) => `00000000-0000-4000-8000-${String(i).padStart(12, "0")}`,
  );
  await expect(read(ctxOf(installer), { selection: { ids } })).rejects.toMatchObject({
    code: "selection_too_large",
  });
});
