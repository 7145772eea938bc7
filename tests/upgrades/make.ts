/**
 * Makes the dump of this version that `tests/server/upgrades.test.ts` migrates from then on: `npm run db:dump`, which a
 * release does by itself (scripts/release.mjs). Another folder than tests/upgrades may be named. A small world with every table in use, on a database of its own on the server of TEST_DATABASE_URL.
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { openPostgres } from "@/db/client";
import { CASE_STATES, CASE_TYPES } from "@/lib/domain/vocabulary";
import { performAction } from "@/lib/server/cases/bulk";
import { openCase } from "@/lib/server/cases/cases";
import { importCases } from "@/lib/server/imports/import-file";
import { logRead } from "@/lib/server/kernel/case-reads";
import { createWebhook } from "@/lib/server/events/webhooks";
import { rowsOf } from "@/lib/server/kernel/sql";
import { undoOperation } from "@/lib/server/operations/undo";
import { askForAccess } from "@/lib/server/people/access-requests";
import { linkIdentity } from "@/lib/server/people/identities";
import { logIn } from "@/lib/server/people/login";
import { beginSecondFactor, switchOnSecondFactor } from "@/lib/server/people/second-factor";
import { startSession } from "@/lib/server/people/sessions";
import { createToken } from "@/lib/server/people/tokens";
import { createUser } from "@/lib/server/people/users";
import { bringReferenceData } from "@/lib/server/seeding/reference-data";
import { createView } from "@/lib/server/views/views";
import { newDatabase } from "../bench/world";
import { shownCode } from "../support/authenticator";
import { fillDatabase, testDb, testDbFor } from "../support/database";
import {
  aGroup,
  aProject,
  aWorld,
  ctxOf,
  FIELDS,
  lead,
  NOW,
  PASSWORD,
  someCases,
} from "../support/factories";

async function fill() {
  const world = await aWorld();
  const { installer, dso, admin } = world;
  await createWebhook(ctxOf(admin), { organisationId: dso.organisation?.id, url: "https://erp.example/" });
  const projectId = await aProject(installer, world.gridArea, "Havnen");
  for (const caseType of CASE_TYPES) {
    const groupId = await aGroup(installer, projectId, caseType);
    const cases = await someCases(installer, groupId, caseType, 2 * CASE_STATES.length);
    const ids = cases.map(({ id }) => id);
    for (const [n, state] of CASE_STATES.entries()) await lead(world, ids.slice(2 * n, 2 * n + 2), state);
  }
  const selection = { projectId, filter: {} };
  const params = { set: { connectionPoint: "Skab 2" } };
  const edited = await performAction(
    { ...ctxOf(dso), once: { key: "edit", requestHash: "h", keep: () => "200 {}" } },
    { action: "edit", params, selection, onBlocked: "skip" },
  );
  await undoOperation(ctxOf(dso), edited.operationId ?? "");
  const groupId = await aGroup(installer, projectId);
  const file = new TextEncoder().encode("Vejnavn;Husnr.;Postnr.\nNygade;1;2740\nNygade;;2740\n");
  const choices = { fields: FIELDS.apartment, acceptWarnings: true, onError: "skip" };
  await importCases(ctxOf(installer), groupId, { name: "adresser.csv", bytes: file }, choices);
  const [own] = await rowsOf<{ id: string }>(testDb(), sql`select id from cases limit 1`);
  const reader = ctxOf(dso);
  const writes: Promise<void>[] = [];
  await openCase({ ...reader, seen: (read) => writes.push(logRead(reader, read)) }, own?.id ?? "");
  await Promise.all(writes);
  const application = {
    ...{ company: "Elfirma Syd", cvr: "10150817", authorisation: "EFA-1" },
    name: "Sif Syd",
  };
  const from = { address: "192.0.2.1", language: "da" } as const;
  await askForAccess(testDbFor(null), NOW, { ...application, email: "sif@test.example" }, from);
  await createUser(ctxOf(admin), { name: "Asta Admin", email: "asta@test.example", role: "admin" });
  await createView(ctxOf(dso), { name: "Afventer", shared: true, filter: { state: ["submitted"] } });
  await bringReferenceData(testDb(), {
    dsos: [{ name: "Nordnet", gln: "5790000000001" }],
    areas: [{ code: "998", name: "Nord", dso: "5790000000001", priceArea: "DK1", isActive: true }],
    postcodes: [{ postcode: "9990", town: "Skagen" }],
  });
  await startSession(testDb(), NOW, installer, null);
  await createToken(ctxOf(installer), { name: "ERP", password: PASSWORD });
  const proven = { issuer: "https://login.example", subject: "1", email: null, roles: null, cvr: undefined };
  await linkIdentity(ctxOf(installer), proven);
  await logIn(testDb(), NOW, { email: installer.email, password: PASSWORD, address: "192.0.2.1" });
  const { secret } = await beginSecondFactor(ctxOf(installer), { password: PASSWORD });
  await switchOnSecondFactor(ctxOf(installer), { code: shownCode(secret, NOW) });
}

/** The tables without rows, which no upgrade would be tried with. */
async function emptyTables(): Promise<string[]> {
  const tables = await rowsOf<{ name: string }>(
    testDb(),
    sql`select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const empty: string[] = [];
  for (const { name } of tables) {
    const found = await rowsOf(testDb(), sql`select from ${sql.identifier(name)} limit 1`);
    if (found.length === 0) empty.push(name);
  }
  return empty;
}

/** As SQL that any PostgreSQL and PGlite read: without the settings of the program that wrote it. */
function dumpOf(url: string): string {
  const args = ["--no-owner", "--rows-per-insert=200", url];
  const text = execFileSync("pg_dump", args, { encoding: "utf8", maxBuffer: 100_000_000 });
  return text
    .slice(text.indexOf("\nCREATE "))
    .replace(/^\\unrestrict .*$/m, "")
    .replaceAll(/^(ALTER DEFAULT PRIVILEGES) FOR ROLE \S+/gm, "$1");
}

async function main() {
  const [folder = "tests/upgrades"] = process.argv.slice(2);
  const { version } = JSON.parse(readFileSync("package.json", "utf8"));
  const { url, drop } = await newDatabase();
  const opened = await openPostgres(url);
  fillDatabase(opened);
  try {
    await fill();
    const empty = await emptyTables();
    if (empty.length > 0) throw new Error(`there is nothing in ${empty.join(", ")}`);
    const path = join(folder, `${version}.sql.gz`);
    writeFileSync(path, gzipSync(dumpOf(url), { level: 9 }));
    process.stdout.write(`${path} is written.\n`);
  } finally {
    await opened.close();
    await drop();
  }
}

main().then(
  () => process.exit(),
  (error: Error) => {
    process.stderr.write(`No dump was made: ${error.stack}\n`);
    process.exit(1);
  },
);
