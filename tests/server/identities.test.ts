import { sql } from "drizzle-orm";
import { users } from "@/db/schema";
import type { Ctx } from "@/lib/server/kernel/context";
import { env } from "@/lib/env";
import { rowsOf } from "@/lib/server/kernel/sql";
import { askForPassword, choosePassword, PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { confirmedUntil } from "@/lib/server/people/confirm-password";
import {
  confirmByIdentity,
  isLinked,
  joinIdentity,
  linkIdentity,
  logInByIdentity,
  unlinkIdentity,
} from "@/lib/server/people/identities";
import { openInvitation } from "@/lib/server/people/links";
import { logIn } from "@/lib/server/people/login";
import { changePassword } from "@/lib/server/people/profile";
import type { Proven } from "@/lib/server/people/provider";
import { personOfSession, startSession } from "@/lib/server/people/sessions";
import { beginSecondFactor, switchOnSecondFactor } from "@/lib/server/people/second-factor";
import { createToken } from "@/lib/server/people/tokens";
import { createUser, resetPassword } from "@/lib/server/people/users";
import { shownCode } from "../support/authenticator";
import { testDb } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD } from "../support/factories";
import { ctxOfLink, tokenIn } from "../support/links";

let count = 0;
/** Somebody at the provider, where neither groups nor companies matter. */
function aProven(more: Partial<Proven> = {}): Proven {
  count += 1;
  const issuer = "https://login.example";
  return { issuer, subject: `subject ${count}`, email: null, roles: null, cvr: undefined, ...more };
}
const enter = (proven: Proven) => logInByIdentity(testDb(), NOW, proven, "10.0.0.1");
const kindsOf = async (ctx: Ctx, action: string) =>
  rowsOf<{ details: object }>(
    testDb(),
    sql`select details from audit_events where actor_id = ${ctx.actor.id}::uuid and action = ${action} order by at, id`,
  );

async function anInvitation() {
  const world = await aWorld();
  count += 1;
  const email = `Invited${count}@test.example`;
  const given = { name: "Ny", email, role: "installer", organisationId: world.installer.organisation?.id };
  const { id, link } = await createUser(ctxOf(world.admin), given);
  return { ...world, id, email, link, ctx: await ctxOfLink(link, PASSWORD_LINKS) };
}

test("a link joins nothing to an account that asks for a code, and still leads to a new password", async () => {
  const { admin, installer } = await aWorld();
  const { secret } = await beginSecondFactor(ctxOf(installer), { password: PASSWORD });
  await switchOnSecondFactor(ctxOf(installer), { code: shownCode(secret, NOW) });
  const { link } = await resetPassword(ctxOf(admin), installer.id, { password: PASSWORD });
  const ctx = await ctxOfLink(link, PASSWORD_LINKS);
  const proven = aProven();
  expect(await joinIdentity(ctx, tokenIn(link), proven)).toEqual({ ok: false, reason: "second_factor" });
  expect(await enter(proven)).toBeNull();
  expect(await kindsOf(ctx, "log_in_refused")).toContainEqual({ details: { reason: "second_factor" } });
  expect(await choosePassword(ctx, tokenIn(link), { password: PASSWORD })).toMatchObject({ needsCode: true });
});

test("an invitation is joined once: it and every other link end, and the subject logs in afterwards", async () => {
  const { id, email, link, ctx } = await anInvitation();
  const proven = aProven();
  expect(await enter(proven)).toBeNull();
  expect(await openInvitation(testDb(), NOW, email.toUpperCase())).toBe(tokenIn(link));
  expect(await joinIdentity(ctx, tokenIn(link), proven)).toEqual({
    ok: true,
    user: { id, sessionVersion: 2 },
  });
  expect(await enter(proven)).toEqual({ ok: true, user: { id, sessionVersion: 2 } });
  expect(await openInvitation(testDb(), NOW, email)).toBeNull();
  await expect(joinIdentity(ctx, tokenIn(link), aProven())).rejects.toMatchObject({ code: "link_dead" });
  await expect(choosePassword(ctx, tokenIn(link), { password: PASSWORD })).rejects.toMatchObject({
    code: "link_dead",
  });
  expect(await enter({ ...proven, issuer: "https://another.example" })).toBeNull();
  expect(await kindsOf(ctx, "log_in")).toEqual([
    { details: { way: "sign_on" } },
    { details: { way: "sign_on" } },
  ]);
});

