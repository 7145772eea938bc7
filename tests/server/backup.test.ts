import { spawn, spawnSync } from "node:child_process";
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { once } from "node:events";
import fs, { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { sql } from "drizzle-orm";
import { backupName, type Manifest, readDump, readManifest, writeBackup } from "@/db/backup/backup-file";
import { dumpPostgres, holdsTables, restorePostgres } from "@/db/backup/postgres-backup";
import { migratePostgres, openPostgres } from "@/db/client";
import { endExchange } from "@/db/embedded";
import { makeFolder } from "@/db/folder";
import { performAction } from "@/lib/server/cases/bulk";
import { wrongCounts } from "@/lib/server/cases/kept-counts";
import { rowsOf } from "@/lib/server/kernel/sql";
import { isPostgres, testDb, testOfConnections } from "../support/database";
import { aProjectWithCases, ctxOf } from "../support/factories";
import { PG_DUMP, testWith } from "../support/programs";

jest.setTimeout(240_000);

const folder = mkdtempSync(join(tmpdir(), "projekter-backup-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const keys = generateKeyPairSync("rsa", { modulusLength: 2048 });
const keyFile = (name: string, pem: string | Buffer) => {
  writeFileSync(join(folder, name), pem);
  return join(folder, name);
};
const publicKey = keyFile("public.pem", keys.publicKey.export({ type: "spki", format: "pem" }));
const privateKey = keyFile("private.pem", keys.privateKey.export({ type: "pkcs8", format: "pem" }));
const others = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
const strangeKey = keyFile("strange.pem", others.export({ type: "pkcs8", format: "pem" }));

const version = "1.2.3";
const fileOf = (name: string) => join(folder, `${name}.backup`);
function save(name: string, key?: string) {
  const url = new URL(globalThis.projekterTestUrl ?? "");
  // A parameter of the driver, as an address may have.
  url.searchParams.set("statement_timeout", "5000");
  return dumpPostgres(url.href, ({ dump, ...found }) =>
    writeBackup(fileOf(name), { ...found, kind: "postgresql" }, dump, { version, publicKey: key }),
  );
}
async function restore(url: string, file: string, key?: string) {
  const read = await readManifest(file);
  await restorePostgres(url, await readDump(file, read, key), read.manifest.contents);
}
const message = (work: Promise<unknown>) =>
  work.then(
    () => "went well",
    (error: Error) => error.message,
  );

/** A copy of a backup with another first line. */
function retold(file: string, name: string, change: (manifest: Manifest) => void) {
  const bytes = readFileSync(file);
  const end = bytes.indexOf(10) + 1;
  const manifest = JSON.parse(bytes.subarray(0, end).toString());
  change(manifest);
  writeFileSync(
    fileOf(name),
    Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), bytes.subarray(end)]),
  );
  return fileOf(name);
}

/** An empty database beside the test's own; `drop` it afterwards. */
async function emptyDatabase() {
  const name = `projekter_test_${randomBytes(6).toString("hex")}`;
  await testDb().execute(sql.raw(`create database ${name}`));
  const url = new URL(globalThis.projekterTestUrl ?? "");
  url.pathname = `/${name}`;
  return {
    url: url.href,
    drop: () => testDb().execute(sql.raw(`drop database ${name} with (force)`)),
  };
}

/** Takes the policies' force from all tables of a database. */
async function unfenced(url: string) {
  const { db, close } = await openPostgres(url);
  await db
    .execute(
      sql`do $$ declare name text; begin
        for name in select oid::regclass::text from pg_class where relforcerowsecurity
        loop execute format('alter table %s no force row level security', name); end loop; end $$`,
    )
    .finally(close);
}

/** The number of cases and of their events in a database. */
async function counted(url: string) {
  const { db, close } = await openPostgres(url);
  try {
    const [row] = await rowsOf<{ cases: number; events: number; wrong: number }>(
      db,
      sql`select (select count(*)::int from cases) as cases, (select count(*)::int from history_events) as events`,
    );
    return { ...row, wrong: (await wrongCounts(db)).length };
  } finally {
    await close();
  }
}

const WHY_DIRECT = "the dump must see what its snapshot sees, so it asks the server itself";
const isDirect = isPostgres() && !globalThis.isThroughPooler;
const onConnections = isDirect ? testWith(PG_DUMP) : testOfConnections(WHY_DIRECT);

