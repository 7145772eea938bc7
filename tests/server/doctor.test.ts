import { execFileSync, spawn } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { sql } from "drizzle-orm";
import { backupName } from "@/db/backup/backup-file";
import type { OpenDatabase } from "@/db/client";
import { env, readEnvironment } from "@/lib/env";
import { seal, webhookKeyHash } from "@/lib/server/kernel/secret";
import { rowsOf } from "@/lib/server/kernel/sql";
import { takeCode } from "@/lib/server/people/second-factor";
import { newestBackup } from "@/lib/server/operating/backup-looks";
import { examineHere, examineOutside, nodeVersion } from "@/lib/server/operating/doctor";
import { certificateUntil } from "@/lib/server/operating/remote-looks";
import { version } from "@/package.json";
import { isPostgres, testDb, testOfConnections } from "../support/database";
import { aMailServer } from "../support/mail-server";

jest.setTimeout(120_000);

const folder = mkdtempSync(join(tmpdir(), "projekter-doctor-"));
const servers: Server[] = [];
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  for (const server of servers) server.close();
});

/** A server that answers every question so, as one behind the public address would. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_, response) => response.writeHead(status).end(body));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  servers.push(server);
  return `http://localhost:${(server.address() as AddressInfo).port}`;
}

const shared = globalThis as { projekterDatabase?: Promise<OpenDatabase> };

/** What is not well, of the program, its machine and its database, asked in this process. */
async function problems(settings: Record<string, string>): Promise<string[]> {
  shared.projekterDatabase = undefined;
  const given = { DATA_DIR: join(folder, "nothing"), BACKUP_DIR: join(folder, "none"), ...settings };
  const found = await examineHere(readEnvironment(given), "en");
  const opened = await (shared.projekterDatabase as Promise<OpenDatabase> | undefined)?.catch(
    () => undefined,
  );
  await opened?.close();
  shared.projekterDatabase = undefined;
  // Whatever Node.js the tests run on.
  return found
    .filter(({ about, state }) => state !== "ok" && about !== "Node.js")
    .map(({ state, line }) => `${state}: ${line}`);
}

const ROLES = "projekter_app, projekter_installer, projekter_dso, projekter_admin";

