import { sql } from "drizzle-orm";
import { performAction } from "@/lib/server/cases/bulk";
import { allCases, listCases } from "@/lib/server/cases/case-list";
import { getCase } from "@/lib/server/cases/cases";
import { countWork } from "@/lib/server/cases/work";
import { listNotifications, openNotice } from "@/lib/server/news/notifications";
import type { Actor, Ctx, Outcome } from "@/lib/server/kernel/context";
import { updateGridArea } from "@/lib/server/places/grid-areas";
import { lastChanges } from "@/lib/server/kernel/history";
import { earlierImport, lastBatch } from "@/lib/server/imports/last-batch";
import {
  activityChoices,
  getOperation,
  listOperations,
  lookUpOperation,
  recentReasons,
} from "@/lib/server/operations/operations";
import { deleteProject, renameProject } from "@/lib/server/projects/projects";
import { listProjects } from "@/lib/server/projects/project-summaries";
import { renameGroup } from "@/lib/server/projects/groups";
import { getReport, reportWorkbook } from "@/lib/server/operations/report";
import { createDemoProjects } from "@/lib/server/seeding/demo-projects";
import { seedProject } from "@/lib/server/seeding/seeding";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { undoOperation } from "@/lib/server/operations/undo";
import { setUserActive } from "@/lib/server/people/users";
import { errorWorkbook } from "@/lib/server/imports/workbooks";
import { addCases } from "@/lib/server/imports/import";
import { importCases } from "@/lib/server/imports/import-file";
import { rowsOf } from "@/lib/server/kernel/sql";
import { isPostgres, testDb, whileHeld } from "../support/database";
import {
  aGridArea,
  aGroup,
  anOrganisation,
  aProject,
  aProjectWithCases,
  aUser,
  ctxOf,
  FIELDS,
  NOW,
  someCases,
} from "../support/factories";
import { downloaded } from "../support/workbooks";

jest.setTimeout(60_000);

const minutes = (n: number) => new Date(NOW.getTime() + n * 60_000);

/** A DSO with two areas, in each a project of the same company with two cases. */
async function aScene() {
  const scene = await aProjectWithCases(2);
  const { installer, otherInstaller, dso } = scene;
  if (!dso.organisation) throw new Error("no company");
  const secondArea = await aGridArea(dso.organisation, ["2740"]);
  const secondProject = await aProject(installer, secondArea);
  const secondGroup = await aGroup(installer, secondProject);
  const secondCases = await someCases(installer, secondGroup, "apartment", 2);
  return {
    ...scene,
    secondArea,
    secondProject,
    secondGroup,
    secondCases,
    secondIds: secondCases.map(({ id }) => id),
    otherInstaller,
  };
}

const moveArea = (admin: Actor, code: string, to: Actor) =>
  updateGridArea(ctxOf(admin), code, { name: `Area ${code}`, dsoId: to.organisation?.id, isActive: true });

const act = async (ctx: Ctx, action: string, params: object, ids: readonly string[], more: object = {}) =>
  (await performAction(ctx, { action, params, selection: { ids }, ...more })).operationId ?? "";

const answerOf = (work: Promise<unknown>) =>
  work.then(
    () => "let in",
    (error) => error.code,
  );
const reads = (ctx: Ctx, id: string) =>
  Promise.all(
    [
      lookUpOperation(ctx, id),
      getOperation(ctx, id),
      getReport(ctx, id),
      reportWorkbook(ctx, id, "da"),
      undoOperation(ctx, id),
    ].map(answerOf),
  );
const listed = async (ctx: Ctx, projectId: string | null = null) =>
  (await listOperations(ctx, projectId)).operations.map(({ id }) => id);

