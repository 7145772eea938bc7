import { gzipSync } from "node:zlib";
import { Client } from "pg";
import { call, facts, MISSING, refusal, type Sent, worldOf } from "../support/api-client";
import { act, addresses, aForm, aScene, aWorkbook, type Scene } from "../support/api-scene";
import { FIELDS } from "../support/factories";

const world = worldOf(__filename);
const { installer, dso, admin, otherDso, otherInstaller } = world.people;

let scene: Scene;
let emptyGroup: string;
let emptyProject: string;

beforeAll(async () => {
  scene = await aScene(world, 3);
  const group = await call(installer, "POST", `/api/v1/projects/${scene.projectId}/groups`, {
    body: { name: "Tom", caseType: "apartment" },
  });
  emptyGroup = group.body.id;
  const project = await call(installer, "POST", "/api/v1/projects", {
    body: { name: "Tomt", gridArea: world.gridArea },
  });
  emptyProject = project.body.id;
});

/** Every changing route, with a body that would change something, beside which the hostile one is put. */
const doors = (): Record<string, { method: string; path: string; good: Record<string, unknown> }> => ({
  "create project": {
    method: "POST",
    path: "/api/v1/projects",
    good: { name: "Nyt", gridArea: world.gridArea },
  },
  "rename project": { method: "PATCH", path: `/api/v1/projects/${scene.projectId}`, good: { name: "Nyt" } },
  "delete project": { method: "DELETE", path: `/api/v1/projects/${emptyProject}`, good: {} },
  "create group": {
    method: "POST",
    path: `/api/v1/projects/${scene.projectId}/groups`,
    good: { name: "Ny", caseType: "apartment" },
  },
  "rename group": { method: "PATCH", path: `/api/v1/groups/${scene.groupId}`, good: { name: "Ny" } },
  "delete group": { method: "DELETE", path: `/api/v1/groups/${emptyGroup}`, good: {} },
  "create cases": {
    method: "POST",
    path: `/api/v1/groups/${scene.groupId}/cases`,
    good: { fields: FIELDS.apartment, addresses: addresses("Nygade", 1), acceptWarnings: true },
  },
  act: {
    method: "POST",
    path: "/api/v1/cases/actions",
    good: { action: "cancel", params: { reason: "x" }, selection: { ids: scene.ids } },
  },
  offers: { method: "POST", path: "/api/v1/cases/offers", good: { selection: { ids: scene.ids } } },
  undo: { method: "POST", path: `/api/v1/operations/${scene.operationId}/undo`, good: {} },
});

/** All that the world's companies have, as anybody would see it; on PostgreSQL the tables themselves as well. */
async function everything(): Promise<string> {
  const { projects } = (await call(admin, "GET", "/api/v1/projects?limit=500")).body;
  const mine = projects.filter(
    (one: { owner: { id: string } }) => one.owner.id === installer.organisation?.id,
  );
  const cases = await Promise.all(
    mine.map((one: { id: string }) => call(admin, "GET", `/api/v1/projects/${one.id}/cases?limit=500`)),
  );
  const groups = await Promise.all(
    mine.map((one: { id: string }) => call(admin, "GET", `/api/v1/projects/${one.id}/groups`)),
  );
  const seen = JSON.stringify([mine, cases.map(({ body }) => body), groups.map(({ body }) => body)]);
  const { databaseUrl } = facts();
  if (databaseUrl === "") return seen;
  const client = new Client(databaseUrl);
  await client.connect();
  const own = "organisation_id in ($1, $2)";
  const { rows } = await client.query(
    `select (select count(*) from operations where ${own}) as operations,
       (select count(*) from history_events where ${own}) as events,
       (select max(version) from cases where owner_id = $1) as version,
       (select count(*) from idempotency_keys where user_id in ($3, $4)) as keys`,
    [installer.organisation?.id, dso.organisation?.id, installer.id, dso.id],
  );
  await client.end();
  return seen + JSON.stringify(rows);
}

const json = { "content-type": "application/json" };
const big = "x".repeat(1024 * 1024);
const deep = (levels: number) => `{"a":${"[".repeat(levels)}${"]".repeat(levels)}}`;
const keys = (n: number) => `{${Array.from({ length: n }, (_, i) => `"k${i}":1`).join(",")}}`;