test("of two who join by one link at once one does", async () => {
  const { link, ctx } = await anInvitation();
  const both = await Promise.allSettled(
    [aProven(), aProven()].map((one) => joinIdentity(ctx, tokenIn(link), one)),
  );
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("an identity is one user's; another's link stays unused", async () => {
  const { installer, dso, link, ctx } = await anInvitation();
  const proven = aProven();
  expect(await linkIdentity(ctxOf(installer), proven)).toEqual({ ok: true });
  expect(await linkIdentity(ctxOf(installer), proven)).toEqual({ ok: true });
  expect(await linkIdentity(ctxOf(dso), proven)).toEqual({ ok: false, reason: "taken" });
  expect(await joinIdentity(ctx, tokenIn(link), proven)).toEqual({ ok: false, reason: "taken" });
  expect(await joinIdentity(ctx, tokenIn(link), aProven())).toMatchObject({ ok: true });
  expect(await enter(proven)).toMatchObject({ user: { id: installer.id } });
  expect([await isLinked(ctxOf(installer)), await isLinked(ctxOf(dso))]).toEqual([true, false]);
  await unlinkIdentity(ctxOf(dso));
  expect(await enter(proven)).toMatchObject({ user: { id: installer.id } });
  await unlinkIdentity(ctxOf(installer));
  expect(await enter(proven)).toBeNull();
});

test("role and company must fit; a lost role ends sessions, another company does not", async () => {
  const { dso, admin } = await aWorld();
  await testDb().execute(
    sql`update organisations set cvr = '11223344' where id = ${dso.organisation?.id ?? null}::uuid`,
  );
  const proven = aProven({ roles: ["dso", "admin"], cvr: "11223344" });
  for (const cvr of ["44332211", null])
    expect(await linkIdentity(ctxOf(dso), { ...proven, cvr })).toEqual({ ok: false, reason: "company" });
  expect(await linkIdentity(ctxOf(dso), { ...proven, roles: ["installer"] })).toEqual({
    ok: false,
    reason: "role",
  });
  expect(await linkIdentity(ctxOf(dso), proven)).toEqual({ ok: true });
  expect(await linkIdentity(ctxOf(admin), aProven({ roles: ["admin"], cvr: null }))).toEqual({ ok: true });
  const session = await startSession(testDb(), NOW, dso, null);
  const isOpen = async () => (await personOfSession(testDb(), NOW, session)) !== null;
  expect(await enter({ ...proven, cvr: "44332211" })).toEqual({ ok: false, reason: "company" });
  expect(await isOpen()).toBe(true);
  expect(await enter({ ...proven, roles: [] })).toEqual({ ok: false, reason: "role" });
  expect(await isOpen()).toBe(false);
  expect((await kindsOf(ctxOf(dso), "log_in_refused")).map(({ details }) => details)).toEqual(
    expect.arrayContaining([{ reason: "role" }, { reason: "company" }]),
  );
});

test("nobody is let in whose user or company is closed", async () => {
  const { installer, dso } = await aWorld();
  const [one, other] = [aProven(), aProven()];
  await linkIdentity(ctxOf(installer), one);
  await linkIdentity(ctxOf(dso), other);
  await testDb().execute(sql`update users set is_active = false where id = ${installer.id}::uuid`);
  await testDb().execute(
    sql`update organisations set is_active = false where id = ${dso.organisation?.id ?? null}::uuid`,
  );
  for (const proven of [one, other]) expect(await enter(proven)).toEqual({ ok: false, reason: "closed" });
});

test("an administrator who resets somebody's access takes the identity away, and the new link joins another", async () => {
  const { admin, installer } = await aWorld();
  const proven = aProven();
  await linkIdentity(ctxOf(installer), proven);
  const { link } = await resetPassword(ctxOf(admin), installer.id, { password: PASSWORD });
  expect(await enter(proven)).toBeNull();
  const ctx = await ctxOfLink(link, PASSWORD_LINKS);
  expect(await joinIdentity(ctx, tokenIn(link), proven)).toMatchObject({ ok: true });
});

test("a log-in anew at the provider stands for the password: five minutes, for that session and that user alone", async () => {
  const { installer, colleague, dso } = await aWorld();
  const proven = aProven();
  await linkIdentity(ctxOf(installer), proven);
  await linkIdentity(ctxOf(dso), aProven());
  const inSession = async (actor: Ctx["actor"], now = NOW): Promise<Ctx> => ({
    ...ctxOf(actor, now),
    actor: { ...actor, sessionId: await startSession(testDb(), NOW, actor, null, "an ID token") },
  });
  const [here, elsewhere] = [await inSession(installer), await inSession(installer)];
  const make = (ctx: Ctx) => createToken(ctx, { name: "Lager" });
  const asked = { code: "invalid", detail: { faults: [{ path: "password", code: "required" }] } };
  await expect(make(here)).rejects.toMatchObject(asked);
  // Somebody else's identity proves nothing of this user.
  const other = await inSession(colleague);
  expect(await confirmByIdentity(other, proven)).toEqual({ ok: false, reason: "taken" });
  expect(await confirmByIdentity(here, aProven())).toEqual({ ok: false, reason: "taken" });
  expect([await confirmedUntil(other), await confirmedUntil(here)]).toEqual([null, null]);
  expect(await confirmByIdentity(here, proven)).toEqual({ ok: true });
  expect(await confirmedUntil(here)).toEqual(new Date(NOW.getTime() + 300_000));
  expect(await make(here)).toMatchObject({ token: expect.any(String) });
  await expect(make(elsewhere)).rejects.toMatchObject(asked);
  await expect(make(other)).rejects.toMatchObject(asked);
  await expect(make({ ...here, actor: { ...here.actor, sessionId: null } })).rejects.toMatchObject(asked);
  await expect(make({ ...here, now: new Date(NOW.getTime() + 300_000) })).rejects.toMatchObject(asked);
});

describe("with passwords off", () => {
  afterEach(() => Object.assign(env, { PASSWORDS: undefined, PASSWORDS_EXCEPT: undefined }));

  test("one administrator has a password, and nobody else", async () => {
    const { admin, installer, dso } = await aWorld();
    Object.assign(env, { PASSWORDS: "off", PASSWORDS_EXCEPT: admin.email.toUpperCase() });
    const attempt = (email: string, password = PASSWORD) =>
      logIn(testDb(), NOW, { email, password, address: "10.7.7.7" });
    expect(await attempt(installer.email)).toEqual({ ok: false, reason: "off" });
    expect(await attempt("nobody@test.example")).toEqual({ ok: false, reason: "off" });
    expect(await attempt(admin.email)).toMatchObject({ ok: true });
    expect(await attempt(admin.email, "another password")).toEqual({ ok: false, reason: "wrong" });
    // The e-mail alone is not enough: it must be an administrator's.
    Object.assign(env, { PASSWORDS_EXCEPT: dso.email });
    expect(await attempt(dso.email)).toEqual({ ok: false, reason: "wrong" });
  });

  test("none is chosen, changed or asked for, and nobody removes their only way in", async () => {
    const { admin, dso } = await aWorld();
    const { link, ctx } = await anInvitation();
    Object.assign(env, { PASSWORDS: "off", PASSWORDS_EXCEPT: admin.email });
    const off = { code: "passwords_off" };
    const next = "en ny sætning til prøver";
    await expect(choosePassword(ctx, tokenIn(link), { password: next })).rejects.toMatchObject(off);
    await expect(changePassword(ctxOf(dso), { password: PASSWORD, next })).rejects.toMatchObject(off);
    for (const { email } of [dso, admin])
      await expect(askForPassword(testDb(), NOW, { email }, "10.7.7.8")).rejects.toMatchObject(off);
    await linkIdentity(ctxOf(dso), aProven());
    await expect(unlinkIdentity(ctxOf(dso))).rejects.toMatchObject(off);
    await changePassword(ctxOf(admin), { password: PASSWORD, next });
    expect(await joinIdentity(ctx, tokenIn(link), aProven())).toMatchObject({ ok: true });
    expect(await testDb().select().from(users)).toContainEqual(
      expect.objectContaining({ id: ctx.actor.id, isInvited: false }),
    );
  });
});
