import { Secret } from "otpauth";
import { sql } from "drizzle-orm";
import { secondFactors } from "@/db/schema";
import { env } from "@/lib/env";
import { seal, unseal } from "@/lib/server/kernel/secret";
import { rowsOf } from "@/lib/server/kernel/sql";
import { choosePassword, PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { logIn, logInByCode } from "@/lib/server/people/login";
import {
  beginSecondFactor,
  getSecondFactor,
  renewRecoveryCodes,
  switchOffSecondFactor,
  switchOnSecondFactor,
  takeCode,
} from "@/lib/server/people/second-factor";
import { personOfSession, startSession } from "@/lib/server/people/sessions";
import { createToken } from "@/lib/server/people/tokens";
import { listUsers, resetPassword, resetSecondFactor } from "@/lib/server/people/users";
import type { Actor } from "@/lib/server/kernel/context";
import { shownCode } from "../support/authenticator";
import { rawRows, testDb } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD, type World } from "../support/factories";
import { ctxOfLink, tokenIn } from "../support/links";

let world: World;
beforeEach(async () => {
  world = await aWorld();
});
afterEach(() => {
  delete env.TWO_FACTOR;
});

const STEP_MS = 30_000;
const steps = (n: number) => new Date(NOW.getTime() + n * STEP_MS);
const appOf = (secret: string) => (at: Date) => shownCode(secret, at);

/** Somebody whose second factor is on since some steps ago. */
async function withFactor(actor: Actor) {
  const { secret } = await beginSecondFactor(ctxOf(actor), { password: PASSWORD });
  const app = appOf(secret);
  const { codes } = await switchOnSecondFactor(ctxOf(actor, steps(-10)), { code: app(steps(-10)) });
  return { actor, app, codes };
}
const firstStep = (email: string, address = "10.0.0.1") =>
  logIn(testDb(), NOW, { email, password: PASSWORD, address });
const pass = ({ id, sessionVersion }: Actor, code: string, { at = NOW, address = "10.0.0.1" } = {}) =>
  logInByCode(testDb(), at, { user: { id, sessionVersion }, code, address });
const detailsOf = (actor: Actor, action: string) =>
  rowsOf<{ details: object }>(
    testDb(),
    sql`select details from audit_events where actor_id = ${actor.id}::uuid and action = ${action} order by at, id`,
  ).then((rows) => rows.map(({ details }) => details));

const WRONG = { ok: false, reason: "wrong_code" };

// RFC 6238, appendix B: of its eight digits the last six.
test.each([
  [59, "287082"],
  [1111111109, "081804"],
  [1111111111, "050471"],
  [1234567890, "005924"],
  [2000000000, "279037"],
  [20000000000, "353130"],
])("the codes are those of RFC 6238 at %d s", async (seconds, code) => {
  const { id } = world.installer;
  const secret = new Secret({ buffer: new TextEncoder().encode("12345678901234567890").buffer }).base32;
  await testDb()
    .insert(secondFactors)
    .values({ userId: id, secret: seal(secret, id), confirmedAt: NOW });
  const at = new Date(seconds * 1000);
  expect(await takeCode(testDb(), at, id, "000000")).toBeNull();
  expect(await takeCode(testDb(), at, id, code)).toBe("code");
});

test("a log-in with the password asks for a code, and the code lets in", async () => {
  const { actor, app } = await withFactor(world.installer);
  const user = { id: actor.id, sessionVersion: 1 };
  expect(await firstStep(actor.email)).toEqual({ ok: false, reason: "code", user });
  expect(await detailsOf(actor, "log_in")).toEqual([]);
  expect(await pass(actor, app(NOW))).toEqual({ ok: true, user });
  expect(await detailsOf(actor, "log_in")).toEqual([{ way: "code" }]);
});

test("a wrong password, and an unknown user, are told nothing of a second step", async () => {
  const { actor } = await withFactor(world.installer);
  const answers = [actor.email, "nobody@test.example"].map((email) =>
    logIn(testDb(), NOW, { email, password: "forkert", address: "10.0.0.2" }),
  );
  expect(await Promise.all(answers)).toEqual([
    { ok: false, reason: "wrong" },
    { ok: false, reason: "wrong" },
  ]);
});

test("a code is good once, and those before it no more", async () => {
  const { actor, app } = await withFactor(world.installer);
  expect(await pass(actor, app(NOW))).toMatchObject({ ok: true });
  expect(await pass(actor, app(NOW))).toEqual(WRONG);
  expect(await pass(actor, app(steps(-1)))).toEqual(WRONG);
  expect(await pass(actor, app(steps(1)), { at: steps(1) })).toMatchObject({ ok: true });
});

test("of many who send one code at once one gets in", async () => {
  const { actor, app, codes } = await withFactor(world.installer);
  for (const code of [app(NOW), codes[0] ?? ""]) {
    const all = await Promise.all(Array.from({ length: 6 }, () => takeCode(testDb(), NOW, actor.id, code)));
    expect(all.filter((way) => way !== null)).toHaveLength(1);
  }
});