test("what an operation touched decides who reads it, not who had the area when it was done", async () => {
  const { dso, otherDso, installer, admin, ids, secondIds, secondArea } = await aScene();
  const reason = "Fælles grund for begge områder";
  const across = await act(ctxOf(dso), "reject", { reason }, [...ids, ...secondIds]);
  const here = await act(ctxOf(dso), "archive", {}, ids);
  const there = await act(ctxOf(dso), "archive", {}, secondIds);
  await moveArea(admin, secondArea, otherDso);
  // Each reads what lies wholly within its areas; the company and the administrator everything.
  expect(await reads(ctxOf(dso), across)).toEqual(Array(5).fill("not_found"));
  expect(await reads(ctxOf(otherDso), across)).toEqual(Array(5).fill("not_found"));
  expect(await reads(ctxOf(dso), there)).toEqual(Array(5).fill("not_found"));
  expect(await reads(ctxOf(otherDso), here)).toEqual(Array(5).fill("not_found"));
  expect((await lookUpOperation(ctxOf(dso), here)).done).toBe(2);
  expect((await lookUpOperation(ctxOf(otherDso), there)).done).toBe(2);
  for (const actor of [installer, admin]) {
    expect((await getReport(ctxOf(actor), across)).total).toBe(4);
  }
  const own = await listed(ctxOf(dso));
  expect([own.includes(here), own.includes(there), own.includes(across)]).toEqual([true, false, false]);
  const theirs = await listed(ctxOf(otherDso));
  expect([theirs.includes(here), theirs.includes(there), theirs.includes(across)]).toEqual([
    false,
    true,
    false,
  ]);
  // Of the operation across both areas each reads the part that lies in its own.
  for (const [actor, caseIds] of [
    [dso, ids],
    [otherDso, secondIds],
  ] as const) {
    const { operations } = await listOperations(ctxOf(actor), null, { partOf: across });
    expect(operations).toMatchObject([{ action: "reject", done: 2, requested: 2, partOf: across }]);
    const report = await getOperation(ctxOf(actor), operations[0]?.id ?? "");
    expect(report.cases.map(({ id }) => id).sort()).toEqual([...caseIds].sort());
  }
  expect(await recentReasons(ctxOf(dso), { action: "reject" })).toEqual([]);
  // The area comes back, and so does the sight.
  await moveArea(admin, secondArea, dso);
  expect((await getReport(ctxOf(dso), across)).total).toBe(4);
  expect(await recentReasons(ctxOf(dso), { action: "reject" })).toEqual([reason]);
});

(isPostgres() ? test : test.skip)(
  "a bulk by a filter that waits for an area to move does not reach its cases any more",
  async () => {
    const { dso, otherDso, gridArea, projectId } = await aProjectWithCases(2);
    await whileHeld(
      sql`update grid_areas set dso_id = ${otherDso.organisation?.id}::uuid where code = ${gridArea}`,
      () =>
        performAction(ctxOf(dso), {
          action: "reject",
          params: { reason: "x" },
          selection: { projectId, filter: {} },
        }),
    );
    const { countsByState } = await listCases(ctxOf(otherDso), projectId, {});
    expect(countsByState).toMatchObject({ submitted: 2, rejected: 0 });
  },
);

test("cases that were skipped or had the value already count among what was touched", async () => {
  const { dso, otherDso, admin, ids, secondIds, secondArea } = await aScene();
  const [id = ""] = ids;
  const set = { set: { connectionPoint: "Skab 1" } };
  await act(ctxOf(dso), "edit", set, [secondIds[0] ?? ""]);
  const unchanged = await act(ctxOf(dso), "edit", set, [id, secondIds[0] ?? ""]);
  await act(ctxOf(dso), "reject", { reason: "x" }, [secondIds[1] ?? ""]);
  const blocked = await act(ctxOf(dso), "approve", { connectionPoint: "S" }, [id, secondIds[1] ?? ""], {
    onBlocked: "skip",
  });
  await moveArea(admin, secondArea, otherDso);
  for (const operation of [unchanged, blocked]) {
    for (const actor of [dso, otherDso]) {
      expect(await reads(ctxOf(actor), operation)).toEqual(Array(5).fill("not_found"));
    }
  }
});

test("what was done to projects and groups goes with the area, that of deleted ones too", async () => {
  const { dso, otherDso, installer, admin, secondArea, secondProject, secondGroup } = await aScene();
  const gone = await aProject(installer, secondArea, "Snart væk");
  await renameProject(ctxOf(installer), secondProject, { name: "Nyt navn" });
  await renameGroup(ctxOf(installer), secondGroup, { name: "Ny gruppe" });
  await deleteProject(ctxOf(installer), gone);
  const done = async (actor: Actor) =>
    (await listOperations(ctxOf(actor), null)).operations
      .filter(({ projectId }) => projectId === secondProject || projectId === gone)
      .map(({ action }) => action)
      .sort();
  const all = [
    "create_cases",
    "create_group",
    "create_project",
    "create_project",
    "delete_project",
    "rename_group",
    "rename_project",
  ];
  expect(await done(dso)).toEqual(all);
  await moveArea(admin, secondArea, otherDso);
  expect(await done(dso)).toEqual([]);
  expect(await done(otherDso)).toEqual(all);
  expect(await done(installer)).toEqual(all);
});

