import { sql } from "drizzle-orm";
import { caseRowOf } from "@/components/grid/case-row";
import { type CaseFilter, filterMatcher } from "@/lib/domain/case-filter";
import { addWorkingDays, isWorkingDay } from "@/lib/domain/working-days";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { getCase } from "@/lib/server/cases/cases";
import { wrongCounts } from "@/lib/server/cases/kept-counts";
import { countWork, mostUrgent, visit } from "@/lib/server/cases/work";
import { listAllCases, listParts } from "@/lib/server/cases/work-list";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";
import { undoOperation } from "@/lib/server/operations/undo";
import { testDb } from "../support/database";
import { aGridArea, aGroup, aProject, aProjectWithCases, ctxOf, NOW, someCases } from "../support/factories";

const CALENDARS = [false, true].flatMap((december24) =>
  [false, true].map((december31) => ({ december24, december31 })),
);
const dates = (from: string, to: string) => {
  const all: string[] = [];
  for (let time = Date.parse(from); time <= Date.parse(to); time += 86_400_000)
    all.push(new Date(time).toISOString().slice(0, 10));
  return all;
};

test.each(CALENDARS)(
  "domain and database have the same working days over 21 years, with %j",
  async (works) => {
    const { december24, december31 } = works;
    const rows = await rowsOf<{ day: string; works: boolean; later: string }>(
      testDb(),
      sql`select day::date::text as day, is_working_day(day::date, ${december24}, ${december31}) as works,
        add_working_days(day::date, 1 + extract(doy from day)::int % 20, ${december24}, ${december31})::text as later
      from generate_series('2015-01-01'::date, '2035-12-31'::date, '1 day') day`,
    );
    const days = dates("2015-01-01", "2035-12-31");
    const dayOfYear = (day: string) =>
      (Date.parse(day) - Date.parse(`${day.slice(0, 4)}-01-01`)) / 86_400_000 + 1;
    expect(rows).toEqual(
      days.map((day) => ({
        day,
        works: isWorkingDay(day, works),
        later: addWorkingDays(day, 1 + (dayOfYear(day) % 20), works),
      })),
    );
  },
);

test.each([
  // The week-ends and holidays around Easter, by hand.
  ["2026-03-31", 3, "2026-04-08"],
  // Store bededag was a holiday for the last time on 5 May 2023; on 26 April 2024 people worked.
  ["2023-05-04", 1, "2023-05-08"],
  ["2024-04-25", 1, "2024-04-26"],
  ["2026-12-23", 1, "2026-12-28"],
  ["2026-12-30", 1, "2027-01-04"],
])("from %s %i working days lead to %s", async (from, days, expected) => {
  expect(addWorkingDays(from, days)).toBe(expected);
  const [row] = await rowsOf<{ day: string }>(
    testDb(),
    sql`select add_working_days(${from}::date, ${days}, false, false)::text as day`,
  );
  expect(row?.day).toBe(expected);
});

