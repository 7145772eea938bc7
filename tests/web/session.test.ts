import { type SQL, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { NextRequest } from "next/server";
import { encode } from "next-auth/jwt";
import { GET } from "@/app/api/auth/[...nextauth]/route";
import { choosePassword } from "@/lib/server/people/forgotten";
import { setOrganisationActive } from "@/lib/server/people/organisations";
import { hashPassword } from "@/lib/server/people/passwords";
import { changePassword } from "@/lib/server/people/profile";
import { rowsOf } from "@/lib/server/kernel/sql";
import {
  endOtherSessions,
  endOwnSession,
  endSession,
  listSessions,
  personOfSession,
  startSession,
} from "@/lib/server/people/sessions";
import { actorOfToken, createToken, listTokens, revokeToken } from "@/lib/server/people/tokens";
import { listUsers, resetPassword, setUserActive } from "@/lib/server/people/users";
import { createProject } from "@/lib/server/projects/projects";
import { action } from "@/lib/web/action";
import { deviceOf } from "@/lib/web/device";
import { currentActor, tokenActor } from "@/lib/web/session";
import { testDb } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD, type World } from "../support/factories";
import { tokenIn } from "../support/links";

const SECRET = "en hemmelighed på mindst 32 tegn, kun til prøver";
let jar: Record<string, string> = {};

jest.mock("@/lib/env", () => ({
  env: { NEXTAUTH_SECRET: "en hemmelighed på mindst 32 tegn, kun til prøver", DATA_DIR: "/nowhere" },
}));
jest.mock("@/lib/server/kernel/database", () => ({ database: async () => testDb() }));
jest.mock("next/headers", () => ({
  headers: async () => new Headers({ "x-forwarded-for": "198.51.100.7, 192.0.2.8" }),
  cookies: async () => ({
    getAll: () => Object.entries(jar).map(([name, value]) => ({ name, value })),
    get: (name: string) => (name in jar ? { name, value: jar[name] } : undefined),
    set: ({ name, value }: { name: string; value: string }) => {
      if (value === "") delete jar[name];
      else jar[name] = value;
    },
  }),
}));

const DAY = 24 * 60 * 60;
const seconds = () => Math.floor(Date.now() / 1000);

/** A browser that logged in as somebody, some seconds ago; gives the session's id. */
async function logInAs(user: { id: string }, ago = 0, device: string | null = null): Promise<string> {
  const [row] = await rowsOf<{ version: number }>(
    testDb(),
    sql`select session_version as version from users where id = ${user.id}::uuid`,
  );
  const at = new Date(Date.now() - ago * 1000);
  const id = await startSession(testDb(), at, { id: user.id, sessionVersion: row?.version ?? 0 }, device);
  jar = {
    "next-auth.session-token": await encode({ token: { id, loggedInAt: seconds() - ago }, secret: SECRET }),
  };
  return id;
}

const whoIsIn = async () => (await currentActor())?.id;

test("a session shows who is in, as the database knows them now", async () => {
  const { installer } = await aWorld();
  await logInAs(installer);
  expect(await currentActor()).toMatchObject({
    id: installer.id,
    role: "installer",
    organisation: installer.organisation,
  });
  await testDb().execute(sql`update users set name = 'Nyt Navn' where id = ${installer.id}::uuid`);
  expect((await currentActor())?.name).toBe("Nyt Navn");
  jar = {};
  expect(await currentActor()).toBeNull();
});