/** What is wrong with a body whatever it was meant for: the body or the request, the status, the code. */
const ANY_DOOR: [name: string, sent: Sent, status: number, code: string][] = [
  ["not JSON", { raw: "<a/>", headers: json }, 400, "malformed"],
  ["half of it", { raw: '{"name":', headers: json }, 400, "malformed"],
  ["null", { raw: "null", headers: json }, 400, "malformed"],
  ["an array", { raw: "[]", headers: json }, 400, "malformed"],
  ["a number", { raw: "1", headers: json }, 400, "malformed"],
  ["NaN", { raw: '{"name":NaN}', headers: json }, 400, "malformed"],
  [
    "no UTF-8",
    { raw: new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), headers: json },
    400,
    "malformed",
  ],
  ["13 MB", { raw: `{"name":"${"x".repeat(13 * 1024 * 1024)}"}`, headers: json }, 413, "payload_too_large"],
  ["100,000 levels", { raw: deep(100_000), headers: json }, 400, "too_complex"],
  ["33 levels", { raw: deep(32), headers: json }, 400, "too_complex"],
  ["150,001 keys", { raw: keys(150_001), headers: json }, 400, "too_complex"],
  ["150,000 keys", { raw: keys(150_000), headers: json }, 422, "invalid"],
  ["a million keys", { raw: keys(1_000_000), headers: json }, 400, "too_complex"],
  ["as a form", { raw: new URLSearchParams({ name: "x" }) }, 415, "unsupported_media_type"],
  ["as text", { raw: "{}x", headers: { "content-type": "text/plain" } }, 415, "unsupported_media_type"],
  ["without a type", { raw: new Uint8Array([0x7b, 0x7d]) }, 415, "unsupported_media_type"],
  [
    "multipart without a boundary",
    { raw: "x", headers: { "content-type": "multipart/form-data" } },
    415,
    "unsupported_media_type",
  ],
  [
    "a compressed bomb",
    { raw: gzipSync(Buffer.alloc(64 * 1024 * 1024)), headers: { ...json, "content-encoding": "gzip" } },
    415,
    "unsupported_media_type",
  ],
  ["__proto__", { raw: '{"__proto__":{"role":"admin"}}', headers: json }, 422, "invalid"],
  ["constructor", { raw: '{"constructor":{"prototype":{"role":"admin"}}}', headers: json }, 422, "invalid"],
  ["toString", { raw: '{"toString":"x"}', headers: json }, 422, "invalid"],
  ["500,000 keys", { raw: keys(500_000), headers: json }, 400, "too_complex"],
];

test.each(ANY_DOOR)("%s is refused at every door, and nothing changes", async (_, sent, status, code) => {
  const before = await everything();
  for (const [door, { method, path }] of Object.entries(doors())) {
    const started = performance.now();
    const answer = await call(installer, method, path, sent);
    expect([door, ...refusal(answer)]).toEqual([door, status, code]);
    expect(answer.text.length).toBeLessThan(50_000);
    // A second is the promise on a machine of its own; this one is shared.
    expect(performance.now() - started).toBeLessThan(10_000);
  }
  expect(await everything()).toBe(before);
  expect(({} as Record<string, unknown>).role).toBeUndefined();
});

test("an empty body is refused where one is needed", async () => {
  const before = await everything();
  for (const [door, { method, path, good }] of Object.entries(doors())) {
    if (Object.keys(good).length === 0) continue;
    expect([door, ...refusal(await call(installer, method, path, { raw: "", headers: json }))]).toEqual([
      door,
      400,
      "malformed",
    ]);
    expect([door, ...refusal(await call(installer, method, path, { raw: "" }))]).toEqual([
      door,
      415,
      "unsupported_media_type",
    ]);
  }
  expect(await everything()).toBe(before);
});

