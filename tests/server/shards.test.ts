import { listAssignees } from "@/lib/server/cases/assignees";
import { offersOf, performAction } from "@/lib/server/cases/bulk";
import { countCases } from "@/lib/server/cases/case-counts";
import { casesById, listCases } from "@/lib/server/cases/case-list";
import { getCase, neighboursOf } from "@/lib/server/cases/cases";
import { exportWorkbook } from "@/lib/server/cases/export-workbook";
import { findCases } from "@/lib/server/cases/matching-cases";
import { searchEverything } from "@/lib/server/cases/search-everything";
import { listSelected, valuesOf } from "@/lib/server/cases/selected-cases";
import { addCases } from "@/lib/server/imports/import";
import { importCases } from "@/lib/server/imports/import-file";
import type { Ctx } from "@/lib/server/kernel/context";
import { getOperation, listOperations } from "@/lib/server/operations/operations";
import { getReport } from "@/lib/server/operations/report";
import { undoOperation } from "@/lib/server/operations/undo";
import { createGroup, deleteGroup, listGroups, renameGroup } from "@/lib/server/projects/groups";
import { getProject, listProjects } from "@/lib/server/projects/project-summaries";
import { createProject, deleteProject, renameProject } from "@/lib/server/projects/projects";
import { statementsOf } from "../support/database";
import { aProjectWithCases, ctxOf, FIELDS } from "../support/factories";
import { tablesOfAllTenants } from "../support/plan-tables";

const FOUND = "by ids that the verb has found before under the tenant's condition";
const HISTORY =
  "history has no tenant column; it is read of an operation or a case that was found to be visible";
const OPERATION = "by its id or from an event: who may see it is an OR, or a comparison of grid areas";

/** The tables that a verb reads or changes without naming a tenant, so that all shards would be asked, and why. */
const CROSSING: Record<string, string> = {
  "listCases: cases": FOUND,
  "neighboursOf: cases": FOUND,
  "neighboursOf: groups": FOUND,
  "performAction: cases": FOUND,
  "performAction: groups": FOUND,
  "deleteGroup: cases": FOUND,
  "deleteGroup: groups": FOUND,
  "renameGroup: groups": FOUND,
  "undoOperation: cases": FOUND,
  "getCase: history_events": HISTORY,
  "getOperation: history_events": HISTORY,
  "getReport: history_events": HISTORY,
  "undoOperation: history_events": HISTORY,
  "getOperation: operations": OPERATION,
  "getReport: operations": OPERATION,
  "undoOperation: operations": OPERATION,
  "listOperations: operations": "the operation that undid one is joined by its id",
  "getOperation: projects": "the project of an operation is joined by the operation's row",
  "getReport: projects": "the project of an operation is joined by the operation's row",
};

type Scene = Awaited<ReturnType<typeof aProjectWithCases>>;
type Verbs = Record<string, (ctx: Ctx) => Promise<unknown>>;

const readsOf = ({ projectId, cases: [first], ids }: Scene): Verbs => ({
  listProjects: async (ctx) => [await listProjects(ctx, {}), await listProjects(ctx, { q: "vej 1" })],
  getProject: (ctx) => getProject(ctx, projectId),
  listGroups: (ctx) => listGroups(ctx, projectId),
  listCases: (ctx) => listCases(ctx, projectId, {}),
  countCases: (ctx) => countCases(ctx, projectId, {}),
  findCases: (ctx) => findCases(ctx, "vej 1", 10),
  searchEverything: (ctx) => searchEverything(ctx, { q: "10017" }),
  casesById: (ctx) => casesById(ctx, ids),
  getCase: (ctx) => getCase(ctx, ids[0] ?? ""),
  neighboursOf: async (ctx) => first && neighboursOf(ctx, first, {}),
  listAssignees: (ctx) => listAssignees(ctx, projectId),
  offersOf: async (ctx) => [
    await offersOf(ctx, { selection: { ids } }),
    await offersOf(ctx, { selection: { projectId } }),
  ],
  valuesOf: (ctx) => valuesOf(ctx, { selection: { ids } }),
  listSelected: (ctx) => listSelected(ctx, { selection: { ids } }),
  exportWorkbook: (ctx) => exportWorkbook(ctx, projectId, {}, "da"),
  listOperations: (ctx) => listOperations(ctx, projectId),
});