test("imports, their left-out rows and what a form begins with go with the area", async () => {
  const { dso, otherDso, installer, admin, secondArea, secondProject, secondGroup } = await aScene();
  const file = {
    name: "a.csv",
    bytes: new TextEncoder().encode("Vejnavn;Husnr.;Postnr.\nNygade;1;2740\nNygade;;2740\n"),
  };
  const { operationId } = await importCases(ctxOf(installer), secondGroup, file, {
    fields: FIELDS.apartment,
    onError: "skip",
    acceptWarnings: true,
  });
  const id = operationId ?? "";
  const { fileHash } = (await lookUpOperation(ctxOf(installer), id)).params;
  const place = { projectId: secondProject, groupId: secondGroup };
  const seen = async (actor: Actor) => [
    await answerOf(errorWorkbook(ctxOf(actor), id, "da")),
    (await lastBatch(ctxOf(actor), secondGroup)) !== null,
    (await earlierImport(ctxOf(actor), place, String(fileHash))) !== null,
  ];
  expect(await seen(dso)).toEqual(["let in", true, true]);
  await moveArea(admin, secondArea, otherDso);
  expect(await seen(dso)).toEqual(["not_found", false, false]);
  expect(await seen(otherDso)).toEqual(["let in", true, true]);
});

test("of an operation over two companies' projects each reads the part in its own", async () => {
  const { dso, installer, otherInstaller, projectId, ids, secondArea } = await aScene();
  const foreignProject = await aProject(otherInstaller, secondArea);
  const foreign = await someCases(
    otherInstaller,
    await aGroup(otherInstaller, foreignProject),
    "apartment",
    3,
  );
  const foreignIds = foreign.map(({ id }) => id);
  const { since } = (await countWork(ctxOf(installer))).fresh;
  const reason = "Gælder begge";
  const across = await act(ctxOf(dso), "reject", { reason }, [...ids, ...foreignIds]);
  for (const actor of [installer, otherInstaller]) {
    expect(await reads(ctxOf(actor), across)).toEqual(Array(5).fill("not_found"));
    expect(await listed(ctxOf(actor))).not.toContain(across);
  }
  const partOf = async (actor: Actor, place: string | null) =>
    (await listOperations(ctxOf(actor), place)).operations.filter(({ partOf }) => partOf === across);
  for (const [actor, place, caseIds] of [
    [installer, projectId, ids],
    [otherInstaller, foreignProject, foreignIds],
  ] as const) {
    const [part, ...more] = await partOf(actor, null);
    expect([part, more]).toMatchObject([{ done: caseIds.length, projectId: place, canUndo: false }, []]);
    expect(await partOf(actor, place)).toEqual([part]);
    const id = part?.id ?? "";
    const { rows, counts, operation } = await getReport(ctxOf(actor), id);
    expect(rows.map(({ caseId }) => caseId).sort()).toEqual([...caseIds].sort());
    expect(counts).toEqual({ done: caseIds.length, blocked: 0, missing: 0, unchanged: 0 });
    expect(operation.params).toEqual({ reason });
    expect(await answerOf(undoOperation(ctxOf(actor), id))).toBe("forbidden");
    const sheets = await readSheets(
      (await downloaded(await reportWorkbook(ctxOf(actor), id, "da"))).bytes,
      "a.xlsx",
    );
    expect(JSON.stringify(sheets).match(/Udført/g)).toHaveLength(caseIds.length);
    const { fresh } = await countWork(ctxOf(actor));
    expect([
      fresh.count,
      (await listOperations(ctxOf(actor), null, { news: "others", since })).operations,
    ]).toMatchObject([caseIds.length, [{ id }]]);
    const { notifications } = await listNotifications(ctxOf(actor));
    expect(notifications).toMatchObject([{ count: caseIds.length, projectId: place, operationId: id }]);
  }
  expect(await partOf(dso, null)).toEqual([]);
  expect(await partOf(dso, projectId)).toMatchObject([{ done: 2, canUndo: false }]);
  expect(await answerOf(undoOperation(ctxOf(dso), (await partOf(dso, projectId))[0]?.id ?? ""))).toBe(
    "operation_not_undoable",
  );
  expect((await getReport(ctxOf(dso), across)).total).toBe(5);
  // In a case's own history each side counts its own, and the reason is the case's.
  const { history } = await getCase(ctxOf(installer), ids[0] ?? "");
  expect(history[0]).toMatchObject({
    action: "reject",
    actorName: dso.name,
    organisationName: dso.organisation?.name,
    operationSize: 2,
    hasReport: true,
    operationId: (await partOf(installer, null))[0]?.id,
    params: { reason },
  });
  const theirs = await getCase(ctxOf(otherInstaller), foreignIds[0] ?? "");
  expect(theirs.history[0]).toMatchObject({ operationSize: 3, hasReport: true });
  const whole = await getCase(ctxOf(dso), ids[0] ?? "");
  expect(whole.history[0]).toMatchObject({
    operationSize: 5,
    hasReport: true,
    operationId: across,
    params: { reason },
  });
  // Undone as a whole, each part says so to those who see it.
  const { operationId } = await undoOperation(ctxOf(dso), across);
  for (const actor of [installer, otherInstaller]) {
    const undo = (await listOperations(ctxOf(actor), null, { action: "undo" })).operations[0];
    const [part] = await partOf(actor, null);
    expect(undo).toMatchObject({ action: "undo", partOf: operationId, undoes: part?.id, done: part?.done });
    expect(part).toMatchObject({ undoneBy: undo?.id, undoneByName: dso.name });
    expect((await countWork(ctxOf(actor))).fresh.count).toBe(0);
  }
  expect(await lookUpOperation(ctxOf(dso), across)).toMatchObject({ undoneBy: operationId });
});

