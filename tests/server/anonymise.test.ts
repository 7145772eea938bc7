import { sql } from "drizzle-orm";
import { OPERATOR } from "@/db/scope";
import { FIELD_KEYS, field, PERSONAL_FIELDS } from "@/lib/domain/fields/fields";
import { performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { getCase } from "@/lib/server/cases/cases";
import { importCases } from "@/lib/server/imports/import-file";
import { rowsOf, sqlState } from "@/lib/server/kernel/sql";
import { listOperations } from "@/lib/server/operations/operations";
import { getReport } from "@/lib/server/operations/report";
import { undoOperation } from "@/lib/server/operations/undo";
import { listAudit } from "@/lib/server/people/audit-log";
import { deleteProject } from "@/lib/server/projects/projects";
import { anonymise } from "@/lib/server/retention/anonymise";
import { getRetention, setRetention } from "@/lib/server/retention/retention";
import { upkeepWhenDue } from "@/lib/server/retention/upkeep";
import { rawRows, testDb, testDbFor, testOfConnections } from "../support/database";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  aWorld,
  ctxOf,
  FIELDS,
  lead,
  someCases,
  type World,
} from "../support/factories";
import { rowsHolding } from "../support/held-text";

jest.setTimeout(60_000);

const MONTHS = 12;
const upkeep = () => testDbFor(OPERATOR);
const run = () => anonymise(upkeep(), new Date());
const choose = (months: number | null) =>
  rawRows("update upkeep set anonymise_after_months = $1, looked_through_at = null", [months]);
/** Lets cases have been archived for some months, and a day more. */
const archivedFor = (ids: readonly string[], months: number) =>
  rawRows(
    `update cases set updated_at = now() - make_interval(months => $2::int, days => 1) where id = any($1::uuid[])`,
    [ids, months],
  );
const rowsAsTheyAre = (table: string, column: string, ids: readonly string[]) =>
  rawRows<{ id: unknown }>(`select * from ${table} where ${column} = any($1) order by 1`, [ids]);
const countOf = async (from: string) =>
  (await rawRows<{ n: number }>(`select count(*)::int as n from ${from}`))[0]?.n;

beforeEach(() => choose(MONTHS));

const csv = (rows: string[], name = "Hansine.csv") => ({
  name,
  bytes: new TextEncoder().encode(["Vejnavn;Husnr.;Postnr.;Egen reference;Bemærkninger", ...rows].join("\n")),
});

/** Cases that hold somebody's name in every place there is, and the ids in the order of their addresses. */
async function casesOfHansine(scene: Awaited<ReturnType<typeof aProjectWithCases>>, street: string) {
  const { installer, dso, groupId, projectId } = scene;
  const fields = {
    ...FIELDS.apartment,
    customerName: "Hansine Batch",
    customerEmail: "hansine@test.example",
    customerCvr: "10150817",
    customerPhone: "20202020",
    payerName: "Hansine Betaler",
    payerEmail: "betaler.hansine@test.example",
    payerEan: "5790000000005",
    payerSameAsCustomer: false,
  };
  const rows = [1, 2].map((n) => `${street};${n};2740;Hansine ref ${n};Ring til Hansine`);
  const { operationId } = await importCases(ctxOf(installer), groupId, csv(rows), {
    fields,
    acceptWarnings: true,
  });
  const { cases } = await listCases(ctxOf(installer), projectId, { q: street });
  const ids = cases.map(({ id }) => id);
  const edit = (params: object, more: object = {}) =>
    performAction(ctxOf(installer), { action: "edit", params, selection: { ids }, ...more });
  await edit({ set: { customerName: "Hansine Senere", ampere: 20 } });
  await edit({ perCase: { [ids[0] ?? ""]: { remarks: "Hansine 1", reference: "H-Hansine" } } });
  // Blocked with its value: the number does not pass its check.
  await edit({ perCase: { [ids[1] ?? ""]: { customerCvr: "12345678" } } }, { onBlocked: "skip" });
  const act = (action: string, params: object, actor = dso) =>
    performAction(ctxOf(actor), { action, params, selection: { ids } });
  await act("reject", { reason: "Hansine svarer ikke" });
  const archived = await act("archive", {});
  return { ids, imported: operationId ?? "", archived: archived.operationId ?? "" };
}

