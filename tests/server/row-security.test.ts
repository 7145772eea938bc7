import { sql } from "drizzle-orm";
import { TENANCY } from "@/db/schema/tenancy";
import { APP_ROLE, type Scope, settingsOf } from "@/db/scope";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { scopeOf } from "@/lib/server/kernel/access";
import { audit } from "@/lib/server/kernel/audit";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf, sqlState } from "@/lib/server/kernel/sql";
import { rawRows, testDb, testDbFor } from "../support/database";
import {
  aGroup,
  aProject,
  aProjectWithCases,
  ctxOf,
  FIELDS,
  someAddresses,
  someCases,
  type World,
} from "../support/factories";

const UNKNOWN = "00000000-0000-4000-8000-000000000001";

/** Whether a row `t` is for a company ($1) or user ($2), said by other words than the policies'. */
const OF_PROJECT =
  "exists (select from projects p where p.id = t.project_id and $1 in (p.owner_id, p.dso_id))";
const operationIsFor = (o: string) => `(${o}.owner_id = $1
  or ${o}.grid_areas <> '{}' and not exists (
    select from unnest(${o}.grid_areas) as touched (area)
    where (select a.dso_id from grid_areas a where a.code::text = touched.area) is distinct from $1)
  or ${o}.organisation_id = $1 and ${o}.requested > 0 and ${o}.missing_count = ${o}.requested)`;
const OF_OPERATION = `exists (select from operations o where o.id = t.operation_id and ${operationIsFor("o")})`;
const IS_FOR: Record<string, string> = {
  projects: "$1 in (t.owner_id, t.dso_id)",
  cases: "$1 in (t.owner_id, t.dso_id)",
  groups: OF_PROJECT,
  case_counts: OF_PROJECT,
  project_counts: OF_PROJECT,
  search_terms: OF_PROJECT,
  operations: operationIsFor("t"),
  operation_details: OF_OPERATION,
  skipped_rows: OF_OPERATION,
  history_events: `t.organisation_id = $1 or t.subject_id = $2 or t.subject_id in (
    select c.id::text from cases c where $1 in (c.owner_id, c.dso_id)
    union select p.id::text from projects p where $1 in (p.owner_id, p.dso_id)
    union select g.id::text from groups g join projects p on p.id = g.project_id where $1 in (p.owner_id, p.dso_id))`,
  audit_events: "t.actor_id = $2",
  case_reads: "t.actor_id = $2",
  notifications: "t.user_id = $2 and t.organisation_id = $1",
  views: "t.organisation_id = $1 and (t.user_id = $2 or t.is_shared)",
  outbox: "false",
  access_requests: "false",
  webhooks: "false",
  webhook_deliveries: "false",
};
/** Of rows that more people see than change. */
const IS_CHANGED_BY: Record<string, string> = { views: "t.organisation_id = $1 and t.user_id = $2" };
/** Written by anybody, also before anybody is known; read by administrators. */
const OPEN = ["outbox", "access_requests"];
const WRITE_OPEN = {
  outbox: `insert into outbox (kind, receiver, language, created_at, due_at)
    values ('invitation', 'x@test.example', 'da', now(), now())`,
  access_requests: `insert into access_requests (company, cvr, authorisation, name, email, language, created_at)
    values ('X', '10150817', '1', 'X', gen_random_uuid() || '@test.example', 'da', now())`,
};
/** What the application's role may not do at all. */
const REFUSED: Record<string, ("update" | "delete")[]> = {
  operations: ["delete"],
  operation_details: ["update", "delete"],
  skipped_rows: ["update", "delete"],
  history_events: ["update", "delete"],
  audit_events: ["update", "delete"],
  case_reads: ["delete"],
};
const TABLES = Object.keys(IS_FOR);

const readBy = ({ id }: { id: string }) =>
  `insert into case_reads (subject, subject_id, actor_id, actor_name, way, day, first_at, last_at)
   values ('case', '${UNKNOWN}', '${id}', 'X', 'opened', '2026-11-24', now(), now())
   on conflict (subject_id, actor_id, way, day) do update set times = case_reads.times + 1`;