onConnections("a database that is written to is saved as of one moment, and comes back whole", async () => {
  const { dso, ids } = await aProjectWithCases(40);
  let isSaved = false;
  const busy = (async () => {
    for (let n = 0; !isSaved || n < 5; n += 1)
      await performAction(ctxOf(dso), {
        action: "edit",
        params: { set: { connectionPoint: `Skab ${n}` } },
        selection: { ids },
      });
  })();
  const { contents } = await save("busy").finally(() => {
    isSaved = true;
  });
  await busy;
  const target = await emptyDatabase();
  try {
    expect(await holdsTables(target.url)).toBe(false);
    await restore(target.url, fileOf("busy"));
    expect(await holdsTables(target.url)).toBe(true);
    expect(await counted(target.url)).toEqual({
      cases: contents["public.cases"]?.rows,
      events: contents["public.history_events"]?.rows,
      wrong: 0,
    });
    // What stands is a database like the first: it is saved and restored over itself.
    await dumpPostgres(target.url, async ({ dump, contents: again }) => {
      await finished(dump.resume());
      expect(again).toEqual(contents);
    });
    await restore(target.url, fileOf("busy"));
  } finally {
    await target.drop();
  }
});

onConnections("what a superuser restores belongs to the owner of the database, who can save it", async () => {
  await aProjectWithCases(3);
  await save("owned");
  const target = await emptyDatabase();
  const owner = `projekter_test_${randomBytes(6).toString("hex")}`;
  const url = new URL(target.url);
  try {
    await testDb().execute(sql.raw(`create role ${owner} login password 'of-the-owner'`));
    await testDb().execute(sql.raw(`alter database ${url.pathname.slice(1)} owner to ${owner}`));
    // Over what an earlier version restored as the superuser's own.
    await migratePostgres(target.url);
    await restore(target.url, fileOf("owned"));
    Object.assign(url, { username: owner, password: "of-the-owner" });
    const saved = await dumpPostgres(url.href, async ({ dump, contents }) => {
      await finished(dump.resume());
      return contents;
    });
    expect(saved).toEqual((await readManifest(fileOf("owned"))).manifest.contents);
    await testDb().execute(sql.raw(`revoke projekter_admin from ${owner}`));
    expect(await message(dumpPostgres(url.href, async () => {}))).toMatch(/sees no rows of companies/);
    // As in a database from before the policies.
    await unfenced(target.url);
    expect(await message(dumpPostgres(url.href, async () => {}))).toBe("went well");
  } finally {
    await target.drop();
    await testDb().execute(sql.raw(`drop role if exists ${owner}`));
  }
});

onConnections("a backup that is not what was saved changes nothing", async () => {
  await aProjectWithCases(3);
  await save("good", publicKey);
  const good = readFileSync(fileOf("good"));
  const end = good.indexOf(10) + 1;
  const target = await emptyDatabase();
  const changed = (name: string, bytes: Buffer) => {
    writeFileSync(fileOf(name), bytes);
    return fileOf(name);
  };
  const flipped = Buffer.from(good);
  flipped.writeUInt8(flipped.readUInt8(end + 2_000) ^ 1, end + 2_000);
  const manifest = JSON.parse(good.subarray(0, end).toString());
  manifest.contents["public.users"].hash = "1";
  const other = Buffer.concat([Buffer.from(`${JSON.stringify(manifest)}\n`), good.subarray(end)]);
  try {
    await restore(target.url, fileOf("good"), privateKey);
    const before = await counted(target.url);
    for (const [file, key, told] of [
      [changed("flipped", flipped), privateKey, /is cut off, or was changed/],
      [changed("cut", good.subarray(0, -3_000)), privateKey, /is cut off, or was changed/],
      [changed("short", good.subarray(0, end + 5)), privateKey, /is cut off/],
      [changed("other", other), privateKey, /the table public\.users does not hold what was saved/],
      [fileOf("good"), strangeKey, /does not open this backup/],
      [fileOf("good"), undefined, /BACKUP_PRIVATE_KEY/],
      [fileOf("good"), join(folder, "none.pem"), /none\.pem cannot be read/],
      [privateKey, undefined, /is no backup of Projekter/],
      [join(folder, "none"), undefined, /cannot be read/],
      [changed("newer", Buffer.from('{"projekter":"9","format":2}\n')), undefined, /made by Projekter 9/],
    ] as const)
      expect([file, await message(restore(target.url, file, key))]).toEqual([
        file,
        expect.stringMatching(told),
      ]);
    expect(await counted(target.url)).toEqual(before);
  } finally {
    await target.drop();
  }
});

