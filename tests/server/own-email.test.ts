import { env } from "@/lib/env";
import { rawRows, testDb } from "../support/database";
import { aWorld, ctxOf, NOW, PASSWORD, type World } from "../support/factories";
import { ctxOfLink, tokenIn } from "../support/links";
import { linkPath } from "@/lib/server/mail/mail-text";
import { askForEmail, confirmEmail, EMAIL_LINKS } from "@/lib/server/people/own-email";
import { personOfSession, startSession } from "@/lib/server/people/sessions";
import { listUsers } from "@/lib/server/people/users";

let world: World;
beforeEach(async () => {
  env.SMTP_URL = "smtp://127.0.0.1:1";
  await rawRows("delete from outbox");
  world = await aWorld();
});
afterEach(() => {
  delete env.SMTP_URL;
});

const NEW = () => `ny.${crypto.randomUUID()}@test.example`;
const ask = (email: string, password = PASSWORD) => askForEmail(ctxOf(world.installer), { email, password });
/** The links by the address that each was sent to. */
const links = async (): Promise<Record<string, string>> => {
  const rows = await rawRows<{ receiver: string; id: string }>("select receiver, link_id as id from outbox");
  return Object.fromEntries(rows.map(({ receiver, id }) => [receiver, linkPath("confirm_email", id)]));
};
const use = async (link: string | undefined) =>
  confirmEmail(await ctxOfLink(link, EMAIL_LINKS), tokenIn(link));
const emailNow = async () =>
  (await listUsers(ctxOf(world.admin))).find(({ id }) => id === world.installer.id)?.email;

test.each(["old first", "new first"])(
  "an e-mail changes when both links have been used: %s",
  async (order) => {
    const [old, email] = [world.installer.email, NEW()];
    const session = await startSession(testDb(), NOW, world.installer, null);
    await ask(email);
    const sent = await links();
    expect(Object.keys(sent).sort()).toEqual([old, email].sort());
    const [first, second] = order === "old first" ? [old, email] : [email, old];
    expect(await use(sent[first])).toEqual({ isDone: false });
    expect(await emailNow()).toBe(old);
    await expect(use(sent[first])).rejects.toThrow("no such link");
    expect(await use(sent[second])).toEqual({ isDone: true });
    expect(await emailNow()).toBe(email);
    expect(await personOfSession(testDb(), NOW, session)).toMatchObject({ email });
  },
);

test("an address that somebody has gets no mail, and the answer does not tell", async () => {
  await ask(world.dso.email.toUpperCase());
  expect(Object.keys(await links())).toEqual([world.installer.email]);
  expect(await use((await links())[world.installer.email])).toEqual({ isDone: false });
  expect(await emailNow()).toBe(world.installer.email);
});

test("an address that somebody has got meanwhile is refused, and the link still works after it", async () => {
  const email = NEW();
  await ask(email);
  const sent = await links();
  await use(sent[world.installer.email]);
  await rawRows("update users set email = $1 where id = $2", [email, world.dso.id]);
  await expect(use(sent[email])).rejects.toMatchObject({ code: "already_exists" });
  await rawRows("update users set email = $1 where id = $2", [NEW(), world.dso.id]);
  expect(await use(sent[email])).toEqual({ isDone: true });
});

test("only the last change that was asked for can be confirmed", async () => {
  const [one, other] = [NEW(), NEW()];
  await ask(one);
  const first = await links();
  await ask(other);
  const second = await links();
  await expect(use(first[one])).rejects.toThrow("no such link");
  expect(await use(second[other])).toEqual({ isDone: false });
  expect(await emailNow()).toBe(world.installer.email);
});

test("three changes in a quarter of an hour, and no more mails to one address", async () => {
  const email = NEW();
  for (let i = 0; i < 3; i += 1) await ask(email);
  await expect(ask(NEW())).rejects.toMatchObject({ code: "too_many_attempts" });
  const byOther = askForEmail(ctxOf(world.colleague), { email, password: PASSWORD });
  await expect(byOther).rejects.toMatchObject({ code: "too_many_attempts" });
  const sent = await rawRows<{ n: number }>("select count(*)::int as n from outbox where receiver = $1", [
    email,
  ]);
  expect(sent).toEqual([{ n: 3 }]);
});

test("it asks for one's own password, and for a mail server", async () => {
  await expect(ask(NEW(), "forkert")).rejects.toMatchObject({ code: "wrong_password" });
  await expect(ask("ingen adresse")).rejects.toMatchObject({ code: "invalid" });
  delete env.SMTP_URL;
  await expect(ask(NEW())).rejects.toMatchObject({ code: "no_mail_server" });
  expect(await links()).toEqual({});
});