test("a key that nobody knows is named, at every door, beside an otherwise good body", async () => {
  const before = await everything();
  const unknown = { orgId: MISSING, role: "admin", status: "approved", version: 7, createdBy: installer.id };
  for (const [door, { method, path, good }] of Object.entries(doors())) {
    for (const [key, value] of Object.entries(unknown)) {
      const answer = await call(installer, method, path, { body: { ...good, [key]: value } });
      expect([door, ...refusal(answer)]).toEqual([door, 422, "invalid"]);
      expect(answer.body.errors).toEqual([
        { path: key, code: "unknown_key", message: "Feltet kendes ikke. Fjern det." },
      ]);
    }
  }
  for (const [where, body] of [
    ["addresses.0.ownerId", { addresses: [{ street: "A", ownerId: MISSING }] }],
    ["addresses.0.__proto__", JSON.parse('{"addresses":[{"__proto__":{"street":"A"}}]}')],
    ["fields.state", { fields: { state: "approved" }, addresses: addresses("A", 1) }],
    ["fields.__proto__", JSON.parse('{"fields":{"__proto__":{}},"addresses":[{}]}')],
  ] as const) {
    const answer = await call(installer, "POST", `/api/v1/groups/${scene.groupId}/cases`, { body });
    expect([...refusal(answer), answer.body.errors?.[0].path]).toEqual([422, "invalid", where]);
  }
  for (const raw of [
    '{"set":{"__proto__":1}}',
    '{"perCase":{"__proto__":{"ampere":16}}}',
    '{"perCase":{"1 OR 1=1":{"ampere":16}}}',
  ]) {
    const answer = await act(installer, "edit", JSON.parse(raw), { ids: scene.ids });
    expect([raw, ...refusal(answer), answer.body.errors?.[0].code]).toEqual([
      raw,
      422,
      "invalid",
      "unknown_key",
    ]);
  }
  expect(await everything()).toBe(before);
});

test("selections that are none change nothing", async () => {
  const before = await everything();
  const [first = ""] = scene.ids;
  for (const ids of [
    [],
    [1],
    ["1 OR 1=1"],
    { $ne: null },
    [{ $ne: null }],
    null,
    first,
    [null],
    [`${first} `],
  ]) {
    const answer = await act(installer, "cancel", {}, { ids });
    expect([ids, ...refusal(answer)]).toEqual([ids, 422, "invalid"]);
    const offers = await call(installer, "POST", "/api/v1/cases/offers", { body: { selection: { ids } } });
    expect([ids, ...refusal(offers)]).toEqual([ids, 422, "invalid"]);
  }
  const foreign = await aScene(
    { ...world, people: { ...world.people, installer: otherInstaller } },
    1,
    "Fremmed",
  );
  for (const ids of [[...scene.ids, ...foreign.ids], foreign.ids, [MISSING]]) {
    const answer = await act(installer, "cancel", {}, { ids });
    expect(refusal(answer)).toEqual([409, "cases_blocked"]);
    expect(answer.text).not.toContain("Fremmed");
    expect(answer.body.missing).toEqual(ids.filter((id) => !scene.ids.includes(id)));
  }
  for (const versions of [
    [0, 1, 1],
    [2, 1, 1],
    [99, 1, 1],
  ]) {
    const answer = await act(installer, "cancel", {}, { ids: scene.ids, versions });
    expect([versions, answer.status]).toEqual([versions, versions.includes(0) ? 422 : 409]);
  }
  expect(refusal(await act(installer, "cancel", {}, { ids: scene.ids, versions: [-0, 1, 1] }))).toEqual([
    422,
    "invalid",
  ]);
  const repeated = Array.from({ length: 1_000 }, () => first);
  const dryRun = await act(installer, "cancel", {}, { ids: repeated }, { dryRun: true });
  expect(dryRun.body).toMatchObject({ requested: 1, done: 1 });
  expect(await everything()).toBe(before);
});

const TEXTS: [name: string, text: string, code: string][] = [
  ["NUL", "a\u0000b", "forbidden_characters"],
  ["a lone surrogate", "a\ud800b", "forbidden_characters"],
  ["a bidi override", "a\u202eb", "forbidden_characters"],
  ["a bidi isolate", "a\u2066b", "forbidden_characters"],
  ["a megabyte", big, "too_long"],
];