test.each([
  [-2, false],
  [-1, true],
  [0, true],
  [1, true],
  [2, false],
])("a clock that is %d half minutes off: %s", async (off, isLetIn) => {
  const { actor, app } = await withFactor(world.installer);
  expect((await pass(actor, app(steps(off)))).ok).toBe(isLetIn);
});

test("the first code confirms, however it is spaced, and is used up by it", async () => {
  const { installer } = world;
  const { secret, qr } = await beginSecondFactor(ctxOf(installer), { password: PASSWORD });
  expect(secret).toMatch(/^([A-Z2-7]{4} ){7}[A-Z2-7]{4}$/);
  expect(qr.d).toMatch(/^M\d+ \d+h1v1h-1z/);
  const app = appOf(secret);
  // Nothing is asked for before it is confirmed.
  expect(await firstStep(installer.email)).toMatchObject({ ok: true });
  expect(await getSecondFactor(ctxOf(installer))).toBeNull();
  await expect(switchOnSecondFactor(ctxOf(installer), { code: "000000" })).rejects.toMatchObject({
    code: "wrong_code",
    detail: { faults: [{ path: "code", code: "wrong_code" }] },
  });
  const code = app(NOW);
  const { codes } = await switchOnSecondFactor(ctxOf(installer), {
    code: ` ${code.slice(0, 3)} ${code.slice(3)} `,
  });
  expect(new Set(codes).size).toBe(10);
  for (const one of codes) expect(one).toMatch(/^([a-z2-9]{4}-){3}[a-z2-9]{4}$/);
  expect(await getSecondFactor(ctxOf(installer))).toEqual({ since: NOW, recoveryCodes: 10 });
  expect(await pass(installer, code)).toEqual(WRONG);
  await expect(beginSecondFactor(ctxOf(installer), { password: PASSWORD })).rejects.toMatchObject({
    code: "already_exists",
  });
});

test("a recovery code lets in once, in any spelling, and new ones end the old", async () => {
  const { actor, codes } = await withFactor(world.installer);
  const [first = "", second = ""] = codes;
  expect(await pass(actor, first.toUpperCase().replaceAll("-", " "))).toMatchObject({ ok: true });
  expect(await detailsOf(actor, "log_in")).toEqual([{ way: "recovery_code" }]);
  expect(await pass(actor, first)).toEqual(WRONG);
  expect(await getSecondFactor(ctxOf(actor))).toMatchObject({ recoveryCodes: 9 });
  const renewed = await renewRecoveryCodes(ctxOf(actor), { password: PASSWORD });
  expect(await pass(actor, second)).toEqual(WRONG);
  expect(await pass(actor, renewed.codes[0] ?? "")).toMatchObject({ ok: true });
});

test("neither the secret nor a recovery code is stored as it is", async () => {
  const { secret } = await beginSecondFactor(ctxOf(world.installer), { password: PASSWORD });
  const { codes } = await switchOnSecondFactor(ctxOf(world.installer), { code: appOf(secret)(NOW) });
  const stored = JSON.stringify([
    await rawRows("select * from second_factors"),
    await rawRows("select * from recovery_codes"),
  ]).toLowerCase();
  for (const one of [secret, ...codes]) expect(stored).not.toContain(one.replace(/[ -]/g, "").toLowerCase());
  const [row] = await rawRows<{ secret: string }>(
    `select secret from second_factors where user_id = '${world.installer.id}'`,
  );
  expect(unseal(row?.secret ?? "", world.installer.id)).toBe(secret.replaceAll(" ", ""));
  // Moved to another user's row it is nobody's.
  expect(unseal(row?.secret ?? "", world.dso.id)).toBeNull();
  expect(unseal("", world.installer.id)).toBeNull();
});

test("another's code opens nothing", async () => {
  const mine = await withFactor(world.installer);
  const theirs = await withFactor(world.dso);
  expect(await pass(mine.actor, theirs.app(NOW))).toEqual(WRONG);
  expect(await pass(mine.actor, theirs.codes[0] ?? "")).toEqual(WRONG);
  expect(await pass(theirs.actor, theirs.app(NOW))).toMatchObject({ ok: true });
});

test("ten wrong codes close the second step for strangers, and not for the user's own address", async () => {
  const { actor, app } = await withFactor(world.installer);
  const home = "10.9.9.9";
  expect(await pass(actor, app(steps(-1)), { address: home })).toMatchObject({ ok: true });
  for (let n = 0; n < 10; n += 1)
    expect(await pass(actor, "000000", { address: `10.8.${n}.1` })).toEqual(WRONG);
  expect(await pass(actor, app(NOW), { address: "10.7.0.1" })).toEqual({ ok: false, reason: "throttled" });
  expect(await detailsOf(actor, "log_in_refused")).toContainEqual({ reason: "throttled" });
  expect(await pass(actor, app(NOW), { address: home })).toMatchObject({ ok: true });
});

