import { type SQL, sql } from "drizzle-orm";
import {
  cases,
  gridAreas,
  groups,
  historyEvents,
  operations,
  organisations,
  projects,
  users,
} from "@/db/schema";
import { folded, lowered } from "@/lib/domain/addresses/spelling";
import type { CaseState, Role } from "@/lib/domain/vocabulary";
import {
  areasOf,
  askedFor,
  visibleCases,
  visibleOperations,
  visibleProjects,
} from "@/lib/server/kernel/access";
import { addressColumns, withoutAddress } from "@/lib/server/kernel/address-columns";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import {
  historyOf,
  lastChanges,
  lastMoves,
  problemsByRow,
  reasonsOf,
  startOperation,
} from "@/lib/server/kernel/history";
import { matchesSearch } from "@/lib/server/kernel/search";
import {
  constraintOf,
  containingFolded,
  containingLowered,
  inOrder,
  intArray,
  literal,
  loweredSql,
  rowsOf,
  sqlState,
  storable,
  textArray,
  uuidArray,
} from "@/lib/server/kernel/sql";
import { statementsOf, testDb } from "../support/database";
import { storedCases } from "../support/searched-cases";
import { searchTerm } from "@/lib/domain/search";

const NOW = new Date("2026-11-24T11:00:00Z");
const ctxOf = (actor: Actor): Ctx => ({ actor, db: testDb(), now: NOW });

/** Written past the verbs: every mutant of theirs would fail all of these tests, and loading them takes long. */
async function aScene() {
  const organisation = async (kind: "installer" | "dso", name: string) => {
    const [row] = await testDb().insert(organisations).values({ kind, name }).returning();
    if (!row) throw new Error("no company");
    return row;
  };
  const actorOf = async (role: Role, company: Awaited<ReturnType<typeof organisation>> | null) => {
    const name = company ? `Somebody of ${company.name}` : "Administrator";
    const [row] = await testDb()
      .insert(users)
      .values({ role, organisationId: company?.id, name, email: `${name}@test.example`, passwordHash: "-" })
      .returning();
    return { id: row?.id, name, role, organisation: company } as Actor;
  };
  const area = async (code: string, dsoId: string) => {
    await testDb().insert(gridAreas).values({ code, name: code, dsoId });
    return code;
  };
  const company = await organisation("installer", "Elfirma");
  const [dsoCompany, otherDsoCompany] = [
    await organisation("dso", "Net"),
    await organisation("dso", "Andet net"),
  ];
  const installer = await actorOf("installer", company);
  const gridArea = await area("301", dsoCompany.id);
  const tenancy = { ownerId: company.id, gridArea, dsoId: dsoCompany.id };
  const [project] = await testDb()
    .insert(projects)
    .values({ ...tenancy, name: "Projekt", createdBy: installer.id })
    .returning();
  const projectId = project?.id ?? "";
  const [group] = await testDb()
    .insert(groups)
    .values({ projectId, name: "Gruppe", caseType: "apartment" })
    .returning();
  const groupId = group?.id ?? "";
  return {
    installer,
    otherInstaller: await actorOf("installer", await organisation("installer", "Andet elfirma")),
    dso: await actorOf("dso", dsoCompany),
    otherDso: await actorOf("dso", otherDsoCompany),
    admin: await actorOf("admin", null),
    gridArea,
    otherArea: await area("302", otherDsoCompany.id),
    projectId,
    common: { ...tenancy, projectId, groupId, caseType: "apartment", installerId: installer.id } as const,
  };
}

const PARTS = { street: "Nygade", houseNo: "1", floor: "2", door: "tv", postcode: "2740", city: "Skovlunde" };

let scene: Awaited<ReturnType<typeof aScene>>;
let id: string;
beforeAll(async () => {
  scene = await aScene();
  [id] = await someCases();
});

let count = 0;
async function someCases(): Promise<[string, string]> {
  const row = () => {
    count += 1;
    return { ...scene.common, ...PARTS, addressKey: String(count), addressSort: String(count), fields: {} };
  };
  const rows = await testDb().insert(cases).values([row(), row()]).returning();
  return rows.map((stored) => stored.id) as [string, string];
}