const webhookOf = ({ organisation }: Actor, id: string) =>
  `insert into webhooks (id, organisation_id, url, created_at) values ('${id}', '${organisation?.id}', 'https://x.example', now())`;

const viewOf = ({ id, organisation }: Actor, name: string, isShared = false) =>
  `insert into views (user_id, organisation_id, name, is_shared, filter, grouping, created_at, updated_at)
   values ('${id}', ${organisation ? `'${organisation.id}'` : "null"}, '${name}', ${isShared}, '{}', 'project', now(), now())`;

const noticeOf = (operationId: string | null, { id }: Actor, action = "approve") =>
  `insert into notifications (user_id, operation_id, action, kind, by_name, created_at)
   values ('${id}', ${operationId ? `'${operationId}'` : "null"}, '${action}', 'answer', 'X', now())`;

/** Two companies with a project each, in the areas of two others, and operations that changed, missed and skipped. */
async function twoCompanies(): Promise<World> {
  const { world, ids, groupId } = await aProjectWithCases(3);
  const { installer, otherInstaller, dso } = world;
  // A postcode may lie in the areas of two grid companies.
  await rawRows("insert into postcode_grid_areas (postcode, grid_area) values ('2740', $1)", [
    world.otherArea,
  ]);
  // What is done from here on is told to their systems.
  for (const company of [installer, dso]) await rawRows(webhookOf(company, crypto.randomUUID()));
  const group = await aGroup(otherInstaller, await aProject(otherInstaller, world.otherArea));
  await someCases(otherInstaller, group, "apartment", 2);
  const rows = [...someAddresses(1), { street: "Nygade", houseNo: "nul", postcode: "2740" }];
  const batch = { fields: FIELDS.apartment, addresses: rows, acceptWarnings: true, onError: "skip" };
  await addCases(ctxOf(otherInstaller), group, batch);
  await addCases(ctxOf(installer), groupId, batch);
  await performAction(ctxOf(installer), {
    action: "edit",
    params: { set: { ampere: 20 } },
    selection: { ids },
  });
  const skip = { onBlocked: "skip", selection: { ids: [...ids, UNKNOWN] } };
  await performAction(ctxOf(otherInstaller), { action: "cancel", params: {}, ...skip });
  await performAction(ctxOf(dso), { action: "approve", params: { connectionPoint: "Skab 1" }, ...skip });
  for (const actor of [installer, otherInstaller, dso, world.admin]) {
    await audit(ctxOf(actor), "refused", {});
    await testDbFor(scopeOf(actor)).execute(sql.raw(readBy(actor)));
    await testDbFor(scopeOf(actor)).execute(sql.raw(viewOf(actor, "Egen")));
  }
  for (const actor of [world.colleague, world.dsoColleague])
    await testDbFor(scopeOf(actor)).execute(sql.raw(viewOf(actor, "Fælles", true)));
  for (const write of Object.values(WRITE_OPEN)) await testDbFor(null).execute(sql.raw(write));
  return world;
}

let world: World;
beforeAll(async () => {
  world = await twoCompanies();
});

const ACTORS = ["installer", "colleague", "otherInstaller", "dso", "otherDso", "admin"] as const;
const scopes = (): [string, Scope, Actor | null][] => [
  ...ACTORS.map((name): [string, Scope, Actor] => [name, scopeOf(world[name]), world[name]]),
  ["nobody", null, null],
];

/** The places of the rows, which no statement here moves. */
const placesFor = async (table: string, actor: Actor | null, isFor = IS_FOR[table]): Promise<string[]> => {
  if (!actor) return [];
  const condition = actor.role === "admin" ? "true" : (isFor ?? "false");
  const said = condition
    .replaceAll("$1", `'${actor.organisation?.id}'::uuid`)
    .replaceAll("$2", `'${actor.id}'`);
  const found = await rawRows<{ place: string }>(
    `select ctid::text as place from ${table} t where ${said} order by 1`,
  );
  return found.map(({ place }) => place);
};
const placesSeen = async (table: string, scope: Scope, more = ""): Promise<string[] | string> =>
  rowsOf<{ place: string }>(
    testDbFor(scope),
    sql.raw(`select ctid::text as place from ${table} t order by 1 ${more}`),
  ).then(
    (rows) => rows.map(({ place }) => place),
    (error) => sqlState(error) ?? String(error),
  );

