import { caseRowOf } from "@/components/grid/case-row";
import type { CasesOfAll } from "@/lib/contract/answers/cases";
import { type CaseFilter, filterMatcher, type WorkGrouping } from "@/lib/domain/case-filter";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { allCases } from "@/lib/server/cases/case-list";
import { listSelected, valuesOf } from "@/lib/server/cases/selected-cases";
import { listAllCases, listParts } from "@/lib/server/cases/work-list";
import type { Ctx } from "@/lib/server/kernel/context";
import { undoOperation } from "@/lib/server/operations/undo";
import { createProject } from "@/lib/server/projects/projects";
import { aGridArea, aGroup, ctxOf, NOW, someCases, aWorld, lead } from "../support/factories";

/** Three projects, made one after the other: cases 0–2 and 3–4 of one company in two areas, 5–6 of another one. */
async function aScene() {
  const world = await aWorld();
  const { installer, otherInstaller, dso } = world;
  const secondArea = await aGridArea(dso.organisation as NonNullable<typeof dso.organisation>, ["2740"]);
  const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);
  const projects: string[] = [];
  const ids: string[] = [];
  for (const [owner, area, n] of [
    [installer, world.gridArea, 3],
    [installer, secondArea, 2],
    [otherInstaller, world.gridArea, 2],
  ] as const) {
    const ctx = ctxOf(owner, later(projects.length));
    const { id: projectId } = await createProject(ctx, {
      name: `Projekt ${projects.length}`,
      gridArea: area,
    });
    projects.push(projectId);
    const groupId = await aGroup(owner, projectId);
    ids.push(...(await someCases(owner, groupId, "apartment", n)).map(({ id }) => id));
  }
  await lead(world, ids.slice(0, 1), "approved");
  await lead(world, ids.slice(3, 4), "approved");
  await performAction(ctxOf(dso), {
    action: "change_handler",
    params: { handlerId: dso.id },
    selection: { ids: ids.slice(4, 6) },
  });
  return { ...world, secondArea, projects, ids };
}

let scene: Awaited<ReturnType<typeof aScene>>;
beforeAll(async () => {
  scene = await aScene();
}, 60_000);

const places = (rows: readonly { id: string }[]) => rows.map(({ id }) => scene.ids.indexOf(id));
const inOrder = (numbers: number[]) => numbers.toSorted((a, b) => a - b);

test.each<[string, (s: typeof scene) => CaseFilter, number[]]>([
  ["nothing", () => ({}), [0, 1, 2, 3, 4, 5, 6]],
  ["a project", ({ projects }) => ({ project: projects.slice(1, 2) }), [3, 4]],
  ["two projects", ({ projects }) => ({ project: projects.slice(1) }), [3, 4, 5, 6]],
  ["an area", ({ secondArea }) => ({ area: [secondArea] }), [3, 4]],
  ["an area that nobody has", () => ({ area: ["000"] }), []],
  ["a state", () => ({ state: ["approved"] }), [0, 3]],
  ["an installer", ({ otherInstaller }) => ({ installer: [otherInstaller.id] }), [5, 6]],
  ["a handler", ({ dso }) => ({ handler: [dso.id] }), [4, 5]],
  ["no handler", () => ({ handler: ["none"] }), [0, 1, 2, 3, 6]],
  ["a handler or none", ({ dso }) => ({ handler: [dso.id, "none"] }), [0, 1, 2, 3, 4, 5, 6]],
  ["a short word", () => ({ q: ["tv"] }), [0, 2, 3, 5]],
  ["words", () => ({ q: ["vej 1 tv"] }), [0, 2, 3, 5]],
  ["a word of four letters", () => ({ q: ["2740"] }), [0, 1, 2, 3, 4, 5, 6]],
  [
    "a project and a search",
    ({ projects }) => ({ project: projects.slice(0, 1), q: ["2740", "tv"] }),
    [0, 2],
  ],
])("%s: list, counts, selection and predicate find the same cases", async (_, filterOf, expected) => {
  const ctx = ctxOf(scene.dso);
  const filter = filterOf(scene);
  const every = await allCases(ctx, null, {}, 100);
  const listed = await listAllCases(ctx, filter);
  expect(inOrder(places(listed.cases))).toEqual(expected);
  expect(inOrder(places(every.map(caseRowOf).filter(filterMatcher(filter))))).toEqual(expected);
  expect(inOrder(places((await listSelected(ctx, { selection: { filter } })).cases))).toEqual(expected);
  expect((await offersOf(ctx, { selection: { filter } })).count).toBe(expected.length);
  expect((await valuesOf(ctx, { selection: { filter } })).count).toBe(expected.length);
  expect(listed.total).toBe(expected.length);
  const tally = (keys: string[]) =>
    Object.fromEntries([...new Set(keys)].map((key) => [key, keys.filter((one) => one === key).length]));
  const found = every.filter(({ id }) => expected.includes(scene.ids.indexOf(id)));
  expect(listed.countsByProject).toEqual(tally(found.map((row) => row.projectId)));
  expect(listed.countsByState).toEqual({
    ...Object.fromEntries(CASE_STATES.map((state) => [state, 0])),
    ...tally(found.map((row) => row.state)),
  });
});