test("the database knows the fields that are personal", async () => {
  const [known] = await rawRows<{ keys: string[] }>("select personal_fields() as keys");
  expect(known?.keys).toEqual(PERSONAL_FIELDS);
  // What names a customer or a payer is; the tick beside them is not.
  const sections = FIELD_KEYS.filter((key) => ["customer", "payer"].includes(field(key).section));
  expect(sections.filter((key) => !PERSONAL_FIELDS.includes(key))).toEqual(["payerSameAsCustomer"]);
  expect(PERSONAL_FIELDS).toEqual(expect.arrayContaining(["remarks", "reference"]));
});

test("of a case archived long enough nothing personal is left in any table", async () => {
  const scene = await aProjectWithCases(1);
  const { ids, imported } = await casesOfHansine(scene, "Hanstvej");
  await archivedFor(ids, MONTHS);
  const held = ["cases", "history_events", "operation_details", "operations", "search_terms"];
  expect(
    Object.keys({ ...(await rowsHolding("hansine")), ...(await rowsHolding("12345678")) }).sort(),
  ).toEqual(held);

  expect(await run()).toBe(2);

  for (const text of ["hansine", "12345678", "10150817", "20202020", "5790000000005"])
    expect([text, await rowsHolding(text)]).toEqual([text, {}]);
  const { case: row, history } = await getCase(ctxOf(scene.installer), ids[0] ?? "");
  expect(row.fields).toEqual({
    storeys: 5,
    ampere: 20,
    phases: 3,
    meterPlacement: "dwelling",
    serviceCable: "new",
    connectionDate: "2027-03-01",
    payerSameAsCustomer: false,
  });
  expect(row).toMatchObject({ address: "Hanstvej 1, 2740 Skovlunde", state: "archived", version: 6 });
  expect(Date.parse(row.anonymisedAt ?? "")).toBeGreaterThan(Date.now() - 60_000);
  expect(
    history.map(({ action, actorName, organisationName, changes, params }) => [
      action,
      organisationName === null ? actorName : "",
      changes,
      params.reason,
    ]),
  ).toEqual([
    ["anonymise", "Projekter", null, undefined],
    ["archive", "", null, undefined],
    ["reject", "", null, undefined],
    ["edit", "", { remarks: [null, null], reference: [null, null] }, undefined],
    ["edit", "", { customerName: [null, null], ampere: [16, 20] }, undefined],
    ["create", "", null, undefined],
  ]);
  // What an operation was is kept.
  const [operation] = await rawRows<{ params: Record<string, object> }>(
    `select params from operations where id = '${imported}'`,
  );
  expect(operation?.params).toMatchObject({ groupId: scene.groupId, fileHash: expect.any(String) });
  expect(Object.keys(operation?.params.fields ?? {}).sort()).toEqual(
    ["connectionDate", "meterPlacement", "payerSameAsCustomer", "serviceCable", "storeys"].sort(),
  );
});

/** Lets an operation be some months old, and a day more. */
const doneBefore = (id: string | null, months: number) =>
  rawRows("update operations set at = now() - make_interval(months => $2::int, days => 1) where id = $1", [
    id,
    months,
  ]);