/** A user who owns nothing and is asked as, with what it is given; gone after the work. */
async function asUser(
  grants: (user: string) => string,
  work: (user: string, settings: Record<string, string>) => Promise<void>,
) {
  const user = `projekter_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(globalThis.projekterTestUrl ?? "");
  const database = url.pathname.slice(1);
  [url.username, url.password] = [user, "kodeord"];
  await testDb().execute(sql.raw(`create role ${user} login password 'kodeord'`));
  try {
    for (const statement of grants(user).split(";")) await testDb().execute(sql.raw(statement));
    await work(user, {
      DATABASE_URL: url.href,
      NEXTAUTH_SECRET: "x".repeat(32),
      NEXTAUTH_URL: "http://localhost",
    });
  } finally {
    await testDb().execute(sql.raw(`alter database ${database} reset default_transaction_read_only`));
    await testDb().execute(sql.raw(`drop role ${user}`));
  }
}

/** The lines that are not ok, and the exit code. */
async function told(settings: Record<string, string>) {
  const child = spawn("node", ["scripts/run.mjs", "tsx", "scripts/doctor.ts"], {
    env: { ...process.env, ...settings },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const code = new Promise((resolve) => child.on("close", resolve));
  const lines = (await text(child.stdout)).trim().split("\n");
  // Whatever Node.js the tests run on.
  return { code: await code, lines: lines.slice(0, -1).filter((line) => !/^(ok|\w+ +Node\.js) /.test(line)) };
}

beforeAll(async () => {
  if (!isPostgres()) return;
  await testDb().execute(
    sql`insert into postcodes (postcode, town) values ('2740', 'Skovlunde') on conflict do nothing`,
  );
  await testDb().execute(sql`with company as (insert into organisations (kind, name) values ('dso', 'Nettet') returning id)
    insert into grid_areas (code, name, dso_id) select '999', 'Nettet', id from company`);
});

test("an old Node.js is told of", () => {
  expect(["18.20.0", "20.18.9", "20.19.0", "22.13.0", "24.1.0"].map((one) => nodeVersion(one).state)).toEqual(
    [...["error", "error", "warning", "ok", "ok"]],
  );
});

test.each([
  ["of ninety days, with thirty left", 90 * 24, 30 * 24, "ok"],
  ["of ninety days, with thirteen left", 90 * 24, 13 * 24, "error"],
  ["of six days, with two left", 6 * 24, 2 * 24, "ok"],
  ["of twelve hours, with four left", 12, 4, "ok"],
  ["of twelve hours, with one left", 12, 1, "error"],
  ["that ended an hour ago", 12, -1, "error"],
])("a certificate %s", (_, lasts, left, state) => {
  const now = new Date();
  const until = new Date(now.getTime() + left * 3_600_000);
  const from = new Date(until.getTime() - lasts * 3_600_000);
  expect(certificateUntil("here.example", from, until, now).state).toBe(state);
});

test("without a database, with a folder that is none and a file that is no backup, each is told and nothing made", async () => {
  const DATA_DIR = join(folder, "nothing");
  const of = async (BACKUP_DIR: string) =>
    (await examineHere(readEnvironment({ DATA_DIR, BACKUP_DIR }), "en")).filter(
      ({ state }) => state === "error",
    );
  const broken = join(folder, "broken");
  mkdirSync(broken);
  writeFileSync(join(broken, "projekter-2026-01-01T000000Z.backup"), MANIFEST);
  expect(await of(broken)).toEqual([
    expect.objectContaining({ about: "database", line: expect.stringContaining(`none in ${DATA_DIR}`) }),
    expect.objectContaining({ about: "backup", line: expect.stringContaining("is no backup: delete it") }),
  ]);
  expect((await of(join(broken, "projekter-2026-01-01T000000Z.backup")))[1]).toEqual(
    expect.objectContaining({
      about: "backup",
      line: expect.stringContaining("BACKUP_DIR must be a folder"),
    }),
  );
  expect(existsSync(DATA_DIR)).toBe(false);
});

test.each([
  ["http://localhost:9400", []],
  ["http://127.0.0.1:9400", []],
  ["http://projekter.example", ["warning: NEXTAUTH_URL is http://projekter.example: without https"]],
])("what travels in the clear is told of: %s", async (NEXTAUTH_URL, lines) => {
  const found = await problems({ NEXTAUTH_URL });
  const told = found.filter((line) => line.includes("without https"));
  expect(told).toEqual(lines.map((line) => expect.stringContaining(line)));
});

test("what npm start refuses is an error, but not of a system that tries things out", async () => {
  const [trial, system] = [
    await problems({}),
    await problems({ DATABASE_URL: "postgresql://127.0.0.1:1/x" }),
  ];
  expect(trial).toContainEqual(expect.stringMatching(/^warning: NEXTAUTH_SECRET is not set/));
  expect(system).toContainEqual(
    expect.stringMatching(/^error: NEXTAUTH_SECRET is not set, so `npm start` does not start/),
  );
});

/** The first line of a backup. */
const MANIFEST = `${JSON.stringify({ projekter: version, format: 1, contents: {}, sealed: { key: "", nonce: "" } })}\n`;

const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

/** What is told of backups in a folder with one file, made so many hours ago. */
async function toldOfBackup(hours: number, content: string, more: Record<string, string> = {}) {
  const BACKUP_DIR = mkdtempSync(join(folder, "backups-"));
  const file = join(BACKUP_DIR, backupName(hoursAgo(hours)));
  writeFileSync(file, content);
  // As a copy has it, or a touch.
  utimesSync(file, hoursAgo(100 - hours), hoursAgo(100 - hours));
  const found = await problems({ BACKUP_DIR, ...more });
  return found.filter((line) => /backup|encrypted/i.test(line));
}

test("a backup is as old as its name says, whatever its file's time", async () => {
  expect(await toldOfBackup(1, `${MANIFEST}x`)).toEqual([]);
  expect(await toldOfBackup(90, `${MANIFEST}x`)).toEqual([
    expect.stringMatching(/^error: .*, 90 hours old: run npm run backup every day$/),
  ]);
});

test("a backup that cannot be read is judged by its age, and nobody is told to delete it", async () => {
  // Of a newer version; as root, which the tests may run as, every file can be read.
  const newer = MANIFEST.replace('"format":1', '"format":2');
  const unread = expect.stringMatching(
    /^warning: .*could not be looked into.*as the user who makes the backups$/,
  );
  const noKey = expect.stringMatching(/^warning: not encrypted: set BACKUP_PUBLIC_KEY/);
  expect(await toldOfBackup(1, newer)).toEqual([unread, noKey]);
  const old = expect.stringMatching(/^error: .*90 hours old/);
  expect(await toldOfBackup(90, newer, { BACKUP_PUBLIC_KEY: "x" })).toEqual([old, unread]);
});

test("a file that the system does not let us open is no broken backup", async () => {
  const BACKUP_DIR = mkdtempSync(join(folder, "backups-"));
  // A folder of that name opens and cannot be read, for root too.
  mkdirSync(join(BACKUP_DIR, backupName(hoursAgo(1))));
  expect((await newestBackup({ BACKUP_DIR }))?.content).toEqual({
    kind: "unread",
    fault: expect.stringContaining("EISDIR"),
  });
});

test("whether backups are encrypted the newest says, and the setting only where there is none", async () => {
  const open = MANIFEST.replace(/"sealed":.*/, '"sealed":null}');
  const line = expect.stringMatching(/^warning: projekter-\S+ is not encrypted: set BACKUP_PUBLIC_KEY where/);
  expect(await toldOfBackup(1, `${open}x`, { BACKUP_PUBLIC_KEY: "x" })).toEqual([line]);
  expect(await toldOfBackup(1, `${MANIFEST}x`)).toEqual([]);
});

const SECRET = "hemmeligt/kodeord";
const PASSWORD = encodeURIComponent(SECRET);

test("no line holds a password or a key, also when another server repeats it", async () => {
  const mails = await aMailServer({
    authMethods: ["PLAIN"],
    onAuth: ({ username, password }, _, done) =>
      done(new Error(`${username} may not come in by ${password}`)),
  });
  const { host } = new URL(mails.url);
  const settings = readEnvironment({
    DATABASE_URL: `postgresql://me:${PASSWORD}@127.0.0.1:1/cases`,
    NEXTAUTH_SECRET: SECRET.repeat(2),
    NEXTAUTH_URL: `https://me:${PASSWORD}@127.0.0.1:1`,
    METRICS_TOKEN: SECRET,
    SMTP_URL: `smtp://me:${PASSWORD}@${host}`,
    MAIL_FROM: "projekter@mail.example",
    BACKUP_DIR: folder,
  });
  const found = [...(await examineHere(settings, "da")), ...(await examineOutside(settings, "da"))];
  await mails.close();
  expect(found).toContainEqual({
    about: "Mailserver",
    state: "error",
    line: expect.stringMatching(/^127\.0\.0\.1:\d+: .*me may not come in by \*\*\*/),
  });
  expect(found).toContainEqual({
    about: "Database",
    state: "error",
    line: expect.stringMatching(/^DATABASE_URL: nothing listens at 127\.0\.0\.1:1/),
  });
  expect(found).toContainEqual({
    about: "Indstillinger",
    state: "warning",
    line: expect.stringMatching(/^TRUSTED_PROXIES er ikke sat/),
  });
  expect(found.filter(({ state }) => state === "error").map(({ about }) => about)).toEqual([
    "Database",
    "Mailserver",
    "Offentlig adresse",
    "Certifikat",
  ]);
  const lines = JSON.stringify(found);
  expect([SECRET, PASSWORD].filter((secret) => lines.includes(secret))).toEqual([]);
});