const ENDINGS: Record<string, (world: World) => Promise<unknown>> = {
  "a new password": async ({ installer }) => {
    const passwordHash = await hashPassword("et gammelt kodeord");
    await testDb().execute(
      sql`update users set password_hash = ${passwordHash} where id = ${installer.id}::uuid`,
    );
    await changePassword(ctxOf(installer), { password: "et gammelt kodeord", next: "et helt nyt kodeord" });
  },
  "a password reset": ({ admin, installer }) =>
    resetPassword(ctxOf(admin), installer.id, { password: PASSWORD }),
  deactivation: ({ admin, installer }) => setUserActive(ctxOf(admin), installer.id, { isActive: false }),
  "deactivation, though it is taken back": async ({ admin, installer }) => {
    await setUserActive(ctxOf(admin), installer.id, { isActive: false });
    await setUserActive(ctxOf(admin), installer.id, { isActive: true });
  },
  "the company's deactivation": ({ admin, installer }) =>
    setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: false }),
  "the company's deactivation, though it is taken back": async ({ admin, installer }) => {
    await setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: false });
    await setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: true });
  },
};

/** What no verb does, but an operator may. */
Object.assign(ENDINGS, {
  "a move to another company": ({ installer, otherInstaller }: World) =>
    testDb().execute(
      sql`update users set organisation_id = ${otherInstaller.organisation?.id} where id = ${installer.id}::uuid`,
    ),
  "a move to another role": ({ installer, dso }: World) =>
    testDb().execute(
      sql`update users set role = 'dso', organisation_id = ${dso.organisation?.id} where id = ${installer.id}::uuid`,
    ),
});

test.each(Object.entries(ENDINGS))("%s ends every session at the next request", async (_, end) => {
  const world = await aWorld();
  await logInAs(world.installer);
  expect(await whoIsIn()).toBe(world.installer.id);
  await end(world);
  expect(await whoIsIn()).toBeUndefined();
});

/** What `/api/auth/session` answers a browser, and whether it keeps its cookie as it was, loses it or gets another. */
async function askSession() {
  const before = jar["next-auth.session-token"];
  const params = Promise.resolve({ nextauth: ["session"] });
  const response = await GET(new NextRequest("http://localhost/api/auth/session"), { params });
  const after = jar["next-auth.session-token"];
  const isIssued = response.headers.getSetCookie().some((cookie) => cookie.includes("session-token="));
  const cookie = isIssued || (after && after !== before) ? "another" : after ? "kept" : "lost";
  return { status: response.status, body: await response.json(), cookie };
}

test.each(Object.entries(ENDINGS))("after %s no fresh cookie is to be had", async (_, end) => {
  const world = await aWorld();
  await logInAs(world.installer, DAY);
  const { body, ...kept } = await askSession();
  expect(kept).toEqual({ status: 200, cookie: "kept" });
  // Seven days from the log-in, not from this question.
  expect((Date.parse(body.expires) - Date.now()) / 1000 / DAY).toBeCloseTo(6, 3);
  await end(world);
  expect(await askSession()).toEqual({ status: 200, body: {}, cookie: "lost" });
});

test("nor after a log-out, nor when the session is over", async () => {
  const { dso } = await aWorld();
  await endSession(testDb(), await logInAs(dso));
  expect(await askSession()).toEqual({ status: 200, body: {}, cookie: "lost" });
  await logInAs(dso, 7 * DAY + 1);
  expect(await askSession()).toEqual({ status: 200, body: {}, cookie: "lost" });
});

test("a session ends seven days after its log-in, however young its cookie is", async () => {
  const { dso } = await aWorld();
  await logInAs(dso, 7 * DAY - 60);
  expect(await whoIsIn()).toBe(dso.id);
  await logInAs(dso, 7 * DAY);
  expect(await whoIsIn()).toBeUndefined();
});

test("a log-out ends the copies of its own session and no other", async () => {
  const { dso } = await aWorld();
  const elsewhere = await logInAs(dso).then(() => jar);
  const sessionId = await logInAs(dso);
  await endSession(testDb(), sessionId);
  expect(await whoIsIn()).toBeUndefined();
  jar = elsewhere;
  expect(await whoIsIn()).toBe(dso.id);
});