describe("of an operation whose cases are gone nothing personal is left", () => {
  /** A batch of a customer's in a project of its own; the second address of it is none. */
  async function aBatchOf(customerName: string, houseNumbers = ["1", "nul"]) {
    const world = await aWorld();
    const projectId = await aProject(world.installer, world.gridArea);
    const groupId = await aGroup(world.installer, projectId);
    const fields = { ...FIELDS.apartment, customerName, customerEmail: `${customerName}@test.example` };
    const rows = houseNumbers.map((no) => `Gonevej;${no};2740;;`);
    const options = { fields, acceptWarnings: true, onError: "skip" as const };
    const imported = await importCases(
      ctxOf(world.installer),
      groupId,
      csv(rows, `${customerName}.csv`),
      options,
    );
    const { cases } = await listCases(ctxOf(world.installer), projectId, {});
    const undo = () => undoOperation(ctxOf(world.installer), imported.operationId ?? "");
    return { ...world, projectId, groupId, ids: cases.map(({ id }) => id), id: imported.operationId, undo };
  }

  test("when it was undone, or created nothing, also in a project that is gone", async () => {
    const undone = await aBatchOf("fortrudt");
    await undone.undo();
    const gone = await aBatchOf("slettet");
    await gone.undo();
    await deleteProject(ctxOf(gone.installer), gone.projectId);
    const nothing = await aBatchOf("ingenting", ["nul"]);
    const batches = { fortrudt: undone, slettet: gone, ingenting: nothing };
    for (const [name, { id }] of Object.entries(batches)) {
      expect([name, await rowsHolding(name)]).toEqual([name, { operations: 1 }]);
      await doneBefore(id, MONTHS);
    }
    // It is no case.
    expect(await run()).toBe(0);
    for (const [name, { id, groupId }] of Object.entries(batches)) {
      expect([name, await rowsHolding(name)]).toEqual([name, {}]);
      const [kept] = await rawRows<{ params: object }>(`select params from operations where id = '${id}'`);
      expect(kept?.params).toMatchObject({ groupId, fields: { storeys: 5 }, fileHash: expect.any(String) });
      expect(kept?.params).not.toHaveProperty("fileName");
    }
  });

  test("with what it gave to one case, and what was refused", async () => {
    const { installer, ids, undo } = await aBatchOf("afvist");
    const { operationId } = await performAction(ctxOf(installer), {
      action: "edit",
      params: { perCase: { [ids[0] ?? ""]: { customerCvr: "12345678", remarks: "Afvist Bemærkning" } } },
      selection: { ids },
      onBlocked: "skip",
    });
    const held = async () => [await rowsHolding("12345678"), await rowsHolding("Afvist Bemærkning")];
    await doneBefore(operationId, MONTHS);
    await run();
    // The case is still there.
    expect(await held()).toEqual([{ operations: 1, operation_details: 1 }, { operations: 1 }]);
    await undo();
    await choose(MONTHS);
    await run();
    expect(await held()).toEqual([{}, {}]);
  });

  test("but not of a younger one, nor while a case has it, nor while it is switched off", async () => {
    const young = await aBatchOf("ung");
    await young.undo();
    await doneBefore(young.id, MONTHS - 1);
    const living = await aBatchOf("levende");
    await doneBefore(living.id, MONTHS);
    const off = await aBatchOf("slukket");
    await off.undo();
    await doneBefore(off.id, MONTHS);
    await choose(null);
    await run();
    expect(await rowsHolding("slukket@")).toEqual({ operations: 1 });
    await choose(MONTHS);
    await run();
    expect(await rowsHolding("slukket@")).toEqual({});
    expect(await rowsHolding("ung@")).toEqual({ operations: 1 });
    expect(await rowsHolding("levende@")).toEqual({ cases: 1, operations: 1 });
  });

  test("nor of a part, while the whole has a case", async () => {
    const { installer, dso, gridArea, ids } = await aProjectWithCases(1);
    const group = await aGroup(installer, await aProject(installer, gridArea));
    const [other] = await someCases(installer, group, "apartment", 1);
    const { operationId } = await performAction(ctxOf(dso), {
      action: "reject",
      params: { reason: "Delt grund" },
      selection: { ids: [...ids, other?.id] },
    });
    await rawRows("update operations set at = now() - interval '3 years' where $1 in (id, part_of)", [
      operationId,
    ]);
    await run();
    expect(await rowsHolding("Delt grund")).toEqual({ operations: 3 });
  });
});

test("both sides see one operation of the server's for it, and its report", async () => {
  const scene = await aProjectWithCases(1);
  const { ids } = await casesOfHansine(scene, "Rapportvej");
  await archivedFor(ids, MONTHS);
  await run();
  for (const actor of [scene.installer, scene.dso]) {
    const [last] = (await listOperations(ctxOf(actor), scene.projectId)).operations;
    expect(last).toMatchObject({
      action: "anonymise",
      actorName: "Projekter",
      organisationName: null,
      done: 2,
      canUndo: false,
    });
    const { counts } = await getReport(ctxOf(actor), last?.id ?? "");
    expect(counts).toEqual({ blocked: 0, missing: 0, unchanged: 0, done: 2 });
  }
  expect((await listOperations(ctxOf(scene.otherInstaller), null)).operations).toEqual([]);
});