const valueOf = async <Value>(value: SQL, from = sql``): Promise<Value> =>
  ((await rowsOf<{ value: Value }>(testDb(), sql`select ${value} as value ${from}`))[0] as { value: Value })
    .value;
const PEOPLE = ["installer", "otherInstaller", "dso", "otherDso", "admin"] as const;
/** Of everyone in the scene, who. */
const whoOf = async (isIn: (actor: Actor) => Promise<boolean>) => {
  const found: string[] = [];
  for (const name of PEOPLE) if (await isIn(scene[name])) found.push(name);
  return found;
};

describe("who sees", () => {
  test("a project and its cases: the company, the grid company of the area, administrators", async () => {
    const sees = (where: SQL, table: SQL) =>
      valueOf<boolean>(sql`exists (select 1 from ${table} where ${where})`);
    const seen = ["installer", "dso", "admin"];
    expect(
      await whoOf((actor) =>
        sees(sql`${visibleProjects(actor)} and ${projects.id} = ${scene.projectId}::uuid`, sql`${projects}`),
      ),
    ).toEqual(seen);
    expect(
      await whoOf((actor) => sees(sql`${visibleCases(actor)} and ${cases.id} = ${id}::uuid`, sql`${cases}`)),
    ).toEqual(seen);
  });

  test("areas are a grid company's, and nobody else's", async () => {
    const areas = (actor: Actor) => valueOf(areasOf(actor));
    expect(await areas(scene.dso)).toEqual([scene.gridArea]);
    expect(await areas(scene.otherDso)).toEqual([scene.otherArea]);
    expect([await areas(scene.installer), await areas(scene.admin)]).toEqual([[], []]);
  });

  type Touched = {
    ownerId?: string | null;
    gridAreas?: string[];
    organisationId?: string | null;
    requested?: number;
    missingCount?: number;
  };
  const both = () => [scene.gridArea, scene.otherArea];
  const company = (name: (typeof PEOPLE)[number]) => scene[name].organisation?.id ?? null;
  const OPERATIONS: [string, () => Touched, readers: string[], asked: string[]][] = [
    [
      "in one area",
      () => ({ ownerId: company("installer"), gridAreas: [scene.gridArea], organisationId: company("dso") }),
      ["installer", "dso", "admin"],
      ["dso", "admin"],
    ],
    [
      "over two grid companies' areas",
      () => ({ ownerId: company("installer"), gridAreas: both(), organisationId: company("dso") }),
      ["installer", "admin"],
      ["dso", "admin"],
    ],
    [
      "over several companies",
      () => ({ ownerId: null, gridAreas: [scene.otherArea] }),
      ["otherDso", "admin"],
      ["admin"],
    ],
    ["of an administrator", () => ({}), ["admin"], ["admin"]],
    [
      "that found none of what it was asked for",
      () => ({ organisationId: company("dso"), requested: 2, missingCount: 2 }),
      ["dso", "admin"],
      ["dso", "admin"],
    ],
    [
      "that found none, asked by an installer",
      () => ({ organisationId: company("otherInstaller"), requested: 1, missingCount: 1 }),
      ["otherInstaller", "admin"],
      ["otherInstaller", "admin"],
    ],
    [
      "that found some",
      () => ({ organisationId: company("dso"), requested: 2, missingCount: 1 }),
      ["admin"],
      ["dso", "admin"],
    ],
    ["that was asked for nothing", () => ({ organisationId: company("dso") }), ["admin"], ["dso", "admin"]],
  ];
  test.each(OPERATIONS)("an operation %s", async (_, touched, readers, asked) => {
    const [row] = await testDb()
      .insert(operations)
      .values({ action: "edit", actorName: "x", ...touched() })
      .returning();
    const holds = (where: SQL) =>
      valueOf<boolean>(
        sql`exists (select 1 from ${operations} where ${operations.id} = ${row?.id}::uuid and ${where})`,
      );
    expect(await whoOf((actor) => holds(visibleOperations(actor)))).toEqual(readers);
    expect(await whoOf((actor) => holds(askedFor(actor)))).toEqual(asked);
  });
});

