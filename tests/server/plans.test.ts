import { countCases } from "@/lib/server/cases/case-counts";
import { listCases } from "@/lib/server/cases/case-list";
import { getCase, neighboursOf } from "@/lib/server/cases/cases";
import { offersOf } from "@/lib/server/cases/bulk";
import { findCases } from "@/lib/server/cases/matching-cases";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { listEvents } from "@/lib/server/events/events";
import { listOperations } from "@/lib/server/operations/operations";
import { actorOfToken } from "@/lib/server/people/tokens";
import { searchEverything } from "@/lib/server/cases/search-everything";
import { countAllCases, listAllCases } from "@/lib/server/cases/work-list";
import { getProject, listProjects } from "@/lib/server/projects/project-summaries";
import { DSO_COMPANY, idOf, INSTALLER_COMPANY, TOKENS } from "../bench/model";
import { seedPeople, seedProjects } from "../bench/seed";
import { rawRows, rawRowsFor, type Statement, statementsWithValues, testDb } from "../support/database";
import { IS_SEARCH } from "@/db/postgres";
import type { Scope } from "@/db/scope";
import { ctxOf } from "../support/factories";

/** The tables that grow with the business. */
const GROWING = ["cases", "history_events", "operations", "search_terms"];
const SIZES = { perProject: 1_000, perGroup: 100 };
const PROJECTS = 20;

type Work = () => Promise<unknown>;
type Node = {
  "Node Type": string;
  "Relation Name"?: string;
  "Index Name"?: string;
  "Index Cond"?: string;
  "Plan Rows": number;
  "Plan Width": number;
  Plans?: Node[];
};
const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)];

/** For whom statements are planned: the policies are part of a plan. */
const INSTALLER: Scope = { role: "installer", company: INSTALLER_COMPANY };
const GRID_COMPANY: Scope = { role: "dso", company: DSO_COMPANY };

/** The plans of the statements that some work sends, each as a list of its nodes. */
async function plansOf(work: Work, scope = INSTALLER): Promise<Node[][]> {
  const sent = await statementsWithValues(work);
  const plans: Node[][] = [];
  for (const { text, values } of sent)
    plans.push(await nodesIn(scope, { text: `explain (format json) ${text}`, values }));
  return plans;
}

let prepared = 0;
/** The plan that PostgreSQL keeps for a statement prepared by name: made for no values in particular. */
async function keptPlanOf({ text, values }: Statement, scope: Scope): Promise<Node[]> {
  prepared += 1;
  const name = `kept_${prepared}`;
  const given = values.map((value) => quoted(Array.isArray(value) ? arrayText(value) : value));
  return nodesIn(
    scope,
    "set local plan_cache_mode = force_generic_plan",
    `prepare ${name} as ${text}`,
    `explain (format json) execute ${name}${given.length > 0 ? `(${given.join(", ")})` : ""}`,
  );
}
const quoted = (value: unknown) => (value === null ? "null" : `'${String(value).replaceAll("'", "''")}'`);
const arrayText = (values: unknown[]) => `{${values.map((value) => JSON.stringify(value)).join(",")}}`;

async function nodesIn(scope: Scope, ...statements: (string | Statement)[]): Promise<Node[]> {
  const sent = statements.map((one) => (typeof one === "string" ? { text: one, values: [] } : one));
  const [row] = await rawRowsFor<{ "QUERY PLAN": [{ Plan: Node }] }>(scope, ...sent);
  if (!row) throw new Error(`no plan for ${sent.at(-1)?.text}`);
  return nodesOf(row["QUERY PLAN"][0].Plan);
}

const tablesOf = (plans: Node[][]) => new Set(plans.flat().flatMap((node) => node["Relation Name"] ?? []));
const indexesOf = (plans: Node[][]) => new Set(plans.flat().flatMap((node) => node["Index Name"] ?? []));

let ctx: Ctx;
let dso: Ctx;
const projectId = idOf("project", 7);
let caseId: string;

