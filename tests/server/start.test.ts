import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import type { openPostgres } from "@/db/client";
import { lockDirectory } from "@/db/directory-lock";
import { folderFault } from "@/db/embedded";
import { failureLine, mayComeBack } from "@/db/failure";
import { postcodes } from "@/db/schema";
import { openToServe } from "@/db/start";
import { isPostgres, testDb, testOfConnections } from "../support/database";

const SECRET = "hemmeligt-kodeord";
const shared = globalThis as { projekterDatabase?: unknown };

/** What starting comes to: the exit code, if it ends the process, and what it says. */
async function start(settings: Partial<Parameters<typeof openToServe>[0]>) {
  shared.projekterDatabase = undefined;
  const said: string[] = [];
  const write = jest.spyOn(process.stderr, "write").mockImplementation((text) => said.push(String(text)) > 0);
  const log = jest.spyOn(console, "error").mockImplementation(() => {});
  let code: unknown;
  const exit = jest.spyOn(process, "exit").mockImplementation((given) => {
    code ??= given;
    throw new Error("ended");
  });
  await openToServe({ DATA_DIR: "/nowhere", ...settings }).catch((error) => {
    if (code === undefined) throw error;
  });
  for (const spy of [write, log, exit]) spy.mockRestore();
  await (shared.projekterDatabase as ReturnType<typeof openPostgres> | undefined)
    ?.then(({ close }) => close())
    .catch(() => {});
  return [code, said.join("")];
}

test("a folder in use, or one that cannot be written to, ends the start with one line", async () => {
  const directory = mkdtempSync(join(tmpdir(), "projekter-start-"));
  const unlock = await lockDirectory(directory);
  expect(await start({ DATA_DIR: directory })).toEqual([
    1,
    expect.stringMatching(
      /^The embedded database in \S+ is in use by process \d+ on \S+, says \S+\/lock\. .+\.\n$/,
    ),
  ]);
  unlock();
  writeFileSync(join(directory, "file"), "");
  for (const [name, code] of [
    ["file", "EEXIST"],
    ["file/folder", "ENOTDIR"],
  ] as const) {
    const folder = join(directory, name);
    const line = `The folder ${folder} cannot be used (${code}). Make it one that this user may write to, or set DATA_DIR to another.\n`;
    expect(await start({ DATA_DIR: folder })).toEqual([1, line]);
  }
  rmSync(directory, { recursive: true });
});

test("a full disk is told as one, by PGlite's numbers as by the system's names", () => {
  const line = "The folder /data cannot be used (ENOSPC). Make room on its disk, or set DATA_DIR to another.";
  for (const error of [
    { name: "ErrnoError", errno: 51 },
    Object.assign(new Error("no space left"), { code: "ENOSPC", syscall: "write", errno: -28 }),
  ]) {
    expect(folderFault("/data", error)?.message).toBe(line);
  }
  expect(folderFault("/data", new Error("Aborted()"))).toBeUndefined();
});

test("an error of ours is told as it is", () => {
  const own = "the password must be at least 12 characters";
  expect(failureLine(new Error(own), "postgresql://db.example/cases")).toBe(own);
});