describe("an operation", () => {
  const stored = async (operationId: string) => {
    const [row] = await rowsOf<Record<string, unknown>>(
      testDb(),
      sql`select action, actor_id, actor_name, organisation_id, params, requested, done, unchanged, blocked_count,
        missing_count, left_out_rows, at = ${NOW.toISOString()}::timestamptz as now from operations
        where id = ${operationId}::uuid`,
    );
    return row;
  };
  const detailsOf = (operationId: string) =>
    rowsOf(
      testDb(),
      sql`select blocked, missing, unchanged from operation_details where operation_id = ${operationId}::uuid`,
    );
  const PLAIN = {
    action: "edit",
    params: {},
    requested: 0,
    done: 0,
    unchanged: 0,
    blocked_count: 0,
    missing_count: 0,
    left_out_rows: 0,
    now: true,
  };
  const whoIs = (actor: Actor) => ({
    actor_id: actor.id,
    actor_name: actor.name,
    organisation_id: actor.organisation?.id ?? null,
  });

  test("that recorded nothing is a bug, unless it said that nothing changed", async () => {
    const operation = startOperation(ctxOf(scene.admin), "edit");
    await operation.record([]);
    await expect(operation.store()).rejects.toThrow("edit changed something without history");
    operation.unchanged();
    await operation.store();
    expect(await stored(operation.id)).toEqual({ ...PLAIN, ...whoIs(scene.admin) });
    expect(await detailsOf(operation.id)).toEqual([]);
  });

  test("counts its events, and is stored with what was said of it", async () => {
    const operation = startOperation(ctxOf(scene.dso), "edit");
    operation.describe({ params: { a: 1 }, unchanged: 9 });
    operation.describe({ unchanged: 4 });
    operation.recorded(3);
    const event = { subject: "project" as const, action: "edit" as const, changes: null };
    await operation.record([
      { ...event, subjectId: "p1" },
      { ...event, subjectId: "p2", changes: { name: ["a", "b"] } },
    ]);
    await operation.store();
    expect(await stored(operation.id)).toEqual({
      ...PLAIN,
      ...whoIs(scene.dso),
      params: { a: 1 },
      requested: 5,
      done: 5,
      unchanged: 4,
    });
    const events = await rowsOf(
      testDb(),
      sql`select subject, subject_id, action, actor_id, actor_name, organisation_id, changes,
        at = ${NOW.toISOString()}::timestamptz as now
        from history_events where operation_id = ${operation.id}::uuid order by id`,
    );
    const told = { ...whoIs(scene.dso), subject: "project", action: "edit", changes: null, now: true };
    expect(events).toEqual([
      { ...told, subject_id: "p1" },
      { ...told, subject_id: "p2", changes: { name: ["a", "b"] } },
    ]);
  });

  const blocked = { caseId: "c", number: 1, reason: "wrong_state", state: "approved" } as const;
  test.each([
    [{ blocked: [blocked] }, { blocked: [blocked], missing: [], unchanged: [] }, { blocked_count: 1 }],
    [{ missing: ["m", "n"] }, { blocked: [], missing: ["m", "n"], unchanged: [] }, { missing_count: 2 }],
    [{ unchangedIds: ["u"] }, { blocked: [], missing: [], unchanged: ["u"] }, {}],
    [
      { blocked: [blocked], missing: ["m"], unchangedIds: ["u"] },
      { blocked: [blocked], missing: ["m"], unchanged: ["u"] },
      { blocked_count: 1, missing_count: 1 },
    ],
  ])("keeps which cases were left as they were: %j", async (facts, details, counts) => {
    const operation = startOperation(ctxOf(scene.dso), "edit");
    operation.recorded(1);
    operation.describe(facts);
    await operation.store();
    expect(await detailsOf(operation.id)).toEqual([details]);
    expect(await stored(operation.id)).toMatchObject({ done: 1, ...counts });
  });

  const problem = (row: number | null, code: string) => ({ row, field: "storeys", code }) as never;
  test("finds problems by their row, those of all rows by 0", () => {
    const [all, first, second, other] = [
      problem(null, "a"),
      problem(4, "b"),
      problem(4, "c"),
      problem(7, "d"),
    ];
    expect([...problemsByRow([all, first, other, second] as never)]).toEqual([
      [0, [all]],
      [4, [first, second]],
      [7, [other]],
    ]);
  });

  test.each([
    ["with a problem of all rows", [problem(null, "a"), problem(4, "b")], [0, 4, 7]],
    ["without", [problem(4, "b")], [4, 7]],
  ])("keeps the rows that were left out, %s", async (_, problems, kept) => {
    const operation = startOperation(ctxOf(scene.installer), "import_cases");
    const rows = [
      { row: 4, values: { street: "a\0b" } },
      { row: 7, values: {} },
    ];
    operation.describe({ leftOut: { rows, problems } });
    operation.unchanged();
    await operation.store();
    expect(await stored(operation.id)).toMatchObject({ left_out_rows: 2 });
    const left = await rowsOf<{ row: number }>(
      testDb(),
      sql`select "row", "values", problems from skipped_rows where operation_id = ${operation.id}::uuid order by "row"`,
    );
    expect(left.map(({ row }) => row)).toEqual(kept);
    expect(left.filter(({ row }) => row !== 0)).toEqual([
      { row: 4, values: { street: "a�b" }, problems: [problem(4, "b")] },
      { row: 7, values: {}, problems: [] },
    ]);
    if (kept[0] === 0) expect(left[0]).toEqual({ row: 0, values: {}, problems: [problem(null, "a")] });
  });
});