test("a cookie signed with another secret, or without the session's own parts, opens nothing", async () => {
  const { installer } = await aWorld();
  const whole = { id: await logInAs(installer), loggedInAt: seconds() };
  for (const [token, secret] of [
    [whole, "a wrong secret that is as long as it should be"],
    [{ loggedInAt: seconds() }, SECRET],
    [{ ...whole, id: crypto.randomUUID() }, SECRET],
    [{ ...whole, id: "1 OR 1=1" }, SECRET],
    // As cookies were before sessions were kept: of the user, or without their beginning.
    [{ ...whole, id: installer.id, sessionVersion: 1, sessionId: whole.id }, SECRET],
    [{ ...whole, loggedInAt: undefined }, SECRET],
    [{ ...whole, loggedInAt: seconds() + DAY }, SECRET],
  ] as const) {
    jar = { "next-auth.session-token": await encode({ token: { ...token }, secret }) };
    expect(await whoIsIn()).toBeUndefined();
  }
  jar = { "next-auth.session-token": await encode({ token: whole, secret: SECRET }) };
  expect(await whoIsIn()).toBe(installer.id);
});

const own = async () => {
  const actor = await currentActor();
  if (!actor) throw new Error("nobody is logged in");
  return ctxOf(actor, new Date());
};

test("one's sessions are listed with device and time, this one first, and others' are not", async () => {
  const { dso, colleague } = await aWorld();
  await logInAs(colleague);
  const [phone, old] = [await logInAs(dso, 60, "Safari, iOS"), await logInAs(dso, 3 * DAY)];
  await logInAs(dso, 7 * DAY + 1);
  const here = await logInAs(dso, 2 * DAY, "Chrome, Windows");
  // This request is seen; it waits for nobody, so it is asked for until it is there.
  const [first, ...others] = await listSessions(await own());
  expect(first).toMatchObject({ id: here, device: "Chrome, Windows", isCurrent: true });
  expect(others).toMatchObject([
    { id: phone, device: "Safari, iOS", isCurrent: false },
    { id: old, device: null, isCurrent: false },
  ]);
  const seen = async () => {
    const [{ lastSeenAt } = { lastSeenAt: new Date(0) }] = await listSessions(await own());
    return Date.now() - lastSeenAt.getTime();
  };
  while ((await seen()) > DAY) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await seen()).toBeLessThan(60_000);
});

test("that a session was seen is written once in five minutes, and never in the way of a read", async () => {
  const { dso } = await aWorld();
  const id = await logInAs(dso, 240);
  const read = async () =>
    (
      await rowsOf<{ at: string }>(
        testDb(),
        sql`select last_seen_at::text as at from sessions where id = ${id}`,
      )
    )[0]?.at;
  const before = await read();
  expect(await whoIsIn()).toBe(dso.id);
  expect(await read()).toBe(before);
  await testDb().execute(
    sql`update sessions set last_seen_at = now() - interval '6 minutes' where id = ${id}`,
  );
  const stale = await read();
  // A database that is read and not written to.
  const execute = (statement: SQL) =>
    JSON.stringify(statement.queryChunks).includes("update sessions")
      ? Promise.reject(new Error("read only"))
      : testDb().execute(statement);
  const person = await personOfSession({ execute } as unknown as Db, new Date(), id);
  expect(person?.id).toBe(dso.id);
  expect(await read()).toBe(stale);
  expect(await whoIsIn()).toBe(dso.id);
  while ((await read()) === stale) await new Promise((resolve) => setTimeout(resolve, 10));
});

