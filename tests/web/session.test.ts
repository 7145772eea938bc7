import { sql } from "drizzle-orm";
import { encode } from "next-auth/jwt";
import { endSession } from "@/lib/server/actors";
import { setOrganisationActive } from "@/lib/server/organisations";
import { hashPassword } from "@/lib/server/passwords";
import { changePassword } from "@/lib/server/profile";
import { rowsOf } from "@/lib/server/sql";
import { createToken, listTokens, revokeToken } from "@/lib/server/tokens";
import { resetPassword, setUserActive } from "@/lib/server/users";
import { action } from "@/lib/web/action";
import { currentActor, tokenActor } from "@/lib/web/session";
import { testDb } from "../support/database";
import { aWorld, ctxOf, NOW, type World } from "../support/factories";

const SECRET = "en hemmelighed på mindst 32 tegn, kun til prøver";
let jar: Record<string, string> = {};

jest.mock("@/lib/env", () => ({
  env: { NEXTAUTH_SECRET: "en hemmelighed på mindst 32 tegn, kun til prøver", DATA_DIR: "/nowhere" },
}));
jest.mock("@/lib/server/database", () => ({ database: async () => testDb() }));
jest.mock("next/headers", () => ({
  cookies: async () => ({
    getAll: () => Object.entries(jar).map(([name, value]) => ({ name, value })),
    get: (name: string) => (name in jar ? { name, value: jar[name] } : undefined),
  }),
}));

/** A browser that logged in as somebody now; gives the session's own id. */
async function logInAs(user: { id: string }): Promise<string> {
  const [row] = await rowsOf<{ version: number }>(
    testDb(),
    sql`select session_version as version from users where id = ${user.id}::uuid`,
  );
  const sessionId = crypto.randomUUID();
  const token = { id: user.id, sessionVersion: row?.version, sessionId };
  jar = { "next-auth.session-token": await encode({ token, secret: SECRET }) };
  return sessionId;
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
    await changePassword(ctxOf(installer), { current: "et gammelt kodeord", next: "et helt nyt kodeord" });
  },
  "a password reset": ({ admin, installer }) => resetPassword(ctxOf(admin), installer.id),
  deactivation: ({ admin, installer }) => setUserActive(ctxOf(admin), installer.id, { isActive: false }),
  "deactivation, though it is taken back": async ({ admin, installer }) => {
    await setUserActive(ctxOf(admin), installer.id, { isActive: false });
    await setUserActive(ctxOf(admin), installer.id, { isActive: true });
  },
  "the company's deactivation": ({ admin, installer }) =>
    setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: false }),
};

test.each(Object.entries(ENDINGS))("%s ends every session at the next request", async (_, end) => {
  const world = await aWorld();
  await logInAs(world.installer);
  expect(await whoIsIn()).toBe(world.installer.id);
  await end(world);
  expect(await whoIsIn()).toBeUndefined();
});

test("a log-out ends the copies of its own session and no other", async () => {
  const { dso } = await aWorld();
  const elsewhere = await logInAs(dso).then(() => jar);
  const sessionId = await logInAs(dso);
  await endSession(testDb(), NOW, sessionId, 7);
  expect(await whoIsIn()).toBeUndefined();
  jar = elsewhere;
  expect(await whoIsIn()).toBe(dso.id);
});

test("a cookie signed with another secret, or without the session's own parts, opens nothing", async () => {
  const { installer } = await aWorld();
  const whole = { id: installer.id, sessionVersion: 1, sessionId: crypto.randomUUID() };
  for (const [token, secret] of [
    [whole, "a wrong secret that is as long as it should be"],
    [{ id: installer.id }, SECRET],
    [{ ...whole, sessionVersion: 2 }, SECRET],
    [{ ...whole, id: "1 OR 1=1" }, SECRET],
  ] as const) {
    jar = { "next-auth.session-token": await encode({ token: { ...token }, secret }) };
    expect(await whoIsIn()).toBeUndefined();
  }
  jar = { "next-auth.session-token": await encode({ token: whole, secret: SECRET }) };
  expect(await whoIsIn()).toBe(installer.id);
});

const byToken = (token: string) =>
  tokenActor(new Request("http://x/", { headers: { authorization: `Bearer ${token}` } }));

test("a token is kept as a hash, shown once, and stands for its user until it is revoked", async () => {
  const { installer, colleague } = await aWorld();
  const { id, token } = await createToken(ctxOf(installer), { name: "  Lager  " });
  const [stored] = await rowsOf<Record<string, unknown>>(
    testDb(),
    sql`select * from api_tokens where id = ${id}::uuid`,
  );
  expect(JSON.stringify(stored)).not.toContain(token.slice(10));
  expect(await listTokens(ctxOf(installer))).toEqual([
    { id, name: "Lager", createdAt: NOW, lastUsedAt: null },
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

test("a token dies with its user's or company's deactivation, not with the password", async () => {
  for (const [name, dies] of [
    ["deactivation", true],
    ["the company's deactivation", true],
    ["a new password", false],
  ] as const) {
    const world = await aWorld();
    const { token } = await createToken(ctxOf(world.installer), { name: "x" });
    await ENDINGS[name]?.(world);
    expect([name, (await byToken(token)) === null]).toEqual([name, dies]);
  }
});

test("making a token asks for a session, which a token is not", async () => {
  const { installer } = await aWorld();
  jar = {};
  const make = action(createToken);
  expect(await make({ name: "x" })).toMatchObject({ ok: false, code: "unauthenticated" });
  await logInAs(installer);
  expect(await make({ name: "x" })).toMatchObject({ ok: true });
  expect(await make({ name: "" })).toMatchObject({ ok: false, code: "invalid", errors: [{ path: "name" }] });
});