test("a notice of two projects leads to the parts where not all of the operation is in sight", async () => {
  const { dso, installer, otherInstaller, gridArea, ids, secondIds } = await aScene();
  const foreignGroup = await aGroup(otherInstaller, await aProject(otherInstaller, gridArea));
  const [foreign] = await someCases(otherInstaller, foreignGroup, "apartment", 1);
  const across = await act(ctxOf(dso), "reject", { reason: "Mangler tegning" }, [
    ...ids,
    ...secondIds,
    foreign?.id ?? "",
  ]);
  const { notifications } = await listNotifications(ctxOf(installer));
  expect(notifications).toMatchObject([{ count: 4, projects: 2, projectId: null, operationId: null }]);
  const { whole } = await openNotice(ctxOf(installer), notifications[0]?.id);
  expect(whole).toBe(across);
  const { operations } = await listOperations(ctxOf(installer), null, { partOf: whole });
  expect(operations.map(({ done, partOf }) => [done, partOf])).toEqual([
    [2, across],
    [2, across],
  ]);
});

test("notices of a project whose area has moved are no longer the former company's", async () => {
  const { dso, otherDso, installer, admin, secondProject, secondIds, secondArea } = await aScene();
  await act(ctxOf(installer), "cancel", {}, secondIds);
  const projectsTold = async () =>
    (await listNotifications(ctxOf(dso))).notifications.map(({ projectId }) => projectId);
  expect(await projectsTold()).toContain(secondProject);
  await moveArea(admin, secondArea, otherDso);
  expect(await projectsTold()).not.toContain(secondProject);
});

test("what an operation set on others' cases too is told by the case's own changes alone", async () => {
  const { dso, otherDso, admin, installer, ids, secondIds, secondArea } = await aScene();
  const [one = ""] = ids;
  const [other = ""] = secondIds;
  await act(ctxOf(dso), "edit", { set: { connectionPoint: "Skab 1" } }, [one]);
  const set = { connectionPoint: "Skab 1", feePaid: true };
  const perCase = { [other]: { connectionPoint: "Kun den andens skab" } };
  await act(ctxOf(dso), "edit", { set, perCase }, [one, other]);
  await moveArea(admin, secondArea, otherDso);
  const [event] = (await getCase(ctxOf(dso), one)).history;
  expect(event).toMatchObject({
    operationSize: 1,
    hasReport: true,
    params: {},
    changes: { feePaid: [null, true] },
  });
  const theirs = (await getCase(ctxOf(otherDso), other)).history;
  expect(theirs[0]).toMatchObject({ operationSize: 1, params: {} });
  expect(JSON.stringify(event)).not.toContain("Kun den andens skab");
  // The company sees both.
  expect((await getCase(ctxOf(installer), one)).history[0]).toMatchObject({
    operationSize: 2,
    hasReport: true,
    params: { set },
  });
});

