import { sql } from "drizzle-orm";
import { env } from "@/lib/env";
import { rowsOf } from "@/lib/server/kernel/sql";
import { listAudit } from "@/lib/server/people/audit-log";
import { linkPath } from "@/lib/server/mail/mail-text";
import { listOutbox } from "@/lib/server/mail/outbox";
import { ANSWER_MS, askForPassword, choosePassword, PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { personOfLink } from "@/lib/server/people/links";
import { personOfSession, startSession } from "@/lib/server/people/sessions";
import {
  createUser,
  inviteAgain,
  inviteUsers,
  listUsers,
  resetPassword,
  setUserActive,
  updateUser,
} from "@/lib/server/people/users";
import { setOrganisationActive } from "@/lib/server/people/organisations";
import { rawRows, testDb, testDbFor } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD, type World } from "../support/factories";
import { ctxOfLink, tokenIn } from "../support/links";

const HOUR = 60 * 60_000;
const after = (ms: number) => new Date(NOW.getTime() + ms);
const NEW = { password: "en helt ny sætning" };

/** Asks as a browser that is not logged in. */
const ask = (email: string, address = "192.0.2.7", now = NOW) =>
  askForPassword(testDbFor(null), now, { email }, address);
/** The links in the mails to an address, the newest first. */
const linksTo = async (email: string) => {
  const rows = await rawRows<{ kind: "password"; id: string }>(
    "select kind, link_id as id from outbox where receiver = $1 order by created_at desc, id",
    [email],
  );
  return rows.map(({ kind, id }) => linkPath(kind, id));
};

beforeEach(async () => {
  env.SMTP_URL = "smtp://127.0.0.1:1";
  await rawRows("delete from outbox");
  await rawRows("delete from login_attempts");
});
afterEach(() => {
  delete env.SMTP_URL;
});

test("a forgotten password is chosen anew by the link in the mail, and every session ends", async () => {
  const world = await aWorld();
  const { installer } = world;
  const session = await startSession(testDb(), NOW, installer, null);
  await ask(` ${installer.email.toUpperCase()} `);
  const [link] = await linksTo(installer.email);
  const ctx = await ctxOfLink(link, PASSWORD_LINKS, after(HOUR - 1));
  await choosePassword(ctx, tokenIn(link), NEW);
  expect(await personOfSession(testDb(), NOW, session)).toBeNull();
  await expect(choosePassword(ctx, tokenIn(link), NEW)).rejects.toMatchObject({ code: "link_dead" });
  const [event] = await rowsOf<{ by: string; action: string }>(
    testDb(),
    sql`select actor_name as by, action from history_events where subject_id = ${installer.id} order by id desc limit 1`,
  );
  expect(event).toEqual({ by: installer.name, action: "choose_password" });
  const { events } = await listAudit(ctxOf(world.admin), { actor: installer.id });
  expect(events.map(({ action }) => action)).toEqual(["log_in"]);
});

test("what is stored does not hold what stands in the link", async () => {
  const world = await aWorld();
  await ask(world.installer.email);
  const [link] = await linksTo(world.installer.email);
  const stored = await rawRows(
    "select to_jsonb(o) from outbox o union all select to_jsonb(l) from one_time_links l",
  );
  expect(JSON.stringify(stored)).not.toContain(tokenIn(link));
});