onConnections(
  "a backup of a newer version replaces nothing, and what did replace something says so",
  async () => {
    const { ids } = await aProjectWithCases(3);
    const [newer, target] = [await emptyDatabase(), await emptyDatabase()];
    try {
      await save("known");
      await restore(newer.url, fileOf("known"));
      // It has the tables, and no cases.
      await migratePostgres(target.url);
      const { db, close } = await openPostgres(newer.url);
      await db
        .execute(sql`insert into drizzle.__drizzle_migrations (hash, created_at) values ('a later one', 0)`)
        .finally(close);
      await dumpPostgres(newer.url, ({ dump, ...found }) =>
        writeBackup(fileOf("later"), { ...found, kind: "postgresql" }, dump, {
          version,
          publicKey: undefined,
        }),
      );
      const onTarget = { DATABASE_URL: target.url };
      expect(run("restore", [fileOf("later"), "--replace"], onTarget)).toEqual([
        1,
        expect.stringMatching(
          /^Nothing was restored: .* holds migrations unknown to this program: it was made by Projekter 1\.2\.3/,
        ),
      ]);
      expect((await counted(target.url)).cases).toBe(0);
      // As backups were before they said.
      const untold = retold(fileOf("later"), "untold", (told) => {
        delete told.migrations;
      });
      expect(run("restore", [untold, "--replace"], onTarget)).toEqual([
        1,
        expect.stringMatching(
          /^The backup was restored, but could not be migrated: .*holds 1 migration unknown to this program/,
        ),
      ]);
      expect((await counted(target.url)).cases).toBeGreaterThanOrEqual(ids.length);
    } finally {
      for (const { drop } of [newer, target]) await drop();
    }
  },
);

onConnections("what fails leaves no half a backup behind", async () => {
  expect(await message(save("keyless", join(folder, "none.pem")))).toMatch(/none\.pem cannot be read/);
  expect(await message(save("keyless", privateKey))).toMatch(/BACKUP_PUBLIC_KEY: .* holds a private key/);
  const elliptic = join(folder, "elliptic.pem");
  const { publicKey: curve } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  writeFileSync(elliptic, curve.export({ type: "spki", format: "pem" }));
  for (const wrong of [elliptic, __filename])
    expect(await message(save("keyless", wrong))).toMatch(/BACKUP_PUBLIC_KEY: .* is no public RSA key/);
  expect(readdirSync(folder).filter((name) => name.startsWith("keyless"))).toEqual([]);
});

test.each([
  ["the write", ["write", "writev"], undefined],
  ["the write of an encrypted one", ["write", "writev"], publicKey],
  ["the flush", ["fsync"], undefined],
] as const)("a backup is none where the disk refuses %s", async (_, calls, key) => {
  const refused = mkdtempSync(join(folder, "refused-"));
  const spies = calls.map((call) =>
    jest.spyOn(fs, call).mockImplementation(((...args: unknown[]) => {
      setImmediate(args.at(-1) as (error: Error) => void, new Error("no space left on device"));
    }) as never),
  );
  const told = await message(
    writeBackup(
      join(refused, "full.backup"),
      { at: new Date().toISOString(), kind: "embedded", contents: {} },
      Readable.from([Buffer.from("a dump")]),
      { version, publicKey: key },
    ),
  );
  for (const spy of spies) spy.mockRestore();
  expect([told, readdirSync(refused)]).toEqual(["no space left on device", []]);
});

/** What a command of ours ended with and said. */
function run(name: string, args: string[], more: Record<string, string>) {
  const env = { ...process.env, BACKUP_DIR: join(folder, "kept"), BACKUP_KEEP_DAYS: "7", ...more };
  const { status, stdout, stderr } = spawnSync(
    "node",
    ["scripts/run.mjs", "tsx", `scripts/${name}.ts`, ...args],
    { env },
  );
  return [status, `${stdout}${stderr}`.trim()];
}