test("nothing of another state, younger, or of a case beside it is touched", async () => {
  const scene = await aProjectWithCases(6);
  const { world, ids, installer, dso } = scene;
  const [due = "", young = "", submitted = "", rejected = "", completed = "", beside = ""] = ids;
  await performAction(ctxOf(installer), {
    action: "edit",
    params: {
      set: { customerName: "Fælles Kunde" },
      perCase: { [due]: { remarks: "Hans" }, [beside]: { remarks: "Grethes" } },
    },
    selection: { ids },
  });
  await performAction(ctxOf(dso), {
    action: "reject",
    params: { reason: "Mangler tegning" },
    selection: { ids: [due, young, rejected, beside] },
  });
  await performAction(ctxOf(dso), { action: "archive", params: {}, selection: { ids: [due, young] } });
  await lead(world, [completed], "completed");
  const others = [young, submitted, rejected, completed, beside];
  await archivedFor([due, submitted, rejected, completed, beside], MONTHS + 1);
  await archivedFor([young], MONTHS - 1);
  const seen = async () => [
    await rowsAsTheyAre("cases", "id", others),
    await rowsAsTheyAre("history_events", "subject_id", others),
    await rowsAsTheyAre("audit_events", "actor_id", [installer.id]),
  ];
  const before = await seen();

  expect(await run()).toBe(1);

  expect(await seen()).toEqual(before);
  // What one operation gave to all of its cases stays while one of them has it; the one case's own is gone.
  const [{ params } = { params: {} }] = await rawRows<{ params: object }>(
    `select params from operations where action = 'edit' and project_id = '${scene.projectId}'`,
  );
  expect(params).toEqual({
    set: { customerName: "Fælles Kunde" },
    perCase: { [due]: {}, [beside]: { remarks: "Grethes" } },
  });
  expect((await getCase(ctxOf(installer), rejected)).case.closed?.reason).toBe("Mangler tegning");

  // And it goes with the last of them.
  await performAction(ctxOf(dso), { action: "archive", params: {}, selection: { ids: [rejected, beside] } });
  await performAction(ctxOf(installer), { action: "cancel", params: {}, selection: { ids: [submitted] } });
  await performAction(ctxOf(dso), {
    action: "archive",
    params: {},
    selection: { ids: [submitted, completed] },
  });
  await archivedFor(others, MONTHS);
  await choose(MONTHS);
  expect(await run()).toBe(5);
  for (const text of ["Fælles Kunde", "Grethes", "Mangler tegning"])
    expect([text, await rowsHolding(text)]).toEqual([text, {}]);
});

test("again it does nothing; switched off it does nothing; all are looked through once a day", async () => {
  const scene = await aProjectWithCases(2);
  await lead(scene.world, scene.ids, "archived");
  const [first = "", second = ""] = scene.ids;
  await archivedFor([first], MONTHS);
  await choose(null);
  expect(await run()).toBe(0);
  await choose(MONTHS);
  expect(await run()).toBe(1);
  const once = await rowsAsTheyAre("cases", "id", scene.ids);
  const events = await countOf("history_events");
  await archivedFor([second], MONTHS);
  expect(await run()).toBe(0);
  expect(await anonymise(upkeep(), new Date(Date.now() + 23 * 60 * 60_000))).toBe(0);
  // A wrong clock of the server makes no case older than it is.
  await archivedFor([second], MONTHS - 1);
  expect(await anonymise(upkeep(), new Date(Date.now() + 400 * 24 * 60 * 60_000))).toBe(0);
  await choose(MONTHS);
  expect(await run()).toBe(0);
  expect(await countOf("history_events")).toBe(events);
  expect((await rowsAsTheyAre("cases", "id", [first]))[0]).toEqual(once.find(({ id }) => id === first));
});

test("a restored case is anonymised again", async () => {
  const scene = await aProjectWithCases(1);
  const { ids } = await casesOfHansine(scene, "Gentagvej");
  const kept = await rawRows<{ fields: string }>(
    "select fields::text as fields from cases where id = any($1) order by id",
    [ids],
  );
  await archivedFor(ids, MONTHS);
  await run();
  for (const [i, id] of ids.toSorted().entries())
    await rawRows("update cases set fields = $2::jsonb, anonymised_at = null where id = $1", [
      id,
      kept[i]?.fields,
    ]);
  await archivedFor(ids, MONTHS);
  await choose(MONTHS);
  expect(await rowsHolding("hansine")).not.toEqual({});
  expect(await run()).toBe(2);
  expect(await rowsHolding("hansine")).toEqual({});
});