const ENDINGS: Record<string, (world: World, link: string) => Promise<unknown>> = {
  "an hour": async () => {},
  "another e-mail": ({ admin, installer }) =>
    updateUser(ctxOf(admin), installer.id, {
      name: installer.name,
      email: `${crypto.randomUUID()}@test.example`,
      password: PASSWORD,
    }),
  "a deactivation": ({ admin, installer }) => setUserActive(ctxOf(admin), installer.id, { isActive: false }),
  "a closed company": ({ admin, installer }) =>
    setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: false }),
  "the use of another link": async (world) => {
    const [, second] = await linksTo(world.installer.email);
    await choosePassword(await ctxOfLink(second, PASSWORD_LINKS), tokenIn(second), NEW);
  },
};
test.each(Object.entries(ENDINGS))("%s ends a link", async (name, end) => {
  const world = await aWorld();
  await ask(world.installer.email);
  await ask(world.installer.email);
  const [link] = await linksTo(world.installer.email);
  const works = async (now = NOW) => personOfLink(testDb(), now, tokenIn(link), PASSWORD_LINKS);
  expect(await works()).toMatchObject({ id: world.installer.id });
  const ctx = await ctxOfLink(link, PASSWORD_LINKS);
  await end(world, link ?? "");
  const later = name === "an hour" ? after(HOUR) : NOW;
  expect(await works(later)).toBeNull();
  await expect(choosePassword({ ...ctx, now: later }, tokenIn(link), NEW)).rejects.toMatchObject({
    code: "link_dead",
  });
});

test("a link is of its own user and its own purpose alone", async () => {
  const world = await aWorld();
  await ask(world.installer.email);
  const [link] = await linksTo(world.installer.email);
  await expect(choosePassword(ctxOf(world.dso), tokenIn(link), NEW)).rejects.toMatchObject({
    code: "link_dead",
  });
  expect(await personOfLink(testDb(), NOW, tokenIn(link), ["confirm_email"])).toBeNull();
  expect(await personOfLink(testDb(), NOW, tokenIn(link), ["invitation"])).toBeNull();
  expect(await personOfLink(testDb(), NOW, "x".repeat(43), PASSWORD_LINKS)).toBeNull();
});

test("of two who use one link at once, one chooses the password", async () => {
  const world = await aWorld();
  await ask(world.installer.email);
  const [link] = await linksTo(world.installer.email);
  const ctx = await ctxOfLink(link, PASSWORD_LINKS);
  const both = await Promise.allSettled([1, 2].map(() => choosePassword(ctx, tokenIn(link), NEW)));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a password that is too short is told before the link is used", async () => {
  const world = await aWorld();
  await ask(world.installer.email);
  const [link] = await linksTo(world.installer.email);
  const ctx = await ctxOfLink(link, PASSWORD_LINKS);
  for (const password of ["kort", "x".repeat(201)])
    await expect(choosePassword(ctx, tokenIn(link), { password })).rejects.toMatchObject({
      code: "invalid",
      detail: { faults: [{ path: "password" }] },
    });
  await choosePassword(ctx, tokenIn(link), NEW);
});

test("known and unknown addresses are answered alike, and not before the same time", async () => {
  const world = await aWorld();
  await setUserActive(ctxOf(world.admin), world.otherDso.id, { isActive: false });
  const [known, unknown, closed] = await Promise.all(
    [world.installer.email, "nobody@test.example", world.otherDso.email].map(async (email, index) => {
      const begun = performance.now();
      const answer = await ask(email, `192.0.2.${index + 1}`);
      return { answer, isEarly: performance.now() - begun < ANSWER_MS - 5 };
    }),
  );
  expect(known).toEqual({ answer: undefined, isEarly: false });
  expect(unknown).toEqual(known);
  expect(closed).toEqual(known);
  expect(await linksTo(world.otherDso.email)).toEqual([]);
  const mails = await rawRows<{ receiver: string }>("select receiver from outbox");
  expect(mails).toEqual([{ receiver: world.installer.email }]);
});

test("three mails to one account in a quarter of an hour, and no sign of it; many questions from one network wait", async () => {
  const world = await aWorld();
  for (let i = 0; i < 5; i += 1) await ask(world.installer.email, `198.51.100.${i}`);
  expect(await linksTo(world.installer.email)).toHaveLength(3);
  await ask(world.installer.email, "192.0.2.7", after(16 * 60_000));
  expect(await linksTo(world.installer.email)).toHaveLength(4);
  await rawRows("delete from login_attempts");
  const all = await Promise.allSettled(
    Array.from({ length: 22 }, (_, i) => ask(`nobody${i}@test.example`, "203.0.113.9")),
  );
  const refused = all.filter(({ status }) => status === "rejected");
  expect(refused).toHaveLength(2);
  expect(refused[0]).toMatchObject({ reason: { code: "too_many_attempts" } });
});