beforeAll(async () => {
  await seedPeople(rawRows, SIZES);
  await seedProjects(rawRows, 1, PROJECTS, SIZES);
  // As many terms as a larger business has; a short table is read faster from end to end.
  await rawRows(
    "insert into search_terms (project_id, term, is_reference) select $1, substr(md5(n::text), 1, 8), true from generate_series(1, 60000) n",
    [idOf("project", 1)],
  );
  await rawRows(
    `insert into operations (action, actor_name, organisation_id, owner_id, at)
     select 'edit', 'X', gen_random_uuid(), gen_random_uuid(), now() - n * interval '1 minute' from generate_series(1, 20000) n`,
  );
  // Of a grid company that has half of the operations, of fifty installer companies and in twenty projects.
  await rawRows(
    `insert into operations (action, actor_id, actor_name, organisation_id, owner_id, project_id, grid_areas, done, event_number, at)
     select case when n % 1000 = 0 then 'withdraw' else 'edit' end, case when n % 10 = 0 then $3::uuid end, 'X', owner, owner, p.id,
       array['791'], 1, n, now() - n * interval '1 minute'
     from generate_series(1, 20000) n join (select id, row_number() over (order by id) - 1 as place from projects) p on p.place = n % $1
     cross join lateral (select case n % 5 when 0 then $2::uuid else md5('o' || n % 50)::uuid end as owner) o`,
    [PROJECTS, INSTALLER_COMPANY, idOf("user", 12)],
  );
  for (const table of [...GROWING, "case_counts", "project_counts", "projects", "groups"])
    await rawRows(`analyze ${table}`);
  const actor = async (role: keyof typeof TOKENS) => (await actorOfToken(testDb(), TOKENS[role])) as Actor;
  ctx = ctxOf(await actor("installer"));
  dso = ctxOf(await actor("dso"));
  caseId = (await listCases(ctx, projectId, {})).cases[30]?.id ?? "";
}, 60_000);

const list = (query: object) => () => listCases(ctx, projectId, query);
const READS: Record<string, Work> = {
  "a project's cases": list({}),
  "the next page": async () => {
    const { nextCursor } = await listCases(ctx, projectId, {});
    await listCases(ctx, projectId, { cursor: nextCursor ?? undefined });
  },
  "cases in three states": list({ state: ["submitted", "approved", "rejected"] }),
  "a group's cases": list({ group: idOf("group", 63) }),
  "a handler's cases": list({ handler: idOf("user", 12) }),
  "cases with a search": list({ q: "Algade 1 st" }),
  ...Object.fromEntries(
    ["number", "state", "installer", "-handler", "connectionDate", "reference", "-updatedAt"].map((sort) => [
      `cases sorted by ${sort}`,
      list({ sort }),
    ]),
  ),
  "a project": () => getProject(ctx, projectId),
  "the projects": () => listProjects(ctx, {}),
  "the projects, those with most to do first": () => listProjects(ctx, { sort: "waiting" }),
  "the projects with a search": () => listProjects(ctx, { q: "Algade" }),
  "the projects with a case number": () => listProjects(ctx, { q: "10017" }),
  "cases of any project": () => findCases(ctx, "Algade 1 st", 10),
  "what a case number or a meter number names": () => searchEverything(ctx, { q: "10017" }),
  "all cases": () => listAllCases(ctx, {}),
  "the next page of all cases": async () => {
    const { nextCursor } = await listAllCases(ctx, {});
    await listAllCases(ctx, { cursor: nextCursor ?? undefined });
  },
  "all cases in two states": () => listAllCases(ctx, { state: ["submitted", "rejected"] }),
  "all cases of a handler": () => listAllCases(ctx, { handler: idOf("user", 12) }),
  "all cases with a search": () => listAllCases(ctx, { q: "Algade 1 st" }),
  "offers for all cases with a search": () => offersOf(ctx, { selection: { filter: { q: "Algade 1 st" } } }),
  "a case": () => getCase(ctx, caseId),
  "a case's neighbours": () => neighboursOf(ctx, { id: caseId, projectId }, {}),
  "offers for a hundred ids": async () => {
    const { cases } = await listCases(ctx, projectId, { limit: "100" });
    await offersOf(ctx, { selection: { ids: cases.map(({ id }) => id) } });
  },
  "the activity": () => listOperations(ctx, null, {}),
  "the events": () => listEvents(ctx, {}),
  "the next events": async () => {
    const { after } = await listEvents(ctx, {});
    await listEvents(ctx, { after: after ?? undefined });
  },
};