test("more than one statement takes are done, project by project", async () => {
  const scene = await aProjectWithCases(1);
  const cases = await someCases(scene.installer, scene.groupId, "apartment", 1_005);
  const ids = cases.map(({ id }) => id);
  await rawRows("update cases set state = 'archived' where id = any($1::uuid[])", [ids]);
  await archivedFor(ids, MONTHS);
  expect(await run()).toBe(1_005);
  expect(await countOf(`operations where action = 'anonymise' and project_id = '${scene.projectId}'`)).toBe(
    2,
  );
});

test("an operation on an anonymised case is not undone, and says why before it speaks of time", async () => {
  const scene = await aProjectWithCases(1);
  const { ids, archived } = await casesOfHansine(scene, "Fortrydvej");
  await archivedFor(ids, MONTHS);
  const undo = (actor = scene.dso, minutes = 0) =>
    undoOperation(ctxOf(actor, new Date(Date.parse("2026-11-24T11:00:00Z") + minutes * 60_000)), archived);
  await expect(undo(scene.dso, 60)).rejects.toMatchObject({ code: "operation_expired" });
  await run();
  for (const minutes of [1, 60])
    await expect(undo(scene.dso, minutes)).rejects.toMatchObject({
      code: "cases_anonymised",
      detail: { params: { count: 2 } },
    });
  await expect(undo(scene.installer)).rejects.toMatchObject({ code: "forbidden" });
  await expect(undo(scene.otherDso)).rejects.toMatchObject({ code: "not_found" });
});

test("a search finds an anonymised case by its address, and others by references of their own", async () => {
  const scene = await aProjectWithCases(2);
  const { ids, installer, projectId } = scene;
  const [due = "", other = ""] = ids;
  const refer = (reference: string, id: string) =>
    performAction(ctxOf(installer), {
      action: "edit",
      params: { set: { reference } },
      selection: { ids: [id] },
    });
  await refer("Fru Olsen", due);
  await refer("Fru Olsen", other);
  await lead(scene.world, [due], "archived");
  await archivedFor([due], MONTHS);
  await run();
  const found = async (q: string) =>
    (await listCases(ctxOf(installer), projectId, { q })).cases.map(({ id }) => id);
  expect(await found("Olsen")).toEqual([other]);
  expect(await found(scene.cases[0]?.addressParts.street ?? "")).toHaveLength(2);
});

describe("history", () => {
  const refused = (statement: string) =>
    testDb()
      .execute(sql.raw(statement))
      .then(
        () => "done",
        (error) => sqlState(error),
      );

  async function anEditedCase(): Promise<{ world: World; id: string; event: string }> {
    const { world, ids } = await aProjectWithCases(1);
    const [id = ""] = ids;
    await performAction(ctxOf(world.installer), {
      action: "edit",
      params: { set: { customerName: "Ny Kunde", ampere: 20 } },
      selection: { ids },
    });
    const [event] = await rowsOf<{ id: string }>(
      testDb(),
      sql`select id from history_events where subject_id = ${id} and action = 'edit'`,
    );
    return { world, id, event: String(event?.id) };
  }
  const EMPTIED = `changes = without_personal(changes)`;

  test("of an anonymised case lets its personal values become empty, and nothing else change", async () => {
    const { id, event } = await anEditedCase();
    const change = (set: string) => refused(`update history_events set ${set} where id = ${event}`);
    expect(await change(EMPTIED)).toBe("42501");
    await rawRows("update cases set anonymised_at = now() where id = $1", [id]);
    for (const set of [
      `${EMPTIED}, actor_name = 'X'`,
      `${EMPTIED}, at = now()`,
      `${EMPTIED}, version = 9`,
      "changes = null",
      "changes = '{}'",
      "changes = without_personal(changes) - 'customerName'",
      `changes = without_personal(changes) || '{"ampere": [null, null]}'`,
      `changes = without_personal(changes) || '{"remarks": [null, null]}'`,
      `changes = '{"ampere": [16, 20], "customerName": [null, "X"]}'`,
      "actor_name = 'X'",
    ])
      expect([set, await change(set)]).toEqual([set, "42501"]);
    expect(await refused(`delete from history_events where id = ${event}`)).toBe("42501");
    expect(await change(EMPTIED)).toBe("done");
    const [row] = await rawRows<{ changes: object }>(
      `select changes from history_events where id = ${event}`,
    );
    expect(row?.changes).toEqual({ customerName: [null, null], ampere: [16, 20] });
  });

  test("is not changed by administrators, who may only ask for it to be done to what is due", async () => {
    const { world, id } = await anEditedCase();
    await rawRows("update cases set anonymised_at = now() where id = $1", [id]);
    const asAdmin = ctxOf(world.admin).db.execute(sql.raw(`update history_events set ${EMPTIED}`));
    await expect(asAdmin).rejects.toMatchObject({ cause: { code: "42501" } });
  });
});