test("one session or all others are ended by their owner alone, and are dead at the next request", async () => {
  const { dso, colleague } = await aWorld();
  const jarOf = async (user: { id: string }) => ({ id: await logInAs(user), jar });
  const [phone, tablet, foreign] = [await jarOf(dso), await jarOf(dso), await jarOf(colleague)];
  const here = await jarOf(dso);
  const isIn = async (browser: typeof here) => {
    jar = browser.jar;
    return (await whoIsIn()) !== undefined;
  };
  const ctx = await own();
  for (const id of [foreign.id, crypto.randomUUID(), "x", undefined])
    await expect(endOwnSession(ctx, id)).rejects.toMatchObject({ code: "not_found" });
  await endOwnSession(ctx, phone.id);
  expect([await isIn(phone), await isIn(tablet), await isIn(here)]).toEqual([false, true, true]);
  await expect(endOwnSession(ctx, phone.id)).rejects.toMatchObject({ code: "not_found" });
  await endOtherSessions(ctx);
  expect([await isIn(tablet), await isIn(here), await isIn(foreign)]).toEqual([false, true, true]);
  await endOtherSessions(ctx);
  const told = await rowsOf<{ action: string; changes: unknown }>(
    testDb(),
    sql`select action, changes from history_events where subject_id = ${dso.id} order by id`,
  );
  expect(told).toEqual([
    { action: "end_session", changes: { session: ["", null] } },
    { action: "end_other_sessions", changes: { sessions: [1, 0] } },
  ]);
});

test("a device is told by browser and system, and what is no browser not at all", () => {
  const windows =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0";
  const phone =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
  expect(deviceOf(`${windows} Safari/537.36`)).toBe("Chrome, Windows");
  expect(deviceOf(`${windows} Safari/537.36 Edg/148.0.0.0`)).toBe("Edge, Windows");
  expect(deviceOf(phone)).toBe("Safari, iOS");
  expect(deviceOf("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0")).toBe(
    "Firefox, Linux",
  );
  for (const other of ["node", "", null, undefined, "x".repeat(100_000)]) expect(deviceOf(other)).toBeNull();
});

const byToken = (token: string) =>
  tokenActor(new Request("http://x/", { headers: { authorization: `Bearer ${token}` } }));

test("a token is kept as a hash, shown once, and stands for its user until it is revoked", async () => {
  const { installer, colleague } = await aWorld();
  const { id, token } = await createToken(ctxOf(installer), { password: PASSWORD, name: "  Lager  " });
  const [stored] = await rowsOf<Record<string, unknown>>(
    testDb(),
    sql`select * from api_tokens where id = ${id}::uuid`,
  );
  expect(JSON.stringify(stored)).not.toContain(token.slice(10));
  expect(await listTokens(ctxOf(installer))).toEqual([
    {
      id,
      name: "Lager",
      scope: "write",
      createdAt: NOW,
      expiresAt: null,
      isExpired: false,
      lastUsedAt: null,
    },
  ]);
  expect(await byToken(token)).toMatchObject({ id: installer.id, organisation: installer.organisation });
  expect((await listTokens(ctxOf(installer)))[0]?.lastUsedAt).toBeInstanceOf(Date);
  for (const other of [`${token}x`, token.slice(0, -1), token.toLowerCase(), "", "projekter_"]) {
    expect(await byToken(other)).toBeNull();
  }
  await expect(revokeToken(ctxOf(colleague), id)).rejects.toMatchObject({ code: "not_found" });
  expect(await byToken(token)).not.toBeNull();
  await revokeToken(ctxOf(installer), id);
  expect(await byToken(token)).toBeNull();
  expect(await listTokens(ctxOf(installer))).toEqual([]);
  await expect(revokeToken(ctxOf(installer), id)).rejects.toMatchObject({ code: "not_found" });
});

test("a token works for the days it was made for, and stays in the list to tell why it does not", async () => {
  const { installer } = await aWorld();
  const { token } = await createToken(ctxOf(installer), { password: PASSWORD, name: "x", days: 30 });
  const after = (days: number) => new Date(NOW.getTime() + days * DAY * 1000);
  const isGood = async (now: Date) => (await actorOfToken(testDb(), token, now)) !== null;
  expect([await isGood(after(29.9)), await isGood(after(30))]).toEqual([true, false]);
  const isExpired = async (now: Date) => (await listTokens(ctxOf(installer, now)))[0]?.isExpired;
  expect([await isExpired(after(29.9)), await isExpired(after(30))]).toEqual([false, true]);
  for (const [password, code] of [
    ["", "invalid"],
    ["forkert", "wrong_password"],
  ])
    await expect(createToken(ctxOf(installer), { name: "x", password })).rejects.toMatchObject({
      code,
      detail: { faults: [{ path: "password" }] },
    });
  for (const wrong of [{ days: 31 }, { days: "30" }, { days: null }, { scope: "admin" }, { scope: null }])
    await expect(
      createToken(ctxOf(installer), { password: PASSWORD, name: "x", ...wrong }),
    ).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [{ path: Object.keys(wrong)[0] }] },
    });
});