test("the first step does not count any more when the sessions were ended, the user closed or the factor reset", async () => {
  const { actor, app } = await withFactor(world.installer);
  const expired = { ok: false, reason: "expired" };
  expect(await pass({ ...actor, sessionVersion: 2 }, app(NOW))).toEqual(expired);
  await rawRows(`update users set is_active = false where id = '${actor.id}'`);
  expect(await pass(actor, app(NOW))).toEqual(expired);
  await rawRows(`update users set is_active = true where id = '${actor.id}'`);
  await resetSecondFactor(ctxOf(world.admin), actor.id, { password: PASSWORD });
  expect(await pass(actor, app(NOW))).toEqual(expired);
});

test("switching on and off and new recovery codes take the own password", async () => {
  const wrong = { code: "wrong_password" };
  const given = { password: "forkert" };
  await expect(beginSecondFactor(ctxOf(world.installer), given)).rejects.toMatchObject(wrong);
  const { actor } = await withFactor(world.installer);
  await expect(renewRecoveryCodes(ctxOf(actor), given)).rejects.toMatchObject(wrong);
  await expect(switchOffSecondFactor(ctxOf(actor), given)).rejects.toMatchObject(wrong);
  await switchOffSecondFactor(ctxOf(actor), { password: PASSWORD });
  expect(await firstStep(actor.email)).toMatchObject({ ok: true });
  await expect(renewRecoveryCodes(ctxOf(actor), { password: PASSWORD })).rejects.toMatchObject({
    code: "not_found",
  });
  expect(await rawRows(`select * from recovery_codes where user_id = '${actor.id}'`)).toEqual([]);
});

test("a token takes a code as well, once, and works by itself afterwards", async () => {
  const { actor, app } = await withFactor(world.installer);
  const make = (code?: string) =>
    createToken(ctxOf(actor), { name: "Lager", password: PASSWORD, ...(code && { code }) });
  await expect(make()).rejects.toMatchObject({
    code: "invalid",
    detail: { faults: [{ path: "code", code: "required" }] },
  });
  await expect(make("123")).rejects.toMatchObject({ code: "wrong_code" });
  expect(await make(app(NOW))).toMatchObject({ token: expect.stringMatching(/^projekter_/) });
  await expect(make(app(NOW))).rejects.toMatchObject({ code: "wrong_code" });
});

test("an administrator resets it by the own password: it is logged, and the person is told", async () => {
  const { actor } = await withFactor(world.installer);
  const { admin } = world;
  const listed = async () =>
    (await listUsers(ctxOf(admin))).find(({ id }) => id === actor.id)?.hasSecondFactor;
  expect(await listed()).toBe(true);
  await expect(resetSecondFactor(ctxOf(admin), actor.id, { password: "forkert" })).rejects.toMatchObject({
    code: "wrong_password",
  });
  await resetSecondFactor(ctxOf(admin), actor.id, { password: PASSWORD });
  expect([await listed(), await firstStep(actor.email)]).toMatchObject([false, { ok: true }]);
  expect(await detailsOf(admin, "reset_second_factor")).toEqual([{ name: actor.name }]);
  expect(await rawRows(`select kind from outbox where receiver = '${actor.email}'`)).toEqual([
    { kind: "second_factor_reset" },
  ]);
  await expect(resetSecondFactor(ctxOf(admin), actor.id, { password: PASSWORD })).rejects.toMatchObject({
    code: "not_found",
  });
});

test("a new password by a link goes round no second factor", async () => {
  const { actor } = await withFactor(world.installer);
  const { link } = await resetPassword(ctxOf(world.admin), actor.id, { password: PASSWORD });
  const ctx = await ctxOfLink(link, PASSWORD_LINKS);
  expect(await choosePassword(ctx, tokenIn(link), { password: "en ny sætning" })).toMatchObject({
    user: { id: actor.id },
    needsCode: true,
  });
  expect(await detailsOf(actor, "log_in")).toEqual([]);
});

describe("where it is demanded", () => {
  const lacks = async (actor: Actor, idToken?: string) => {
    const session = await startSession(testDb(), NOW, actor, null, idToken);
    return (await personOfSession(testDb(), NOW, session))?.lacksSecondFactor;
  };

  test.each([
    [undefined, false, false],
    ["administrators", false, true],
    ["all", true, true],
  ] as const)("of %s", async (setting, installer, admin) => {
    if (setting) env.TWO_FACTOR = setting;
    expect([await lacks(world.installer), await lacks(world.admin)]).toEqual([installer, admin]);
    // The provider has asked for what it wants.
    expect(await lacks(world.admin, "an ID token")).toBe(false);
    await withFactor(world.admin);
    expect(await lacks(world.admin)).toBe(false);
  });
});