describe("what history tells", () => {
  type Event = { by: Actor; caseIds: string[]; action: string; at?: string; to?: CaseState; params?: object };
  type More = { gridAreas?: string[]; ownerId?: string | null; undoneBy?: string };
  const at = "2026-11-25T23:30:00.000Z";
  /** An operation over some cases, with an event of each, past every rule. */
  async function happened({ by, caseIds, action, to, params = {}, ...more }: Event & More): Promise<string> {
    const who = {
      actorId: by.id,
      actorName: by.name,
      organisationId: by.organisation?.id ?? null,
      at: new Date(at),
    };
    const [operation] = await testDb()
      .insert(operations)
      .values({
        ...who,
        action,
        params: params as Record<string, unknown>,
        done: caseIds.length,
        ownerId: scene.installer.organisation?.id,
        gridAreas: [scene.gridArea],
        ...more,
        at: new Date(at),
      })
      .returning();
    const operationId = operation?.id ?? "";
    await testDb()
      .insert(historyEvents)
      .values(
        caseIds.map((subjectId) => ({
          ...who,
          operationId,
          subject: "case" as const,
          subjectId,
          action,
          fromState: "submitted" as const,
          toState: to ?? null,
        })),
      );
    return operationId;
  }
  test("the last change of each case, by whom and when, as far as one sees the cases", async () => {
    const [one, two] = await someCases();
    await happened({ by: scene.dso, caseIds: [one, two], action: "edit" });
    await happened({ by: scene.admin, caseIds: [two], action: "edit" });
    const last = await lastChanges(ctxOf(scene.installer), [one, two, "unknown"]);
    const by = (actor: Actor) => ({
      changedBy: actor.name,
      changedByOrganisation: actor.organisation?.name ?? null,
      changedAt: at,
    });
    expect(Object.fromEntries(last)).toEqual({ [one]: by(scene.dso), [two]: by(scene.admin) });
    expect((await lastChanges(ctxOf(scene.otherInstaller), [one, two])).size).toBe(0);
    expect((await lastChanges(ctxOf(scene.installer), [])).size).toBe(0);
  });

  test("one's own cases of an operation are counted, and of its parameters the reason alone is told", async () => {
    const [one, two] = await someCases();
    const params = {
      reason: "r",
      action: "reject",
      set: { usage: "x" },
      perCase: { [two]: 1 },
      meterNumbers: {},
    };
    const told = async (actor: Actor) => (await historyOf(ctxOf(actor), "case", one))[0];
    const whole = await happened({
      by: scene.dso,
      caseIds: [one, two],
      action: "reject",
      to: "rejected",
      params,
    });
    const first = await told(scene.installer);
    expect(first).toMatchObject({
      action: "reject",
      actorName: scene.dso.name,
      organisationName: scene.dso.organisation?.name,
      fromState: "submitted",
      toState: "rejected",
      changes: null,
      operationId: whole,
      hasReport: true,
      operationSize: 2,
      at: new Date(at),
    });
    expect(typeof first?.id).toBe("number");
    expect(first?.params).toEqual({ reason: "r", action: "reject", set: { usage: "x" } });

    await happened({
      by: scene.dso,
      caseIds: [one, two, crypto.randomUUID()],
      action: "reject",
      params,
      ownerId: null,
      gridAreas: [scene.gridArea, scene.otherArea],
    });
    const part = await told(scene.installer);
    expect(part).toMatchObject({ hasReport: false, operationSize: 2 });
    expect(part?.params).toEqual({ reason: "r", action: "reject" });
    expect(await told(scene.admin)).toMatchObject({ hasReport: true, operationSize: 3 });

    await happened({
      by: scene.dso,
      caseIds: [one],
      action: "edit",
      params: { set: 1 },
      ownerId: null,
      gridAreas: [],
    });
    expect(await told(scene.installer)).toMatchObject({ hasReport: false, operationSize: 1, params: {} });
    // The newest first, and nothing of other subjects.
    const all = await historyOf(ctxOf(scene.installer), "case", one);
    expect(all.map(({ action }) => action)).toEqual(["edit", "reject", "reject"]);
    await testDb().insert(historyEvents).values({
      operationId: whole,
      subject: "project",
      subjectId: scene.projectId,
      action: "rename_project",
      actorName: "x",
    });
    const ofProject = await historyOf(ctxOf(scene.installer), "project", scene.projectId);
    expect(ofProject.map(({ action }) => action)).toEqual(["rename_project"]);
    expect(await historyOf(ctxOf(scene.installer), "project", one)).toEqual([]);
  });

  test("why a case was closed is what last moved it, unless that was taken back", async () => {
    const [one, two] = await someCases();
    const ctx = ctxOf(scene.dso);
    // Most lists hold no closed case: nothing is asked for them.
    expect(await statementsOf(() => reasonsOf(ctx, [{ id: one, state: "submitted" }]))).toEqual([]);
    await happened({
      by: scene.dso,
      caseIds: [one, two],
      action: "reject",
      to: "rejected",
      params: { reason: "a" },
    });
    await happened({ by: scene.dso, caseIds: [one], action: "change_handler" });
    await happened({ by: scene.dso, caseIds: [one], action: "archive", to: "archived" });
    await happened({
      by: scene.dso,
      caseIds: [two],
      action: "approve",
      to: "approved",
      undoneBy: crypto.randomUUID(),
    });
    const day = "2026-11-26";
    const a = { action: "reject", reason: "a", day };
    expect(Object.fromEntries(await lastMoves(ctx, [one, two]))).toEqual({ [one]: a, [two]: a });

    const reasons = async (...states: [string, CaseState][]) =>
      Object.fromEntries(
        await reasonsOf(
          ctx,
          states.map(([caseId, state]) => ({ id: caseId, state })),
        ),
      );
    expect(await reasons([one, "archived"], [two, "rejected"])).toEqual({ [one]: a, [two]: a });
    expect(await reasons([one, "submitted"], [two, "completed"])).toEqual({});
    await happened({ by: scene.installer, caseIds: [two], action: "cancel", to: "cancelled" });
    const cancelled = { action: "cancel", reason: null, day };
    expect(await reasons([two, "cancelled"])).toEqual({ [two]: cancelled });
    await happened({ by: scene.installer, caseIds: [one], action: "complete", to: "completed" });
    // Archived when it was completed: there is nothing to give a reason for.
    expect(await reasons([one, "archived"])).toEqual({});
  });
});