class TakenBack extends Error {}
/** How many rows a change of all rows touches, or the code of its refusal; it is taken back. */
async function touchedBy(scope: Scope, statement: string): Promise<number | string> {
  let touched: number | string = 0;
  try {
    await testDbFor(scope).transaction(async (tx) => {
      touched = (await rowsOf(tx, sql.raw(statement))).length;
      throw new TakenBack();
    });
  } catch (error) {
    if (!(error instanceof TakenBack)) return sqlState(error) ?? String(error);
  }
  return touched;
}

test("every table says whose rows it holds, and has a forced policy when they are a company's", async () => {
  const found = await rawRows<{ table: string; fenced: boolean; forced: boolean; policies: number }>(
    `select c.relname as table, c.relrowsecurity as fenced, c.relforcerowsecurity as forced,
       (select count(*)::int from pg_policy p where p.polrelid = c.oid) as policies
     from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v', 'm', 'f') order by 1`,
  );
  expect(found.map(({ table }) => table).sort()).toEqual(Object.keys(TENANCY).sort());
  for (const { table, fenced, forced, policies } of found) {
    const isCompanys = "of" in (TENANCY[table] ?? {});
    expect([table, fenced, policies > 0]).toEqual([table, isCompanys, isCompanys]);
    // The owner of the terms looks patterns up in their index (`terms_like`).
    expect([table, forced]).toEqual([table, isCompanys && table !== "search_terms"]);
    expect([table, table in IS_FOR]).toEqual([table, isCompanys]);
  }
});

test("functions with the owner's rights are those that we know", async () => {
  const found = await rawRows<{ name: string }>(
    "select proname as name from pg_proc where pronamespace = 'public'::regnamespace and prosecdef order by 1",
  );
  expect(found.map(({ name }) => name)).toEqual([
    "anonymise_cases",
    "anonymise_operations",
    "forget_skipped_rows",
    "is_own_operation",
    "keep_access_request",
    "keep_case_counts",
    "keep_search_terms",
    "number_operations",
    "operations_told",
    "post_to_webhooks",
    "projects_with_number",
    "remove_project_counts",
    "remove_search_terms",
    "take_back_news",
    "terms_like",
  ]);
});

test("a function with the owner's rights uses no table that whoever asks has made", async () => {
  const found = await rawRows<{ name: string; path: string | null }>(
    `select proname as name, array_to_string(proconfig, ';') as path from pg_proc
     where pronamespace = 'public'::regnamespace and prosecdef`,
  );
  expect(found.length).toBeGreaterThan(5);
  for (const { name, path } of found)
    expect([name, path]).toEqual([name, expect.stringMatching(/search_path="?public, pg_temp"?$/)]);

  // A table of the same name, whose trigger would run with the owner's rights.
  const { id = "" } = world.installer;
  const told = await testDbFor(scopeOf(world.installer))
    .transaction(async (tx) => {
      await tx.execute(sql.raw("create temp table operations (id uuid, actor_id uuid)"));
      await tx.execute(sql.raw(`insert into operations values ('${UNKNOWN}', '${id}')`));
      const [own] = await rowsOf<{ own: boolean }>(
        tx,
        sql.raw(`select is_own_operation('${UNKNOWN}') as own`),
      );
      throw Object.assign(new TakenBack(), own);
    })
    .catch((error: { own?: boolean }) => error.own);
  expect(told).toBe(false);
});

