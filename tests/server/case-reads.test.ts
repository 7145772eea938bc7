import { sql } from "drizzle-orm";
import * as XLSX from "xlsx";
import { BY_ADDRESS, casesToPrint, listCases } from "@/lib/server/cases/case-list";
import { performAction } from "@/lib/server/cases/bulk";
import { openCase } from "@/lib/server/cases/cases";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { findCases } from "@/lib/server/cases/matching-cases";
import { logRead, tellRead } from "@/lib/server/kernel/case-reads";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";
import { getReport, reportWorkbook } from "@/lib/server/operations/report";
import { auditChoices, auditWorkbook, listAudit } from "@/lib/server/people/audit-log";
import { isPostgres, rawRows, statementsOf, testDb } from "../support/database";
import { aGroup, aProject, aProjectWithCases, aWorld, ctxOf, NOW, someCases } from "../support/factories";
import { downloaded } from "../support/workbooks";

jest.setTimeout(60_000);

const writes: Promise<void>[] = [];
/** As a request has it, with its writes kept. */
const seeing = (actor: Actor, now = NOW): Ctx => {
  const ctx: Ctx = { ...ctxOf(actor, now), seen: (read) => writes.push(logRead(ctx, read)) };
  return ctx;
};

type Row = { who: string; what: string; way: string; day: string; times: number; cases: number };
/** What is stored of some subjects. */
async function stored(...subjects: string[]): Promise<Row[]> {
  await Promise.all(writes);
  return rowsOf<Row>(
    testDb(),
    sql`select actor_name as who, subject as what, way, day::text as day, times, cases from case_reads
      where subject_id::text in (${sql.join(
        subjects.map((one) => sql`${one}`),
        sql`, `,
      )}) order by way, day, actor_name`,
  );
}

/** Waits until something is so; the test ends when it never is. */
async function until(isSo: () => Promise<boolean>) {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
}

const export_ = async (ctx: Ctx, projectId: string, query: unknown = {}) =>
  downloaded(await exportWorkbook(ctx, projectId, query, "da"));
const print = (ctx: Ctx, projectId: string) => casesToPrint(ctx, projectId, {}, BY_ADDRESS, 1);

async function aScene() {
  const scene = await aProjectWithCases(3);
  const { operationId } = await performAction(ctxOf(scene.installer), {
    action: "edit",
    params: { set: { ampere: 20 } },
    selection: { ids: scene.ids.slice(0, 2) },
  });
  return { ...scene, operationId: operationId ?? "", caseId: scene.ids[0] ?? "" };
}

test("each way of reading is told once a person and Danish day, and counts on", async () => {
  const { dso, dsoColleague, admin, projectId, caseId } = await aScene();
  const all = (ctx: Ctx) => [openCase(ctx, caseId), export_(ctx, projectId), print(ctx, projectId)];
  await Promise.all(all(seeing(dso)));
  const [one, many] = [
    { what: "case", cases: 1 },
    { what: "project", cases: 3 },
  ];
  const told = (who: Actor, day: string, times: number) => [
    { who: who.name, ...many, way: "exported", day, times },
    { who: who.name, ...one, way: "opened", day, times },
    { who: who.name, ...many, way: "printed", day, times },
  ];
  expect(await stored(caseId, projectId)).toEqual(told(dso, "2026-11-24", 1));
  // Half an hour before midnight in Denmark, and half an hour after it.
  await Promise.all(all(seeing(dso, new Date("2026-11-24T22:30:00Z"))));
  expect(await stored(caseId, projectId)).toEqual(told(dso, "2026-11-24", 2));
  await openCase(seeing(dso, new Date("2026-11-24T23:30:00Z")), caseId);
  await openCase(seeing(dsoColleague), caseId);
  await openCase(seeing(admin), caseId);
  const opened = (await stored(caseId)).map(({ who, day, times }) => [who, day, times]);
  expect(opened.sort()).toEqual(
    [
      [dso.name, "2026-11-24", 2],
      [dso.name, "2026-11-25", 1],
      [dsoColleague.name, "2026-11-24", 1],
      [admin.name, "2026-11-24", 1],
    ].sort(),
  );
  const [first] = await rawRows<{ first: Date; last: Date; company: string | null }>(
    `select first_at as first, last_at as last, organisation_id as company from case_reads
     where subject_id = $1 and actor_id = $2 and day = '2026-11-24'`,
    [caseId, dso.id],
  );
  expect([first?.first, first?.last, first?.company].map(String)).toEqual(
    [NOW, new Date("2026-11-24T22:30:00Z"), dso.organisation?.id].map(String),
  );
});

test("an export tells the most cases of that day, and nothing when it had none", async () => {
  const { dso, projectId, cases } = await aScene();
  await export_(seeing(dso), projectId, { q: "findes slet ikke" });
  expect(await stored(projectId)).toEqual([]);
  await export_(seeing(dso), projectId);
  await export_(seeing(dso), projectId, { q: String(cases[0]?.number) });
  expect(await stored(projectId)).toMatchObject([{ way: "exported", times: 2, cases: 3 }]);
});