describe("addresses", () => {
  const PARTS = {
    street: "Nygade",
    houseNo: "1",
    floor: "2",
    door: "tv",
    postcode: "2740",
    city: "Skovlunde",
  };

  test("stand apart from what else a row holds; what an outer join did not find is empty", () => {
    expect(withoutAddress({ ...PARTS, id: "a", state: null })).toEqual({
      address: PARTS,
      rest: { id: "a", state: null },
    });
    const nothing = { street: null, houseNo: null, floor: null, door: null, postcode: null, city: null };
    expect(withoutAddress(nothing)).toEqual({
      address: { street: "", houseNo: "", floor: "", door: "", postcode: "", city: "" },
      rest: {},
    });
  });

  test("are selected under their own names", async () => {
    const [row] = await rowsOf<Record<string, string>>(
      testDb(),
      sql`select ${addressColumns} from ${cases} where ${cases.id} = ${id}::uuid`,
    );
    expect(row).toEqual(PARTS);
  });
});

describe("a search", () => {
  type Row = [houseNo: string, street: string, floor?: string, reference?: string];
  const ROWS: Row[] = [
    ["2", "Bygaden", "st"],
    ["12A", "Bygaden", "2", "AB 7"],
    ["20", "Østergade", "", "50% rabat"],
    ["7", "Aagade", "", "a_b"],
  ];
  let projectId: string;
  beforeAll(async () => {
    const rows = ROWS.map(([houseNo, street, floor = "", reference = null], i) => {
      const addressParts = { street, houseNo, floor, door: "", postcode: "2740", city: "Skovlunde" };
      return { addressParts, number: i + 70_000, reference };
    });
    ({ projectId } = await storedCases(rows));
  });
  /** The house numbers of the rows that a search finds. */
  const found = async (q: string) => {
    const rows = await rowsOf<{ house_no: string }>(
      testDb(),
      sql`select house_no from cases where project_id = ${projectId}::uuid and ${matchesSearch(q)} order by number`,
    );
    return rows.map(({ house_no }) => house_no);
  };
  const ALL = ["2", "12A", "20", "7"];

  test.each([
    ["", ALL],
    ["  ", ALL],
    ["bygaden", ["2", "12A"]],
    ["Bygaden 2", ["2"]],
    ["2 bygaden", ["2", "12A"]],
    ["BYGADEN 12a", ["12A"]],
    ["bygaden st", ["2"]],
    ["østergade st", []],
    ["ågade", ["7"]],
    ["Skovlunde østergade", ["20"]],
    ["ab 7", ["12A"]],
    ["50%", ["20"]],
    ["a_b", ["7"]],
    ["a%b", []],
    ["70001", ["12A"]],
    ["bygaden østergade", []],
  ])("»%s« finds %j", async (q, houses) => {
    expect(await found(q)).toEqual(houses);
  });
});

