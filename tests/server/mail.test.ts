import { sql } from "drizzle-orm";
import { OPERATOR } from "@/db/scope";
import { env } from "@/lib/env";
import { MAIL_KINDS } from "@/lib/domain/mail";
import { LOCALES } from "@/lib/domain/vocabulary";
import { linkToken } from "@/lib/server/kernel/secret";
import { rowsOf } from "@/lib/server/kernel/sql";
import { mailText } from "@/lib/server/mail/mail-text";
import {
  countUnsent,
  LATE_MINUTES,
  listOutbox,
  post,
  sendAgain,
  sendTrialMail,
} from "@/lib/server/mail/outbox";
import { sendDue } from "@/lib/server/mail/sender";
import { rawRows, testDb, testDbFor } from "../support/database";
import { aWorld, ctxOf, NOW } from "../support/factories";
import { aMailServer, type MailServer, wordsOf } from "../support/mail-server";

const HOUR = 60 * 60_000;
const after = (ms: number) => new Date(NOW.getTime() + ms);
const db = () => testDbFor(OPERATOR);
const servers: MailServer[] = [];
const aServer = async (...rules: Parameters<typeof aMailServer>) => {
  const server = await aMailServer(...rules);
  servers.push(server);
  return server;
};
const aMail = async (receiver = `${crypto.randomUUID()}@test.example`) => {
  const params = {
    company: "Elfirma Nord",
    name: "Anna Ærø",
    reason: "Vi kan ikke finde <nummeret> & mere.",
  };
  await post(testDb(), NOW, [{ kind: "access_declined", receiver, language: "da", params }]);
  return receiver;
};
const stateOf = async (receiver: string) => {
  const [row] = await rowsOf<{ state: string; attempts: number; error: string | null; inSeconds: number }>(
    testDb(),
    sql`select case when sent_at is not null then 'sent' when given_up_at is not null then 'given up' else 'waiting' end as state,
      attempts, last_error as error, extract(epoch from due_at - ${NOW.toISOString()}::timestamptz)::int as "inSeconds"
      from outbox where receiver = ${receiver}`,
  );
  return row;
};