/** The installer's writes on a project that they make and delete again. */
function writesOf({ gridArea, groupId, projectId }: Scene): Verbs {
  const batch = { fields: FIELDS.apartment, acceptWarnings: true };
  const bytes = new TextEncoder().encode("Vejnavn;Husnr.;Postnr.\nArkvej;1;2740\n");
  let [project, group] = ["", ""];
  return {
    createProject: async (ctx) => {
      project = (await createProject(ctx, { name: "Nyt", gridArea })).id;
    },
    createGroup: async (ctx) => {
      group = (await createGroup(ctx, project, { name: "Ny", caseType: "apartment" })).id;
    },
    renameProject: (ctx) => renameProject(ctx, project, { name: "Andet" }),
    renameGroup: (ctx) => renameGroup(ctx, group, { name: "Anden" }),
    deleteGroup: (ctx) => deleteGroup(ctx, group),
    deleteProject: (ctx) => deleteProject(ctx, project),
    addCases: (ctx) =>
      addCases(ctx, groupId, { ...batch, addresses: [{ street: "Nyvej", houseNo: "1", postcode: "2740" }] }),
    importCases: (ctx) => importCases(ctx, groupId, { name: "a.csv", bytes }, batch),
    performAction: (ctx) =>
      performAction(ctx, { action: "edit", params: { set: { reference: "R" } }, selection: { projectId } }),
  };
}

/** The grid company approves, both read of it, and it takes it back. */
async function changesOf({ ids, installer, dso }: Scene, look: (ctx: Ctx, verbs: Verbs) => Promise<void>) {
  let operationId = "";
  await look(ctxOf(dso), {
    performAction: async (ctx) => {
      const request = { action: "approve", params: { connectionPoint: "S" }, selection: { ids } };
      operationId = (await performAction(ctx, request)).operationId ?? "";
    },
  });
  for (const actor of [installer, dso]) {
    await look(ctxOf(actor), {
      getReport: (ctx) => getReport(ctx, operationId),
      getOperation: (ctx) => getOperation(ctx, operationId),
    });
  }
  await look(ctxOf(dso), { undoOperation: (ctx) => undoOperation(ctx, operationId) });
}

// A plan may take seconds on a busy machine, and there are some eighty.
jest.setTimeout(120_000);

test("every statement on the large tables names a tenant, but for those in the list", async () => {
  const scene = await aProjectWithCases(3);
  const found = new Set<string>();
  const tablesOf = new Map<string, string[]>();
  const look = async (ctx: Ctx, verbs: Verbs) => {
    for (const [name, verb] of Object.entries(verbs)) {
      for (const statement of await statementsOf(() => verb(ctx))) {
        const tables = tablesOf.get(statement) ?? (await tablesOfAllTenants(statement));
        tablesOf.set(statement, tables);
        for (const table of tables) found.add(`${name}: ${table}`);
      }
    }
  };
  for (const actor of [scene.installer, scene.dso]) await look(ctxOf(actor), readsOf(scene));
  await changesOf(scene, look);
  await look(ctxOf(scene.installer), writesOf(scene));
  expect(tablesOf.size).toBeGreaterThan(50);
  expect([...found].sort()).toEqual(Object.keys(CROSSING).sort());
});

test("a tenant is named by a value or by a table that names one, and not by one side of an OR", async () => {
  const crossing = tablesOfAllTenants;
  expect(await crossing("select from cases where owner_id = $1 and state = 'x'")).toEqual([]);
  expect(await crossing("select from cases where owner_id = $1 or state = 'x'")).toEqual(["cases"]);
  expect(await crossing("select from cases where id = $1")).toEqual(["cases"]);
  expect(
    await crossing(
      "select from projects p join groups g on g.project_id = p.id where p.owner_id = any($1::uuid[])",
    ),
  ).toEqual([]);
  expect(
    (await crossing("select from projects p join groups g on g.project_id = p.id where p.name = $1")).sort(),
  ).toEqual(["groups", "projects"]);
  expect(
    await crossing(
      "select from (select * from projects where dso_id = $1 offset 0) p where (select true from cases where project_id = p.id limit 1)",
    ),
  ).toEqual([]);
});