test("administrators choose it; the choice stands in the log", async () => {
  await choose(null);
  const { admin } = await aProjectWithCases(1);
  expect(await getRetention(ctxOf(admin))).toMatchObject({ anonymiseAfterMonths: null });
  const set = (minute: number, input: object) =>
    setRetention(ctxOf(admin, new Date(Date.UTC(2026, 10, 24, 12, minute))), input);
  await set(0, { isOn: true, months: "24" });
  expect(await getRetention(ctxOf(admin))).toMatchObject({ anonymiseAfterMonths: 24 });
  await set(1, { isOn: true, months: 24 });
  await set(2, { isOn: false });
  expect(await getRetention(ctxOf(admin))).toMatchObject({ anonymiseAfterMonths: null });
  const { events } = await listAudit(ctxOf(admin), { actor: admin.id, action: "set_retention" });
  expect(events.map(({ details }) => details).reverse()).toEqual([{ months: 24 }, { months: 0 }]);
});

test.each([
  [{ isOn: true }, "required"],
  [{ isOn: true, months: "" }, "required"],
  [{ isOn: true, months: "5" }, "too_small"],
  [{ isOn: true, months: "241" }, "too_large"],
  [{ isOn: true, months: "12,5" }, "invalid"],
  [{ isOn: true, months: "1.5" }, "invalid"],
])("a choice that is none is refused: %j", async (input, code) => {
  const { admin } = await aProjectWithCases(1);
  await expect(setRetention(ctxOf(admin), input)).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "months", code }] },
  });
  expect(await getRetention(ctxOf(admin))).toMatchObject({ anonymiseAfterMonths: MONTHS });
});

test("the upkeep does it, and tells how many it were", async () => {
  const scene = await aProjectWithCases(1);
  await lead(scene.world, scene.ids, "archived");
  await archivedFor(scene.ids, MONTHS);
  expect(await upkeepWhenDue(upkeep(), new Date(Date.now() + 30 * 60_000))).toBe(true);
  const [row] = await rawRows<{ removed: object }>("select removed from upkeep where ended_at is not null");
  expect(row?.removed).toMatchObject({ anonymised: 1, sessions: expect.any(Number) });
});

testOfConnections("two connections of one process must not share one")(
  "a case that somebody holds is left for the next time",
  async () => {
    const scene = await aProjectWithCases(2);
    await lead(scene.world, scene.ids, "archived");
    await archivedFor(scene.ids, MONTHS);
    await testDb().transaction(async (tx) => {
      await rowsOf(tx, sql`select 1 from cases where id = ${scene.ids[0]}::uuid for update`);
      expect(await run()).toBe(1);
    });
    await choose(MONTHS);
    expect(await run()).toBe(1);
  },
);

testOfConnections("two connections of one process must not share one")(
  "a reference that another case gets meanwhile is found afterwards",
  async () => {
    const { world, installer, projectId, ids } = await aProjectWithCases(2);
    const [due = "", late = ""] = ids;
    const change = { action: "edit", params: { set: { reference: "Samtidig" } } };
    await performAction(ctxOf(installer), { ...change, selection: { ids: [due] } });
    await lead(world, [due], "archived");
    await archivedFor([due], MONTHS);
    let running: Promise<number> | undefined;
    await testDb().transaction(async (tx) => {
      // Finds the term of the other case, and adds none of its own.
      await rowsOf(
        tx,
        sql`update cases set fields = fields || '{"reference": "Samtidig"}' where id = ${late}::uuid`,
      );
      running = run();
      await new Promise((done) => setTimeout(done, 500));
    });
    expect(await running).toBe(1);
    const { cases } = await listCases(ctxOf(installer), projectId, { q: "Samtidig" });
    expect(cases.map(({ id }) => id)).toEqual([late]);
  },
);