test("an administrator's work on many tells a case's readers only of their own", async () => {
  const { admin, installer, colleague, dso, ids, secondIds, secondArea, otherDso } = await aScene();
  await moveArea(admin, secondArea, otherDso);
  await setUserActive(ctxOf(admin), installer.id, { isActive: false, moveTo: colleague.id });
  const newest = async (actor: Actor, id = "") => (await getCase(ctxOf(actor), id)).history[0];
  expect(await newest(colleague, ids[0])).toMatchObject({
    action: "change_installer",
    organisationName: null,
    operationSize: 4,
    params: {},
  });
  expect(await newest(dso, ids[0])).toMatchObject({ operationSize: 2, hasReport: false, params: {} });
  expect(await newest(otherDso, secondIds[0])).toMatchObject({ operationSize: 2, params: {} });
  // Demo projects lie in several areas, and their operation in none.
  const ownerId = colleague.organisation?.id;
  await createDemoProjects(ctxOf(admin), { ownerId, projects: 2, groups: 1, cases: 3 });
  for (const { id, isDemo } of (await listProjects(ctxOf(colleague), {})).projects) {
    if (!isDemo) continue;
    const [demo] = await allCases(ctxOf(colleague), id, {}, 1);
    expect(await newest(colleague, demo?.id)).toMatchObject({
      operationSize: 6,
      params: {},
      hasReport: false,
    });
  }
});

test("a project that an administrator made is its two sides', with the operation that made it", async () => {
  const { admin, installer, dso, otherDso, secondArea } = await aScene();
  const address = { street: "Nygade", houseNo: "9", floor: "1", door: "tv", postcode: "2740" };
  const { projectId } = await seedProject(ctxOf(admin), {
    ownerId: installer.organisation?.id,
    name: "Sået",
    gridArea: secondArea,
    groups: [{ name: "A", caseType: "apartment", fields: FIELDS.apartment, addresses: [address] }],
  });
  const [made = ""] = await listed(ctxOf(dso), projectId);
  expect(await listed(ctxOf(installer), projectId)).toEqual([made]);
  expect(await lookUpOperation(ctxOf(dso), made)).toMatchObject({ action: "seed_project", done: 1 });
  await moveArea(admin, secondArea, otherDso);
  expect(await answerOf(lookUpOperation(ctxOf(dso), made))).toBe("not_found");
  expect(await listed(ctxOf(otherDso), projectId)).toEqual([made]);
});

test("who was there since is told of cases in sight alone", async () => {
  const { dso, otherDso, admin, ids, secondIds, secondArea } = await aScene();
  await moveArea(admin, secondArea, otherDso);
  await act(ctxOf(otherDso), "reject", { reason: "x" }, secondIds);
  await act(ctxOf(dso), "reject", { reason: "x" }, ids);
  const told = await lastChanges(ctxOf(dso), [...ids, ...secondIds]);
  expect([...told.keys()].sort()).toEqual([...ids].sort());
  expect(await lastChanges(ctxOf(otherDso), ids)).toEqual(new Map());
});

/** As only somebody at the database could do it: the project lies in another area from one moment to the next. */
const moveProject = (projectId: string, area: string, to: Actor) =>
  testDb().execute(sql`update projects set grid_area = ${area}, dso_id = ${to.organisation?.id}::uuid
    where id = ${projectId}::uuid`);

test("a report, its file and a refused undo name no case that has left by another way", async () => {
  const { dso, otherDso, world, ids, secondIds, secondProject, secondCases } = await aScene();
  const across = await act(ctxOf(dso), "reject", { reason: "x" }, [ids[0] ?? "", ...secondIds]);
  const skipped = await act(ctxOf(dso), "approve", { connectionPoint: "S" }, [...ids, ...secondIds], {
    onBlocked: "skip",
  });
  await moveProject(secondProject, world.otherArea, otherDso);
  await act(ctxOf(otherDso), "archive", {}, secondIds);
  const secret = secondCases.map(({ address }) => address);
  const told = JSON.stringify([
    await getOperation(ctxOf(dso), across),
    await getOperation(ctxOf(dso), skipped),
    await getReport(ctxOf(dso), across),
    await getReport(ctxOf(dso), skipped),
    await readSheets((await downloaded(await reportWorkbook(ctxOf(dso), across, "da"))).bytes, "a.xlsx"),
    await readSheets((await downloaded(await reportWorkbook(ctxOf(dso), skipped, "da"))).bytes, "a.xlsx"),
  ]);
  for (const address of secret) expect(told).not.toContain(address);
  const refused = await undoOperation(ctxOf(dso), across).catch((error) => error);
  expect(refused).toMatchObject({
    code: "cases_changed",
    detail: {
      extra: { cases: secondIds.map(() => ({ number: null, address: null })) },
    },
  });
  expect(JSON.stringify(refused.detail)).not.toContain(otherDso.name);
});