async function allPages(ctx: Ctx, query: object): Promise<CasesOfAll[]> {
  const pages: CasesOfAll[] = [];
  for (let cursor: string | null | undefined; cursor !== null; ) {
    const page = await listAllCases(ctx, { ...query, ...(cursor && { cursor }) });
    pages.push(page);
    cursor = page.nextCursor;
  }
  return pages;
}

test.each([1, 2, 3, 7])(
  "in pages of %i the newest project comes first, and each by address",
  async (limit) => {
    const pages = await allPages(ctxOf(scene.dso), { limit });
    expect(places(pages.flatMap(({ cases }) => cases))).toEqual([5, 6, 3, 4, 0, 1, 2]);
    for (const page of pages) expect(page).toMatchObject({ total: 7 });
  },
);

test.each<[string, number[]]>([
  ["number", [0, 1, 2, 3, 4, 5, 6]],
  ["-number", [6, 5, 4, 3, 2, 1, 0]],
])("sorted by %s the projects are mixed", async (sort, expected) => {
  const pages = await allPages(ctxOf(scene.dso), { sort, limit: 2 });
  expect(places(pages.flatMap(({ cases }) => cases))).toEqual(expected);
});

test("a cursor of another order is refused", async () => {
  const ctx = ctxOf(scene.dso);
  const { nextCursor } = await listAllCases(ctx, { limit: 1 });
  await expect(listAllCases(ctx, { sort: "number", cursor: nextCursor })).rejects.toMatchObject({
    code: "invalid",
  });
});

test("each sees and selects what is its own", async () => {
  const seen = async (ctx: Ctx, filter: CaseFilter = {}) => [
    inOrder(places((await listAllCases(ctx, filter)).cases)),
    (await offersOf(ctx, { selection: { filter } })).count,
  ];
  expect(await seen(ctxOf(scene.installer))).toEqual([[0, 1, 2, 3, 4], 5]);
  expect(await seen(ctxOf(scene.otherInstaller))).toEqual([[5, 6], 2]);
  expect(await seen(ctxOf(scene.otherDso))).toEqual([[], 0]);
  // Another company's project is found as little as one that does not exist.
  const foreign = { project: scene.projects.slice(0, 1) };
  expect(await seen(ctxOf(scene.otherInstaller), foreign)).toEqual([[], 0]);
  expect((await listAllCases(ctxOf(scene.otherInstaller), foreign)).countsByProject).toEqual({});
});

test("one action changes the matching cases of several projects, but for the excepted ones, and is undone as one", async () => {
  const { dso, installer, ids } = scene;
  const done = await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "Kabelskab 7" },
    selection: { filter: { state: ["submitted"] }, except: ids.slice(6) },
  });
  expect(done).toMatchObject({ requested: 4, done: 4, blocked: [] });
  const states = async () => (await listAllCases(ctxOf(dso), {})).countsByState;
  expect(await states()).toMatchObject({ submitted: 1, approved: 6 });
  // Of another company's cases in it, nobody else gets to know.
  expect((await listAllCases(ctxOf(installer), {})).countsByState).toMatchObject({
    submitted: 0,
    approved: 5,
  });
  await undoOperation(ctxOf(dso), done.operationId ?? "");
  expect(await states()).toMatchObject({ submitted: 5, approved: 2 });
});

test("the parts of the list: the newest project first, states in their order, people by name", async () => {
  const { dso, installer, otherInstaller, projects } = scene;
  const parts = async (by: WorkGrouping, filter: CaseFilter = {}, limit = 10) =>
    (await listParts(ctxOf(dso), by, filter, limit)).parts.map(({ id, name, counts }) => [
      id,
      name,
      Object.values(counts).reduce((sum, n) => sum + n, 0),
    ]);
  const newestFirst = [
    [projects[2], "Projekt 2", 2],
    [projects[1], "Projekt 1", 2],
    [projects[0], "Projekt 0", 3],
  ];
  expect(await parts("project")).toEqual(newestFirst);
  expect(await parts("project", {}, 2)).toEqual(newestFirst.slice(0, 2));
  expect(await parts("project", { state: ["approved"] })).toEqual([
    [projects[1], "Projekt 1", 1],
    [projects[0], "Projekt 0", 1],
  ]);
  expect(await parts("state")).toEqual([
    ["submitted", null, 5],
    ["approved", null, 2],
  ]);
  expect(await parts("state", { handler: [dso.id] })).toEqual([["submitted", null, 2]]);
  expect(await parts("handler")).toEqual([
    ["none", null, 5],
    [dso.id, dso.name, 2],
  ]);
  expect(await parts("installer")).toEqual(
    [
      [installer.id, installer.name, 5],
      [otherInstaller.id, otherInstaller.name, 2],
    ].toSorted(([, a], [, b]) => ((a as string) < (b as string) ? -1 : 1)),
  );
});