test("a download that is left tells what it had read, and one that nobody took nothing", async () => {
  const { dso, installer, projectId, groupId } = await aScene();
  await someCases(installer, groupId, "apartment", 400);
  const taken = async (most: number, day: number) => {
    const ctx = seeing(dso, new Date(NOW.getTime() + day * 24 * 60 * 60_000));
    const { pieces } = await exportWorkbook(ctx, projectId, {}, "da");
    for (let n = 0; n < most && !(await pieces.next()).done; n += 1);
    await pieces.return(undefined);
  };
  await taken(0, 0);
  for (const most of [1, 2, 3]) await taken(most, most);
  // The first piece is before all cases; 250 are read at a time.
  expect((await stored(projectId)).map(({ cases }) => cases)).toEqual([250, 403]);
});

test("a report is told of each project that it names cases of", async () => {
  const { installer, dso, admin, gridArea, projectId, ids, operationId } = await aScene();
  await downloaded(await reportWorkbook(seeing(dso), operationId, "da"));
  expect(await stored(projectId)).toMatchObject([{ who: dso.name, way: "exported", cases: 2 }]);
  const other = await aProject(installer, gridArea);
  const [moreCase] = await someCases(installer, await aGroup(installer, other), "apartment", 1);
  const both = await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { ids: [...ids, moreCase?.id] },
  });
  await downloaded(await reportWorkbook(seeing(admin), both.operationId ?? "", "da"));
  const told = (await stored(projectId, other)).filter(({ who }) => who === admin.name);
  expect(told.map(({ cases }) => cases).sort()).toEqual([1, 3]);
});

test("the owner's own people are never told, a stranger reads nothing, and lists are no reads", async () => {
  const { installer, colleague, otherInstaller, otherDso, dso, projectId, caseId, operationId, cases } =
    await aScene();
  for (const actor of [installer, colleague]) {
    const ctx = seeing(actor);
    await Promise.all([openCase(ctx, caseId), export_(ctx, projectId), print(ctx, projectId)]);
    await downloaded(await reportWorkbook(ctx, operationId, "da"));
  }
  for (const stranger of [otherInstaller, otherDso]) {
    const ctx = seeing(stranger);
    for (const read of [openCase(ctx, caseId), export_(ctx, projectId), print(ctx, projectId)])
      await expect(read).rejects.toMatchObject({ code: "not_found" });
    await expect(reportWorkbook(ctx, operationId, "da")).rejects.toMatchObject({ code: "not_found" });
  }
  const ctx = seeing(dso);
  await listCases(ctx, projectId, {});
  await findCases(ctx, String(cases[0]?.number), 8);
  await getReport(ctx, operationId);
  expect(await stored(caseId, projectId, operationId)).toEqual([]);
});

test("a read is one statement more, which nobody waits for", async () => {
  const { dso, caseId } = await aScene();
  const bare = await statementsOf(() => openCase(ctxOf(dso), caseId));
  const told = await statementsOf(async () => {
    await openCase(seeing(dso), caseId);
    await Promise.all(writes);
  });
  expect(told.filter((one) => /case_reads/.test(one))).toHaveLength(1);
  expect(told.length).toBe(bare.length + 1);
});

test("a case is read also where nothing can be written, and the operator is told", async () => {
  const { dso, caseId } = await aScene();
  const told = jest.spyOn(console, "error").mockImplementation(() => {});
  await rawRows("alter table case_reads add constraint closed check (false) not valid");
  const ctx: Ctx = { ...ctxOf(dso), seen: (read) => tellRead(ctx, read) };
  for (let i = 0; i < 30; i += 1) expect((await openCase(ctx, caseId)).case.id).toBe(caseId);
  await until(async () => told.mock.calls.length === 30);
  expect(told.mock.calls[0]?.[0]).toMatch(/^a read was not logged: .*closed/);
  await rawRows("alter table case_reads drop constraint closed");
  told.mockRestore();
  await openCase(seeing(dso), caseId);
  expect(await stored(caseId)).toMatchObject([{ times: 1 }]);
});

(isPostgres() ? test : test.skip)("reads do not wait behind a write that waits", async () => {
  const { dso, caseId } = await aScene();
  const told = jest.spyOn(console, "error").mockImplementation(() => {});
  let open = () => {};
  const isOpen = new Promise<void>((resolve) => {
    open = resolve;
  });
  let lock = Promise.resolve();
  await new Promise<void>((locked) => {
    lock = testDb().transaction(async (tx) => {
      await tx.execute(sql`lock table case_reads in access exclusive mode`);
      locked();
      await isOpen;
    });
  });
  const ctx: Ctx = { ...ctxOf(dso), seen: (read) => tellRead(ctx, read) };
  // More than there are connections; each of them would wait for the lock.
  for (let i = 0; i < 25; i += 1) await openCase(ctx, caseId);
  await until(async () => {
    const [waiting] = await rawRows<{ n: number }>(
      "select count(*)::int as n from pg_locks where not granted and relation = 'case_reads'::regclass",
    );
    return waiting?.n === 1;
  });
  for (let i = 0; i < 25; i += 1) await openCase(ctx, caseId);
  expect(told).not.toHaveBeenCalled();
  open();
  await lock;
  await until(async () => (await stored(caseId))[0]?.times === 50);
  told.mockRestore();
});

