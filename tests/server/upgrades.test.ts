import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { sql } from "drizzle-orm";
import { knownMigrations, migrate, migrationState } from "@/db/migrate";
import { performAction } from "@/lib/server/cases/bulk";
import { listCases } from "@/lib/server/cases/case-list";
import { wrongCounts } from "@/lib/server/cases/kept-counts";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";
import { checkUpgrade } from "@/lib/server/operating/upgrade-check";
import { undoOperation } from "@/lib/server/operations/undo";
import { listProjects } from "@/lib/server/projects/project-summaries";
import { version } from "@/package.json";
import { rawRows, runScript, testDb, testOfConnections } from "../support/database";
import { ctxOf } from "../support/factories";

const FOLDER = "tests/upgrades";
const DUMPS = readdirSync(FOLDER).filter((name) => name.endsWith(".sql.gz"));

/**
 * What the database is made of, a line each; the places of columns are those of their making. A check that was dumped and
 * read again has fewer brackets, »a and b and c« for »(a and b) and c«.
 */
const CATALOGUE = `
  select format('column %s.%s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
      pg_get_expr(adbin, adrelid)) as line
    from pg_attribute join pg_class c on c.oid = attrelid left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where relnamespace = 'public'::regnamespace and relkind = 'r' and attnum > 0 and not attisdropped
  union all select format('table %s %s %s', oid::regclass, relrowsecurity, relforcerowsecurity)
    from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
  union all select format('constraint %s %s %s', conrelid::regclass, conname, translate(pg_get_constraintdef(oid), '()', ''))
    from pg_constraint where connamespace = 'public'::regnamespace
  union all select indexdef from pg_indexes where schemaname = 'public'
  union all select format('policy %s', p) from pg_policies p
  union all select pg_get_triggerdef(t.oid) from pg_trigger t where not tgisinternal
  union all select format('%s %s', pg_get_functiondef(p.oid), has_function_privilege('projekter_app', p.oid, 'execute'))
    from pg_proc p where pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')
  union all select format('grant %s %s %s', grantee, table_name, privilege_type)
    from information_schema.role_table_grants where table_schema = 'public' and grantee like 'projekter%'
  union all select format('grant %s %s.%s %s', grantee, table_name, column_name, privilege_type)
    from information_schema.role_column_grants where table_schema = 'public' and grantee like 'projekter%'
  order by 1`;
const catalogue = async () => (await rawRows<{ line: string }>(CATALOGUE)).map(({ line }) => line);

/** Puts a dump in the place of everything that is there. */
async function restore(dump: string): Promise<void> {
  const text = gunzipSync(readFileSync(join(FOLDER, dump))).toString();
  await runScript(`begin; drop schema public cascade; drop schema drizzle cascade; create schema public;
    grant usage on schema public to public;
    set local search_path = ''; set local check_function_bodies = off; set local client_min_messages = warning;
    ${text} commit;`);
}

/** A user of the dump, as a log-in would make an actor of it. */
async function actorWhere(condition: ReturnType<typeof sql>): Promise<Actor> {
  const [user] = await rowsOf<Actor>(
    testDb(),
    sql`select u.id, u.name, u.email, u.role, u.session_version as "sessionVersion",
        json_build_object('id', o.id, 'kind', o.kind, 'name', o.name) as organisation
      from users u join organisations o on o.id = u.organisation_id where ${condition} order by u.email limit 1`,
  );
  if (!user) throw new Error("there is no such user");
  return { ...user, sessionId: null, scope: "write" } as Actor;
}

const numberOf = async () =>
  rowsOf(
    testDb(),
    sql`select (select count(*) from cases)::int as cases, (select count(*) from history_events)::int as events,
    (select count(*) from operations)::int as operations, (select count(*) from projects)::int as projects`,
  );

