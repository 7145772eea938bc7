import { operations } from "@/db/schema";
import { performAction } from "@/lib/server/cases/bulk";
import {
  activityChoices,
  getOperation,
  listOperations,
  recentReasons,
} from "@/lib/server/operations/operations";
import { getReport, reportWorkbook } from "@/lib/server/operations/report";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import type { Actor } from "@/lib/server/kernel/context";
import { undoOperation } from "@/lib/server/operations/undo";
import {
  aGridArea,
  aGroup,
  aProject,
  aProjectWithCases,
  aWorld,
  ctxOf,
  lead,
  NOW,
  someCases,
} from "../support/factories";
import { testDb } from "../support/database";
import { downloaded } from "../support/workbooks";

const UNKNOWN = "00000000-0000-4000-8000-000000000000";
const later = (minutes: number) => new Date(NOW.getTime() + minutes * 60_000);

/** Five cases asked for: one has the installer already, one is archived, one does not exist, two are moved. */
async function aMixedOperation() {
  const scene = await aProjectWithCases(4);
  const { world, installer, colleague, ids } = scene;
  await lead(world, ids.slice(0, 1), "archived");
  const move = (some: string[]) =>
    performAction(ctxOf(installer), {
      action: "change_installer",
      params: { installerId: colleague.id },
      selection: { ids: some },
      onBlocked: "skip",
    });
  await move(ids.slice(1, 2));
  const { operationId } = await move([...ids, UNKNOWN]);
  return { ...scene, operationId: operationId as string };
}

test("a report has a row for every case asked for, what went wrong first", async () => {
  const { installer, ids, operationId, cases } = await aMixedOperation();
  const { rows, counts, total } = await getReport(ctxOf(installer), operationId);
  expect(rows.map((row) => [row.caseId, row.result])).toEqual([
    [ids[0], "blocked"],
    [UNKNOWN, "missing"],
    [ids[1], "unchanged"],
    [ids[2], "done"],
    [ids[3], "done"],
  ]);
  expect(counts).toEqual({ blocked: 1, missing: 1, unchanged: 1, done: 2 });
  expect(total).toBe(5);
  expect(rows[0]).toMatchObject({
    number: cases[0]?.number,
    address: cases[0]?.address,
    block: { reason: "archived" },
  });
  expect(rows[1]).toMatchObject({ number: null, address: null });
  const done = await getReport(ctxOf(installer), operationId, { result: "done" });
  expect(done.rows.map((row) => row.caseId)).toEqual(ids.slice(2));
  expect(done.total).toBe(2);
});

test("a long report is paged, and its workbook is whole", async () => {
  const { dso, ids } = await aProjectWithCases(205);
  const { operationId } = await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "S" },
    selection: { ids },
  });
  const page = (n: number) => getReport(ctxOf(dso), operationId as string, { page: n });
  expect((await page(1)).rows).toHaveLength(200);
  expect((await page(2)).rows.map((row) => row.caseId)).toEqual(ids.slice(200));
  const { bytes, fileName } = await downloaded(await reportWorkbook(ctxOf(dso), operationId as string, "da"));
  expect(fileName).toBe("rapport-2026-11-24.xlsx");
  const sheets = await readSheets(bytes, fileName);
  expect(JSON.stringify(sheets).match(/Udført/g)).toHaveLength(205);
});

test("the skipped of a report carry the version they have now, so that they can be selected again", async () => {
  const { installer, ids, operationId } = await aMixedOperation();
  const { blocked } = await getOperation(ctxOf(installer), operationId);
  expect(blocked).toEqual([expect.objectContaining({ caseId: ids[0], version: 3 })]);
});

test("activity is found by person, action and Danish day, in one project or in all", async () => {
  const { installer, colleague, dso, projectId, ids } = await aProjectWithCases(2);
  const cancel = (actor: typeof installer, id: string | undefined, at: Date) =>
    performAction(ctxOf(actor, at), { action: "cancel", params: { reason: "X" }, selection: { ids: [id] } });
  // Half past eleven in the evening of the 26th, Danish time.
  await cancel(colleague, ids[0], new Date("2026-11-26T22:30:00Z"));
  await cancel(dso, ids[1], new Date("2026-11-27T12:00:00Z"));
  const found = async (input: Record<string, string>, place: string | null = projectId) =>
    (await listOperations(ctxOf(installer), place, input)).operations.map(({ actorName, action }) => [
      actorName,
      action,
    ]);
  expect(await found({ actor: colleague.id })).toEqual([[colleague.name, "cancel"]]);
  expect(await found({ action: "cancel" }, null)).toEqual([
    [dso.name, "cancel"],
    [colleague.name, "cancel"],
  ]);
  expect(await found({ from: "2026-11-26", to: "2026-11-26" })).toEqual([[colleague.name, "cancel"]]);
  expect(await found({ from: "2026-11-27" })).toEqual([[dso.name, "cancel"]]);
  const choices = await activityChoices(ctxOf(installer), projectId);
  expect(choices.actors.map(({ id }) => id).sort()).toEqual([installer.id, colleague.id, dso.id].sort());
  expect(choices.actions).toEqual(["cancel", "create_cases", "create_group", "create_project"]);
});