test("the application's role owns nothing, passes no policy, and may only add to history", async () => {
  // Roles are the whole server's: other files make some for themselves, and one that ended early leaves them.
  const roles = await rawRows<{ name: string }>(
    `select rolname as name, rolsuper, rolbypassrls, rolcanlogin, rolcreaterole from pg_roles
     where rolname like 'projekter\\_%' and rolname not like 'projekter\\_test\\_%'
       and pg_has_role(rolname, '${APP_ROLE}', 'member') order by 1`,
  );
  const none = { rolsuper: false, rolbypassrls: false, rolcanlogin: false, rolcreaterole: false };
  const names = ["admin", "app", "dso", "installer"].map((name) => `projekter_${name}`);
  expect(roles).toEqual(names.map((name) => ({ name, ...none })));
  const [owned] = await rawRows<{ n: number }>(
    `select count(*)::int as n from pg_class where pg_get_userbyid(relowner) like 'projekter\\_%'`,
  );
  expect(owned?.n).toBe(0);
  const [who] = await rowsOf<{ name: string }>(testDbFor(null), sql`select current_user as name`);
  expect(who?.name).toBe(APP_ROLE);
  const may = async (statement: string) => touchedBy(scopeOf(world.admin), statement);
  for (const table of ["history_events", "operation_details", "skipped_rows", "audit_events"]) {
    expect(await may(`delete from ${table} returning 1`)).toBe("42501");
    expect(await may(`truncate ${table}`)).toBe("42501");
  }
  expect(await may("update history_events set actor_name = 'X' returning 1")).toBe("42501");
  expect(await may("update operations set done = 0 returning 1")).toBe("42501");
  expect(await may("insert into upkeep (id) values (false) returning 1")).toBe("42501");
  expect(await may("drop table history_events")).toBe("42501");
  for (const actor of [world.installer, world.dso]) {
    expect(await touchedBy(scopeOf(actor), "update upkeep set started_at = null returning 1")).toBe("42501");
    expect(await touchedBy(scopeOf(actor), "select forget_skipped_rows(now(), 1)")).toBe("42501");
    expect(await touchedBy(scopeOf(actor), "select anonymise_operations(now(), 1)")).toBe("42501");
    expect(await touchedBy(scopeOf(actor), `select anonymise_cases('${UNKNOWN}', now(), 1)`)).toBe("42501");
  }
  expect(await may("alter table cases disable row level security")).toBe("42501");
});

test.each(TABLES)(
  "%s: whoever asks sees, locks and deletes own rows alone, without any condition",
  async (table) => {
    const all = (await placesFor(table, world.admin)).length;
    expect(all).toBeGreaterThan(0);
    for (const [name, scope, actor] of scopes()) {
      expect([name, await placesSeen(table, scope)]).toEqual([name, await placesFor(table, actor)]);
      const own = await placesFor(table, actor, IS_CHANGED_BY[table]);
      const mayUpdate = !REFUSED[table]?.includes("update");
      expect([name, await placesSeen(table, scope, "for update")]).toEqual([name, mayUpdate ? own : "42501"]);
      if (name === "admin") continue;
      const foreign = (await placesFor(table, world.admin)).filter((place) => !own.includes(place));
      expect([name, foreign.length > 0]).toEqual([name, true]);
      const places = foreign.map((place) => `'${place}'`).join(", ");
      const deleted = await touchedBy(
        scope,
        `delete from ${table} where ctid = any(array[${places}]::tid[]) returning 1`,
      );
      expect([name, deleted]).toEqual([name, REFUSED[table]?.includes("delete") ? "42501" : 0]);
    }
  },
);