const READS_OF_GRID_COMPANIES: Record<string, Work> = {
  "a grid company's cases": () => listCases(dso, projectId, { state: "submitted" }),
  "what a meter number names for a grid company": () => searchEverything(dso, { q: "19 473" }),
  "the activity of a grid company": () => listOperations(dso, null, {}),
  "a grid company's activity until a day": () => listOperations(dso, null, { to: "2020-01-01" }),
  "a grid company's activity of a rare action": () => listOperations(dso, null, { action: "withdraw" }),
  "a grid company's activity in a project": () => listOperations(dso, projectId, {}),
  "a grid company's activity by one person": () => listOperations(dso, null, { actor: idOf("user", 12) }),
  "the events of a grid company": () => listEvents(dso, {}),
  "all cases of an area": () => listAllCases(dso, { area: "791" }),
};
const ALL_READS = [
  ...Object.entries(READS).map(([name, read]) => ({ name, read, scope: INSTALLER })),
  ...Object.entries(READS_OF_GRID_COMPANIES).map(([name, read]) => ({ name, read, scope: GRID_COMPANY })),
];

test.each(ALL_READS)("$name are read without going through a whole table", async ({ read, scope }) => {
  const scanned = (await plansOf(read, scope))
    .flat()
    .filter((node) => node["Node Type"] === "Seq Scan" && GROWING.includes(node["Relation Name"] ?? ""));
  expect(scanned).toEqual([]);
});

test("so are those whose plans a connection keeps", async () => {
  for (const { read, scope } of ALL_READS) {
    const sent = await statementsWithValues(read);
    const kept = sent.filter(({ text }) => !IS_SEARCH.test(text));
    for (const statement of kept) {
      const scanned = (await keptPlanOf(statement, scope)).filter((node) => node["Node Type"] === "Seq Scan");
      for (const node of scanned) expect(GROWING).not.toContain(node["Relation Name"]);
    }
  }
});

test("the list by address walks its index, from any place in it, and sorts no more than a page", async () => {
  for (const read of [READS["a project's cases"], READS["the next page"], READS["cases in three states"]]) {
    const plans = await plansOf(read as Work);
    expect(indexesOf(plans)).toContain("cases_project_order");
    const sorted = plans.flat().filter((node) => node["Node Type"].includes("Sort"));
    for (const node of sorted) expect(node["Plan Rows"]).toBeLessThanOrEqual(51);
  }
});

test.each([
  ["the events", "operations_owner_number_index"],
  ["the next events", "operations_owner_number_index"],
  ["the events of a grid company", "operations_area_number_index"],
  ["the activity", "operations_owner_id_at_index"],
  ["the activity of a grid company", "operations_area_at_index"],
  ["a grid company's activity of a rare action", "operations_action_at_id_index"],
  ["a grid company's activity in a project", "operations_project_id_at_index"],
  ["a grid company's activity by one person", "operations_actor_id_at_index"],
])("%s are read in their order, and no more than a page of it", async (name, index) => {
  const { read, scope } = ALL_READS.find((one) => one.name === name) as (typeof ALL_READS)[number];
  const plans = await plansOf(read, scope);
  expect(indexesOf(plans)).toContain(index);
  expect(
    plans
      .flat()
      .filter((node) => node["Node Type"].startsWith("Bitmap") && node["Relation Name"] === "operations"),
  ).toEqual([]);
  // A page of each area at the most is put in order; an installer's events come in it.
  const sorted = plans.flat().filter((node) => node["Node Type"] === "Sort");
  for (const node of sorted) expect(node["Plan Rows"]).toBeLessThanOrEqual(1_000);
  if (["the events", "the next events"].includes(name)) expect(sorted).toEqual([]);
  // One person's are looked through once, not once for each area.
  if (name.endsWith("by one person"))
    expect(plans.flat().map((node) => node["Node Type"])).not.toContain("Function Scan");
});