test.each(TEXTS)("text with %s is refused by the field's name", async (_, text, code) => {
  const before = await everything();
  const { groupId, projectId, ids } = scene;
  const tries: [path: string, body: unknown, field: string, who?: typeof installer][] = [
    ["POST /api/v1/projects", { name: text, gridArea: world.gridArea }, "name"],
    [`PATCH /api/v1/projects/${projectId}`, { name: text }, "name"],
    [`POST /api/v1/projects/${projectId}/groups`, { name: text, caseType: "apartment" }, "name"],
    [`PATCH /api/v1/groups/${groupId}`, { name: text }, "name"],
    [
      "POST /api/v1/cases/actions",
      { action: "reject", params: { reason: text }, selection: { ids } },
      "params.reason",
      dso,
    ],
    [
      "POST /api/v1/cases/actions",
      { action: "edit", params: { set: { reference: text } }, selection: { ids } },
      "params.set.reference",
    ],
    ["POST /api/v1/cases/offers", { selection: { projectId, filter: { q: text } } }, "selection.filter.q"],
  ];
  for (const [door, body, field, who = installer] of tries) {
    const [method = "", path = ""] = door.split(" ");
    const answer = await call(who, method, path, { body });
    expect([door, ...refusal(answer)]).toEqual([door, 422, "invalid"]);
    expect(answer.body.errors).toEqual([{ path: field, code, message: expect.stringMatching(/\.$/) }]);
  }
  for (const onError of ["stop", "skip"]) {
    const answer = await call(installer, "POST", `/api/v1/groups/${groupId}/cases`, {
      body: {
        fields: FIELDS.apartment,
        addresses: [{ ...addresses("Ny", 1)[0], reference: text }],
        mode: "check",
        onError,
      },
      isForgiven: true,
    });
    expect(answer.body.problems).toEqual([expect.objectContaining({ row: 1, field: "reference", code })]);
  }
  expect(await everything()).toBe(before);
});

test("rows left out are kept for their workbook, whatever characters they hold", async () => {
  const { groupId } = await aScene(world, 0);
  const reference = "a\u0000\ud800=1+1";
  const answer = await call(installer, "POST", `/api/v1/groups/${groupId}/cases`, {
    body: {
      fields: { ...FIELDS.apartment, remarks: "b\u0000" },
      addresses: [{ ...addresses("Ny", 1)[0], reference }],
      onError: "skip",
    },
  });
  expect([answer.status, answer.body.created]).toEqual([200, 0]);
  const path = `/api/v1/operations/${answer.body.operationId}`;
  expect((await call(installer, "GET", path)).body.leftOutRows).toBe(1);
  expect((await call(installer, "GET", `${path}/errors.xlsx`)).status).toBe(200);
});

test("dates and numbers that are none", async () => {
  const before = await everything();
  for (const completedOn of [
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "i dag",
    "",
    20_260_101,
    null,
    ["2026-01-01"],
  ]) {
    const answer = await act(installer, "complete", { completedOn }, { ids: scene.ids });
    expect([completedOn, ...refusal(answer)]).toEqual([completedOn, 422, "invalid"]);
    expect(answer.body.errors[0].path).toBe("params.completedOn");
  }
  for (const floorArea of ["1e309", "-0", "1.5", "-1", "10001", '"x"', "{}", "[1]", "true"]) {
    const raw = `{"action":"edit","params":{"set":{"floorArea":${floorArea}}},"selection":{"ids":["${scene.ids[0]}"]}}`;
    const answer = await call(installer, "POST", "/api/v1/cases/actions", { raw, headers: json });
    expect([floorArea, ...refusal(answer)]).toEqual([floorArea, 422, "invalid"]);
    expect(answer.body.errors[0].path).toBe("params.set.floorArea");
  }
  for (const person of [otherDso.id, installer.id, MISSING, "1", 7, {}]) {
    const answer = await act(dso, "change_handler", { handlerId: person }, { ids: scene.ids });
    expect([person, ...refusal(answer)]).toEqual([person, 422, "invalid"]);
  }
  expect(await everything()).toBe(before);
});

test("of a key given twice the last value counts, as JSON.parse has it", async () => {
  const raw = `{"name":"A","name":"B"}`;
  const { projectId } = await aScene(world, 0);
  const answer = await call(installer, "PATCH", `/api/v1/projects/${projectId}`, { raw, headers: json });
  expect([answer.status, answer.body.name]).toEqual([200, "B"]);
});

const cursorOf = (value: string, list: string) =>
  Buffer.from(JSON.stringify([value, MISSING, list])).toString("base64url");