test("nobody writes a row that is another company's", async () => {
  const [project] = await rawRows<{
    id: string;
    owner: string;
    dso: string;
    area: string;
    by: string;
    group: string;
  }>(
    `select p.id, p.owner_id as owner, p.dso_id as dso, p.grid_area as area, p.created_by as by, g.id as group
     from projects p join groups g on g.project_id = p.id where p.owner_id = '${world.otherInstaller.organisation?.id}'`,
  );
  const [operation] = await rawRows<{ id: string }>(
    `select id from operations where actor_id = '${world.otherInstaller.id}' limit 1`,
  );
  if (!project || !operation) throw new Error("nothing of the other company's");
  const other = world.otherInstaller.id;
  const columns = (
    await rawRows<{ name: string }>(
      `select quote_ident(attname) as name from pg_attribute where attrelid = 'cases'::regclass and attnum > 0
       and not attisdropped and attgenerated = '' and attidentity = '' and attname not in ('id', 'address_key')`,
    )
  ).map(({ name }) => name);
  const [row] = await rawRows<{ row: object }>(
    `select to_jsonb(c) as row from cases c where project_id = '${project.id}' limit 1`,
  );
  const copy = JSON.stringify(row?.row).replaceAll("'", "''");
  const writes: Record<string, string> = {
    projects: `insert into projects (name, owner_id, grid_area, dso_id, created_by)
      values ('X', '${project.owner}', '${project.area}', '${project.dso}', '${project.by}')`,
    groups: `insert into groups (project_id, name, case_type) values ('${project.id}', 'X', 'business')`,
    cases: `insert into cases (address_key, ${columns}) select 'x', ${columns} from jsonb_populate_record(null::cases, '${copy}')`,
    case_counts: `insert into case_counts (project_id, group_id, state, n, completed)
      values ('${project.id}', '${project.group}', 'submitted', 1, 0)`,
    project_counts: `insert into project_counts (project_id, counted, state, n, completed)
      values ('${project.id}', 'all', 'submitted', 1, 0)`,
    search_terms: `insert into search_terms (project_id, term, is_reference) values ('${project.id}', 'x', false)`,
    operations: `insert into operations (action, actor_id, actor_name) values ('edit', '${other}', 'X')`,
    operation_details: `insert into operation_details (operation_id) values ('${operation.id}')`,
    skipped_rows: `insert into skipped_rows (operation_id, "row", values, problems) values ('${operation.id}', 99, '{}', '[]')`,
    history_events: `insert into history_events (operation_id, subject, subject_id, action, actor_id, actor_name)
      values ('${operation.id}', 'project', '${project.id}', 'edit', '${other}', 'X')`,
    audit_events: `insert into audit_events (action, actor_id, actor_name, address, at) values ('refused', '${other}', 'X', '', now())`,
    case_reads: readBy({ id: other }),
    notifications: noticeOf(operation.id, world.dso),
    views: viewOf(world.otherInstaller, "Ny"),
    webhooks: webhookOf(world.installer, UNKNOWN),
    webhook_deliveries: `insert into webhook_deliveries (webhook_id, created_at, due_at)
      select coalesce(min(id::text), '${UNKNOWN}')::uuid, now(), now() from webhooks`,
    ...WRITE_OPEN,
  };
  expect(Object.keys(writes).sort()).toEqual([...TABLES].sort());
  for (const [table, write] of Object.entries(writes)) {
    const told: Record<string, number | string> = {};
    for (const [name, scope] of scopes()) {
      if (name === "admin" || name === "otherInstaller" || name === "otherDso") continue;
      told[name] = await touchedBy(scope, write);
    }
    // A log-in is written before anybody is known.
    const nobody = table === "audit_events" ? 0 : "42501";
    const refused = { installer: "42501", colleague: "42501", dso: "42501", nobody };
    const written = { installer: 0, colleague: 0, dso: 0, nobody: 0 };
    expect([table, told]).toEqual([table, OPEN.includes(table) ? written : refused]);
  }
  // The same statements are good ones: their own company may write them.
  for (const table of [
    "projects",
    "groups",
    "cases",
    "case_counts",
    "project_counts",
    "search_terms",
    "case_reads",
    "views",
  ]) {
    expect([table, await touchedBy(scopeOf(world.otherInstaller), writes[table] ?? "")]).toEqual([table, 0]);
  }
});

test("a request for access is decided by administrators alone", async () => {
  const decided = WRITE_OPEN.access_requests
    .replace("created_at)", "created_at, decided_at)")
    .replace("now())", "now(), now())");
  for (const [name, scope] of scopes())
    expect([name, await touchedBy(scope, decided)]).toEqual([name, name === "admin" ? 0 : "42501"]);
});