test.each(["delete from case_reads", "truncate case_reads"])(
  "what was read in the last year cannot be removed: %s",
  async (statement) => {
    const { dso, caseId } = await aScene();
    await openCase(seeing(dso, new Date()), caseId);
    await Promise.all(writes);
    await expect(rawRows(statement)).rejects.toMatchObject({
      message: expect.stringMatching(/kept for a year/),
    });
  },
);

test("what is older than a year may be removed, by an administrator's rights", async () => {
  const { dso, admin, caseId } = await aScene();
  await openCase(seeing(dso, new Date(Date.now() - 367 * 24 * 60 * 60_000)), caseId);
  await Promise.all(writes);
  const remove = (actor: Actor) =>
    rowsOf(ctxOf(actor).db, sql`delete from case_reads where subject_id = ${caseId}::uuid returning 1`);
  await expect(remove(dso)).rejects.toThrow();
  expect(await remove(admin)).toHaveLength(1);
});

test("an administrator finds who read a case by its number, and takes it along", async () => {
  const { dso, otherDso, otherArea, admin, otherInstaller, projectId, cases, caseId, ids } = await aScene();
  const number = String(cases[0]?.number);
  const before = new Date(NOW.getTime() - 24 * 60 * 60_000);
  await openCase(seeing(dso, before), caseId);
  await export_(seeing(dso), projectId);
  await export_(seeing(dso, new Date(NOW.getTime() + 60_000)), projectId);
  // Of another case, and of another company's.
  await openCase(seeing(dso), ids[1] ?? "");
  await rawRows("insert into postcode_grid_areas (postcode, grid_area) values ('2740', $1)", [otherArea]);
  const foreign = await aGroup(otherInstaller, await aProject(otherInstaller, otherArea));
  const [theirs] = await someCases(otherInstaller, foreign, "apartment", 1);
  await openCase(seeing(otherDso), theirs?.id ?? "");
  await Promise.all(writes);
  const { events, nextCursor } = await listAudit(ctxOf(admin), { case: ` ${number} ` });
  expect(nextCursor).toBeNull();
  const who = { actorId: dso.id, actorName: dso.name, organisation: dso.organisation?.name, address: "" };
  expect(events).toMatchObject([
    { ...who, action: "exported", details: { cases: 3, times: 2 } },
    { ...who, action: "opened", at: before, details: {} },
  ]);
  expect(new Date(events[0]?.details.since ?? "")).toEqual(NOW);
  const count = async (input: object) => (await listAudit(ctxOf(admin), input)).events.length;
  expect(await count({ case: number, action: "opened" })).toBe(1);
  expect(await count({ case: number, from: "2026-11-24" })).toBe(1);
  expect(await count({ case: number, actor: otherDso.id })).toBe(0);
  for (const none of ["0", "99999999999999999999", "ti", "1' or '1'='1"])
    expect([none, await count({ case: none })]).toEqual([none, 0]);
  expect(await auditChoices(ctxOf(admin), { case: number })).toEqual({
    actors: [{ actorId: dso.id, actorName: dso.name, organisation: dso.organisation?.name }],
    actions: expect.arrayContaining(["exported", "opened"]),
  });
  const { bytes } = await downloaded(await auditWorkbook(ctxOf(admin), { case: number }, "da"));
  const lines = XLSX.utils.sheet_to_json<string[]>(XLSX.read(bytes).Sheets.Log ?? {}, {
    header: 1,
    raw: false,
  });
  expect(
    lines.slice(1).map(([, time, name, company, what, about]) => [time, name, company, what, about]),
  ).toEqual([
    [
      "12:01:00",
      dso.name,
      dso.organisation?.name,
      "Sager i projektet hentet som Excel",
      "3 sager · 2 gange, første gang kl. 12.00",
    ],
    ["12:00:00", dso.name, dso.organisation?.name, "Sagen åbnet", undefined],
  ]);
});

test("the pages of a case's reads hold each of them once", async () => {
  const { dso } = await aWorld();
  const { admin, cases, caseId } = await aScene();
  const day = 24 * 60 * 60_000;
  for (let i = 0; i < 60; i += 1)
    await logRead(ctxOf(dso, new Date(NOW.getTime() - i * day)), {
      way: "opened",
      subject: "case",
      counts: new Map([[caseId, 1]]),
    });
  const input = { case: String(cases[0]?.number) };
  const first = await listAudit(ctxOf(admin), input);
  const second = await listAudit(ctxOf(admin), { ...input, cursor: first.nextCursor });
  expect([first.events.length, second.events.length, second.nextCursor]).toEqual([50, 10, null]);
  expect(new Set([...first.events, ...second.events].map(({ id }) => id)).size).toBe(60);
});
