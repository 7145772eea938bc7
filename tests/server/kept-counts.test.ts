import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/contract/errors";
import type { CaseFilter } from "@/lib/contract/inputs/selection";
import type { Actor } from "@/lib/server/kernel/context";
import { ACTIONS, CASE_STATES } from "@/lib/domain/vocabulary";
import { performAction } from "@/lib/server/cases/bulk";
import { countCases } from "@/lib/server/cases/case-counts";
import { countAllCases, listAllCases } from "@/lib/server/cases/work-list";
import { mendCounts, wrongCounts } from "@/lib/server/cases/kept-counts";
import { rowsOf } from "@/lib/server/kernel/sql";
import { addCases } from "@/lib/server/imports/import";
import { undoOperation } from "@/lib/server/operations/undo";
import { updateGridArea } from "@/lib/server/places/grid-areas";
import { deleteGroup } from "@/lib/server/projects/groups";
import { listProjects } from "@/lib/server/projects/project-summaries";
import { isPostgres, testDb } from "../support/database";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  aWorld,
  ctxOf,
  FIELDS,
  lead,
  someAddresses,
  someCases,
} from "../support/factories";

/** Numbers from 0 up to 1 that are the same in every run (mulberry32). */
function seeded(seed: number) {
  let a = seed;
  return () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const PARAMS: Partial<Record<(typeof ACTIONS)[number], Record<string, unknown>>> = {
  approve: { connectionPoint: "S" },
  report_ready_for_meter: { meterDate: "2026-12-01", supplierChosen: true, meterPlaceLabelled: true },
  register_meter: { installedOn: "2026-11-20" },
  complete: { completedOn: "2026-11-23" },
  change_meter_date: { meterDate: "2026-12-02" },
  edit: { set: { reference: "R" } },
};

/** Picked more often than those that end a case, or all would soon be cancelled. */
const ONWARD = Object.keys(PARAMS) as (typeof ACTIONS)[number][];

/** The embedded database is slow, and the triggers are the same. */
const VERBS = isPostgres() ? 1_000 : 300;

test("after many random verbs, done or refused, the kept counts are those of the cases", async () => {
  const world = await aWorld();
  const { installer, dso, otherDso, admin, gridArea } = world;
  const random = seeded(20_261_127);
  const pick = <One>(list: readonly One[]) => list[Math.floor(random() * list.length)] as One;
  const projectIds = [await aProject(installer, gridArea), await aProject(installer, gridArea)];
  const groupIds = await Promise.all([0, 0, 1, 1].map((i) => aGroup(installer, projectIds[i] as string)));
  const operations: [Actor, string][] = [];
  const told: Record<string, number> = {};
  const states = new Set<string>();
  let owner = dso;

  const someIds = async () =>
    (
      await rowsOf<{ id: string }>(
        testDb(),
        sql`select id from cases where project_id = any(array[${projectIds[0]}, ${projectIds[1]}]::uuid[])
          order by md5(number::text || ${String(random())}) limit ${1 + Math.floor(random() * 6)}`,
      )
    ).map(({ id }) => id);
  const verbs = {
    act: async () => {
      const action = pick(random() < 0.85 ? ONWARD : ACTIONS);
      const who = pick([installer, owner]);
      const params = PARAMS[action] ?? (random() < 0.8 ? { reason: "x" } : {});
      const selection = { ids: await someIds() };
      const { operationId } = await performAction(ctxOf(who), {
        action,
        params,
        selection,
        onBlocked: "skip",
      });
      if (operationId) operations.push([who, operationId]);
    },
    add: async () => {
      const addresses = someAddresses(1 + Math.floor(random() * 3));
      const fields = FIELDS.apartment;
      const made = await addCases(ctxOf(installer), pick(groupIds), {
        fields,
        addresses,
        acceptWarnings: true,
      });
      if (made.operationId) operations.push([installer, made.operationId]);
    },
    undo: async () => {
      const [who, id] = random() < 0.5 ? pick(operations) : (operations.at(-1) as [Actor, string]);
      await undoOperation(ctxOf(who), id);
    },
    dropGroup: async () => {
      const gone = pick(groupIds);
      await deleteGroup(ctxOf(installer), gone);
      groupIds.splice(groupIds.indexOf(gone), 1, await aGroup(installer, pick(projectIds)));
    },
    moveArea: async () => {
      const next = owner === dso ? otherDso : dso;
      await updateGridArea(ctxOf(admin), gridArea, {
        name: "Area",
        dsoId: next.organisation?.id,
        isActive: true,
      });
      owner = next;
    },
  };
  const ways = ["act", "act", "act", "act", "act", "add", "add", "undo", "undo", "dropGroup"] as const;
  for (let i = 0; i < VERBS; i += 1) {
    const name = i % 60 === 59 ? "moveArea" : i === 0 ? "add" : pick(ways);
    const outcome = await verbs[name]().then(
      () => "done",
      (error: unknown) => {
        if (!(error instanceof DomainError)) throw error;
        return "refused";
      },
    );
    told[`${name} ${outcome}`] = (told[`${name} ${outcome}`] ?? 0) + 1;
    if (i % 25 !== 24) continue;
    expect([i, await wrongCounts(testDb())]).toEqual([i, []]);
    const found = sql`select distinct state from cases where owner_id = ${installer.organisation?.id}::uuid`;
    for (const { state } of await rowsOf<{ state: string }>(testDb(), found)) states.add(state);
  }
  // Each of them has really been done, and refused where it can be.
  for (const what of ["act done", "act refused", "add done", "undo done", "undo refused", "moveArea done"])
    expect([what, (told[what] ?? 0) > 2]).toEqual([what, true]);
  expect(states.size).toBeGreaterThan(5);
  for (const projectId of projectIds) {
    const { countsByState, total } = await countCases(ctxOf(installer), projectId, {});
    const searched = await countCases(ctxOf(installer), projectId, { q: ["vej"] });
    expect(searched.countsByState).toEqual(countsByState);
    expect(searched.total).toBe(total);
  }
  const [rows] = await rowsOf<{ n: number }>(
    testDb(),
    sql`select max(n)::int as n from (select count(*) as n from case_counts group by group_id
      union all select count(*) - count(distinct (counted, person_id, state, due_on)) from project_counts group by project_id) g`,
  );
  expect(rows?.n).toBeLessThan(60);
}, 300_000);

test("what is archived after completion counts as completed, what was rejected does not", async () => {
  const { world, ids, installer, dso, projectId } = await aProjectWithCases(4);
  await lead(world, ids.slice(0, 2), "completed");
  await lead(world, ids.slice(2), "rejected");
  const archive = (who: Actor, some: string[]) =>
    performAction(ctxOf(who), { action: "archive", params: {}, selection: { ids: some } });
  await archive(dso, [ids[0] ?? "", ids[2] ?? ""]);
  const { projects } = await listProjects(ctxOf(installer), {});
  const project = projects.find(({ id }) => id === projectId);
  expect(project).toMatchObject({ caseCount: 4, completedCount: 2, groupCount: 1 });
  expect(CASE_STATES.map((state) => project?.countsByState[state])).toEqual([0, 0, 0, 0, 1, 1, 0, 2]);
});

test("SQL by hand is counted: savepoints, upserts, several changes in a statement, moved cases", async () => {
  const { ids, projectId, groupId, installer } = await aProjectWithCases(6);
  const other = await aGroup(installer, projectId);
  const setState = (state: string, id: string | undefined) =>
    sql`update cases set state = ${state} where id = ${id}::uuid`;
  await testDb().transaction(async (tx) => {
    await tx.execute(setState("approved", ids[0]));
    const inner = tx.transaction(async (savepoint) => {
      for (let i = 0; i < 60; i += 1)
        await savepoint.execute(setState(i % 2 === 0 ? "approved" : "submitted", ids[1]));
      await savepoint.execute(sql`delete from cases where id = ${ids[2]}::uuid`);
      throw new Error("rolled back");
    });
    await expect(inner).rejects.toThrow("rolled back");
    await tx.execute(setState("rejected", ids[3]));
  });
  expect(await wrongCounts(testDb())).toEqual([]);

  // A row twice: as it is, which is updated, and as another one, which is new.
  const copied =
    sql.raw(`project_id, group_id, owner_id, grid_area, dso_id, case_type, state, street, house_no,
    postcode, address_sort, fields, installer_id`);
  await testDb().execute(sql`insert into cases (id, address_key, ${copied})
    select case n when 1 then id else gen_random_uuid() end, address_key || repeat('x', n - 1), ${copied}
    from cases, generate_series(1, 2) n where group_id = ${groupId}::uuid
    on conflict (id) do update set state = 'cancelled'`);
  expect(await wrongCounts(testDb())).toEqual([]);
  await testDb().execute(sql`with a as (update cases set state = 'approved' where group_id = ${groupId}::uuid and state = 'cancelled')
    delete from cases where group_id = ${groupId}::uuid and state = 'submitted'`);
  await testDb().execute(sql`update cases set group_id = ${other}::uuid
    where id in (select id from cases where group_id = ${groupId}::uuid limit 3)`);
  expect(await wrongCounts(testDb())).toEqual([]);
  expect((await countCases(ctxOf(installer), projectId, { group: [other] })).total).toBe(3);

  await testDb().execute(sql`delete from cases where project_id = ${projectId}::uuid`);
  expect(await wrongCounts(testDb())).toEqual([]);
  await testDb().execute(sql`delete from projects where id = ${projectId}::uuid`);
  for (const table of [sql`case_counts`, sql`project_counts`]) {
    const left = sql`select from ${table} where project_id = ${projectId}::uuid`;
    expect(await rowsOf(testDb(), left)).toEqual([]);
  }
});

test("kept and counted agree for every filter by group and state", async () => {
  const { ids, world, projectId, groupId, installer, dso, gridArea } = await aProjectWithCases(4);
  await lead(world, ids.slice(0, 1), "approved");
  const second = await aGroup(installer, projectId);
  const elsewhere = await aGroup(installer, await aProject(installer, gridArea));
  const filters: CaseFilter[] = [
    {},
    { state: [] },
    { group: [] },
    { group: [second] },
    { group: [elsewhere] },
    { group: [groupId, elsewhere], state: ["approved"] },
  ];
  const totals = [4, 0, 0, 0, 0, 1];
  for (const who of [installer, dso, world.admin])
    for (const [i, filter] of filters.entries()) {
      const kept = await countCases(ctxOf(who), projectId.toUpperCase(), filter);
      expect([filter, kept.total]).toEqual([filter, totals[i]]);
      expect(kept).toEqual(await countCases(ctxOf(who), projectId, { ...filter, q: [] }));
    }
  expect(await countCases(ctxOf(installer), await aProject(installer, gridArea), {})).toMatchObject({
    total: 0,
    countsByGroup: {},
  });
});

test("across projects too, for every filter and part", async () => {
  const { ids, world, projectId, groupId, installer, colleague, dso, gridArea } = await aProjectWithCases(6);
  await lead(world, ids.slice(0, 2), "approved");
  await lead(world, ids.slice(2, 3), "completed");
  const reassign = (who: Actor, action: "change_installer" | "change_handler", to: Actor, some: string[]) =>
    performAction(ctxOf(who), {
      action,
      params: { [action === "change_installer" ? "installerId" : "handlerId"]: to.id },
      selection: { ids: some },
    });
  await reassign(installer, "change_installer", colleague, [ids[1] ?? "", ids[3] ?? ""]);
  await reassign(dso, "change_handler", dso, ids.slice(3, 5));
  const secondId = await aProject(installer, gridArea);
  await someCases(installer, await aGroup(installer, secondId), "apartment", 2);
  const filters: CaseFilter[] = [
    {},
    { state: ["approved"] },
    { waiting: ["us"] },
    { due: ["none", "later"] },
    { project: [projectId] },
    { project: [secondId], state: ["submitted"] },
    { area: [gridArea] },
    { area: ["000"] },
    { group: [groupId] },
    { installer: [colleague.id] },
    { installer: [installer.id, colleague.id], waiting: ["them"] },
    { installer: [] },
    { handler: ["none"] },
    { handler: [dso.id, "none"], project: [projectId] },
    { handler: [dso.id], state: ["submitted"], group: [groupId] },
    { handler: [dso.id], installer: [installer.id] },
  ];
  for (const who of [installer, dso, world.otherDso, world.admin])
    for (const filter of filters)
      for (const by of ["project", "state", "due", "installer", "handler"] as const) {
        const kept = await countAllCases(ctxOf(who), filter, by);
        const counted = await countAllCases(ctxOf(who), { ...filter, q: [] }, by);
        expect([filter, by, kept]).toEqual([filter, by, counted]);
        if (by !== "project") continue;
        const { cases, total } = await listAllCases(ctxOf(who), filter);
        expect([filter, cases.length]).toEqual([filter, Math.min(total, 50)]);
        expect((await listAllCases(ctxOf(who), { ...filter, q: "vej" })).total).toBe(total);
      }
});

test("counts that are wrong are found and mended", async () => {
  const { groupId, projectId, installer } = await aProjectWithCases(3);
  await testDb().execute(sql`update case_counts set n = n + 2 where group_id = ${groupId}::uuid`);
  await testDb().execute(
    sql`update project_counts set n = n - 1 where project_id = ${projectId}::uuid and counted <> 'all'`,
  );
  const told = { projectId, state: "submitted", completed: 0 };
  const wrong = [
    { ...told, of: "group", id: groupId, n: -2 },
    { ...told, of: "handler", id: null, n: 1 },
    { ...told, of: "installer", id: installer.id, n: 1 },
  ];
  const byWhose = (a: { of: string }, b: { of: string }) => a.of.localeCompare(b.of);
  expect((await wrongCounts(testDb())).toSorted(byWhose)).toEqual(wrong);
  expect((await mendCounts(testDb())).toSorted(byWhose)).toEqual(wrong);
  expect(await wrongCounts(testDb())).toEqual([]);
});

const onPostgres = isPostgres() ? test : test.skip;

onPostgres("two that mend at the same time mend once", async () => {
  const { groupId } = await aProjectWithCases(3);
  await testDb().execute(sql`update case_counts set n = n + 2 where group_id = ${groupId}::uuid`);
  const mended = await Promise.all([mendCounts(testDb()), mendCounts(testDb())]);
  expect(mended.map((found) => found.length).toSorted()).toEqual([0, 1]);
  expect(await wrongCounts(testDb())).toEqual([]);
});

onPostgres(
  "nobody waits for a count: other cases of the group are changed while a change is open",
  async () => {
    const { installer, dso, ids, projectId } = await aProjectWithCases(80);
    const approve = (id: string) =>
      performAction(ctxOf(dso), {
        action: "approve",
        params: { connectionPoint: "S" },
        selection: { ids: [id] },
      });
    // So many rows that every further change folds them.
    for (const id of ids.slice(0, 30)) await approve(id);
    await testDb().transaction(async (tx) => {
      await tx.execute(sql`update cases set state = 'cancelled' where id = ${ids[79]}::uuid`);
      for (const id of ids.slice(30, 60)) await approve(id);
      expect((await countCases(ctxOf(dso), projectId, {})).countsByState).toMatchObject({
        approved: 60,
        submitted: 20,
        cancelled: 0,
      });
    });
    expect((await countCases(ctxOf(installer), projectId, {})).countsByState).toMatchObject({
      approved: 60,
      submitted: 19,
      cancelled: 1,
    });
    expect(await wrongCounts(testDb())).toEqual([]);
  },
);

onPostgres("transactions at once in one group, some rolled back, end in the right counts", async () => {
  const { ids, groupId, projectId } = await aProjectWithCases(60);
  const random = seeded(7);
  const flip = (id: string | undefined) =>
    sql`update cases set state = case state when 'approved' then 'submitted' else 'approved' end where id = ${id}::uuid`;
  const told = { kept: 0, rolledBack: 0 };
  const work = async (own: string[]) => {
    for (let i = 0; i < 60; i += 1) {
      const isKept = random() < 0.7;
      const change = testDb().transaction(async (tx) => {
        for (let n = 0; n < 2; n += 1) await tx.execute(flip(own[Math.floor(random() * own.length)]));
        if (!isKept) throw new Error("rolled back");
      });
      await change.catch((error: Error) => expect(error.message).toBe("rolled back"));
      told[isKept ? "kept" : "rolledBack"] += 1;
      if (i % 20 === 0) expect(await wrongCounts(testDb())).toEqual([]);
    }
  };
  await Promise.all([0, 1, 2, 3, 4, 5].map((i) => work(ids.slice(i * 10, i * 10 + 10))));
  expect(Math.min(told.kept, told.rolledBack)).toBeGreaterThan(50);
  expect(await wrongCounts(testDb())).toEqual([]);
  const [rows] = await rowsOf<{ n: number }>(
    testDb(),
    sql`select greatest((select count(*) from case_counts where group_id = ${groupId}::uuid),
      (select count(*) from project_counts where project_id = ${projectId}::uuid))::int as n`,
  );
  expect(rows?.n).toBeLessThan(60);
});