test("an address in other letters is the same address", async () => {
  const { installer } = await aWorld();
  const email = `victim.${crypto.randomUUID()}@test.example`;
  await rawRows("update users set email = $1 where id = $2", [email, installer.id]);
  for (const given of [
    email,
    email.replace("v", "V"),
    email.replace("i", "İ"),
    email.replace("ict", "İCT"),
    email,
  ])
    await ask(given, `198.51.100.${given.length}`);
  expect((await linksTo(email)).length).toBeLessThanOrEqual(3);
});

test("without a mail server a forgotten password makes no link that others could read", async () => {
  delete env.SMTP_URL;
  const { admin, installer } = await aWorld();
  await ask(installer.email);
  await resetPassword(ctxOf(admin), installer.id, { password: PASSWORD });
  expect((await linksTo(installer.email)).length).toBe(1);
  expect((await listOutbox(ctxOf(admin))).map(({ text }) => text)).toEqual([null]);
});

test("a link is refused for whoever may not log in; another e-mail of an invited user brings another invitation", async () => {
  const { admin, installer, dso } = await aWorld();
  const email = `ny.${crypto.randomUUID()}@test.example`;
  const where = { role: "installer", organisationId: installer.organisation?.id };
  const { id } = await createUser(ctxOf(admin), { name: "Ny", email, ...where });
  const other = `ny.${crypto.randomUUID()}@test.example`;
  await updateUser(ctxOf(admin), id, { name: "Ny", email: other, password: PASSWORD });
  const [link] = await linksTo(other);
  expect(await personOfLink(testDb(), NOW, tokenIn(link), ["invitation"])).toMatchObject({ id });
  await setUserActive(ctxOf(admin), dso.id, { isActive: false });
  await setOrganisationActive(ctxOf(admin), installer.organisation?.id ?? "", { isActive: false });
  const closed = { code: "account_closed" };
  await expect(resetPassword(ctxOf(admin), dso.id, { password: PASSWORD })).rejects.toMatchObject(closed);
  await expect(inviteAgain(ctxOf(admin), id)).rejects.toMatchObject(closed);
});

test("many are invited at once, or none; each gets a link of their own", async () => {
  const world = await aWorld();
  delete env.SMTP_URL;
  const { admin, installer } = world;
  const tag = crypto.randomUUID();
  const where = { role: "installer", organisationId: installer.organisation?.id };
  const people = Array.from({ length: 30 }, (_, i) => ({
    name: `Montør ${i}`,
    email: `${i}.${tag}@test.example`,
  }));
  const taken = [
    ...people,
    { name: "X", email: installer.email },
    { name: "Y", email: people[3]?.email ?? "" },
  ];
  await expect(inviteUsers(ctxOf(admin), { ...where, people: taken })).rejects.toMatchObject({
    code: "invalid",
    detail: {
      faults: [
        { path: "people.30.email", code: "email_taken" },
        { path: "people.31.email", code: "email_given_twice" },
      ],
    },
  });
  const invited = await inviteUsers(ctxOf(admin), { ...where, people });
  expect(new Set(invited.map(({ link }) => tokenIn(link))).size).toBe(30);
  const users = (await listUsers(ctxOf(admin))).filter(({ email }) => email.includes(tag));
  expect(users).toHaveLength(30);
  expect(users.every(({ isInvited }) => isInvited)).toBe(true);
  for (const [index, { id, link }] of invited.entries())
    expect(await personOfLink(testDb(), NOW, tokenIn(link), ["invitation"])).toMatchObject({
      id,
      name: people[index]?.name,
    });
  const mails = (await listOutbox(ctxOf(admin))).filter(({ receiver }) => receiver.includes(tag));
  expect(mails.map(({ kind }) => kind)).toEqual(Array(30).fill("invitation"));
});
