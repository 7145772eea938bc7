import { call, facts, MISSING, refusal, type Somebody, worldOf } from "../support/api-client";
import { aScene } from "../support/api-scene";

const world = worldOf(__filename);
const { installer, colleague, dso, otherInstaller, admin } = world.people;

type Jar = Record<string, string>;

const cookieHeader = (jar: Jar) =>
  Object.entries(jar)
    .map(([name, value]) => `${name}=${value}`)
    .join("; ");

/** One request of a browser: what it is told to keep, it keeps. */
async function visit(
  jar: Jar,
  path: string,
  init: RequestInit = {},
): Promise<{ status: number; body: string; kept: string[] }> {
  const response = await fetch(`${facts().url}${path}`, {
    redirect: "manual",
    ...init,
    headers: { cookie: cookieHeader(jar), ...init.headers },
  });
  const kept = response.headers.getSetCookie();
  for (const cookie of kept) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    if (value === "") delete jar[name];
    else jar[name] = value;
  }
  return { status: response.status, body: await response.text(), kept };
}

async function post(jar: Jar, path: string, fields: Record<string, string>) {
  const { csrfToken } = JSON.parse((await visit(jar, "/api/auth/csrf")).body);
  return visit(jar, path, {
    method: "POST",
    body: new URLSearchParams({ csrfToken, json: "true", ...fields }),
  });
}

const logIn = (jar: Jar, email: string, password: string) =>
  post(jar, "/api/auth/callback/credentials", { email, password });

const meBy = (jar: Jar) => visit(jar, "/api/v1/me");
const sessionOf = (jar: Jar) => jar["next-auth.session-token"];

async function aBrowserOf(somebody: Somebody): Promise<Jar> {
  const jar: Jar = {};
  expect((await logIn(jar, somebody.email, somebody.password)).status).toBe(200);
  return jar;
}

test("a password opens a session, in a cookie that no script reads and no other site sends", async () => {
  const jar: Jar = {};
  const answer = await logIn(jar, ` ${installer.email.toUpperCase()} `, installer.password);
  expect(answer.status).toBe(200);
  const cookie = answer.kept.find((one) => one.startsWith("next-auth.session-token="));
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Lax/i);
  expect(JSON.parse((await meBy(jar)).body)).toMatchObject({ id: installer.id, role: "installer" });
});

test("a cookie planted before the log-in is worth nothing after it", async () => {
  const planted = sessionOf(await aBrowserOf(otherInstaller)) ?? "";
  const jar: Jar = { "next-auth.session-token": planted };
  expect((await logIn(jar, installer.email, installer.password)).status).toBe(200);
  expect(sessionOf(jar)).not.toBe(planted);
  expect(JSON.parse((await meBy(jar)).body).id).toBe(installer.id);
});

test("a copy of the cookie dies with the log-out, and only that session does", async () => {
  const [jar, elsewhere] = [await aBrowserOf(dso), await aBrowserOf(dso)];
  const copy = { ...jar };
  expect((await meBy(copy)).status).toBe(200);
  expect((await post(jar, "/api/auth/signout", {})).status).toBe(200);
  expect((await meBy(jar)).status).toBe(401);
  expect((await meBy(copy)).status).toBe(401);
  expect((await meBy(elsewhere)).status).toBe(200);
});

test("asking for the session makes no cookie, and takes away one that is over", async () => {
  const jar = await aBrowserOf(dso);
  const copy = { ...jar };
  const whole = await visit(jar, "/api/auth/session");
  expect([whole.status, whole.kept]).toEqual([200, []]);
  const week = Date.parse(JSON.parse(whole.body).expires) - Date.now();
  expect(Math.round(week / 86_400_000)).toBe(7);
  expect((await post(jar, "/api/auth/signout", {})).status).toBe(200);
  expect(await visit(copy, "/api/auth/session")).toMatchObject({ status: 200, body: "{}" });
  expect(sessionOf(copy)).toBeUndefined();
});

test("a forged or changed cookie opens nothing", async () => {
  const jar = await aBrowserOf(installer);
  const good = sessionOf(jar) ?? "";
  for (const value of ["x", `${good}x`, good.slice(0, -2), "eyJhbGciOiJub25lIn0.e30."]) {
    expect((await meBy({ "next-auth.session-token": value })).status).toBe(401);
  }
});