describe("pieces of statements", () => {
  const LETTERS = "ABCxyz ÆØÅæøå ÉÈéèÜüÄÖ Ñ ſ K İ ß Я 😀 aa AA";

  test("letters become in the database what they become here", async () => {
    expect(await valueOf(loweredSql(sql`${LETTERS}::text`))).toBe(lowered(LETTERS));
    expect(await valueOf(sql`search_term(${LETTERS})`)).toBe(searchTerm(LETTERS));
    const contains = (where: SQL) => valueOf<boolean>(where);
    for (const [text, finds] of [
      [LETTERS, true],
      ["abc", true],
      ["abd", false],
    ] as const) {
      expect(await contains(containingLowered(sql`${LETTERS}::text`, text))).toBe(finds);
      expect(await contains(containingFolded(sql`${LETTERS}::text`, text))).toBe(finds);
    }
    // Accents count for the first, not for the second; nor does »aa« for »å«.
    expect(await contains(containingLowered(sql`${"Allé Aagade"}::text`, "alle"))).toBe(false);
    expect(await contains(containingFolded(sql`${"Allé Aagade"}::text`, "alle ågade"))).toBe(true);
    expect(folded("Allé Aagade")).toBe("alle ågade");
    expect(await contains(containingLowered(sql`${"xay"}::text`, "x_y"))).toBe(false);
  });

  test("names are sorted as Danes sort them, whatever the locale", async () => {
    const names = ["Ærø", "Åby", "Zoo", "Aabenraa", "Øst", "Bo", "alfa", "Émile", "Éa"];
    const sorted = await valueOf<string[]>(
      sql`array_agg(name order by ${inOrder(sql`name`)}, name)`,
      sql`from unnest(${textArray(names)}) as name`,
    );
    expect(sorted).toEqual(["alfa", "Bo", "Éa", "Émile", "Zoo", "Ærø", "Øst", "Aabenraa", "Åby"]);
  });

  test("a list is one parameter of its kind", async () => {
    expect(await valueOf(textArray(["a", null, 'b"{,']))).toEqual(["a", null, 'b"{,']);
    const hostile = [
      "{}",
      "null",
      "NULL",
      "",
      " ",
      "\\",
      '\\"',
      "\\n",
      "a\nb",
      "\t",
      "\u0001\u007f\u2028",
      '{"a":"b\\n"}',
      "æ😀",
    ];
    for (const text of hostile) expect(await valueOf(textArray([text, "x"]))).toEqual([text, "x"]);
    expect(await valueOf(textArray(hostile))).toEqual(hostile);
    expect(await valueOf(textArray(hostile.filter((text) => text >= " ")))).toEqual(
      hostile.filter((text) => text >= " "),
    );
    expect(await valueOf(intArray([3, 1]))).toEqual([3, 1]);
    expect(await valueOf(uuidArray([id]))).toEqual([id]);
    expect(await valueOf(sql`pg_typeof(${uuidArray([])})::text`)).toBe("uuid[]");
  });

  test("signs of a pattern stand for themselves", () => {
    expect(literal("100% a_b \\ c%")).toBe("100\\% a\\_b \\\\ c\\%");
  });

  test.each([
    ["texts", textArray],
    ["ids", uuidArray],
    ["numbers", intArray],
  ])("what only resembles a list of %s is refused before it is sent", (_, arrayOf) => {
    expect(() => arrayOf({ length: 1, 0: "a" } as never)).toThrow(new TypeError("a list is no array"));
  });

  test.each([
    ["the error itself", { code: "40001" }, "40001"],
    ["its cause", { cause: { cause: { code: "22P02" } } }, "22P02"],
    [
      "behind a code that is none of the database's",
      { code: "ECONNRESET", cause: { code: "57014" } },
      "57014",
    ],
    ["nothing", {}, undefined],
    ["undefined", undefined, undefined],
    ["a number", { code: 40001 }, undefined],
    ["a longer one", { code: "400011" }, undefined],
    ["small letters", { code: "22p02" }, undefined],
  ])("the state of a failed statement: %s", (_, error, state) => {
    expect(sqlState(error)).toBe(state);
  });

  test.each([
    ["the error itself", { constraint: "a_key" }, "a_key"],
    ["its cause", { constraint: 5, cause: { cause: { constraint: "a_key" } } }, "a_key"],
    ["nothing", {}, undefined],
    ["undefined", undefined, undefined],
  ])("the constraint that refused: %s", (_, error, name) => {
    expect(constraintOf(error)).toBe(name);
  });

  test("what the database cannot hold becomes a sign for it, everything else stays", () => {
    expect(storable({ a: ["x\0y", "\ud800z", "æ😀"], n: 5, not: null, yes: true })).toEqual({
      a: ["x�y", "�z", "æ😀"],
      n: 5,
      not: null,
      yes: true,
    });
  });
});
