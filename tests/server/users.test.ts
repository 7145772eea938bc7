import { performAction } from "@/lib/server/cases/bulk";
import { getCase } from "@/lib/server/cases/cases";
import { personOfSession, startSession } from "@/lib/server/people/sessions";
import {
  setOrganisationActive,
  createOrganisation,
  updateOrganisation,
} from "@/lib/server/people/organisations";
import { createUser, listUsers, resetPassword, setUserActive, updateUser } from "@/lib/server/people/users";
import { choosePassword, PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { logIn } from "@/lib/server/people/login";
import { testDb } from "../support/database";
import { aProjectWithCases, aWorld, ctxOf, NOW, PASSWORD } from "../support/factories";
import { ctxOfLink, tokenIn } from "../support/links";

const invalid = (path: string, code: string) => ({ code: "invalid", detail: { faults: [{ path, code }] } });

test("a new user logs in with the password chosen by the link, which works once, and with no other", async () => {
  const { admin, installer } = await aWorld();
  const email = `ny.${crypto.randomUUID()}@test.example`;
  const { id, link } = await createUser(ctxOf(admin), {
    name: "Ny Montør",
    email,
    role: "installer",
    organisationId: installer.organisation?.id,
  });
  const stateOf = async () => (await listUsers(ctxOf(admin))).find((user) => user.id === id)?.isInvited;
  expect(await stateOf()).toBe(true);
  const logInWith = (given: string) => logIn(testDb(), NOW, { email, password: given, address: "192.0.2.1" });
  const choose = async (from: string | null, password: string) => {
    const ctx = await ctxOfLink(from, PASSWORD_LINKS);
    return choosePassword(ctx, tokenIn(from), { password });
  };
  const first = "en sætning til den nye";
  expect(await choose(link, first)).toEqual({ user: { id, sessionVersion: 2 }, needsCode: false });
  expect(await stateOf()).toBe(false);
  expect(await logInWith(`${first}x`)).toEqual({ ok: false, reason: "wrong" });
  expect(await logInWith(first)).toMatchObject({ ok: true, user: { id, sessionVersion: 2 } });
  await expect(choose(link, "en anden sætning")).rejects.toThrow("no such link");
  const again = await resetPassword(ctxOf(admin), id, { password: PASSWORD });
  expect(await logInWith(first)).toEqual({ ok: false, reason: "wrong" });
  await choose(again.link, "en tredje sætning");
  expect(await logInWith("en tredje sætning")).toMatchObject({ ok: true });
});

test("a user's company is open and of the user's own kind; an e-mail belongs to one person", async () => {
  const { admin, installer, dso } = await aWorld();
  const base = { name: "X", email: `${crypto.randomUUID()}@test.example`, role: "installer" };
  const create = (more: object) => createUser(ctxOf(admin), { ...base, ...more });
  await expect(create({})).rejects.toMatchObject(invalid("organisationId", "required"));
  await expect(create({ organisationId: dso.organisation?.id })).rejects.toMatchObject(
    invalid("organisationId", "unknown_organisation"),
  );
  await expect(
    create({ organisationId: installer.organisation?.id, email: installer.email.toUpperCase() }),
  ).rejects.toMatchObject({
    code: "already_exists",
    detail: { faults: [{ path: "email", code: "email_taken" }] },
  });
  await expect(
    create({ organisationId: installer.organisation?.id, email: "no address" }),
  ).rejects.toMatchObject(invalid("email", "not_an_email"));
  await updateUser(ctxOf(admin), installer.id, { name: "Nyt Navn", email: installer.email });
  expect((await listUsers(ctxOf(admin))).find(({ id }) => id === installer.id)?.name).toBe("Nyt Navn");
});

test("another e-mail and a new password ask for the administrator's own password, which may be wrong ten times", async () => {
  const { admin, installer } = await aWorld();
  const [ctx, email] = [ctxOf(admin), `${crypto.randomUUID()}@test.example`];
  const update = (more: object) => updateUser(ctx, installer.id, { name: "Nyt Navn", email, ...more });
  const emailNow = async () => (await listUsers(ctx)).find(({ id }) => id === installer.id)?.email;
  const wrong = { password: "forkert" };
  const refused = { code: "wrong_password", detail: { faults: [{ path: "password" }] } };
  for (const none of [{}, { password: "" }])
    await expect(update(none)).rejects.toMatchObject(invalid("password", "required"));
  await expect(update(wrong)).rejects.toMatchObject(refused);
  await expect(update({ password: "x".repeat(10_000) })).rejects.toMatchObject(refused);
  expect(await emailNow()).toBe(installer.email);
  await update({ password: PASSWORD });
  expect(await emailNow()).toBe(email);
  await expect(resetPassword(ctx, installer.id, {})).rejects.toMatchObject(invalid("password", "required"));
  for (let i = 0; i < 10; i += 1)
    await expect(resetPassword(ctx, installer.id, wrong)).rejects.toMatchObject(refused);
  await expect(resetPassword(ctx, installer.id, { password: PASSWORD })).rejects.toMatchObject({
    code: "too_many_attempts",
  });
});

test("deactivating ends every session at once and hands the open cases over with history", async () => {
  const { admin, installer, colleague, otherInstaller, ids } = await aProjectWithCases(3);
  const session = await startSession(testDb(), NOW, installer, null);
  const whoIsIn = async (id = session) => (await personOfSession(testDb(), NOW, id))?.id;
  expect(await whoIsIn()).toBe(installer.id);
  await expect(setUserActive(ctxOf(admin), installer.id, { isActive: false })).rejects.toMatchObject({
    code: "has_open_cases",
    detail: { params: { count: 3 } },
  });
  await expect(
    setUserActive(ctxOf(admin), installer.id, { isActive: false, moveTo: otherInstaller.id }),
  ).rejects.toMatchObject(invalid("moveTo", "unknown_person"));
  await setUserActive(ctxOf(admin), installer.id, { isActive: false, moveTo: colleague.id });
  expect(await whoIsIn()).toBeUndefined();
  const { case: moved, history } = await getCase(ctxOf(colleague), ids[0] ?? "");
  expect(moved.installer.id).toBe(colleague.id);
  expect(history[0]).toMatchObject({
    action: "change_installer",
    changes: { installerId: [installer.id, colleague.id] },
  });
  // Back in again, but a session from before stays dead.
  await setUserActive(ctxOf(admin), installer.id, { isActive: true });
  expect(await whoIsIn()).toBeUndefined();
  const later = await startSession(testDb(), NOW, { id: installer.id, sessionVersion: 3 }, null);
  expect(await whoIsIn(later)).toBe(installer.id);
});

test("who was made inactive, or whose company was closed, is told the same as with a wrong password", async () => {
  const { admin, dsoColleague, otherInstaller } = await aWorld();
  const logInAs = ({ email }: typeof dsoColleague) =>
    logIn(testDb(), NOW, { email, password: PASSWORD, address: "192.0.2.2" }, async () => {});
  const company = otherInstaller.organisation?.id ?? "";
  for (const isActive of [true, false, true]) {
    await setUserActive(ctxOf(admin), dsoColleague.id, { isActive });
    await setOrganisationActive(ctxOf(admin), company, { isActive });
    const expected = isActive ? { ok: true } : { ok: false, reason: "wrong" };
    expect(await logInAs(dsoColleague)).toMatchObject(expected);
    expect(await logInAs(otherInstaller)).toMatchObject(expected);
  }
});

test("a company's last person can go: a handler's cases to nobody, an installer's stay", async () => {
  const { admin, installer, colleague, dso, ids } = await aProjectWithCases(2);
  await performAction(ctxOf(dso), {
    action: "change_handler",
    params: { handlerId: dso.id },
    selection: { ids },
  });
  await expect(setUserActive(ctxOf(admin), dso.id, { isActive: false })).rejects.toMatchObject({
    code: "has_open_cases",
  });
  await setUserActive(ctxOf(admin), dso.id, { isActive: false, moveTo: "none" });
  await setUserActive(ctxOf(admin), colleague.id, { isActive: false });
  await expect(
    setUserActive(ctxOf(admin), installer.id, { isActive: false, moveTo: "none" }),
  ).rejects.toMatchObject(invalid("moveTo", "unknown_person"));
  await setUserActive(ctxOf(admin), installer.id, { isActive: false });
  const { case: row, history } = await getCase(ctxOf(admin), ids[0] ?? "");
  expect(row).toMatchObject({ handler: null, installer: { id: installer.id } });
  expect(history[0]).toMatchObject({ action: "change_handler", changes: { handlerId: [dso.id, null] } });
});

test("closing a company ends its users' sessions; the last administrator stays", async () => {
  const { admin, otherInstaller } = await aWorld();
  const session = await startSession(testDb(), NOW, otherInstaller, null);
  await setOrganisationActive(ctxOf(admin), otherInstaller.organisation?.id ?? "", { isActive: false });
  expect(await personOfSession(testDb(), NOW, session)).toBeNull();
  // Every other administrator of this database goes first.
  for (const { id, role, isActive } of await listUsers(ctxOf(admin))) {
    if (role === "admin" && isActive && id !== admin.id)
      await setUserActive(ctxOf(admin), id, { isActive: false });
  }
  await expect(setUserActive(ctxOf(admin), admin.id, { isActive: false })).rejects.toMatchObject({
    code: "last_admin",
  });
});

test("a company's name is its own among its kind", async () => {
  const { admin, installer, dso } = await aWorld();
  const name = installer.organisation?.name ?? "";
  await expect(
    createOrganisation(ctxOf(admin), { kind: "installer", name: name.toUpperCase() }),
  ).rejects.toMatchObject({
    code: "already_exists",
  });
  await createOrganisation(ctxOf(admin), { kind: "dso", name });
  await expect(
    updateOrganisation(ctxOf(admin), dso.organisation?.id ?? "", { name: "N", cvr: "1234567" }),
  ).rejects.toMatchObject(invalid("cvr", "not_a_cvr"));
});

test("a CVR number is one company's, whatever its kind; the other one is named", async () => {
  const { admin } = await aWorld();
  const cvr = "25063864";
  const create = (name: string, kind: string) => createOrganisation(ctxOf(admin), { kind, name, cvr });
  const first = await create("Elfirma Ét", "installer");
  const taken = {
    code: "already_exists",
    detail: { faults: [{ path: "cvr", code: "cvr_taken", params: { name: "Elfirma Ét" } }] },
  };
  await expect(create("Elfirma To", "installer")).rejects.toMatchObject(taken);
  await expect(create("Net To", "dso")).rejects.toMatchObject(taken);
  const second = await createOrganisation(ctxOf(admin), { kind: "installer", name: "Elfirma To" });
  await expect(
    updateOrganisation(ctxOf(admin), second.id, { name: "Elfirma To", cvr }),
  ).rejects.toMatchObject(taken);
  await updateOrganisation(ctxOf(admin), first.id, { name: "Elfirma Én", cvr });
  await updateOrganisation(ctxOf(admin), first.id, { name: "Elfirma Én" });
  const both = await Promise.allSettled([
    updateOrganisation(ctxOf(admin), first.id, { name: "Elfirma Én", cvr }),
    updateOrganisation(ctxOf(admin), second.id, { name: "Elfirma To", cvr }),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});