describe("a case is due", () => {
  // NOW is Tuesday 24 November 2026.
  const at = (day: string) => new Date(`${day}T11:00:00Z`);
  const dueOf = async (who: Actor, id: string | undefined, now = NOW) =>
    (await getCase(ctxOf(who, now), id ?? "")).case.due;
  const act = (who: Actor, action: string, ids: (string | undefined)[], params: object = {}, now = NOW) =>
    performAction(ctxOf(who, now), { action, params, selection: { ids } });

  test("by the grid company's 15 and 5 working days, whoever looks", async () => {
    const { installer, dso, admin, ids } = await aProjectWithCases(1);
    const [id] = ids;
    // Fifteen working days from the 24th: 15 December.
    const submitted = { date: "2026-12-15", side: "dso", paused: false, status: "later" };
    expect(await dueOf(installer, id)).toEqual({ ...submitted, waiting: "them" });
    expect(await dueOf(dso, id)).toEqual({ ...submitted, waiting: "us" });
    expect(await dueOf(admin, id)).toEqual({ ...submitted, waiting: "them" });
    expect(await dueOf(dso, id, at("2026-12-10"))).toMatchObject({ status: "soon" });
    expect(await dueOf(dso, id, at("2026-12-09"))).toMatchObject({ status: "later" });
    expect(await dueOf(dso, id, at("2026-12-15"))).toMatchObject({ status: "soon" });
    expect(await dueOf(dso, id, at("2026-12-16"))).toMatchObject({ status: "overdue" });

    const approved = await act(dso, "approve", ids, { connectionPoint: "Skab 1" });
    const none = { date: null, side: "installer", paused: false, status: "none" };
    expect(await dueOf(installer, id)).toEqual({ ...none, waiting: "us" });
    // An undo brings the first promise back, on whatever day it happens.
    await undoOperation(ctxOf(dso, NOW), approved.operationId ?? "");
    expect(await dueOf(dso, id)).toMatchObject(submitted);

    await act(dso, "approve", ids, { connectionPoint: "Skab 1" });
    const ready = { supplierChosen: true, meterPlaceLabelled: true };
    await act(installer, "report_ready_for_meter", ids, { ...ready, meterDate: "2026-12-21" });
    // Christmas lies between.
    expect(await dueOf(dso, id)).toMatchObject({ date: "2026-12-30", side: "dso", waiting: "us" });
    const moved = await act(installer, "change_meter_date", ids, { meterDate: "2026-12-01" });
    expect(await dueOf(dso, id)).toMatchObject({ date: "2026-12-08" });
    await undoOperation(ctxOf(installer), moved.operationId ?? "");
    expect(await dueOf(dso, id)).toMatchObject({ date: "2026-12-30" });
    await act(dso, "register_meter", ids, { installedOn: "2026-11-24" });
    expect(await dueOf(dso, id)).toEqual({ ...none, waiting: "them" });
    await act(installer, "complete", ids, { completedOn: "2026-11-24" });
    expect(await dueOf(dso, id)).toBeNull();
  });

  test("fifteen days from the day on which it is submitted again", async () => {
    const { installer, dso, ids } = await aProjectWithCases(1);
    await act(dso, "reject", ids, { reason: "Mangler tegning" });
    expect(await dueOf(installer, ids[0])).toMatchObject({ date: null, side: "installer", waiting: "us" });
    await act(installer, "resubmit", ids, {}, at("2026-12-01"));
    expect(await dueOf(dso, ids[0])).toMatchObject({ date: "2026-12-22" });
  });

  test("as it was promised, when a new wished date is taken back after the company has changed its numbers", async () => {
    const { installer, dso, ids } = await aProjectWithCases(1);
    await act(dso, "approve", ids, { connectionPoint: "Skab 1" });
    const ready = { supplierChosen: true, meterPlaceLabelled: true };
    await act(installer, "report_ready_for_meter", ids, { ...ready, meterDate: "2026-12-21" });
    await testDb().execute(sql`update organisations set meter_days = 1, works_december24 = true
      where id = ${dso.organisation?.id}::uuid`);
    const moved = await act(installer, "change_meter_date", ids, { meterDate: "2027-01-11" });
    expect(await dueOf(dso, ids[0])).toMatchObject({ date: "2027-01-12" });
    await undoOperation(ctxOf(installer), moved.operationId ?? "");
    expect(await dueOf(dso, ids[0])).toMatchObject({ date: "2026-12-30" });
    const withdrawn = await act(installer, "withdraw_ready", ids);
    await undoOperation(ctxOf(installer), withdrawn.operationId ?? "");
    expect(await dueOf(dso, ids[0])).toMatchObject({ date: "2026-12-30" });
  });

  test("on a day on which its own company works, which is also when a meter can be wished for", async () => {
    const { installer, dso, otherDso, groupId, ids } = await aProjectWithCases(1);
    const report = (some: (string | undefined)[], meterDate: string) =>
      act(installer, "report_ready_for_meter", some, {
        meterDate,
        supplierChosen: true,
        meterPlaceLabelled: true,
      });
    const [second] = await someCases(installer, groupId, "apartment", 1);
    const area = await aGridArea(otherDso.organisation as NonNullable<Actor["organisation"]>, ["2740"]);
    const elsewhere = await aGroup(installer, await aProject(installer, area));
    const [closed] = await someCases(installer, elsewhere, "apartment", 1);
    await act(dso, "approve", [ids[0], second?.id], { connectionPoint: "Skab 1" });
    await act(otherDso, "approve", [closed?.id], { connectionPoint: "Skab 1" });
    const refused = (date: string) => ({
      code: "invalid",
      detail: { faults: [{ path: "params.meterDate", code: "not_a_working_day", params: { date } }] },
    });
    await expect(report(ids, "2026-12-24")).rejects.toMatchObject(refused("2026-12-28"));
    await testDb().execute(
      sql`update organisations set works_december24 = true where id = ${dso.organisation?.id}::uuid`,
    );
    await expect(report(ids, "2026-12-31")).rejects.toMatchObject(refused("2027-01-04"));
    await report(ids, "2026-12-24");
    expect(await dueOf(dso, ids[0])).toMatchObject({ date: "2027-01-05" });
    // Of several companies each must work on the day.
    await expect(report([second?.id, closed?.id], "2026-12-24")).rejects.toMatchObject(refused("2026-12-28"));
  });

  test("by the company's own numbers, from when it has changed them", async () => {
    const { installer, dso, projectId, groupId, ids } = await aProjectWithCases(1);
    await testDb().execute(sql`update organisations set answer_days = 3, meter_days = 1, works_december24 = true
      where id = ${dso.organisation?.id}::uuid`);
    const [later] = await someCases(installer, groupId, "apartment", 1);
    expect(await dueOf(dso, ids[0])).toMatchObject({ date: "2026-12-15" });
    expect(await dueOf(dso, later?.id)).toMatchObject({ date: "2026-11-27", status: "soon" });
    await act(dso, "approve", [later?.id], { connectionPoint: "Skab 1" });
    await act(installer, "report_ready_for_meter", [later?.id], {
      meterDate: "2026-12-23",
      supplierChosen: true,
      meterPlaceLabelled: true,
    });
    expect(await dueOf(dso, later?.id)).toMatchObject({ date: "2026-12-24" });
    expect((await listCases(ctxOf(dso), projectId, { sort: "due" })).cases.map(({ id }) => id)).toEqual([
      ids[0],
      later?.id,
    ]);
  });

  test("and found by it: list, counts, selection, predicate and what is kept agree", async () => {
    const scene = await aProjectWithCases(4);
    const { installer, dso, projectId, ids } = scene;
    // 0 is submitted and 1 approved; 2 was rejected; 3 waits for its meter.
    await act(dso, "approve", [ids[1], ids[3]], { connectionPoint: "Skab 1" });
    await act(dso, "reject", [ids[2]], { reason: "Mangler tegning" });
    await act(installer, "report_ready_for_meter", [ids[3]], {
      meterDate: "2026-12-10",
      supplierChosen: true,
      meterPlaceLabelled: true,
    });
    const cases: [now: string, who: Actor, filter: CaseFilter, expected: number[]][] = [
      ["2026-11-24", dso, { due: ["overdue"] }, []],
      ["2026-12-16", dso, { due: ["overdue"] }, [0]],
      ["2026-12-16", installer, { due: ["overdue"] }, [0]],
      ["2026-12-16", dso, { due: ["soon"] }, [3]],
      ["2026-12-16", dso, { due: ["soon", "overdue"] }, [0, 3]],
      ["2026-11-24", dso, { due: ["later"] }, [0, 3]],
      ["2026-11-24", dso, { due: ["none"] }, [1, 2]],
      ["2026-11-24", dso, { waiting: ["us"] }, [0, 3]],
      ["2026-11-24", installer, { waiting: ["us"] }, [1, 2]],
      ["2026-11-24", installer, { waiting: ["them"] }, [0, 3]],
      ["2026-12-16", dso, { waiting: ["us"], state: ["submitted", "approved"], due: ["overdue"] }, [0]],
      ["2026-12-16", installer, { waiting: ["us"], due: ["overdue"] }, []],
    ];
    for (const [day, who, filter, expected] of cases) {
      const ctx = ctxOf(who, at(day));
      const places = (rows: { id: string }[]) => rows.map(({ id }) => ids.indexOf(id)).sort();
      const told = [day, who.role, filter];
      const one = await listCases(ctx, projectId, filter);
      expect([...told, places(one.cases), one.total]).toEqual([...told, expected, expected.length]);
      const all = await listAllCases(ctx, filter);
      expect([...told, places(all.cases), all.total]).toEqual([...told, expected, expected.length]);
      const found = (await listCases(ctx, projectId, {})).cases.map(caseRowOf).filter(filterMatcher(filter));
      expect([...told, places(found)]).toEqual([...told, expected]);
      const { count } = await offersOf(ctx, { selection: { filter } });
      expect([...told, count]).toEqual([...told, expected.length]);
      const searched = await listAllCases(ctx, { ...filter, q: "2740" });
      expect([...told, searched.total]).toEqual([...told, expected.length]);
    }
    const parts = await listParts(ctxOf(dso, at("2026-12-16")), "due", {}, 10);
    expect(parts.parts.map(({ id }) => id)).toEqual(["overdue", "soon", "none"]);
    expect(await wrongCounts(testDb())).toEqual([]);
  });
});

