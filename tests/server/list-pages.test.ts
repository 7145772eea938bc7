/** Every list by every sort, both ways, in pages of every size, with and without a filter: one order, each row once. */
import { sql } from "drizzle-orm";
import type { Case } from "@/lib/contract/answers/cases";
import { CASE_SORTS, type CaseSort } from "@/lib/contract/inputs/cases";
import { PROJECT_SORTS } from "@/lib/contract/inputs/projects";
import { needsActionOf, OPEN_STATES } from "@/lib/domain/actions/needs-action";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import { listAssignees } from "@/lib/server/cases/assignees";
import { allCases, listCases } from "@/lib/server/cases/case-list";
import { listSelected } from "@/lib/server/cases/selected-cases";
import { listProjects } from "@/lib/server/projects/project-summaries";
import { testDb } from "../support/database";
import { aGroup, aProject, aProjectWithCases, aUser, ctxOf, NOW, someCases } from "../support/factories";

/** What distinguishes the cases, in the order of their addresses; many are alike in one thing. */
const SET: {
  state: CaseState;
  by: 0 | 1;
  handler: 0 | 1 | null;
  reference?: string;
  day: string;
  hours: number;
}[] = [
  { state: "rejected", by: 1, handler: 0, reference: "B", day: "2027-03-02", hours: 3 },
  { state: "submitted", by: 0, handler: null, day: "2027-03-01", hours: 3 },
  { state: "approved", by: 1, handler: 1, reference: "A", day: "2027-03-02", hours: 1 },
  { state: "submitted", by: 0, handler: 0, reference: "a", day: "2027-02-01", hours: 5 },
  { state: "archived", by: 0, handler: 1, reference: "A", day: "2027-03-01", hours: 2 },
  { state: "submitted", by: 1, handler: null, day: "2027-12-01", hours: 4 },
  { state: "completed", by: 1, handler: 0, reference: "10", day: "2027-03-02", hours: 3 },
  { state: "approved", by: 0, handler: null, reference: "9", day: "2027-03-03", hours: 6 },
  { state: "submitted", by: 1, handler: 1, reference: "B", day: "2027-03-02", hours: 1 },
];

async function aList() {
  const scene = await aProjectWithCases(SET.length);
  const { installer, colleague, dso, dsoColleague, ids } = scene;
  for (const [i, { state, by, handler, reference = null, day, hours }] of SET.entries()) {
    const handlerId = handler === null ? null : [dso, dsoColleague][handler]?.id;
    const fields = JSON.stringify({ reference, connectionDate: day });
    await testDb().execute(sql`update cases set state = ${state}, installer_id = ${[installer, colleague][by]?.id}::uuid,
      handler_id = ${handlerId}::uuid, fields = jsonb_strip_nulls(fields || ${fields}::jsonb),
      updated_at = ${new Date(NOW.getTime() + hours * 3_600_000).toISOString()}::timestamptz where id = ${ids[i]}::uuid`);
  }
  const byAddress = new Map(ids.map((id, i) => [id, i]));
  const textOf: Record<CaseSort, (row: Case) => string | number> = {
    address: () => "",
    number: (row) => row.number,
    state: (row) => CASE_STATES.indexOf(row.state),
    installer: (row) => row.installer.name,
    handler: (row) => row.handler?.name ?? "",
    connectionDate: (row) => row.fields.connectionDate as string,
    reference: (row) => (row.fields.reference as string | undefined) ?? "",
    updatedAt: (row) => row.updatedAt,
    due: (row) => row.due?.date ?? "9999",
  };
  const compare = (sort: CaseSort) => (a: Case, b: Case) => {
    const [one, other] = [textOf[sort](a), textOf[sort](b)];
    if (one !== other) return one < other ? -1 : 1;
    // Equal moments go by id; everything else by address.
    if (sort === "updatedAt") return a.id < b.id ? -1 : 1;
    return (byAddress.get(a.id) ?? 0) - (byAddress.get(b.id) ?? 0);
  };
  return { ...scene, compare };
}