test("other orders sort few columns of the project's cases, not whole rows", async () => {
  const plans = await plansOf(READS["cases sorted by reference"] as Work);
  const sorted = plans.flat().filter((node) => node["Node Type"] === "Sort" && node["Plan Rows"] > 51);
  for (const node of sorted) expect(node["Plan Width"]).toBeLessThan(100);
});

test("no order of a project's cases goes through those of other projects", async () => {
  for (const [name, read] of Object.entries(READS)) {
    if (!name.startsWith("cases sorted by")) continue;
    const used = [...indexesOf(await plansOf(read))].filter((index) => index.startsWith("cases_"));
    expect([name, used]).toEqual([name, expect.not.arrayContaining(["cases_number_key"])]);
  }
});

test("counts are read where they are kept", async () => {
  const filter = { group: [idOf("group", 61), idOf("group", 62)], state: ["approved" as const] };
  for (const read of [
    () => countCases(ctx, projectId, {}),
    () => countCases(ctx, projectId, filter),
    () => countAllCases(ctx, { state: ["submitted"] }),
    () => countAllCases(ctx, { installer: [idOf("user", 2)], due: ["overdue"] }),
    () => countAllCases(dso, { handler: [idOf("user", 12)] }, "handler"),
    () => listProjects(ctx, {}),
    () => listProjects(ctx, { sort: "waiting", show: "needs_action" }),
    () => listProjects(ctx, { sort: "cases", show: "closed" }),
    () => getProject(ctx, projectId),
  ]) {
    const tables = tablesOf(await plansOf(read));
    expect([...tables].filter((table) => table.endsWith("_counts"))).not.toEqual([]);
    expect(tables).not.toContain("cases");
  }
});

test("a search in all projects goes by their terms and looks through one project after the other", async () => {
  // What `terms_like` asks with the owner's rights.
  const [row] = await rawRows<{ "QUERY PLAN": [{ Plan: Node }] }>(
    "explain (format json) select * from search_terms where term like '%algade%'",
  );
  expect(indexesOf([nodesOf(row?.["QUERY PLAN"][0].Plan as Node)])).toContain("search_terms_text");
  for (const read of [() => listProjects(ctx, { q: "Algade" }), () => findCases(ctx, "Algade", 10)]) {
    const sent = (await statementsWithValues(read)).filter(({ text }) => text.includes("terms_like("));
    expect(sent.length).toBeGreaterThan(0);
    const plans = await plansOf(read);
    const ofCases = plans.flat().filter((node) => node["Relation Name"] === "cases");
    for (const node of ofCases) expect(node["Plan Rows"]).toBeLessThanOrEqual(SIZES.perProject);
    // Of a street that is found its own cases are read, not all of the project.
    const byStreet = plans.flat().map((node) => node["Index Cond"] ?? "");
    expect(byStreet.filter((condition) => /address_sort >= .*address_sort < /.test(condition))).not.toEqual(
      [],
    );
  }
});

test("a change of state or of a person responsible touches no index", async () => {
  const columns = await rawRows<{ index: string; column: string }>(
    `select i.indexrelid::regclass::text as index, a.attname as column from pg_index i
     join pg_attribute a on a.attrelid = i.indrelid and (a.attnum = any(i.indkey::int2[])
       or pg_get_expr(i.indpred, i.indrelid) ~ ('\\m' || a.attname || '\\M') or pg_get_expr(i.indexprs, i.indrelid) ~ ('\\m' || a.attname || '\\M'))
     where i.indrelid = 'cases'::regclass`,
  );
  const changed = [
    "state",
    "fields",
    "version",
    "updated_at",
    "installer_id",
    "handler_id",
    "handler_dso_id",
  ];
  expect(columns.length).toBeGreaterThan(10);
  expect(columns.filter(({ column }) => changed.includes(column))).toEqual([]);
});