test("no verb changes anything for a token that may only read", async () => {
  const { installer, gridArea } = await aWorld();
  const { token } = await createToken(ctxOf(installer), { password: PASSWORD, name: "x", scope: "read" });
  const actor = await byToken(token);
  if (!actor) throw new Error("the token does not work");
  expect(actor.scope).toBe("read");
  await expect(createProject(ctxOf(actor), { name: "X", gridArea })).rejects.toMatchObject({
    code: "read_only_token",
  });
  const { token: other } = await createToken(ctxOf(installer), { password: PASSWORD, name: "y" });
  expect((await byToken(other))?.scope).toBe("write");
});

test.each(Object.entries(ENDINGS))("%s ends every token for good", async (_, end) => {
  const world = await aWorld();
  const ctx = ctxOf(world.installer);
  const { token } = await createToken(ctx, { password: PASSWORD, name: "x" });
  const { token: colleagues } = await createToken(ctxOf(world.dso), { password: PASSWORD, name: "y" });
  await end(world);
  expect(await byToken(token)).toBeNull();
  expect(await listTokens(ctx)).toEqual([]);
  expect(await byToken(colleagues)).not.toBeNull();
});

test("a token that was asked for before the password changed, and is made after it, never works", async () => {
  const { admin, installer } = await aWorld();
  const before = ctxOf(installer);
  const { link } = await resetPassword(ctxOf(admin), installer.id, { password: PASSWORD });
  const password = "et helt nyt kodeord";
  await choosePassword(before, tokenIn(link), { password });
  const { token } = await createToken(before, { name: "x", password });
  expect(await byToken(token)).toBeNull();
});

test("history keeps how many tokens a new password ended", async () => {
  const { admin, installer } = await aWorld();
  await createToken(ctxOf(installer), { password: PASSWORD, name: "x" });
  const { id } = await createToken(ctxOf(installer), { password: PASSWORD, name: "y" });
  await revokeToken(ctxOf(installer), id);
  const last = async () => {
    await resetPassword(ctxOf(admin), installer.id, { password: PASSWORD });
    const [event] = await rowsOf<{ changes: unknown }>(
      testDb(),
      sql`select changes from history_events where subject_id = ${installer.id} order by id desc limit 1`,
    );
    return event?.changes;
  };
  expect(await last()).toEqual({ tokens: [1, 0] });
  expect(await last()).toEqual({});
});

test("making a token asks for a session, which a token is not", async () => {
  const { installer } = await aWorld();
  jar = {};
  const make = action(createToken);
  expect(await make({ name: "x", password: PASSWORD })).toMatchObject({ ok: false, code: "unauthenticated" });
  await logInAs(installer);
  expect(await make({ name: "x", password: PASSWORD })).toMatchObject({ ok: true });
  expect(await make({ name: "", password: PASSWORD })).toMatchObject({
    ok: false,
    code: "invalid",
    errors: [{ path: "name" }],
  });
});

test("an administrators' action that somebody else sends is in the log with who and from where", async () => {
  const { installer } = await aWorld();
  await logInAs(installer);
  expect(await action(listUsers)()).toMatchObject({ ok: false, code: "forbidden" });
  const told = () =>
    rowsOf<unknown>(
      testDb(),
      sql`select action, actor_name as name, address, details from audit_events where actor_id = ${installer.id}`,
    );
  while ((await told()).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(await told()).toEqual([
    { action: "refused", name: installer.name, address: "192.0.2.8", details: { verb: "keep_users" } },
  ]);
});