/** All pages one after the other; fails when one has another size than it should, or nothing follows on a cursor. */
async function paged<Row extends { id: string }>(
  read: (cursor: string | undefined) => Promise<{ rows: Row[]; nextCursor: string | null }>,
  limit: number,
): Promise<string[]> {
  const found: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const { rows, nextCursor } = await read(cursor);
    // Whoever is told of another page finds something there.
    if (cursor) expect(rows).not.toEqual([]);
    found.push(...rows.map(({ id }) => id));
    if (nextCursor === null) return found;
    expect(rows).toHaveLength(limit);
    cursor = nextCursor;
  }
}

const FILTERS = [{}, { state: ["submitted", "approved"] }] as const;

test("people are in Danish order, in a list sorted by them and where one is chosen", async () => {
  const names = ["anna", "Zoe", "Ærik", "Østen", "Åse", "Aase B"];
  const { installer, dso, projectId, ids } = await aProjectWithCases(names.length);
  const people = await Promise.all(names.map(() => aUser("dso", dso.organisation)));
  for (const [i, name] of names.entries()) {
    await testDb().execute(sql`update users set name = ${name} where id = ${people[i]?.id ?? null}::uuid`);
    // The last address has the first name.
    await testDb().execute(
      sql`update cases set handler_id = ${people[i]?.id ?? null}::uuid where id = ${ids.at(-1 - i)}::uuid`,
    );
  }
  const { cases } = await listCases(ctxOf(installer), projectId, { sort: "handler" });
  expect(cases.map(({ handler }) => handler?.name)).toEqual(names);
  const { handlers } = await listAssignees(ctxOf(dso), projectId);
  expect(handlers.map(({ name }) => name).filter((name) => names.includes(name))).toEqual(names);
});

test.each(CASE_SORTS)("cases sorted by %s", async (sort) => {
  const { installer, projectId, compare } = await aList();
  const ctx = ctxOf(installer);
  for (const filter of FILTERS) {
    const some = await allCases(ctx, projectId, filter as never, 100);
    expect(some).toHaveLength("state" in filter ? 6 : SET.length);
    const ascending = some.toSorted(compare(sort)).map(({ id }) => id);
    for (const [by, expected] of [
      [sort, ascending],
      [`-${sort}`, ascending.toReversed()],
    ] as const) {
      for (const limit of [1, 2, 3, some.length - 1, some.length, some.length + 1]) {
        const ids = await paged(async (cursor) => {
          const { cases, nextCursor, total } = await listCases(ctx, projectId, {
            ...filter,
            sort: by,
            limit,
            cursor,
          });
          expect(total).toBe(some.length);
          return { rows: cases, nextCursor };
        }, limit);
        expect([by, limit, ids]).toEqual([by, limit, expected]);
      }
      const order = { by: sort, descending: by.startsWith("-") };
      expect((await allCases(ctx, projectId, filter as never, 100, order)).map(({ id }) => id)).toEqual(
        expected,
      );
    }
  }
});

test("the cases of a selection, by address", async () => {
  const { installer, projectId, ids } = await aList();
  for (const limit of [1, 2, SET.length - 1, SET.length, SET.length + 1]) {
    for (const selection of [{ ids: ids.toReversed() }, { projectId }]) {
      const found = await paged(async (cursor) => {
        const { cases, nextCursor } = await listSelected(ctxOf(installer), { selection, limit, cursor });
        return { rows: cases, nextCursor };
      }, limit);
      expect(found).toEqual(ids);
    }
  }
});

