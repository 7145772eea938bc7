import { createView, deleteView, getView, listViews, updateView } from "@/lib/server/views/views";
import { rawRows } from "../support/database";
import { aUser, aWorld, ctxOf, NOW, type World } from "../support/factories";

let world: World;
beforeAll(async () => {
  world = await aWorld();
});
beforeEach(() => rawRows("delete from views"));

type Who = "installer" | "colleague" | "otherInstaller" | "dso" | "dsoColleague" | "otherDso" | "admin";
const ctx = (who: Who, now = NOW) => ctxOf(world[who], now);
const seenBy = async (who: Who) => (await listViews(ctx(who))).map(({ name, own }) => [name, own]);
const refusal = (work: Promise<unknown>) =>
  work.then(
    () => "done",
    (error) => error.code,
  );
const MISSING = "00000000-0000-4000-8000-000000000000";

test("what is saved is given back as it is, and what is left out is the usual", async () => {
  const made = await createView(ctx("dso"), {
    name: "  Afvist  på Havnen ",
    shared: true,
    filter: { state: "rejected", q: ["Havnegade", " "], handler: ["none", world.dso.id] },
    sort: "-updatedAt",
    columns: ["address", "closed"],
    grouping: "handler",
  });
  expect(made).toEqual({
    id: expect.any(String),
    name: "Afvist på Havnen",
    shared: true,
    filter: { state: ["rejected"], q: ["Havnegade"], handler: ["none", world.dso.id] },
    sort: "-updatedAt",
    columns: ["address", "closed"],
    grouping: "handler",
    own: true,
    by: world.dso.name,
    createdAt: NOW,
    updatedAt: NOW,
  });
  expect(await getView(ctx("dso"), made.id)).toEqual(made);
  expect(await createView(ctx("dso"), { name: "Alt" })).toMatchObject({
    shared: false,
    filter: {},
    sort: null,
    columns: null,
    grouping: "project",
  });
});

test("one sees one's own and what the company shares, one's own first, and nobody else's", async () => {
  await createView(ctx("installer"), { name: "Østre havn" });
  await createView(ctx("installer"), { name: "Aalborg" });
  await createView(ctx("colleague"), { name: "Fælles", shared: true });
  await createView(ctx("colleague"), { name: "Kollegas egen" });
  await createView(ctx("admin"), { name: "Administrators", shared: true });
  expect(await seenBy("installer")).toEqual([
    ["Østre havn", true],
    ["Aalborg", true],
    ["Fælles", false],
  ]);
  expect(await seenBy("colleague")).toEqual([
    ["Fælles", true],
    ["Kollegas egen", true],
  ]);
  for (const who of ["otherInstaller", "dso", "otherDso"] as const) expect(await seenBy(who)).toEqual([]);
  expect(await seenBy("admin")).toEqual([["Administrators", true]]);
  expect((await listViews(ctxOf(await aUser("admin")))).map(({ name }) => name)).toEqual(["Administrators"]);
});

test("a view is changed and deleted by who made it: a colleague's shared one is forbidden, others' are not there", async () => {
  const { id: own } = await createView(ctx("installer"), { name: "Egen", filter: { state: "approved" } });
  const { id: shared } = await createView(ctx("installer"), { name: "Fælles", shared: true });
  for (const [who, view, expected] of [
    ["colleague", own, "not_found"],
    ["colleague", shared, "forbidden"],
    ["otherInstaller", shared, "not_found"],
    ["dso", shared, "not_found"],
    ["admin", shared, "not_found"],
    ["installer", MISSING, "not_found"],
    ["installer", "x", "not_found"],
  ] as const) {
    expect([who, await refusal(updateView(ctx(who), view, { name: "X" }))]).toEqual([who, expected]);
    expect([who, await refusal(deleteView(ctx(who), view))]).toEqual([who, expected]);
  }
  const later = new Date(NOW.getTime() + 60_000);
  expect(
    await updateView(ctx("installer", later), own, { sort: "number", columns: ["number"] }),
  ).toMatchObject({
    name: "Egen",
    shared: false,
    filter: { state: ["approved"] },
    sort: "number",
    columns: ["number"],
    createdAt: NOW,
    updatedAt: later,
  });
  expect(
    await updateView(ctx("installer"), own, {
      name: "Anden",
      shared: true,
      filter: {},
      columns: null,
      sort: null,
    }),
  ).toMatchObject({ name: "Anden", shared: true, filter: {}, columns: null, sort: null });
  await deleteView(ctx("installer"), own);
  expect(await seenBy("installer")).toEqual([["Fælles", true]]);
});