test("a query cannot be made to say more than it may", async () => {
  const path = `/api/v1/projects/${scene.projectId}/cases`;
  for (const [query, status] of [
    [`sort=${encodeURIComponent('name"; drop table cases; --')}`, 422],
    [`q=${"x".repeat(5_000)}`, 422],
    [`q=${"%25".repeat(1_000)}`, 422],
    [`q=${encodeURIComponent("(a+)+$".repeat(30))}`, 200],
    [`q=${encodeURIComponent("' or 1=1 --")}`, 200],
    ["q=%00", 422],
    ["state[$ne]=x", 422],
    ["constructor=x", 422],
    ["__proto__=x", 422],
    ["%5F_proto__", 422],
    ["q=x&__proto__=x&__proto__=y", 422],
    [`cursor=${cursorOf("\0", "cases address")}`, 422],
    [`cursor=${cursorOf("x' or 1=1", "cases number")}&sort=number`, 422],
    [`cursor=${cursorOf("2026-02-30 99:00:00+00", "cases updatedAt")}&sort=updatedAt`, 422],
    [`cursor=${cursorOf("99999999999", "cases number")}&sort=number`, 422],
    [`cursor=${cursorOf("1", "cases number")}&sort=-number`, 422],
    [`cursor=${cursorOf("999999999", "cases number")}&sort=number`, 200],
  ] as const) {
    const answer = await call(installer, "GET", `${path}?${query}`);
    expect([query.slice(0, 60), answer.status]).toEqual([query.slice(0, 60), status]);
    if (status === 200) expect(answer.body.cases).toEqual([]);
  }
});

test("a cursor of another list is none of this one", async () => {
  const cursor = cursorOf("Havnegade", "cases address");
  for (const path of ["projects", "cases", "notifications"])
    expect(refusal(await call(installer, "GET", `/api/v1/${path}?cursor=${cursor}`))).toEqual([
      422,
      "invalid",
    ]);
});

test("uploads that are none create nothing", async () => {
  const before = await everything();
  const path = `/api/v1/groups/${scene.groupId}/import`;
  const good = aWorkbook([["Nygade", 1, 2740]]);
  const twice = aForm(good);
  twice.append("mode", "check");
  twice.append("mode", "commit");
  const second = aForm(good);
  second.append("fields", good, "fields.xlsx");
  const tries: [name: string, sent: Sent, status: number, code: string][] = [
    ["JSON", { body: { file: "x" } }, 415, "unsupported_media_type"],
    ["no boundary", { raw: "x", headers: { "content-type": "multipart/form-data" } }, 400, "malformed"],
    [
      "cut off",
      {
        raw: '--b\r\nContent-Disposition: form-data; name="file"',
        headers: { "content-type": "multipart/form-data; boundary=b" },
      },
      400,
      "malformed",
    ],
    ["no file", { raw: aForm(null, { mode: "check" }) }, 422, "invalid"],
    ["a file that is text", { raw: aForm(null, { file: "x" }) }, 422, "invalid"],
    ["an unknown field", { raw: aForm(good, { role: "admin" }) }, 422, "invalid"],
    ["__proto__", { raw: aForm(good, { __proto__x: "1", fields: '{"__proto__":1}' }) }, 422, "invalid"],
    ["fields that are no JSON", { raw: aForm(good, { fields: "{" }) }, 422, "invalid"],
    ["fields that are a list", { raw: aForm(good, { fields: "[]" }) }, 422, "invalid"],
    [
      "fields of 100,000 levels",
      { raw: aForm(good, { fields: `{"remarks":${deep(100_000)}}` }) },
      400,
      "too_complex",
    ],
    ["omit that is a text", { raw: aForm(good, { omit: '["x"]' }) }, 422, "invalid"],
    [
      "a row to mend that is not there",
      { raw: aForm(good, { overrides: [{ row: 99, field: "street", value: "x" }] }) },
      422,
      "invalid",
    ],
    ["a mode twice", { raw: twice }, 422, "invalid"],
    ["a second file", { raw: second }, 422, "invalid"],
    ["nothing in it", { raw: aForm(new Blob([])) }, 422, "invalid_file"],
    [
      "HTML",
      { raw: aForm(new Blob(["<html><table><tr><td>1</td></tr></table></html>"])) },
      422,
      "invalid_file",
    ],
    ["13 MB", { raw: aForm(new Blob([new Uint8Array(13 * 1024 * 1024)])) }, 413, "payload_too_large"],
  ];
  for (const [name, sent, status, code] of tries) {
    const answer = await call(installer, "POST", path, sent);
    expect([name, ...refusal(answer)]).toEqual([name, status, code]);
  }
  expect(await everything()).toBe(before);
});