test("a case asked for without being seen is a bare id to those who asked, and nothing to the others", async () => {
  const { dso, admin, installer, colleague, otherInstaller, secondArea, ids } = await aScene();
  const foreignProject = await aProject(otherInstaller, secondArea);
  const [foreign] = await someCases(
    otherInstaller,
    await aGroup(otherInstaller, foreignProject),
    "apartment",
    1,
  );
  const operation = await act(ctxOf(installer), "cancel", {}, [ids[0] ?? "", foreign?.id ?? ""], {
    onBlocked: "skip",
  });
  const { rows } = await getReport(ctxOf(installer), operation, { result: "missing" });
  expect(rows).toMatchObject([{ caseId: foreign?.id, number: null, address: null }]);
  const told = JSON.stringify([
    await getOperation(ctxOf(installer), operation),
    await readSheets(
      (await downloaded(await reportWorkbook(ctxOf(installer), operation, "da"))).bytes,
      "a.xlsx",
    ),
  ]);
  expect(told).not.toContain(foreign?.addressParts.street);
  const toldOf = async (actor: Actor) => {
    const { counts, total, rows: all } = await getReport(ctxOf(actor), operation);
    const { requested, done, missingCount, missing } = await getOperation(ctxOf(actor), operation);
    const { operations } = await listOperations(ctxOf(actor), null, { actor: installer.id });
    const sheets = await readSheets(
      (await downloaded(await reportWorkbook(ctxOf(actor), operation, "da"))).bytes,
      "a.xlsx",
    );
    expect(operations.find(({ id }) => id === operation)).toMatchObject({ requested, missingCount });
    expect(counts.missing).toBe(missingCount);
    return {
      numbers: { requested, done, missingCount, total },
      isNamed: JSON.stringify([missing, all, sheets]).includes(foreign?.id ?? ""),
    };
  };
  const whole = { numbers: { requested: 2, done: 1, missingCount: 1, total: 2 }, isNamed: true };
  for (const actor of [installer, colleague, admin]) expect(await toldOf(actor)).toEqual(whole);
  const touched = { numbers: { requested: 1, done: 1, missingCount: 0, total: 1 }, isNamed: false };
  expect(await toldOf(dso)).toEqual(touched);
});

test("the order of a report tells nothing of the addresses of cases that are not seen", async () => {
  const { installer, otherInstaller, groupId } = await aScene();
  const caseIn = async (street: string) => {
    const addresses = [{ street, houseNo: "1", postcode: "2740" }];
    await addCases(ctxOf(installer), groupId, { fields: FIELDS.apartment, addresses, acceptWarnings: true });
    const [found] = await rowsOf<{ id: string }>(
      testDb(),
      sql`select id from cases where street = ${street}`,
    );
    return found?.id ?? "";
  };
  // Ids follow on each other in time, so by id these stand the other way round than by address.
  const asked = [await caseIn("Østergade"), await caseIn("Abildvej")];
  expect(asked.toSorted()).toEqual(asked);
  const operation = await act(ctxOf(otherInstaller), "cancel", {}, asked, { onBlocked: "skip" });
  const { rows } = await getReport(ctxOf(otherInstaller), operation);
  expect(rows.map(({ caseId }) => caseId)).toEqual(asked);
  const { bytes } = await downloaded(await reportWorkbook(ctxOf(otherInstaller), operation, "da"));
  const sheets = JSON.stringify(await readSheets(bytes, "a.xlsx"));
  expect(asked.map((id) => sheets.includes(id))).toEqual([true, true]);
  expect(sheets.indexOf(asked[0] ?? "")).toBeLessThan(sheets.indexOf(asked[1] ?? ""));
});