test("a name stands once among one's own, and once among what the company shares", async () => {
  await createView(ctx("installer"), { name: "Havnen" });
  expect(await refusal(createView(ctx("installer"), { name: "havnen" }))).toBe("already_exists");
  const { id } = await createView(ctx("colleague"), { name: "Havnen", shared: true });
  expect(await refusal(createView(ctx("colleague"), { name: "Kajen" }))).toBe("done");
  expect(await refusal(updateView(ctx("colleague"), id, { name: "Kajen" }))).toBe("already_exists");
  const [own] = await listViews(ctx("installer"));
  await expect(updateView(ctx("installer"), own?.id, { shared: true })).rejects.toMatchObject({
    code: "already_exists",
    detail: { faults: [{ path: "name", code: "name_taken" }] },
  });
  for (const who of ["otherInstaller", "dso", "admin"] as const)
    expect(await refusal(createView(ctx(who), { name: "Havnen", shared: true }))).toBe("done");
});

test("a hundred views a person, and no more", async () => {
  await rawRows(
    `insert into views (user_id, organisation_id, name, is_shared, filter, grouping, created_at, updated_at)
     select $1, $2, n::text, false, '{}', 'project', now(), now() from generate_series(1, 99) n`,
    [world.installer.id, world.installer.organisation?.id],
  );
  expect(await refusal(createView(ctx("installer"), { name: "Den hundrede" }))).toBe("done");
  await expect(createView(ctx("installer"), { name: "For meget" })).rejects.toMatchObject({
    code: "too_many_views",
    detail: { params: { limit: 100 } },
  });
  expect(await listViews(ctx("installer"))).toHaveLength(100);
  expect(await refusal(createView(ctx("colleague"), { name: "For meget" }))).toBe("done");
});

test("whoever has moved to another company sees neither what they left nor what it shares", async () => {
  const person = await aUser("installer", world.installer.organisation);
  const { id } = await createView(ctxOf(person), { name: "Havnen", shared: true });
  await createView(ctxOf(person), { name: "Kajen" });
  const moved = { ...person, organisation: world.otherInstaller.organisation };
  await rawRows("update users set organisation_id = $1 where id = $2", [moved.organisation?.id, person.id]);
  expect(await listViews(ctxOf(moved))).toEqual([]);
  expect(await refusal(deleteView(ctxOf(moved), id))).toBe("not_found");
  expect(await refusal(createView(ctxOf(moved), { name: "Havnen" }))).toBe("done");
  expect(await seenBy("installer")).toEqual([["Havnen", false]]);
});

test.each<[string, object]>([
  ["no name", {}],
  ["an empty name", { name: " " }],
  ["a long name", { name: "x".repeat(121) }],
  ["an unknown state", { name: "X", filter: { state: "open" } }],
  ["an unknown part of a filter", { name: "X", filter: { customer: "X" } }],
  ["an empty list, which no address can say", { name: "X", filter: { state: [] } }],
  ["an unknown order", { name: "X", sort: "customer" }],
  ["an unknown column", { name: "X", columns: ["customer"] }],
  ["a column twice", { name: "X", columns: ["number", "number"] }],
  ["no column", { name: "X", columns: [] }],
  ["an unknown grouping", { name: "X", grouping: "city" }],
  ["another's", { name: "X", userId: MISSING }],
])("a view with %s is refused", async (_, input) => {
  expect(await refusal(createView(ctx("installer"), input))).toBe("invalid");
});

test("a token that may only read changes no view", async () => {
  const { id } = await createView(ctx("installer"), { name: "X" });
  const reading = ctxOf({ ...world.installer, scope: "read" });
  expect(await refusal(createView(reading, { name: "Y" }))).toBe("read_only_token");
  expect(await refusal(updateView(reading, id, { name: "Y" }))).toBe("read_only_token");
  expect(await refusal(deleteView(reading, id))).toBe("read_only_token");
  expect(await listViews(reading)).toHaveLength(1);
});