testOfConnections("it makes a database of its own")("a dump of this version has rows in every table", () => {
  const folder = mkdtempSync(join(tmpdir(), "projekter-dump-"));
  const made = spawnSync("node", ["scripts/run.mjs", "tsx", "tests/upgrades/make.ts", folder], {
    encoding: "utf8",
    // It takes the server, not the database, from the address.
    env: { ...process.env, TEST_DATABASE_URL: globalThis.projekterTestUrl },
  });
  expect([made.stderr, made.status]).toEqual(["", 0]);
  expect(gunzipSync(readFileSync(join(folder, `${version}.sql.gz`))).toString()).toContain(
    "INSERT INTO public.views",
  );
  rmSync(folder, { recursive: true });
});

let made: string[];
beforeAll(async () => {
  made = await catalogue();
});

test("there is a dump of a version to upgrade from", () => {
  expect(DUMPS).not.toEqual([]);
});

test("what an upgrade would do is told before, and changes nothing", async () => {
  await restore("0.1.0.sql.gz");
  await rawRows("analyze cases");
  const opened = { db: testDb(), migrations: () => migrationState(testDb(), knownMigrations()) };
  const folder = mkdtempSync(join(tmpdir(), "projekter-upgrade-"));
  const look = () => checkUpgrade(opened, { BACKUP_DIR: folder });
  const before = await look();
  const { missing } = await opened.migrations();
  expect(before.slice(0, -3).map(({ about }) => about)).toEqual(missing.map(({ name }) => name));
  const lineOf = (about: string) => before.find((one) => one.about === about);
  expect(lineOf("0038_cheaper_writes")?.line).toMatch(
    /^writes cases \(\d+ rows\) anew; makes indexes on cases \(\d+ rows\)$/,
  );
  expect([lineOf("time")?.state, lineOf("backup")?.state, lineOf("way back")?.state]).toEqual([
    "ok",
    "error",
    "ok",
  ]);
  writeFileSync(join(folder, "projekter-2026-01-01T000000Z.backup"), '{"projekter":"0.1.0","format":1}\nx');
  expect((await look()).map(({ state }) => state)).not.toContain("error");
  expect((await opened.migrations()).missing).toEqual(missing);
  await migrate(testDb());
  expect(await look()).toEqual([expect.objectContaining({ about: "migrations", state: "ok" })]);
  rmSync(folder, { recursive: true });
});

test.each(DUMPS)("%s is migrated, has what a new database has, and works", async (dump) => {
  await restore(dump);
  expect((await migrationState(testDb(), knownMigrations())).state).toMatch(/^(current|behind)$/);
  const before = await numberOf();
  await migrate(testDb());
  expect((await migrationState(testDb(), knownMigrations())).state).toBe("current");
  expect(await catalogue()).toEqual(made);
  expect(await numberOf()).toEqual(before);
  expect(await wrongCounts(testDb())).toEqual([]);

  const [some] = await rowsOf<{ projectId: string; installerId: string; dsoId: string; n: number }>(
    testDb(),
    sql`select project_id as "projectId", min(installer_id::text) as "installerId", dso_id as "dsoId", count(*)::int as n
      from cases group by project_id, dso_id order by n desc limit 1`,
  );
  if (!some) throw new Error("there are no cases");
  const installer = await actorWhere(sql`u.id = ${some.installerId}::uuid`);
  const dso = await actorWhere(sql`u.organisation_id = ${some.dsoId}::uuid`);
  const { projects } = await listProjects(ctxOf(installer), {});
  expect(projects.map(({ id }) => id)).toContain(some.projectId);
  const submitted = async () =>
    (await listCases(ctxOf(installer), some.projectId, { state: "submitted" })).cases.map(
      ({ id, version }) => ({ id, version }),
    );
  expect((await listCases(ctxOf(installer), some.projectId, {})).total).toBe(some.n);

  const first = await submitted();
  expect(first.length).toBeGreaterThan(0);
  const { operationId } = await performAction(ctxOf(dso), {
    action: "approve",
    params: { connectionPoint: "Skab 1" },
    selection: { ids: first.map(({ id }) => id) },
  });
  expect(await submitted()).toEqual([]);
  await undoOperation(ctxOf(dso), operationId ?? "");
  expect(await submitted()).toEqual(first.map(({ id, version }) => ({ id, version: version + 2 })));
  expect(await wrongCounts(testDb())).toEqual([]);
});