test("unknown, wrong and empty are told the same", async () => {
  const answers = [];
  for (const [email, password] of [
    [colleague.email, "forkert kodeord!"],
    ["ingen@test.example", "forkert kodeord!"],
    ["", ""],
    [colleague.email, "x".repeat(5_000)],
    ["a\0b@test.example", "forkert kodeord!"],
  ] as const) {
    const { status, body } = await logIn({}, email, password);
    answers.push(`${status} ${body}`);
  }
  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toMatch(/^401 /);
});

test("after ten wrong passwords even the right one is refused; other people are not", async () => {
  for (let i = 0; i < 10; i += 1) expect((await logIn({}, admin.email, "forkert kodeord!")).status).toBe(401);
  expect((await logIn({}, admin.email, admin.password)).status).toBe(429);
  expect((await logIn({}, installer.email, installer.password)).status).toBe(200);
});

test("a token that may only read asks for everything and changes nothing", async () => {
  const reader = { token: installer.readToken };
  const { projectId, groupId, ids } = await aScene(world, 2);
  const selection = { ids };
  for (const path of [`/api/v1/projects/${projectId}`, `/api/v1/projects/${projectId}/export.xlsx`])
    expect([path, (await call(reader, "GET", path)).status]).toEqual([path, 200]);
  for (const path of ["/api/v1/cases/offers", "/api/v1/cases/values", "/api/v1/cases/list"])
    expect([path, (await call(reader, "POST", path, { body: { selection } })).status]).toEqual([path, 200]);
  const changes: [method: string, path: string, body?: unknown][] = [
    ["POST", "/api/v1/projects", { name: "X", gridArea: world.gridArea }],
    ["PATCH", `/api/v1/projects/${projectId}`, { name: "X" }],
    ["DELETE", `/api/v1/projects/${MISSING}`],
    ["POST", `/api/v1/groups/${groupId}/cases`, { fields: {}, addresses: [] }],
    ["POST", "/api/v1/cases/actions", { action: "cancel", selection, dryRun: true }],
    ["POST", `/api/v1/operations/${MISSING}/undo`],
  ];
  for (const [method, path, body] of changes) {
    const answer = await call(reader, method, path, { body, isForgiven: true });
    expect([method, path, ...refusal(answer)]).toEqual([method, path, 403, "read_only_token"]);
    expect(answer.body.detail).toMatch(/^Nøglen må kun læse\./);
  }
  expect(
    (await call(installer, "PATCH", `/api/v1/projects/${projectId}`, { body: { name: "X" } })).status,
  ).toBe(200);
});

test("a session's change must come from our own pages; a token's may come from anywhere", async () => {
  const jar = await aBrowserOf(installer);
  const { host, origin } = new URL(facts().url);
  const make = (headers: Record<string, string>) =>
    call(null, "POST", "/api/v1/projects", {
      body: { name: "", gridArea: "000" },
      headers: { cookie: cookieHeader(jar), ...headers },
    });
  for (const headers of [
    { "sec-fetch-site": "same-origin", origin },
    { "sec-fetch-site": "same-origin" },
    { origin },
    {},
  ] as Record<string, string>[]) {
    expect([headers, ...refusal(await make(headers))]).toEqual([headers, 422, "invalid"]);
  }
  for (const headers of [
    { "sec-fetch-site": "cross-site", origin },
    { "sec-fetch-site": "same-site", origin },
    { "sec-fetch-site": "none" },
    { origin: "null" },
    { origin: "https://ond.example" },
    { origin: `http://${host}.ond.example` },
    { origin: host },
    { origin: "" },
  ] as Record<string, string>[]) {
    expect([headers, ...refusal(await make(headers))]).toEqual([headers, 403, "cross_site"]);
    const read = await call(null, "GET", "/api/v1/me", {
      headers: { cookie: cookieHeader(jar), ...headers },
    });
    expect(read.status).toBe(200);
    const byToken = await call(installer, "POST", "/api/v1/projects", {
      body: { name: "", gridArea: "000" },
      headers,
    });
    expect(refusal(byToken)).toEqual([422, "invalid"]);
  }
  const foreign = { cookie: cookieHeader(jar), "sec-fetch-site": "cross-site" };
  for (const [method, path, body] of [
    ["PATCH", `/api/v1/projects/${MISSING}`, { name: "X" }],
    ["DELETE", `/api/v1/projects/${MISSING}`, undefined],
  ] as const) {
    const refused = await call(null, method, path, { body, headers: foreign });
    expect([method, ...refusal(refused)]).toEqual([method, 403, "cross_site"]);
  }
  const both = { cookie: cookieHeader(jar), authorization: "Bearer projekter_forkert" };
  expect((await call(null, "GET", "/api/v1/me", { headers: both })).status).toBe(401);
});