(isPostgres() ? test.skip : test)("the embedded database is saved and comes back whole", async () => {
  const from = { DATABASE_URL: "", DATA_DIR: join(folder, "from"), BACKUP_PUBLIC_KEY: publicKey };
  const to = { DATABASE_URL: "", DATA_DIR: join(folder, "to"), BACKUP_PRIVATE_KEY: privateKey };
  expect(run("backup", [], from)).toEqual([1, expect.stringContaining("there is no database in")]);
  expect(run("migrate", [], from)[0]).toBe(0);
  expect(run("backup", [], from)).toEqual([0, expect.stringContaining("0 cases, 0 events")]);
  expect(run("backup", [], { ...from, BACKUP_DIR: "/proc/none" })).toEqual([
    1,
    expect.stringContaining("BACKUP_DIR is no folder that can be used"),
  ]);
  for (const file of [privateKey, join(privateKey, "within")]) expect(() => makeFolder(file)).toThrow();
  const file = join(folder, "kept", readdirSync(join(folder, "kept"))[0] ?? "");
  const { contents } = (await readManifest(file)).manifest;
  expect(contents["public.postcodes"]?.rows).toBeGreaterThan(1_000);
  const other = retold(file, "other-embedded", (told) => {
    Object.assign(told.contents["public.postcodes"] ?? {}, { hash: "1" });
  });
  expect(run("restore", [other], to)).toEqual([1, expect.stringContaining("does not hold what was saved")]);
  expect(readdirSync(to.DATA_DIR).filter((name) => name.startsWith("database"))).toEqual([]);
  expect(run("restore", [file], to)).toEqual([0, expect.stringMatching(/^Restored as of/)]);
  expect(run("restore", [file], to)).toEqual([1, expect.stringContaining("not empty")]);
  expect(run("restore", [file, "--replace"], to)[0]).toBe(0);
  const newer = retold(file, "newer-embedded", (told) => told.migrations?.push("a later one"));
  expect(run("restore", [newer, "--replace"], to)).toEqual([
    1,
    expect.stringMatching(/^Nothing was restored: .* holds migrations unknown to this program/),
  ]);
  // What is beside the mark of a database that was not made to its end is never taken for the restored one.
  writeFileSync(join(to.DATA_DIR, "database.unfinished"), "");
  expect(run("restore", [file, "--replace"], to)[0]).toBe(0);
  // What was restored is saved with the same rows.
  expect(run("backup", [], { ...to, BACKUP_DIR: join(folder, "again") })[0]).toBe(0);
  const again = join(folder, "again", readdirSync(join(folder, "again"))[0] ?? "");
  expect((await readManifest(again)).manifest.contents).toEqual(contents);
});

test.each([
  ["nothing was moved", ["database", "database.restoring"], "database", ""],
  [
    "between the two moves",
    ["database.restoring", "database.replaced"],
    "database.restoring",
    "the restored database has its place now",
  ],
  [
    "after a move that failed",
    ["database.replaced"],
    "database.replaced",
    "the database from before it is back; restore again",
  ],
  ["before the old one was removed", ["database", "database.replaced"], "database", ""],
])("a restore that was killed (%s) is ended by whoever comes next", (_, found, kept, says) => {
  const dataDir = mkdtempSync(join(folder, "killed-"));
  for (const name of found) {
    mkdirSync(join(dataDir, name));
    writeFileSync(join(dataDir, name, "was"), name);
  }
  const told = jest.spyOn(process.stderr, "write").mockReturnValue(true);
  endExchange(dataDir);
  const lines = told.mock.calls.map(([line]) => String(line));
  told.mockRestore();
  expect(readdirSync(dataDir)).toEqual(["database"]);
  expect(readFileSync(join(dataDir, "database", "was"), "utf8")).toBe(kept);
  expect(lines).toEqual(says ? [`A restore in ${dataDir} was interrupted: ${says}.\n`] : []);
});