beforeEach(async () => {
  Object.assign(env, {
    MAIL_FROM: "Projekter <post@projekter.example>",
    NEXTAUTH_URL: "https://projekter.example",
  });
  await rawRows("delete from outbox");
});
afterEach(async () => {
  delete env.SMTP_URL;
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

test("a mail is sent once, with its id as the Message-ID, as text and as HTML that runs nothing", async () => {
  const server = await aServer();
  const receiver = await aMail();
  expect(await sendDue(db(), server.transport, () => NOW)).toBe(1);
  expect(await sendDue(db(), server.transport, () => after(HOUR))).toBe(0);
  const [{ id } = { id: "" }] = await rawRows<{ id: string }>("select id from outbox");
  const [mail] = server.arrived;
  expect(server.arrived).toHaveLength(1);
  expect(mail).toMatchObject({ to: [receiver], messageId: `<${id}@projekter.example>` });
  const words = wordsOf(mail?.text ?? "");
  expect(words).toContain("Hej Anna Ærø");
  expect(words).toContain("Vi kan ikke finde <nummeret> & mere.");
  expect(words).toContain("Vi kan ikke finde &#60;nummeret&#62; &#38; mere.");
  expect(words).toMatch(/^From: Projekter <post@projekter\.example>/m);
  expect(await stateOf(receiver)).toMatchObject({ state: "sent", attempts: 1, error: null });
});

test("a mail that waits is tried by one instance alone", async () => {
  const server = await aServer();
  for (let i = 0; i < 8; i += 1) await aMail();
  const sent = await Promise.all([1, 2, 3].map(() => sendDue(db(), server.transport, () => NOW)));
  expect(sent.reduce((all, one) => all + one, 0)).toBe(8);
  expect(new Set(server.arrived.map(({ messageId }) => messageId)).size).toBe(8);
  expect(server.arrived).toHaveLength(8);
});

test("no mail server: every mail waits, longer each time, and is sent when it is there again", async () => {
  const gone = await aMailServer();
  await gone.close();
  const receiver = await aMail();
  await sendDue(db(), gone.transport, () => NOW);
  const first = await stateOf(receiver);
  expect(first).toMatchObject({ state: "waiting", attempts: 1, inSeconds: 60 });
  expect(first?.error).toMatch(/ECONNREFUSED|closed/);
  await sendDue(db(), gone.transport, () => after(59_000));
  expect(await stateOf(receiver)).toEqual(first);
  await sendDue(db(), gone.transport, () => after(60_000));
  expect(await stateOf(receiver)).toMatchObject({ attempts: 2, inSeconds: 60 + 120 });
  const server = await aServer();
  expect(await sendDue(db(), server.transport, () => after(180_000))).toBe(1);
  expect(await stateOf(receiver)).toMatchObject({ state: "sent", attempts: 3, error: null });
});

test("a mail server that refuses is seen after a quarter of an hour, though each try puts the mail off", async () => {
  const server = await aServer({
    onRcptTo: (_, __, done) => done(Object.assign(new Error("try later"), { responseCode: 451 })),
  });
  await aMail();
  const told: unknown[] = [];
  for (const minutes of [0, 1, 3, 7, LATE_MINUTES]) {
    const at = after(minutes * 60_000 + 1);
    await sendDue(db(), server.transport, () => at);
    told.push(await countUnsent(db(), at));
  }
  const waiting = { waiting: 1, late: 0, given_up: 0 };
  expect(told).toEqual([waiting, waiting, waiting, waiting, { ...waiting, late: 1 }]);
  await sendDue(db(), server.transport, () => after(25 * HOUR));
  expect(await countUnsent(db(), after(25 * HOUR))).toEqual({ waiting: 0, late: 0, given_up: 1 });
});

test("a receiver the server does not know is given up at once; another refusal after a day", async () => {
  const server = await aServer({
    onRcptTo: (address, _, done) => {
      if (address.address.startsWith("ukendt"))
        return done(Object.assign(new Error("no such user"), { responseCode: 550 }));
      return done(Object.assign(new Error("try later"), { responseCode: 451 }));
    },
  });
  const [unknown, later] = [await aMail("ukendt@test.example"), await aMail()];
  await sendDue(db(), server.transport, () => NOW);
  expect(await stateOf(unknown)).toMatchObject({ state: "given up", attempts: 1 });
  expect((await stateOf(unknown))?.error).toContain("no such user");
  expect(await stateOf(later)).toMatchObject({ state: "waiting", attempts: 1 });
  await sendDue(db(), server.transport, () => after(23 * HOUR));
  expect(await stateOf(later)).toMatchObject({ state: "waiting", attempts: 2 });
  await sendDue(db(), server.transport, () => after(25 * HOUR));
  expect(await stateOf(later)).toMatchObject({ state: "given up", attempts: 3 });
});

test("a server that has the text and says nothing is a failure, and the mail comes again as the same", async () => {
  const seen: string[] = [];
  const cutting = await aServer({
    onData: (stream) => {
      const parts: Buffer[] = [];
      stream.on("data", (part: Buffer) => parts.push(part));
      // It has the mail, and says nothing to it.
      stream.on("end", () => {
        seen.push(/^Message-ID: (.+)$/im.exec(Buffer.concat(parts).toString())?.[1] ?? "");
      });
    },
  });
  const receiver = await aMail();
  await sendDue(db(), cutting.transport, () => NOW);
  expect(await stateOf(receiver)).toMatchObject({ state: "waiting", attempts: 1 });
  expect(seen).toHaveLength(1);
  const server = await aServer();
  await sendDue(db(), server.transport, () => after(HOUR));
  expect(server.arrived.map(({ messageId }) => messageId)).toEqual(seen);
  expect(await stateOf(receiver)).toMatchObject({ state: "sent" });
});

test("a process that is killed between the sending and the marking sends the mail once more, as the same", async () => {
  const server = await aServer();
  const receiver = await aMail();
  const killed = {
    sendMail: async (mail: object) => {
      await server.transport.sendMail(mail);
      throw Object.assign(new Error("killed"), { isKill: true });
    },
  };
  // As if nothing ran any more after the sending: the mark is lost too.
  await testDb()
    .transaction(async (tx) => {
      await sendDue(tx, killed as never, () => NOW);
      throw new Error("killed");
    })
    .catch(() => {});
  await rawRows("update outbox set attempts = 1, due_at = $1", [after(660_000).toISOString()]);
  await sendDue(db(), server.transport, () => after(659_000));
  expect(server.arrived).toHaveLength(1);
  await sendDue(db(), server.transport, () => after(661_000));
  await sendDue(db(), server.transport, () => after(HOUR));
  expect(server.arrived).toHaveLength(2);
  expect(new Set(server.arrived.map(({ messageId }) => messageId)).size).toBe(1);
  expect(await stateOf(receiver)).toMatchObject({ state: "sent" });
});

/** A link of a user, with times in SQL. */
const aLink = async (userId: string, email: string, usedAndExpires: string, version = 1) => {
  const id = crypto.randomUUID();
  await rawRows(
    `insert into one_time_links (id, user_id, purpose, token_hash, email, session_version, created_at, used_at, expires_at)
     values ($1::uuid, $2, 'password', $1::uuid::text, $3, ${version}, now(), ${usedAndExpires})`,
    [id, userId, email],
  );
  return id;
};
const postLink = (receiver: string, linkId: string) =>
  post(testDb(), NOW, [
    { kind: "password", receiver, language: "en", params: { name: "X", hours: "1", by: "self" }, linkId },
  ]);
const WORKS = "null, now() + interval '100 years'";

test("administrators read what is told by mail, and never a link, which is for its receiver", async () => {
  const { admin, installer } = await aWorld();
  const receiver = await aMail();
  const linkId = await aLink(installer.id, installer.email, WORKS);
  await postLink(installer.email, linkId);
  for (const state of ["kept", "waiting"] as const) {
    if (state === "waiting") env.SMTP_URL = "smtp://127.0.0.1:1";
    const mails = new Map((await listOutbox(ctxOf(admin))).map((mail) => [mail.receiver, mail]));
    expect(mails.get(receiver)).toMatchObject({ state });
    expect(mails.get(receiver)?.text?.subject).toBe("Svar på jeres anmodning om adgang til Projekter");
    expect(mails.get(installer.email)).toMatchObject({ state, text: null });
    expect(JSON.stringify([...mails])).not.toContain(linkToken(linkId));
  }
  const server = await aServer();
  await sendDue(db(), server.transport, () => NOW);
  const words = wordsOf(server.arrived.find(({ to }) => to.includes(installer.email))?.text ?? "");
  expect(words).toContain(`https://projekter.example/set-password/${linkToken(linkId)}`);
  expect(words).toContain("The link works for one hour");
});

test("a mail whose link works no more is not sent, and alarms nobody", async () => {
  const { admin, installer } = await aWorld();
  const server = await aServer();
  const { id, email } = installer;
  const links = [
    await aLink(id, email, "now(), now() + interval '100 years'"),
    await aLink(id, email, "null, '2026-11-24T10:00:00Z'"),
    await aLink(id, email, WORKS, 0),
    await aLink(id, "former@test.example", WORKS),
  ];
  for (const link of links) await postLink(email, link);
  expect(await sendDue(db(), server.transport, () => NOW)).toBe(0);
  expect(server.arrived).toEqual([]);
  expect(await listOutbox(ctxOf(admin))).toEqual([]);
});

test("what has waited for a day until there was a mail server is not sent by itself", async () => {
  const server = await aServer();
  const receiver = await aMail();
  expect(await sendDue(db(), server.transport, () => after(25 * HOUR))).toBe(0);
  expect(await stateOf(receiver)).toMatchObject({ state: "given up", attempts: 1 });
});

test("a sender that the server refuses is the operator's to mend, so the mail waits", async () => {
  const server = await aServer({
    onMailFrom: (_, __, done) => done(Object.assign(new Error("not from here"), { responseCode: 553 })),
  });
  const receiver = await aMail();
  await sendDue(db(), server.transport, () => NOW);
  expect(await stateOf(receiver)).toMatchObject({ state: "waiting", attempts: 1 });
});

test("an administrator sends a mail again that was given up, and no other", async () => {
  const { admin } = await aWorld();
  const receiver = await aMail();
  const [mail] = await listOutbox(ctxOf(admin));
  await expect(sendAgain(ctxOf(admin), mail?.id)).rejects.toMatchObject({ code: "not_found" });
  await rawRows("update outbox set given_up_at = now(), attempts = 30");
  await sendAgain(ctxOf(admin, after(48 * HOUR)), mail?.id);
  const server = await aServer();
  expect(await sendDue(db(), server.transport, () => after(48 * HOUR))).toBe(1);
  expect(server.arrived.map(({ to }) => to)).toEqual([[receiver]]);
});

test("an administrator sends a trial mail to their own address, and it is told who did", async () => {
  const { admin } = await aWorld();
  await expect(sendTrialMail(ctxOf(admin))).rejects.toMatchObject({ code: "no_mail_server" });
  const server = await aServer();
  env.SMTP_URL = "smtp://127.0.0.1";
  expect(await sendTrialMail(ctxOf(admin))).toEqual({ receiver: admin.email });
  expect(await sendDue(db(), server.transport, () => NOW)).toBe(1);
  expect(server.arrived.map(({ to }) => to)).toEqual([[admin.email]]);
  expect(wordsOf(server.arrived[0]?.text ?? "")).toContain("https://projekter.example/admin/mail");
  const [written] = await rawRows(
    "select action, params from operations where action = 'send_trial_mail' order by at desc limit 1",
  );
  expect(written).toMatchObject({ params: { name: admin.email } });
});

const NEWS = { action: "approve", kind: "answer", by: "B", count: 2, projects: 1, project: "P" } as const;

test.each(LOCALES)("every mail has its words, and one link at the most: %s", (language) => {
  const params = { by: "self", name: "N", hours: "24", email: "e@x.example", company: "C", reason: "R" };
  for (const kind of MAIL_KINDS) {
    const { subject, text, html } = mailText({
      kind,
      language,
      params: kind.startsWith("news") ? { news: [NEWS, NEWS], more: 3 } : params,
      linkId: crypto.randomUUID(),
    });
    for (const words of [subject, text, html])
      expect([kind, words]).toEqual([kind, expect.not.stringMatching(/mail\.|[{}]/)]);
    expect([kind, text.match(/https:\/\/projekter\.example\/\S+/g)?.length ?? 0]).toEqual([
      kind,
      kind === "access_declined" ? 0 : 1,
    ]);
    expect(html).not.toMatch(/<script|<img|src=/);
  }
});