test("the most urgent cases come day by day, then those without a day, of one's own side alone", async () => {
  const { installer, dso, otherDso, projectId, groupId, ids } = await aProjectWithCases(3);
  const later = new Date("2026-11-26T11:00:00Z");
  const [late] = await someCases(installer, groupId, "apartment", 1);
  await testDb().execute(sql`update cases set answer_due = '2026-12-01' where id = ${late?.id}::uuid`);
  await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { ids: ids.slice(0, 1) },
  });
  const urgent = async (who: Actor, limit = 10) =>
    (await mostUrgent(ctxOf(who, later), limit)).map(({ id }) => id);
  expect(await urgent(dso)).toEqual([late?.id, ids[1], ids[2]]);
  expect(await urgent(dso, 2)).toEqual([late?.id, ids[1]]);
  expect(await urgent(installer)).toEqual([ids[0]]);
  expect(await urgent(otherDso)).toEqual([]);
  expect((await countWork(ctxOf(dso, later))).ours).toEqual({ count: 3, filter: { waiting: ["us"] } });
  expect((await listCases(ctxOf(dso, later), projectId, { sort: "due" })).cases.map(({ id }) => id)).toEqual([
    late?.id,
    ids[1],
    ids[2],
    ids[0],
  ]);
});

test("what happened since the last visit is new until the next one", async () => {
  const { installer, dso, ids } = await aProjectWithCases(2);
  const at = (hours: number) => new Date(NOW.getTime() + hours * 3_600_000);
  const approve = (id: string | undefined, hours: number) =>
    performAction(ctxOf(dso, at(hours)), {
      action: "approve",
      params: { connectionPoint: "Skab 1" },
      selection: { ids: [id] },
    });
  const fresh = async (hours: number) => (await countWork(ctxOf(installer, at(hours)))).fresh;
  await approve(ids[0], 1);
  await visit(ctxOf(installer, at(2)));
  expect(await fresh(2)).toMatchObject({ count: 1 });
  // Looking again within the hour is the same visit.
  await visit(ctxOf(installer, at(2.5)));
  expect(await fresh(2.5)).toMatchObject({ count: 1 });
  await approve(ids[1], 20);
  await visit(ctxOf(installer, at(24)));
  expect(await fresh(24)).toEqual({ count: 1, since: at(2.5).toISOString() });
  // One's own changes are done, not new.
  expect((await countWork(ctxOf(dso, at(24)))).done.count).toBe(2);
});