test("a certificate of an authority that Node.js does not know is told of as that", async () => {
  const [keyFile, certFile] = [join(folder, "tls.key"), join(folder, "tls.pem")];
  const of = ["-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"];
  execFileSync("openssl", ["req", "-x509", ...of, "-keyout", keyFile, "-out", certFile], { stdio: "ignore" });
  const tls = { key: readFileSync(keyFile), cert: readFileSync(certFile) };
  const mails = await aMailServer({ ...tls, secure: true });
  const server = createTlsServer(tls, (_, response) => response.end("{}"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://localhost:${(server.address() as AddressInfo).port}`;
  const found = await examineOutside(
    readEnvironment({
      ...{ SMTP_URL: mails.url.replace("smtp", "smtps"), MAIL_FROM: "projekter@mail.example" },
      ...{ NEXTAUTH_URL: origin, OIDC_ISSUER: origin, OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "y" },
    }),
    "en",
  );
  server.closeAllConnections();
  server.close();
  await mails.close();
  const lines = found.filter(({ line }) => line.includes("in NODE_EXTRA_CA_CERTS, for the server as well"));
  expect(lines.map(({ about, state }) => `${state}: ${about}`)).toEqual([
    "error: mail",
    "error: public address",
    "error: sign-on provider",
  ]);
});

test("the provider of single sign-on must answer, in time, and by the name that the settings have", async () => {
  const servers = {
    right: (issuer: string) => JSON.stringify({ issuer }),
    unlike: (issuer: string) => JSON.stringify({ issuer: `${issuer}/` }),
    other: () => "<html>",
    silent: () => null,
  };
  const told: Record<string, string | undefined> = {};
  for (const [name, bodyOf] of Object.entries(servers)) {
    const server = createServer(({ headers, url }, response) => {
      const body = bodyOf(`http://${headers.host}`);
      if (body !== null)
        response.writeHead(url === "/.well-known/openid-configuration" ? 200 : 404).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const OIDC_ISSUER = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const settings = { OIDC_ISSUER, OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "y", NEXTAUTH_URL: OIDC_ISSUER };
    const found = (await examineOutside(readEnvironment(settings), "en")).find(
      ({ about }) => about === "sign-on provider",
    );
    told[name] = `${found?.state}: ${found?.line.replaceAll(OIDC_ISSUER, "ISSUER")}`;
    server.closeAllConnections();
    server.close();
  }
  expect(told).toEqual({
    right: "ok: ISSUER answers",
    unlike: "error: the provider calls itself ISSUER/: set OIDC_ISSUER to exactly that",
    other:
      "error: ISSUER/.well-known/openid-configuration answers 200, but not as a provider: correct OIDC_ISSUER",
    silent: expect.stringMatching(
      /^error: ISSUER\/\.well-known\/openid-configuration: .*timeout.*\. Nobody can log in/,
    ),
  });
  expect((await examineOutside(readEnvironment({}), "en")).map(({ about }) => about)).not.toContain(
    "sign-on provider",
  );
});

const errorsOf = (lines: string[]) => lines.filter((line) => line.startsWith("error"));

testOfConnections("a pooler knows the users of its own file alone")(
  "a role that the user cannot take on is named, with the statement that grants it",
  async () => {
    await asUser(
      (user) => `grant ${ROLES} to ${user}`,
      async (user, settings) => {
        expect(errorsOf(await problems(settings))).toEqual([]);
        await testDb().execute(sql.raw(`revoke projekter_dso from ${user}`));
        expect(errorsOf(await problems(settings))).toEqual([
          `error: ${user} is no member of projekter_dso, so every request that needs them fails. As the owner run: grant projekter_dso to ${user}`,
        ]);
        await testDb().execute(sql.raw(`grant projekter_dso to ${user}`));
        await testDb().execute(sql.raw(`revoke projekter_admin from ${user}`));
        expect(errorsOf(await problems(settings))).toEqual([expect.stringContaining("projekter_admin,")]);
        await testDb().execute(sql.raw(`grant projekter_admin to ${user}`));
        await testDb().execute(sql.raw(`alter role ${user} noinherit`));
        expect(errorsOf(await problems(settings))).toEqual([
          expect.stringContaining(`As the owner run: alter role ${user} inherit`),
        ]);
      },
    );
    await asUser(
      (user) => `alter role ${user} inherit`,
      async (user, settings) => {
        expect(errorsOf(await problems(settings))).toEqual([
          `error: ${user} is no member of ${ROLES}, so every request that needs them fails. As the owner run: grant ${ROLES} to ${user}`,
        ]);
      },
    );
  },
);

testOfConnections("a pooler knows the users of its own file alone")(
  "a user that the program refuses to serve as is an error where it refuses",
  async () => {
    const settings = { DATABASE_URL: globalThis.projekterTestUrl ?? "", NEXTAUTH_SECRET: "x".repeat(32) };
    expect(errorsOf(await problems({ ...settings, REFUSE_OWNER: "1" }))).toEqual([
      expect.stringContaining("is a superuser, so with REFUSE_OWNER=1 the program does not start"),
    ]);
    expect(errorsOf(await problems(settings))).toEqual([]);
  },
);

testOfConnections("a pooler knows the users of its own file alone")(
  "a database that takes no changes is one error, with what sets it",
  async () => {
    await asUser(
      (user) => `grant ${ROLES} to ${user}`,
      async (user, settings) => {
        const database = new URL(settings.DATABASE_URL ?? "").pathname.slice(1);
        const told = async (set: string, back: string) => {
          await testDb().execute(sql.raw(set));
          expect(errorsOf(await problems(settings))).toEqual([
            `error: accepts no writes: default_transaction_read_only is on. If nobody wants that any more, run as a superuser: ${back}`,
          ]);
          await testDb().execute(sql.raw(back));
          expect(errorsOf(await problems(settings))).toEqual([]);
        };
        const [set, reset] = [
          "set default_transaction_read_only = on",
          "reset default_transaction_read_only",
        ];
        await told(`alter role ${user} ${set}`, `alter role ${user} ${reset}`);
        await told(`alter database ${database} ${set}`, `alter database ${database} ${reset}`);
        const place = `in database ${database}`;
        await told(`alter role ${user} ${place} ${set}`, `alter role ${user} ${place} ${reset}`);
        const url = new URL(settings.DATABASE_URL ?? "");
        url.searchParams.set("options", "-c jit=off -c default_transaction_read_only=on");
        expect(errorsOf(await problems({ ...settings, DATABASE_URL: url.href }))).toEqual([
          expect.stringContaining("Take it out of the options of DATABASE_URL"),
        ]);
      },
    );
  },
);

const onPostgres = isPostgres() ? test : test.skip;

onPostgres(
  "no backup is an error once the system is older than one may be, where a folder is set",
  async () => {
    const DATABASE_URL = globalThis.projekterTestUrl ?? "";
    const lines = async (more: Record<string, string> = {}) =>
      (await problems({ DATABASE_URL, ...more })).filter((line) => / none in /.test(line));
    expect(await lines()).toEqual([expect.stringMatching(/^warning: none in /)]);
    await testDb().execute(sql`insert into users (role, name, email, password_hash, created_at)
    values ('admin', 'A', 'first@test.example', '', now() - interval '50 hours')`);
    expect(await lines()).toEqual([
      expect.stringMatching(/^error: none in .*, and the system is 2 days old/),
    ]);
    expect(await lines({ BACKUP_DIR: "" })).toEqual([expect.stringMatching(/^warning: none in /)]);
    await testDb().execute(sql`update users set created_at = now() where email = 'first@test.example'`);
  },
);

onPostgres("without passwords somebody must get in when the provider is away", async () => {
  const settings = {
    ...{
      DATABASE_URL: globalThis.projekterTestUrl ?? "",
      NEXTAUTH_URL: "http://localhost",
      PASSWORDS: "off",
    },
    ...{ OIDC_ISSUER: "http://localhost", OIDC_CLIENT_ID: "x", OIDC_CLIENT_SECRET: "y" },
    PASSWORDS_EXCEPT: "Last@test.example",
  };
  const lines = async () =>
    (await problems(settings)).filter((line) => line.includes("when the provider is away"));
  const why = (words: string) => [
    expect.stringMatching(new RegExp(`^error: Last@test.example ${words}, so`)),
  ];
  expect(await lines()).toEqual(why("is no user"));
  await testDb().execute(sql`insert into users (role, name, email, password_hash, is_active)
    values ('admin', 'A', 'last@test.example', '', false)`);
  expect(await lines()).toEqual(why("is switched off"));
  await testDb().execute(
    sql`update users set is_active = true, is_invited = true where email = 'last@test.example'`,
  );
  expect(await lines()).toEqual(why("has not chosen a password"));
  await testDb().execute(sql`update users set is_invited = false where email = 'last@test.example'`);
  expect(await lines()).toEqual([]);
  await testDb().execute(sql`update users set role = 'dso', organisation_id = (select id from organisations where kind = 'dso' limit 1)
    where email = 'last@test.example'`);
  expect(await lines()).toEqual(why("is no administrator"));
});

onPostgres("a secret other than the one that kept secrets were sealed with is an error", async () => {
  const settings = { DATABASE_URL: globalThis.projekterTestUrl ?? "" };
  const lines = async (NEXTAUTH_SECRET: string) =>
    errorsOf(await problems({ ...settings, NEXTAUTH_SECRET })).filter((line) => line.includes("another"));
  const [first, second] = ["x".repeat(32), "y".repeat(32)];
  const [user] = await rowsOf<{ id: string }>(
    testDb(),
    sql`insert into users (role, name, email, password_hash) values ('admin', 'A', 'sealed@test.example', '') returning id`,
  );
  const id = user?.id ?? "";
  env.NEXTAUTH_SECRET = first;
  const sealed = seal("ABCDEFGH", id);
  await testDb().execute(
    sql`insert into second_factors (user_id, secret, confirmed_at) values (${id}::uuid, ${sealed}, now())`,
  );
  expect(await lines(first)).toEqual([]);
  const hook = "00000000-0000-4000-8000-000000000001";
  await testDb().execute(sql`insert into webhooks (id, organisation_id, url, key_hash, created_at)
    select ${hook}::uuid, id, 'https://x.example', ${webhookKeyHash(hook, first)}, now() from organisations limit 1`);
  expect(await lines(first)).toEqual([]);
  const told = await lines(second);
  expect(told).toEqual([
    expect.stringMatching(
      /^error: 1 of 1 two-step verification was set up under another .*: put the old one back/,
    ),
    expect.stringMatching(/^error: 1 of 1 webhook was made under another .*: put the old one back/),
  ]);
  expect(JSON.stringify(told)).not.toContain("ABCDEFGH");
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((line) => said.push(String(line)) > 0);
  // The secret of this process is the first.
  const elsewhere = await takeCode(testDb(), new Date(), id, "123456");
  await testDb().execute(sql`update second_factors set secret = 'of another' where user_id = ${id}::uuid`);
  const lost = await takeCode(testDb(), new Date(), id, "123456");
  write.mockRestore();
  expect([elsewhere, lost]).toEqual([null, null]);
  expect(said).toEqual([expect.stringContaining(`user ${id} was set up under another NEXTAUTH_SECRET`)]);
  await testDb().execute(sql`delete from second_factors`);
  await testDb().execute(sql`delete from webhooks`);
});

testOfConnections("it asks about the connections themselves")(
  "a healthy system, and what is wrong with others, a line each",
  async () => {
    const mails = await aMailServer();
    const backup = join(folder, backupName(new Date()));
    writeFileSync(backup, `${MANIFEST}x`);
    const well = {
      DATABASE_URL: globalThis.projekterTestUrl ?? "",
      NEXTAUTH_SECRET: "x".repeat(32),
      NEXTAUTH_URL: await answering(200, JSON.stringify({ database: "ok", version })),
      SMTP_URL: mails.url,
      MAIL_FROM: "projekter@mail.example",
      BACKUP_DIR: folder,
    };
    try {
      // The tests ask as a superuser, who should not serve.
      const superuser = [expect.stringMatching(/^warning +database .*superuser/)];
      expect(await told(well)).toEqual({ code: 0, lines: superuser });
      const elsewhere = new URL(well.DATABASE_URL);
      elsewhere.pathname = "/none_of_ours";
      const old = join(folder, backupName(hoursAgo(30)));
      renameSync(backup, old);
      await testDb().execute(sql`alter table cases disable row level security`);
      expect((await told(well)).lines).toEqual([
        ...superuser,
        expect.stringMatching(/^error +policies +missing on cases:/),
        expect.stringMatching(/^error +backup .*30 hours old: run npm run backup/),
      ]);
      await testDb().execute(sql`alter table cases enable row level security`);
      renameSync(old, backup);
      for (const [settings, line] of [
        [
          { DATABASE_URL: elsewhere.href },
          /^error +database +DATABASE_URL: the database none_of_ours does not exist/,
        ],
        [
          { SMTP_URL: "smtp://127.0.0.1:1" },
          /^error +mail +127\.0\.0\.1:1: .*ECONNREFUSED.*Is SMTP_URL right/,
        ],
        [
          { NEXTAUTH_URL: await answering(404, "<html>") },
          /^error +public address .* answers 404, but not as Projekter/,
        ],
        [
          { NEXTAUTH_URL: await answering(503, '{"database":"behind"}') },
          /^error +public address .*: the database is behind/,
        ],
        [
          { NEXTAUTH_URL: "http://127.0.0.1:59997" },
          /^error +public address .*Is NEXTAUTH_URL right, and does a server run there/,
        ],
      ] as [Record<string, string>, RegExp][]) {
        const { code, lines } = await told({ ...well, ...settings });
        expect([code, lines.filter((one) => one.startsWith("error"))]).toEqual([
          1,
          [expect.stringMatching(line)],
        ]);
      }
      const empty = new URL(well.DATABASE_URL);
      empty.pathname = `/projekter_test_${Date.now()}`;
      await testDb().execute(sql.raw(`create database ${empty.pathname.slice(1)}`));
      try {
        expect((await told({ ...well, DATABASE_URL: empty.href })).lines).toEqual([
          ...superuser,
          expect.stringMatching(/^error +migrations .*npm run db:migrate/),
        ]);
      } finally {
        await testDb().execute(sql.raw(`drop database ${empty.pathname.slice(1)} with (force)`));
      }
      const older = { NEXTAUTH_URL: await answering(200, '{"database":"ok","version":"0.0.9"}') };
      expect((await told({ ...well, ...older })).lines).toEqual([
        ...superuser,
        expect.stringMatching(/^warning +public address .* serves version 0\.0\.9, this is /),
      ]);
      // Its mail server puts a mail off at each try.
      await testDb().execute(sql`insert into outbox (kind, receiver, language, params, created_at, due_at)
        values ('trial', 'a@test.example', 'da', '{}', now() - interval '20 minutes', now() + interval '10 minutes')`);
      expect((await told(well)).lines).toEqual([
        ...superuser,
        expect.stringMatching(/^warning +outbox +1 mail is older than 15 minutes and not sent/),
      ]);
      expect((await told({ ...well, BACKUP_DIR: join(folder, "none"), SMTP_URL: "" })).lines).toEqual([
        ...superuser,
        expect.stringMatching(/^warning +backup +none in/),
        expect.stringMatching(/^warning +backup encryption +not encrypted/),
        expect.stringMatching(/^warning +mail +SMTP_URL is not set/),
      ]);
    } finally {
      await mails.close();
    }
  },
);