test("what was asked for cases that nobody there sees is told to those who asked, and to nobody else", async () => {
  const { dso, admin, installer, colleague, otherInstaller, otherDso, ids } = await aScene();
  const gone = crypto.randomUUID();
  for (const asked of [[ids[0] ?? ""], [gone], [ids[0] ?? "", gone]]) {
    const operation = await act(ctxOf(otherInstaller), "cancel", {}, asked, { onBlocked: "skip" });
    for (const actor of [otherInstaller, admin]) {
      const { rows } = await getReport(ctxOf(actor), operation);
      expect(rows.map(({ caseId, result }) => [caseId, result]).sort()).toEqual(
        asked.map((id) => [id, "missing"]).sort(),
      );
      expect(await getOperation(ctxOf(actor), operation)).toMatchObject({ done: 0, missing: asked });
    }
    for (const actor of [installer, colleague, dso, otherDso])
      await expect(getOperation(ctxOf(actor), operation)).rejects.toMatchObject({ code: "not_found" });
  }
});

test("an undo never makes somebody of the former DSO responsible again", async () => {
  const { dso, otherDso, admin, gridArea, ids } = await aScene();
  await act(ctxOf(dso), "change_handler", { handlerId: dso.id }, ids);
  const released = await act(ctxOf(admin), "change_handler", { handlerId: null }, ids);
  await moveArea(admin, gridArea, otherDso);
  await expect(undoOperation(ctxOf(admin, minutes(1)), released)).rejects.toMatchObject({
    code: "person_inactive",
    detail: { params: { count: 2 } },
  });
  expect((await getCase(ctxOf(otherDso), ids[0] ?? "")).case.handler).toBeNull();
});

const withKey = (ctx: Ctx, key: string): Ctx => ({
  ...ctx,
  once: {
    key,
    requestHash: "h",
    keep: (outcome: Outcome) => JSON.stringify("result" in outcome ? outcome.result : outcome.refusal.detail),
  },
});

test("a kept answer is told only to who still sees what it speaks of", async () => {
  const { dso, otherDso, installer, admin, secondIds, secondArea, ids } = await aScene();
  const reject = (ctx: Ctx, some: string[]) =>
    performAction(withKey(ctx, "k"), {
      action: "reject",
      params: { reason: "x" },
      selection: { ids: some },
      onBlocked: "skip",
    });
  await reject(ctxOf(dso), [...ids, ...secondIds]);
  await expect(reject(ctxOf(dso), [...ids, ...secondIds])).rejects.toMatchObject({ name: "Replay" });
  await moveArea(admin, secondArea, otherDso);
  await expect(reject(ctxOf(dso), [...ids, ...secondIds])).rejects.toMatchObject({ code: "not_found" });
  await moveArea(admin, secondArea, dso);
  await expect(reject(ctxOf(dso), [...ids, ...secondIds])).rejects.toMatchObject({ name: "Replay" });
  // One who works for another company by now: no verb does that, but the database could be told to.
  const company = await anOrganisation("dso");
  const moved = { ...dso, organisation: company } as Actor;
  await expect(reject(ctxOf(moved), ids)).rejects.toMatchObject({ code: "not_found" });
  const cancel = { action: "cancel", selection: { ids: [ids[0]] }, onBlocked: "skip" };
  await performAction(withKey(ctxOf(installer), "k"), cancel);
  await expect(performAction(withKey(ctxOf(installer), "k"), cancel)).rejects.toMatchObject({
    name: "Replay",
  });
  const otherCompany = await anOrganisation("installer");
  await expect(
    performAction(withKey(ctxOf({ ...installer, organisation: otherCompany } as Actor), "k"), cancel),
  ).rejects.toMatchObject({ code: "not_found" });
});

test("a DSO without areas, and one with others, sees no operation at all", async () => {
  const { ids, dso, admin, colleague } = await aScene();
  await act(ctxOf(dso), "reject", { reason: "x" }, ids);
  const without = await aUser("dso", await anOrganisation("dso"));
  expect(await listed(ctxOf(without))).toEqual([]);
  expect(await activityChoices(ctxOf(without), null)).toEqual({ actors: [], actions: [] });
  // Administrative ones touched no area, and that is no area of everybody's.
  await setUserActive(ctxOf(admin), colleague.id, { isActive: false });
  const all = (await listOperations(ctxOf(dso), null)).operations.map(({ action }) => action);
  expect(all).not.toContain("set_user_active");
});