test("each tells of what they did alone, strangers of a request for access alone, and nobody rewrites a notice", async () => {
  const { admin, dso, installer, otherInstaller } = world;
  const [own] = await rawRows<{ id: string }>(
    `select id from operations where actor_id = '${otherInstaller.id}' limit 1`,
  );
  expect(await touchedBy(scopeOf(otherInstaller), noticeOf(own?.id ?? "", world.colleague))).toBe(0);
  expect(await touchedBy(null, noticeOf(null, admin, "ask_for_access"))).toBe(0);
  expect(await touchedBy(null, noticeOf(null, admin))).toBe("42501");
  expect(await touchedBy(null, noticeOf(null, dso, "ask_for_access"))).toBe("42501");
  expect(await touchedBy(scopeOf(installer), noticeOf(null, dso, "ask_for_access"))).toBe("42501");
  for (const told of [
    "by_name = 'Y'",
    "count = 0",
    "undone_at = now()",
    "awaits_daily = true",
    "user_id = user_id",
  ])
    expect([told, await touchedBy(scopeOf(dso), `update notifications set ${told} returning 1`)]).toEqual([
      told,
      "42501",
    ]);
  expect(
    await touchedBy(scopeOf(dso), "update notifications set read_at = now() returning 1"),
  ).toBeGreaterThan(0);
});

test("a view is made in one's own name and company, and does not change hands", async () => {
  const { installer, colleague, otherInstaller } = world;
  const { organisation } = otherInstaller;
  expect(await touchedBy(scopeOf(installer), viewOf(colleague, "Ny"))).toBe("42501");
  expect(await touchedBy(scopeOf(installer), viewOf({ ...installer, organisation }, "Ny"))).toBe("42501");
  for (const moved of [`user_id = '${colleague.id}'`, `organisation_id = '${organisation?.id}'`])
    expect([moved, await touchedBy(scopeOf(installer), `update views set ${moved} returning 1`)]).toEqual([
      moved,
      "42501",
    ]);
  // The colleague's shared one is not among them.
  expect(await touchedBy(scopeOf(installer), "update views set name = 'X' returning 1")).toBe(1);
});

test("a row of the log of reads counts on, in its own name alone", async () => {
  const { admin, dso } = world;
  const all = "update case_reads set times = 0 returning 1";
  expect(await touchedBy(scopeOf(dso), all)).toBe(1);
  // Nobody else's, whoever it is.
  expect(await touchedBy(scopeOf(admin), all)).toBe("42501");
  expect(await touchedBy(scopeOf(admin), readBy(dso))).toBe("42501");
  for (const told of [
    "actor_name = 'Y'",
    "day = '2020-01-01'",
    `actor_id = '${admin.id}'`,
    "first_at = now()",
  ])
    expect([told, await touchedBy(scopeOf(dso), `update case_reads set ${told} returning 1`)]).toEqual([
      told,
      "42501",
    ]);
});

test("each policy is needed: without it its role has fewer rows", async () => {
  const policies = await rawRows<{ name: string; table: string; command: string; roles: string[] }>(
    `select polname as name, polrelid::regclass::text as table, polcmd::text as command,
       array(select rolname::text from pg_roles where oid = any(polroles)) as roles from pg_policy where polcmd <> 'a' order by 2, 1`,
  );
  expect(policies.length).toBeGreaterThan(2 * TABLES.length);
  for (const { name, table, command, roles } of policies) {
    for (const role of roles) {
      const actor = world[role.replace("projekter_", "") as "installer" | "dso" | "admin"];
      const lock = command === "w" ? "for update" : "";
      const count = async (drop: string) => {
        const counted = await testDb()
          .transaction(async (tx) => {
            await tx.execute(sql.raw(drop));
            for (const setting of settingsOf(scopeOf(actor)).split("; ")) await tx.execute(sql.raw(setting));
            const rows = await rowsOf(tx, sql.raw(`select 1 from ${table} ${lock}`));
            throw Object.assign(new TakenBack(), { count: rows.length });
          })
          .catch((error: TakenBack & { count?: number }) => error.count ?? error.message);
        return counted as number;
      };
      const [whole, left] = [await count("select 1"), await count(`drop policy ${name} on ${table}`)];
      expect([name, table, role, left < whole]).toEqual([name, table, role, true]);
    }
  }
});