onConnections("a dump that failed is no backup, and the older ones stay", async () => {
  const DATABASE_URL = globalThis.projekterTestUrl ?? "";
  const BACKUP_DIR = join(folder, "failed");
  const programs = join(folder, "programs");
  for (const one of [BACKUP_DIR, programs]) mkdirSync(one);
  const old = "projekter-2020-01-01T000000Z.backup";
  writeFileSync(join(BACKUP_DIR, old), "");
  // It has written much before it finds what it cannot read.
  const failing =
    "#!/bin/sh\nhead -c 200000 /dev/zero\necho 'pg_dump: error: permission denied for sequence' >&2\nexit 1\n";
  writeFileSync(join(programs, "pg_dump"), failing, { mode: 0o755 });
  const PATH = `${programs}:${process.env.PATH}`;
  expect(run("backup", [], { DATABASE_URL, BACKUP_DIR, PATH })).toEqual([
    1,
    expect.stringContaining("permission denied for sequence"),
  ]);
  const user = `serving_${randomBytes(4).toString("hex")}`;
  const url = new URL(DATABASE_URL);
  [url.username, url.password] = [user, "of-the-test"];
  await testDb().execute(sql.raw(`create role ${user} login password 'of-the-test'`));
  try {
    await testDb().execute(sql.raw(`grant projekter_app, projekter_admin to ${user}`));
    expect(run("backup", [], { DATABASE_URL: url.href, BACKUP_DIR })).toEqual([
      1,
      expect.stringMatching(new RegExp(`${user} does not own \\S+; back up as the owner`)),
    ]);
  } finally {
    await testDb().execute(sql.raw(`drop role ${user}`));
  }
  expect(readdirSync(BACKUP_DIR)).toEqual([old]);
});

onConnections("what stopped backups wrote is removed, and what killed ones left after a day", async () => {
  const BACKUP_DIR = join(folder, "stopped");
  const programs = join(folder, "endless");
  for (const one of [BACKUP_DIR, programs]) mkdirSync(one);
  const young = `${backupName(new Date())}.partial`;
  const strange = "somebody's.backup.partial";
  const found = [young, strange, "projekter-2020-01-01T000000Z.backup.partial"];
  for (const name of found) writeFileSync(join(BACKUP_DIR, name), "");
  // It has written something, and then waits.
  const endless = "#!/bin/sh\nhead -c 200000 /dev/zero\nexec sleep 120\n";
  writeFileSync(join(programs, "pg_dump"), endless, { mode: 0o755 });
  const env = {
    ...process.env,
    ...{ DATABASE_URL: globalThis.projekterTestUrl ?? "", BACKUP_DIR, BACKUP_KEEP_DAYS: "" },
    PATH: `${programs}:${process.env.PATH}`,
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    const backup = spawn("node", ["scripts/run.mjs", "tsx", "scripts/backup.ts"], { env });
    const closed = once(backup, "close");
    let said = "";
    backup.stderr.on("data", (text) => {
      said += text;
    });
    while (readdirSync(BACKUP_DIR).every((name) => found.includes(name)) && backup.exitCode === null)
      await new Promise((resolve) => setTimeout(resolve, 50));
    backup.kill(signal);
    expect([await closed, said]).toEqual([
      [1, null],
      `The database could not be saved: interrupted by ${signal}\n`,
    ]);
    expect(readdirSync(BACKUP_DIR).toSorted()).toEqual([young, strange].toSorted());
  }
});

onConnections("the commands say in one line what they did, or why not", async () => {
  const target = await emptyDatabase();
  try {
    expect(run("backup", [], { DATABASE_URL: globalThis.projekterTestUrl ?? "" })).toEqual([
      0,
      expect.stringMatching(/\.backup: \d+ cases, \d+ events, \d+ bytes, not encrypted, \d+ s$/),
    ]);
    const [name = ""] = readdirSync(join(folder, "kept"));
    const old = "projekter-2020-01-01T000000Z.backup";
    writeFileSync(join(folder, "kept", old), "");
    writeFileSync(join(folder, "kept", "a file of somebody's"), "");
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(run("backup", [], { DATABASE_URL: globalThis.projekterTestUrl ?? "" })[1]).toContain(
      `${old} deleted`,
    );
    expect(readdirSync(join(folder, "kept"))).toEqual(expect.arrayContaining([name, "a file of somebody's"]));
    const file = join(folder, "kept", name);
    expect(run("restore", [file], { DATABASE_URL: target.url })).toEqual([
      0,
      expect.stringMatching(/^Restored as of/),
    ]);
    expect(run("restore", [file], { DATABASE_URL: target.url })).toEqual([
      1,
      expect.stringContaining("not empty"),
    ]);
    expect(run("restore", [file, "--replace"], { DATABASE_URL: target.url })[0]).toBe(0);
    expect(run("restore", [], { DATABASE_URL: target.url })).toEqual([
      1,
      expect.stringContaining("name one file"),
    ]);
    expect(run("restore", [file], { DATABASE_URL: "" })).toEqual([
      1,
      expect.stringContaining("DATABASE_URL"),
    ]);
  } finally {
    await target.drop();
  }
});