/** A server that answers nothing, or hangs up at once. */
async function aServer(isSilent: boolean) {
  const server = createServer((socket) => {
    socket.on("error", () => {});
    if (!isSilent) socket.end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { port: (server.address() as { port: number }).port, close: () => server.close() };
}

test("a server that is out of reach is told by cause and variable, and may come back", async () => {
  const { port, close } = await aServer(false);
  const url = `postgresql://me:${SECRET}@127.0.0.1:${port}/cases`;
  const [code, hungUp] = await start({ DATABASE_URL: url });
  expect([code, hungUp]).toEqual([
    undefined,
    expect.stringMatching(/^DATABASE_URL: 127\.0\.0\.1:\d+ ended the connection.*\n$/),
  ]);
  close();
  expect(await start({ DATABASE_URL: url })).toEqual([
    undefined,
    `DATABASE_URL: nothing listens at 127.0.0.1:${port}; is PostgreSQL running there? (ECONNREFUSED)\n`,
  ]);
  const nobody = await start({ DATABASE_URL: `postgresql://me:${SECRET}@no-such-host.invalid/cases` });
  expect(nobody[1]).toMatch(
    /^DATABASE_URL: the host no-such-host\.invalid is not known \((ENOTFOUND|EAI_AGAIN)\)\n$/,
  );
  for (const [address, sentence] of [
    ["/cases?host=/nowhere", "nothing listens at /nowhere; is PostgreSQL running there? (ENOENT)"],
    [
      "db.example/cases?sslrootcert=/nowhere/ca.pem",
      "it names a file that cannot be read: ENOENT: no such file or directory, open '/nowhere/ca.pem' (ENOENT)",
    ],
  ]) {
    expect(await start({ DATABASE_URL: `postgresql://${address}` })).toEqual([
      1,
      `DATABASE_URL: ${sentence}\n`,
    ]);
  }
});

test.each([
  [
    { code: "28P01", message: 'password authentication failed for user "me"' },
    "the user or the password is not accepted (28P01)",
    false,
  ],
  [
    { code: "28000", message: 'role "me" does not exist' },
    'the server refuses the user: role "me" does not exist (28000)',
    false,
  ],
  [
    { code: "3D000", message: 'database "cases" does not exist' },
    "the database cases does not exist; make it with: createdb cases (3D000)",
    false,
  ],
  [
    { code: "57P03", message: "the database system is starting up" },
    "the server is not ready: the database system is starting up (57P03)",
    true,
  ],
  [
    { code: "53300", message: "sorry, too many clients already" },
    "the server has no connection left for us (max_connections) (53300)",
    true,
  ],
  [
    { code: "53300", message: 'too many connections for role "me"' },
    "the user has no connection left, by a limit of its own (rolconnlimit); raise it: alter role USER connection limit NUMBER (53300)",
    true,
  ],
  [
    { code: "53300", message: 'too many connections for database "cases"' },
    "the database has no connection left, by a limit of its own (datconnlimit); raise it: alter database NAME connection limit NUMBER (53300)",
    true,
  ],
  [{ code: "53300", message: "for mange forbindelser" }, "for mange forbindelser (53300)", true],
  [
    { message: "timeout exceeded when trying to connect" },
    "db.example:6432 does not answer; is it the right host, and does a firewall let us through?",
    true,
  ],
  [
    { message: "The server does not support SSL connections" },
    "db.example:6432 offers no TLS, which sslmode asks for",
    false,
  ],
  [
    { code: "DEPTH_ZERO_SELF_SIGNED_CERT", message: "self-signed certificate" },
    "the TLS connection to db.example failed: self-signed certificate; Node.js does not know who signed its certificate: name the authority's in NODE_EXTRA_CA_CERTS or sslrootcert (DEPTH_ZERO_SELF_SIGNED_CERT)",
    false,
  ],
  [
    { code: "ERR_TLS_CERT_ALTNAME_INVALID", message: "Hostname/IP does not match certificate's altnames" },
    "the TLS connection to db.example failed: Hostname/IP does not match certificate's altnames (ERR_TLS_CERT_ALTNAME_INVALID)",
    false,
  ],
  [
    { code: "08P01", message: "unsupported startup parameter: lock_timeout" },
    "unsupported startup parameter: lock_timeout; a pooler must ignore our settings, and the user have them (docs/scale.md) (08P01)",
    false,
  ],
  [
    { message: "SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string" },
    "the server wants a password and none is given",
    false,
  ],
])("%j is a sentence", (fault, sentence, passing) => {
  const url = `postgresql://me:${SECRET}@db.example:6432/cases`;
  const error = Object.assign(new Error(), fault);
  const wrapped = Object.assign(new Error(`Failed query: select\nparams: ${SECRET}`), {
    query: "select",
    cause: error,
  });
  for (const given of [error, wrapped, new AggregateError([error])]) {
    expect(failureLine(given, url)).toBe(`DATABASE_URL: ${sentence}`);
    expect(mayComeBack(given)).toBe(passing);
  }
});

test("any other error is its own first line, without the statement and its values", () => {
  const cause = new Error("division by zero\nat line 1");
  const error = Object.assign(new Error(`Failed query: x params: ${SECRET}`), { query: "x", cause });
  expect(failureLine(error, "postgresql://h/d")).toBe("division by zero");
  expect(failureLine("thrown", undefined)).toBe("thrown");
});

const onPostgres = isPostgres() ? test : test.skip;

/** The address of this file's database with something changed. */
function at(change: (url: URL) => void) {
  const url = new URL(globalThis.projekterTestUrl ?? "");
  change(url);
  return url.href;
}

/** As `db:migrate` brings them. */
beforeAll(() => testDb().insert(postcodes).values({ postcode: "2740", town: "Skovlunde" }));

/** The tests log in as a superuser, who is told of at each start. */
const superuserLine = () =>
  `DATABASE_URL: ${new URL(globalThis.projekterTestUrl ?? "").username} is a superuser; a user of its own is safer (docs/operations.md).\n`;

testOfConnections("a pooler knows the users of its own file alone")(
  "who may go round the policies is told of, and a user who owns nothing is not",
  async () => {
    const user = `projekter_test_${randomBytes(6).toString("hex")}`;
    await testDb().execute(sql.raw(`create role ${user} login password '${SECRET}'`));
    const url = at((given) => {
      given.username = user;
      given.password = SECRET;
    });
    const roles = "projekter_app, projekter_installer, projekter_dso, projekter_admin";
    await testDb().execute(sql.raw(`grant ${roles} to ${user}`));
    await testDb().execute(sql.raw(`revoke projekter_dso from ${user}`));
    expect(await start({ DATABASE_URL: url })).toEqual([
      undefined,
      `DATABASE_URL: ${user} is no member of projekter_dso, so requests fail. As the owner run: grant projekter_dso to ${user} (docs/operations.md).\n`,
    ]);
    await testDb().execute(sql.raw(`grant projekter_dso to ${user}`));
    expect(await start({ DATABASE_URL: url, REFUSE_OWNER: "1" })).toEqual([undefined, ""]);
    await testDb().execute(sql.raw(`alter role ${user} bypassrls`));
    expect((await start({ DATABASE_URL: url }))[1]).toContain(`${user} may pass the policies of all tables`);
    await testDb().execute(sql.raw(`alter role ${user} nobypassrls`));
    await testDb().execute(
      sql.raw(`grant ${new URL(globalThis.projekterTestUrl ?? "").username} to ${user}`),
    );
    expect((await start({ DATABASE_URL: url }))[1]).toContain(`${user} owns the tables`);
    expect(await start({ DATABASE_URL: url, REFUSE_OWNER: "1" })).toEqual([
      1,
      expect.stringContaining(`${user} owns the tables`),
    ]);
    await testDb().execute(sql.raw(`drop role ${user}`));
    expect(await start({ DATABASE_URL: at(() => {}) })).toEqual([undefined, superuserLine()]);
    expect(await start({ DATABASE_URL: at(() => {}), REFUSE_OWNER: "1" })).toEqual([
      1,
      superuserLine().replace("\n", " The program ends, as REFUSE_OWNER is set.\n"),
    ]);
  },
);

testOfConnections("a pooler tells of a missing database in words of its own")(
  "a missing database",
  async () => {
    const url = at((given) => {
      given.pathname = "/nowhere";
    });
    expect(await start({ DATABASE_URL: url })).toEqual([
      1,
      "DATABASE_URL: the database nowhere does not exist; make it with: createdb nowhere (3D000)\n",
    ]);
  },
);

testOfConnections("there the settings are the pooler's")(
  "a connection without our settings is told of",
  async () => {
    const url = at((given) => {
      given.searchParams.set("lock_timeout", "0");
      given.searchParams.set("options", "-c jit=on");
    });
    expect(await start({ DATABASE_URL: url })).toEqual([
      undefined,
      `DATABASE_URL: connections come without our lock_timeout, jit; does a pooler ignore our settings? Set them for the user (docs/scale.md).\n${superuserLine()}`,
    ]);
  },
);

onPostgres("a database that a stopped db:migrate left without postcodes is told of", async () => {
  const taken = await testDb().delete(postcodes).returning();
  expect(await start({ DATABASE_URL: globalThis.projekterTestUrl ?? "" })).toEqual([
    undefined,
    `${superuserLine()}There are no postcodes and grid areas yet, so no project can be made. npm run db:migrate brings them.\n`,
  ]);
  await testDb().insert(postcodes).values(taken);
});

onPostgres("an empty database and a newer one", async () => {
  const given = globalThis.projekterTestUrl ?? "";
  const name = `projekter_test_${randomBytes(6).toString("hex")}`;
  const empty = at((url) => {
    url.pathname = `/${name}`;
  });
  await testDb().execute(sql.raw(`create database ${name}`));
  expect(await start({ DATABASE_URL: empty })).toEqual([
    1,
    "The database has not been migrated. Run: npm run db:migrate\n",
  ]);
  await testDb().execute(sql.raw(`drop database ${name} with (force)`));

  expect(await start({ DATABASE_URL: given })).toEqual([undefined, superuserLine()]);
  await testDb().execute(sql`insert into drizzle.__drizzle_migrations (hash) values ('from the future')`);
  expect(await start({ DATABASE_URL: given })).toEqual([
    undefined,
    expect.stringContaining("so it is newer"),
  ]);
  await testDb().execute(sql`delete from drizzle.__drizzle_migrations where id = 1`);
  expect(await start({ DATABASE_URL: given })).toEqual([
    1,
    expect.stringContaining("lacks 0000_initial and holds 1"),
  ]);
});