test.each(PROJECT_SORTS)("projects sorted by %s", async (sort) => {
  const { installer, dso, projectId, gridArea } = await aList();
  const names = ["Århus", "aalborg", "Bø", "Ærø", "Bo", "bo"];
  const made: { id: string; name: string; hours: number; n: number }[] = [];
  for (const [i, name] of names.entries()) {
    const id = await aProject(installer, gridArea, name);
    const n = [2, 0, 3, 1, 0, 2][i] ?? 0;
    if (n > 0) await someCases(installer, await aGroup(installer, id), "apartment", n);
    made.push({ id, name, hours: [5, 1, 3, 3, 9, 7][i] ?? 0, n });
  }
  await testDb().execute(
    sql`update projects set name = 'Cæ', updated_at = ${NOW.toISOString()}::timestamptz where id = ${projectId}::uuid`,
  );
  for (const { id, hours } of made)
    await testDb().execute(
      sql`update projects set updated_at = ${new Date(NOW.getTime() + hours * 3_600_000).toISOString()}::timestamptz where id = ${id}::uuid`,
    );
  const waitsFor = (role: "installer" | "dso") =>
    SET.filter(({ state }) => needsActionOf(role).includes(state)).length;
  for (const actor of [installer, dso]) {
    const role = actor.role as "installer" | "dso";
    const all = [
      { id: projectId, name: "Cæ", hours: 0, n: SET.length, waiting: waitsFor(role) },
      ...made.map((one) => ({ ...one, waiting: role === "dso" ? one.n : 0 })),
    ];
    const value: Record<(typeof PROJECT_SORTS)[number], (one: (typeof all)[number]) => number> = {
      updated: ({ hours }) => -hours,
      name: ({ name }) =>
        ["bo", "Bo", "Bø", "Cæ", "Ærø", "aalborg", "Århus"].indexOf(name) - (name === "Bo" ? 1 : 0),
      cases: ({ n }) => -n,
      waiting: ({ waiting }) => -waiting,
    };
    const down = sort === "name" ? 1 : -1;
    const expected = all
      .toSorted((a, b) => value[sort](a) - value[sort](b) || (a.id < b.id ? -1 : 1) * down)
      .map(({ id }) => id);
    for (const limit of [1, 2, all.length - 1, all.length, all.length + 1]) {
      const ids = await paged(async (cursor) => {
        const { projects, nextCursor } = await listProjects(ctxOf(actor), { sort, limit, cursor });
        return { rows: projects, nextCursor };
      }, limit);
      expect([role, limit, ids]).toEqual([role, limit, expected]);
    }
  }
});

test("projects by what is shown of them", async () => {
  const { installer, dso, projectId, gridArea, otherArea, ids } = await aList();
  const empty = await aProject(installer, gridArea);
  const closed = await aProject(installer, gridArea);
  const some = await someCases(installer, await aGroup(installer, closed), "apartment", 1);
  await testDb().execute(sql`update cases set state = 'archived' where id = ${some[0]?.id}::uuid`);
  expect(OPEN_STATES).not.toContain("archived");
  const shown = async (show: string, more: object = {}, actor = installer) =>
    (await listProjects(ctxOf(actor), { show, ...more })).projects.map(({ id }) => id).sort();
  expect(await shown("all")).toEqual([projectId, empty, closed].sort());
  expect(await shown("active")).toEqual([projectId, empty].sort());
  expect(await shown("closed")).toEqual([closed]);
  expect(await shown("needs_action")).toEqual([projectId]);
  expect(await shown("needs_action", {}, dso)).toEqual([projectId]);
  expect(await shown("all", { gridArea: otherArea })).toEqual([]);
  expect(await shown("all", { gridArea }, dso)).toHaveLength(3);
  await testDb().execute(sql`update cases set state = 'rejected' where id = any(${sql.param(ids)}::uuid[])`);
  expect(await shown("needs_action", {}, dso)).toEqual([]);
});

test.each([
  ["installer", [0, 2, 5, 6, 8], (one: string) => ({ installer: [one] })],
  ["handler", [2, 4, 8], (one: string) => ({ handler: [one] })],
  ["nobody as handler", [1, 5, 7], () => ({ handler: ["none"] })],
  ["nobody or one handler", [1, 2, 4, 5, 7, 8], (one: string) => ({ handler: ["none", one] })],
] as const)("cases filtered by %s", async (name, expected, filter) => {
  const { installer, colleague, dsoColleague, projectId, ids } = await aList();
  const person = name === "installer" ? colleague.id : dsoColleague.id;
  const { cases, total } = await listCases(ctxOf(installer), projectId, {
    ...filter(person),
    sort: "address",
  });
  expect([total, cases.map(({ id }) => ids.indexOf(id))]).toEqual([expected.length, [...expected]]);
});