test("a grid company's activity goes through all of its areas by time, each operation once, page by page", async () => {
  const { installer, dso, gridArea, otherArea: strange } = await aWorld();
  const second = await aGridArea(dso.organisation as NonNullable<Actor["organisation"]>);
  const places = [[gridArea], [second], [second, gridArea], [gridArea, strange], [strange], []];
  const rows = await testDb()
    .insert(operations)
    .values(
      Array.from({ length: 400 }, (_, i) => ({
        action: "edit" as const,
        actorId: installer.id,
        actorName: "X",
        organisationId: installer.organisation?.id,
        ownerId: installer.organisation?.id,
        gridAreas: places[i % places.length],
        requested: 1,
        done: 1,
        // Three at a time.
        at: later(-Math.floor(i / 3)),
      })),
    )
    .returning({ id: operations.id, at: operations.at, gridAreas: operations.gridAreas });
  const newestFirst = (some: typeof rows) =>
    some.toSorted((a, b) => b.at.getTime() - a.at.getTime() || (a.id < b.id ? 1 : -1)).map(({ id }) => id);
  const through = async (actor: Actor) => {
    const seen: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const page = await listOperations(ctxOf(actor), null, {
        ...(cursor && { cursor }),
        actor: installer.id,
      });
      seen.push(...page.operations.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return seen;
  };
  const mine = rows.filter(({ gridAreas }) => gridAreas.length > 0 && !gridAreas.includes(strange));
  expect(await through(dso)).toEqual(newestFirst(mine));
  expect(await through(installer)).toEqual(newestFirst(rows.filter(({ gridAreas }) => gridAreas.length > 0)));
});

test("what was done across two projects is in the activity of all once, and in each its own part", async () => {
  const { installer, colleague, world, projectId, ids } = await aProjectWithCases(1);
  const other = await aProject(installer, world.gridArea);
  const [far] = await someCases(installer, await aGroup(installer, other, "apartment"), "apartment", 1);
  await performAction(ctxOf(installer, later(1)), {
    action: "change_installer",
    params: { installerId: colleague.id },
    selection: { ids: [...ids, far?.id] },
  });
  const found = async (place: string | null) =>
    (await listOperations(ctxOf(colleague), place)).operations.filter(
      ({ action }) => action === "change_installer",
    );
  const [whole, ...rest] = await found(null);
  expect([whole, rest]).toMatchObject([{ done: 2, projectId: null, partOf: null }, []]);
  for (const place of [projectId, other])
    expect(await found(place)).toMatchObject([
      { done: 1, projectId: place, partOf: whole?.id, canUndo: false },
    ]);
  const parts = await listOperations(ctxOf(colleague), null, { partOf: whole?.id });
  expect(parts.operations.map(({ projectId: place }) => place).sort()).toEqual(
    [null, projectId, other].sort(),
  );
  expect((await activityChoices(ctxOf(colleague), null)).actions).toContain("change_installer");
});

test("the last five reasons of one's own company, each once, newest first", async () => {
  const { dso, dsoColleague, installer, groupId } = await aProjectWithCases(1);
  const cases = await someCases(installer, groupId, "apartment", 7);
  const said = ["Et", "To", "Tre", "Fire", "Fem", "Seks", "To"];
  for (const [i, reason] of said.entries()) {
    await performAction(ctxOf(dso, later(i)), {
      action: "reject",
      params: { reason },
      selection: { ids: [cases[i]?.id] },
    });
  }
  expect(await recentReasons(ctxOf(dsoColleague), { action: "reject" })).toEqual([
    "To",
    "Seks",
    "Fem",
    "Fire",
    "Tre",
  ]);
  expect(await recentReasons(ctxOf(dso), { action: "cancel" })).toEqual([]);
  expect(await recentReasons(ctxOf(installer), { action: "reject" })).toEqual([]);
});

test("an undone operation says who took it back and when", async () => {
  const { dso, dsoColleague, ids } = await aProjectWithCases(1);
  const { operationId } = await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "S" },
    selection: { ids },
  });
  await undoOperation(ctxOf(dsoColleague, later(3)), operationId as string);
  const { operation } = await getReport(ctxOf(dso), operationId as string);
  expect(operation).toMatchObject({
    undoneByName: dsoColleague.name,
    undoneByOrganisation: dsoColleague.organisation?.name,
    undoneAt: later(3),
    canUndo: false,
  });
});
