import { readdirSync } from "node:fs";
import { join } from "node:path";
import * as assignees from "@/lib/server/cases/assignees";
import * as bulk from "@/lib/server/cases/bulk";
import * as caseCounts from "@/lib/server/cases/case-counts";
import * as caseChanges from "@/lib/server/cases/case-changes";
import * as caseList from "@/lib/server/cases/case-list";
import * as cases from "@/lib/server/cases/cases";
import * as exports from "@/lib/server/cases/export-workbook";
import * as matchingCases from "@/lib/server/cases/matching-cases";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import * as gridAreas from "@/lib/server/places/grid-areas";
import * as postcodes from "@/lib/server/places/postcodes";
import * as imports from "@/lib/server/imports/import";
import * as importFile from "@/lib/server/imports/import-file";
import * as lastBatch from "@/lib/server/imports/last-batch";
import * as webhooks from "@/lib/server/events/webhooks";
import * as outbox from "@/lib/server/mail/outbox";
import * as accessRequests from "@/lib/server/people/access-requests";
import * as auditLog from "@/lib/server/people/audit-log";
import * as examination from "@/lib/server/operating/examination";
import * as operations from "@/lib/server/operations/operations";
import * as firstSteps from "@/lib/server/people/first-steps";
import * as organisations from "@/lib/server/people/organisations";
import * as groups from "@/lib/server/projects/groups";
import * as projectSummaries from "@/lib/server/projects/project-summaries";
import * as projects from "@/lib/server/projects/projects";
import * as report from "@/lib/server/operations/report";
import * as extract from "@/lib/server/retention/extract";
import * as retention from "@/lib/server/retention/retention";
import * as demoProjects from "@/lib/server/seeding/demo-projects";
import * as searches from "@/lib/server/cases/search-everything";
import * as seedTemplates from "@/lib/server/seeding/seed-template";
import * as seeding from "@/lib/server/seeding/seeding";
import * as selectedCases from "@/lib/server/cases/selected-cases";
import * as undo from "@/lib/server/operations/undo";
import * as users from "@/lib/server/people/users";
import * as work from "@/lib/server/cases/work";
import * as workList from "@/lib/server/cases/work-list";
import * as workbooks from "@/lib/server/imports/workbooks";
import { aGroup, aProject, aProjectWithCases, ctxOf, FIELDS, someCases } from "../support/factories";

const MISSING = "00000000-0000-4000-8000-000000000000";

type Ids = { projectId: string; groupId: string; caseId: string; operationId: string };
type Door = (ctx: Ctx, ids: Ids) => Promise<unknown>;

const csv = { name: "a.csv", bytes: new TextEncoder().encode("Vejnavn;Husnr.;Postnr.\nNygade;1;2740\n") };
const row = { street: "Nygade", houseNo: "2", postcode: "2740" };

/** Every read and verb that reaches a project, group, case or operation by its id. */
const DOORS: Record<string, Door> = {
  getProject: (ctx, { projectId }) => projectSummaries.getProject(ctx, projectId),
  lookUpProject: (ctx, { projectId }) => projects.lookUpProject(ctx, projectId),
  listGroups: (ctx, { projectId }) => groups.listGroups(ctx, projectId),
  getGroup: (ctx, { groupId }) => groups.getGroup(ctx, groupId),
  renameProject: (ctx, { projectId }) => projects.renameProject(ctx, projectId, { name: "X" }),
  deleteProject: (ctx, { projectId }) => projects.deleteProject(ctx, projectId),
  createGroup: (ctx, { projectId }) =>
    groups.createGroup(ctx, projectId, { name: "X", caseType: "business" }),
  renameGroup: (ctx, { groupId }) => groups.renameGroup(ctx, groupId, { name: "X" }),
  deleteGroup: (ctx, { groupId }) => groups.deleteGroup(ctx, groupId),
  listCases: (ctx, { projectId }) => caseList.listCases(ctx, projectId, {}),
  countCases: (ctx, { projectId }) => caseCounts.countCases(ctx, projectId, {}),
  allCases: (ctx, { projectId }) => caseList.allCases(ctx, projectId, {}, 10),
  casesToPrint: (ctx, { projectId }) => caseList.casesToPrint(ctx, projectId, {}, caseList.BY_ADDRESS, 1),
  heldByCases: (ctx, { projectId }) => caseCounts.heldByCases(ctx, projectId, {}),
  caseIdsInOrder: (ctx, { projectId }) => caseList.caseIdsInOrder(ctx, projectId, {}, 10),
  listAssignees: (ctx, { projectId }) => assignees.listAssignees(ctx, projectId),
  getCase: (ctx, { caseId }) => cases.getCase(ctx, caseId),
  openCase: (ctx, { caseId }) => cases.openCase(ctx, caseId),
  "offersOf a project": (ctx, { projectId }) => bulk.offersOf(ctx, { selection: { projectId } }),
  "performAction on a project": (ctx, { projectId }) =>
    bulk.performAction(ctx, { action: "cancel", params: { reason: "X" }, selection: { projectId } }),
  addCases: (ctx, { groupId }) =>
    imports.addCases(ctx, groupId, { fields: FIELDS.apartment, addresses: [row], acceptWarnings: true }),
  importCases: (ctx, { groupId }) =>
    importFile.importCases(ctx, groupId, csv, { fields: FIELDS.apartment, acceptWarnings: true }),
  templateWorkbook: (ctx, { groupId }) => workbooks.templateWorkbook(ctx, groupId, "da"),
  errorWorkbookOfCheck: (ctx, { groupId }) =>
    workbooks.errorWorkbookOfCheck(ctx, groupId, { problemRows: [], problems: [] }, "da"),
  errorWorkbook: (ctx, { operationId }) => workbooks.errorWorkbook(ctx, operationId, "da"),
  exportWorkbook: (ctx, { projectId }) => exports.exportWorkbook(ctx, projectId, {}, "da"),
  neighboursOf: async (ctx, { caseId }) =>
    cases.neighboursOf(ctx, (await cases.getCase(ctx, caseId)).case, {}),
  "valuesOf a project": (ctx, { projectId }) => selectedCases.valuesOf(ctx, { selection: { projectId } }),
  "listSelected of a project": (ctx, { projectId }) =>
    selectedCases.listSelected(ctx, { selection: { projectId } }),
  getReport: (ctx, { operationId }) => report.getReport(ctx, operationId),
  reportWorkbook: (ctx, { operationId }) => report.reportWorkbook(ctx, operationId, "da"),
  lookUpOperation: (ctx, { operationId }) => operations.lookUpOperation(ctx, operationId),
  activityChoices: (ctx, { projectId }) => operations.activityChoices(ctx, projectId),
  getOperation: (ctx, { operationId }) => operations.getOperation(ctx, operationId),
  listOperations: (ctx, { projectId }) => operations.listOperations(ctx, projectId),
  undoOperation: (ctx, { operationId }) => undo.undoOperation(ctx, operationId),
};

/** Verbs that reach nothing by an id of a tenant, with the reason why each is safe here. */
const ELSEWHERE: Record<string, string> = {
  listProjects: "tested below",
  casesById: "tested below",
  findCases: "tested below",
  hitColumns: "a part of reads, with their condition",
  toHit: "pure",
  searchEverything: "tested below",
  listAllCases: "tested below",
  countAllCases: "tested below",
  listParts: "tested below",
  namesOf: "tested below",
  withProjectNames: "names, by namesOf",
  casesOf: "a part of reads, with their condition",
  countWork: "tested below",
  mostUrgent: "tested below",
  visit: "the actor's own",
  dueIn: "pure",
  statesIn: "pure",
  promiseOf: "pure",
  promisesOf: "numbers of grid companies, for everybody",
  dayByCompany: "pure",
  dayOfCase: "pure",
  listColleagues: "the actor's own company",
  sortedPage: "a part of reads, with their condition",
  readPage: "a part of reads, with their condition",
  valuesOf: "by ids: tested below",
  listSelected: "by ids: tested below",
  recentReasons: "the actor's own organisation: tested below",
  listProjectAreas: "tested below",
  orderOf: "pure",
  readPostcodes: "pure",
  offersOf: "by ids: tested below",
  performAction: "by ids: tested below",
  createProject: "creates the actor's own",
  insertProject: "inside verbs",
  insertGroup: "inside verbs",
  touchProject: "inside verbs",
  touchProjects: "inside verbs",
  changesSince: "tested below",
  noCounts: "pure",
  tenantOf: "pure",
  groupsOf: "a part of reads, on a visible project",
  wrongCounts: "command line only",
  mendCounts: "command line only",
  matchingCases: "a condition that includes visibleCases",
  stillMatching: "a condition that includes visibleCases",
  projectsWith: "a condition that includes visibleProjects",
  keptOf: "a condition on counts; those who use it ask for visible projects as well",
  createCases: "inside addCases and importCases",
  readAddressSheet: "pure",
  undoRefusal: "pure",
  lastBatch: "empty for a foreign group: tested below",
  earlierImport: "empty for a foreign group: tested below",
  suggestAddresses: "reference data, for everybody",
  lookUpAddress: "reference data, for everybody",
  addressService: "reads the settings",
  adressevaelger: "a client of a public register",
  suggestGridAreas: "reference data, for everybody",
  storePostcodes: "inside verbs",
  startSession: "log-in",
  personOfSession: "log-in",
  endSession: "log-out",
  listSessions: "the actor's own",
  endOwnSession: "tested in sessions",
  endOtherSessions: "the actor's own",
  listTokens: "the actor's own",
  createToken: "the actor's own",
  revokeToken: "tested in tokens",
  actorOfToken: "log-in",
  renameSelf: "the actor's own",
  changePassword: "the actor's own",
  createFirstAdmin: "command line only",
  keepOwnLanguage: "the actor's own",
  askForEmail: "the actor's own",
  logInByIdentity: "log-in: tested in identities",
  joinIdentity: "by a link of the actor's own: tested in identities",
  linkIdentity: "the actor's own: tested in identities",
  unlinkIdentity: "the actor's own: tested in identities",
  isLinked: "the actor's own: tested in identities",
  getSecondFactor: "the actor's own: tested in second-factor",
  beginSecondFactor: "the actor's own: tested in second-factor",
  switchOnSecondFactor: "the actor's own: tested in second-factor",
  switchOffSecondFactor: "the actor's own: tested in second-factor",
  renewRecoveryCodes: "the actor's own: tested in second-factor",
  confirmByIdentity: "the actor's own: tested in identities",
  confirmCode: "the actor's own: tested in second-factor",
  takeCode: "log-in: tested in second-factor",
  forgetSecondFactor: "inside verbs",
  demandedRoles: "reads the settings",
  confirmEmail: "by a link of the actor's own: tested in own-email",
  choosePassword: "by a link of the actor's own: tested in links",
  askForPassword: "without a log-in: tested in links",
  askForAccess: "without a log-in: tested in access-requests",
  insertInvited: "inside administrators' verbs",
  nobodysPassword: "reads nothing",
  openOrClose: "inside administrators' verbs",
  refuseTakenCvr: "inside administrators' verbs",
  listViews: "the actor's own and the company's: tested in views",
  getView: "the actor's own and the company's: tested in views",
  createView: "the actor's own: tested in views",
  updateView: "the actor's own: tested in views",
  deleteView: "the actor's own: tested in views",
  listEvents: "tested in events",
  eventFor: "a part of deliveries, read as the company: tested in webhooks",
  listNotifications: "the actor's own: tested in news",
  countUnread: "the actor's own: tested in news",
  markRead: "the actor's own: tested in news",
  openNotice: "the actor's own: tested in news",
  getWishes: "the actor's own: tested in news",
  setWishes: "the actor's own: tested in news",
  kindsOf: "pure",
  unsubscribe: "by a signed link: tested in news",
  unsubscribedFrom: "by a signed link: tested in news",
  post: "inside verbs",
  sendsMail: "reads the settings",
  countUnsent: "how many mails, for the operator",
  differing: "pure",
  unique: "pure",
};

/** Administrators' verbs: everybody else is refused whatever the arguments. */
const ADMIN_ONLY: Record<string, (ctx: Ctx) => Promise<unknown>> = {
  listOrganisations: organisations.listOrganisations,
  createOrganisation: (ctx) => organisations.createOrganisation(ctx, {}),
  updateOrganisation: (ctx) => organisations.updateOrganisation(ctx, MISSING, {}),
  setOrganisationActive: (ctx) => organisations.setOrganisationActive(ctx, MISSING, {}),
  listAudit: auditLog.listAudit,
  auditChoices: auditLog.auditChoices,
  auditWorkbook: (ctx) => auditLog.auditWorkbook(ctx, {}, "da"),
  firstSteps: firstSteps.firstSteps,
  hasBegun: firstSteps.hasBegun,
  listUsers: users.listUsers,
  createUser: (ctx) => users.createUser(ctx, {}),
  inviteUsers: (ctx) => users.inviteUsers(ctx, {}),
  inviteAgain: (ctx) => users.inviteAgain(ctx, MISSING),
  updateUser: (ctx) => users.updateUser(ctx, MISSING, {}),
  setUserActive: (ctx) => users.setUserActive(ctx, MISSING, {}),
  resetPassword: (ctx) => users.resetPassword(ctx, MISSING, {}),
  resetSecondFactor: (ctx) => users.resetSecondFactor(ctx, MISSING, {}),
  listGridAreas: gridAreas.listGridAreas,
  createGridArea: (ctx) => gridAreas.createGridArea(ctx, {}),
  updateGridArea: (ctx) => gridAreas.updateGridArea(ctx, "791", {}),
  listPostcodes: (ctx) => postcodes.listPostcodes(ctx, ""),
  setPostcode: (ctx) => postcodes.setPostcode(ctx, {}),
  importPostcodes: (ctx) => postcodes.importPostcodes(ctx, { name: "a.csv", bytes: new Uint8Array() }),
  exportPostcodes: postcodes.exportPostcodes,
  seedProject: (ctx) => seeding.seedProject(ctx, {}),
  seedProjectFromWorkbook: (ctx) => seeding.seedProjectFromWorkbook(ctx, {}, csv),
  seedTemplate: (ctx) => seedTemplates.seedTemplate(ctx, "da"),
  createDemoProjects: (ctx) => demoProjects.createDemoProjects(ctx, {}),
  removeDemoProjects: demoProjects.removeDemoProjects,
  extractAbout: (ctx) => extract.extractAbout(ctx, { email: "a@test.example" }),
  getRetention: (ctx) => retention.getRetention(ctx),
  setRetention: (ctx) => retention.setRetention(ctx, {}),
  listAccessRequests: accessRequests.listAccessRequests,
  countAccessRequests: accessRequests.countAccessRequests,
  admitCompany: (ctx) =>
    accessRequests.admitCompany(ctx, MISSING, { company: "X", name: "X", email: "x@test.example" }),
  declineCompany: (ctx) => accessRequests.declineCompany(ctx, MISSING, { reason: "X" }),
  deleteAccessRequest: (ctx) => accessRequests.deleteAccessRequest(ctx, MISSING, {}),
  listOutbox: outbox.listOutbox,
  countGivenUp: outbox.countGivenUp,
  sendAgain: (ctx) => outbox.sendAgain(ctx, MISSING),
  sendTrialMail: outbox.sendTrialMail,
  examineSystem: (ctx) => examination.examineSystem(ctx, "here", "da"),
  listWebhooks: webhooks.listWebhooks,
  countEndedWebhooks: webhooks.countEndedWebhooks,
  createWebhook: (ctx) => webhooks.createWebhook(ctx, {}),
  setWebhookActive: (ctx) => webhooks.setWebhookActive(ctx, MISSING, {}),
  deleteWebhook: (ctx) => webhooks.deleteWebhook(ctx, MISSING),
  tryWebhook: (ctx) => webhooks.tryWebhook(ctx, MISSING),
};

/** Modules that are tools of the verbs and open no door of their own, with the reason. */
const TOOLS: Record<string, string> = {
  "cases/action-plan.ts": "what an action does, on cases already selected",
  "cases/case-events.ts": "a part of statements",
  "cases/case-insert.ts": "inside verbs, on checked rows",
  "cases/case-numbers.ts": "inside verbs, on cases already locked",
  "cases/case-update.ts": "inside verbs, on cases already locked",
  "cases/edit-plan.ts": "what an edit does, on cases already selected",
  "cases/planner.ts": "what an action does, on cases already selected",
  "cases/selection.ts": "inside verbs: every selection goes through visibleCases",
  "cases/system-changes.ts": "inside administrators' verbs and undo",
  "events/deliveries.ts": "the server's own work",
  "events/fenced-request.ts": "sends a text to an address",
  "imports/check-addresses.ts": "checks rows for a group already looked up",
  "imports/checked-row.ts": "a type",
  "imports/header-words.ts": "names of columns",
  "imports/import-cells.ts": "reads cells",
  "imports/import-check.ts": "checks rows for a group already looked up",
  "imports/import-sheet.ts": "reads sheets",
  "imports/second-list.ts": "reads sheets",
  "imports/sheet-days.ts": "reads cells",
  "imports/sheet-hidden.ts": "reads sheets",
  "imports/sheet-merges.ts": "reads cells",
  "imports/sheet-told.ts": "what is told of a sheet",
  "mail/daily.ts": "the server's own work",
  "mail/mail-text.ts": "words",
  "mail/sender.ts": "the server's own work",
  "operating/backup-looks.ts": "command line, and inside examineSystem",
  "operating/database-looks.ts": "command line, and inside examineSystem",
  "operating/doctor.ts": "command line, and inside examineSystem",
  "operating/finding.ts": "types and words",
  "operating/gauges.ts": "how many mails, deliveries and connections, for the operator",
  "operating/remote-looks.ts": "command line, and inside examineSystem",
  "operating/speed.ts": "a part of the examination, on rows of its own",
  "operating/upgrade-check.ts": "command line only",
  "people/actors.ts": "log-in",
  "people/attempts.ts": "log-in",
  "people/confirm-password.ts": "asks for the caller's own password",
  "people/links.ts": "log-in",
  "people/login.ts": "log-in",
  "people/passwords.ts": "log-in",
  "people/provider.ts": "a client of the provider of single sign-on",
  "retention/anonymise.ts": "the server's own upkeep",
  "retention/kept.ts": "ages of rows",
  "retention/sizes.ts": "a part of getRetention",
  "retention/purge.ts": "the server's own upkeep",
  "retention/upkeep.ts": "the server's own upkeep",
  "seeding/demo-accounts.ts": "command line only",
  "seeding/demo-cases.ts": "made-up values",
  "seeding/demo-plans.ts": "made-up values",
  "seeding/demo.ts": "command line only",
  "seeding/demo-areas.ts": "command line only",
  "seeding/reference-data.ts": "command line only",
  "seeding/seed-insert.ts": "inside administrators' verbs",
  "seeding/seed-sheet.ts": "reads sheets",
};
/** Rooms that know no noun. */
const TOOL_ROOMS = ["kernel", "spreadsheet"];

const SERVER = join(__dirname, "../../lib/server");
const modules = readdirSync(SERVER, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => /\.[cm]?tsx?$/.test(file));

test("no module of the server and no verb in it is unknown to this test", () => {
  const known = new Set([
    ...Object.keys(DOORS).map((name) => name.split(" ")[0]),
    ...Object.keys(ELSEWHERE),
    ...Object.keys(ADMIN_ONLY),
  ]);
  const verbs = modules
    .filter((file) => !(file in TOOLS) && !TOOL_ROOMS.some((room) => file.startsWith(`${room}/`)))
    .flatMap((file) =>
      Object.entries(jest.requireActual<Record<string, unknown>>(join(SERVER, file)))
        .filter(([, value]) => typeof value === "function")
        .map(([name]) => ({ file, name })),
    );
  expect(verbs.length).toBeGreaterThan(50);
  expect(verbs.filter(({ name }) => !known.has(name))).toEqual([]);
});

test("what is said of modules and verbs is said of some that exist", () => {
  expect(Object.keys(TOOLS).filter((file) => !modules.includes(file))).toEqual([]);
  const names = new Set(
    modules
      .filter((file) => !(file in TOOLS))
      .flatMap((file) => Object.keys(jest.requireActual<object>(join(SERVER, file)))),
  );
  expect(Object.keys(ELSEWHERE).filter((name) => !names.has(name))).toEqual([]);
});

async function aScene() {
  const scene = await aProjectWithCases(2);
  const { otherInstaller, world } = scene;
  const projectId = await aProject(otherInstaller, world.otherArea);
  const groupId = await aGroup(otherInstaller, projectId, "apartment");
  const left = await imports.addCases(ctxOf(otherInstaller), groupId, {
    fields: FIELDS.apartment,
    addresses: [{ street: "Y", houseNo: "1", postcode: "4000" }, { street: "Z" }],
    onError: "skip",
    acceptWarnings: true,
  });
  const [foreignCase] = await caseList.allCases(ctxOf(otherInstaller), projectId, {}, 1);
  const foreign: Ids = {
    projectId,
    groupId,
    caseId: foreignCase?.id ?? "",
    operationId: left.operationId ?? "",
  };
  const missing: Ids = { projectId: MISSING, groupId: MISSING, caseId: MISSING, operationId: MISSING };
  return { ...scene, foreign, missing };
}

const outcomeOf = (work: Promise<unknown>) =>
  work.then(
    () => "let in",
    (error) => JSON.stringify({ code: error.code, detail: error.detail }),
  );

test.each(Object.entries(DOORS))("%s answers a foreign id exactly as a missing one", async (_, door) => {
  const { installer, colleague, dso, dsoColleague, otherInstaller, otherDso, foreign, missing, ...own } =
    await aScene();
  const [mine] = own.cases;
  const owned: Ids = {
    projectId: own.projectId,
    groupId: own.groupId,
    caseId: mine?.id ?? "",
    operationId: foreign.operationId,
  };
  const strangersToForeign: Actor[] = [installer, colleague, dso, dsoColleague];
  for (const actor of strangersToForeign) {
    const answer = await outcomeOf(door(ctxOf(actor), foreign));
    expect(answer).toBe(await outcomeOf(door(ctxOf(actor), missing)));
    expect(answer).toContain('"not_found"');
  }
  for (const actor of [otherInstaller, otherDso]) {
    // The operation of `owned` belongs to the other side, so it is left out here.
    const answer = await outcomeOf(door(ctxOf(actor), { ...owned, operationId: MISSING }));
    expect(answer).toContain('"not_found"');
  }
});

test("the two sides and the administrator do see what is theirs", async () => {
  const {
    installer,
    colleague,
    dso,
    dsoColleague,
    admin: administrator,
    projectId,
    groupId,
    cases: own,
  } = await aScene();
  for (const actor of [installer, colleague, dso, dsoColleague, administrator]) {
    expect((await projectSummaries.getProject(ctxOf(actor), projectId)).id).toBe(projectId);
    expect((await groups.getGroup(ctxOf(actor), groupId)).id).toBe(groupId);
    expect((await cases.getCase(ctxOf(actor), own[0]?.id ?? "")).case.id).toBe(own[0]?.id);
    expect((await caseList.listCases(ctxOf(actor), projectId, {})).total).toBe(2);
  }
});

test("only the owner's installers shape a project; the others that see it are refused", async () => {
  const { dso, admin: administrator, projectId, groupId } = await aScene();
  for (const actor of [dso, administrator]) {
    for (const name of [
      "renameProject",
      "deleteProject",
      "createGroup",
      "renameGroup",
      "deleteGroup",
      "addCases",
      "importCases",
    ]) {
      const ids = { projectId, groupId, caseId: MISSING, operationId: MISSING };
      await expect(DOORS[name]?.(ctxOf(actor), ids)).rejects.toMatchObject({ code: "forbidden" });
    }
  }
});

test("foreign ids in a selection are missing, and nothing happens to their cases", async () => {
  const { installer, dso, otherInstaller, foreign, ids } = await aScene();
  const selection = { ids: [...ids, foreign.caseId, MISSING] };
  for (const [actor, action, params] of [
    [installer, "cancel", {}],
    [dso, "approve", { connectionPoint: "S" }],
  ] as const) {
    expect(await bulk.offersOf(ctxOf(actor), { selection })).toMatchObject({ count: 2, missing: 2 });
    await expect(bulk.performAction(ctxOf(actor), { action, params, selection })).rejects.toMatchObject({
      code: "cases_blocked",
      detail: { extra: { blocked: [], missing: [foreign.caseId, MISSING] } },
    });
  }
  const skipped = await bulk.performAction(ctxOf(installer), {
    action: "cancel",
    selection,
    onBlocked: "skip",
  });
  expect(skipped).toMatchObject({ done: 2, missing: [foreign.caseId, MISSING] });
  expect((await cases.getCase(ctxOf(otherInstaller), foreign.caseId)).case).toMatchObject({
    state: "submitted",
    version: 1,
  });
});

test("lists hold nothing of others", async () => {
  const { installer, dso, otherInstaller, otherDso, foreign, world } = await aScene();
  const { otherArea } = world;
  // A case that is submitted has a day by which the grid company must answer.
  const urgent = async (actor: Actor) => (await work.mostUrgent(ctxOf(actor), 500)).map(({ id }) => id);
  expect(await urgent(dso)).not.toContain(foreign.caseId);
  expect(await urgent(otherDso)).toContain(foreign.caseId);
  await bulk.performAction(ctxOf(otherDso), {
    action: "reject",
    params: { reason: "Kun for egne øjne" },
    selection: { ids: [foreign.caseId] },
  });
  for (const actor of [installer, dso]) {
    const seen = (await projectSummaries.listProjects(ctxOf(actor), { limit: 500 })).projects.map(
      (project) => project.id,
    );
    expect(seen).not.toContain(foreign.projectId);
    expect(await caseList.casesById(ctxOf(actor), [foreign.caseId])).toEqual([]);
    const { case: hidden } = await cases.getCase(ctxOf(otherDso), foreign.caseId);
    for (const q of [hidden.addressParts.street, String(hidden.number)]) {
      const found = await matchingCases.findCases(ctxOf(actor), q, 500);
      expect(found.map(({ id }) => id)).not.toContain(foreign.caseId);
      const searched = await searches.searchEverything(ctxOf(actor), { q });
      expect(searched.cases.map(({ id }) => id)).not.toContain(foreign.caseId);
    }
    const { name } = await projects.lookUpProject(ctxOf(otherDso), foreign.projectId);
    const { projects: named } = await searches.searchEverything(ctxOf(actor), { q: name });
    expect(named.map(({ id }) => id)).not.toContain(foreign.projectId);
    expect(await lastBatch.lastBatch(ctxOf(actor), foreign.groupId)).toBeNull();
    expect(await lastBatch.earlierImport(ctxOf(actor), foreign, "hash")).toBeNull();
    expect(await urgent(actor)).not.toContain(foreign.caseId);
    const { total } = await workList.listAllCases(ctxOf(actor), { waiting: "us" });
    expect((await work.countWork(ctxOf(actor))).ours.count).toBe(total);
    expect(await workList.namesOf(ctxOf(actor), "project", [foreign.projectId])).toEqual([]);
    expect(await workList.namesOf(ctxOf(actor), "group", [foreign.groupId])).toEqual([]);
    const strangers = [otherDso.id, otherInstaller.id];
    expect(await workList.namesOf(ctxOf(actor), "handler", strangers)).toEqual([]);
    for (const filter of [{}, { project: [foreign.projectId] }, { group: [foreign.groupId] }]) {
      const all = await workList.listAllCases(ctxOf(actor), filter);
      expect(all.cases.map(({ projectId }) => projectId)).not.toContain(foreign.projectId);
      expect(Object.keys(all.countsByProject)).not.toContain(foreign.projectId);
      expect([...(await workList.countAllCases(ctxOf(actor), filter)).keys()]).not.toContain(
        foreign.projectId,
      );
      for (const project of [foreign.projectId, undefined]) {
        const { cases: changed } = await caseChanges.changesSince(ctxOf(actor), {
          since: "2020-01-01T00:00:00Z",
          ...(project && { project }),
        });
        expect(changed.map(({ id }) => id)).not.toContain(foreign.caseId);
      }
      const { parts } = await workList.listParts(ctxOf(actor), "project", filter, 100);
      expect(parts.map(({ id }) => id)).not.toContain(foreign.projectId);
      const selected = await selectedCases.listSelected(ctxOf(actor), { selection: { filter } });
      expect(selected.cases.map(({ id }) => id)).not.toContain(foreign.caseId);
    }
    const byId = { selection: { ids: [foreign.caseId] } };
    expect(await selectedCases.valuesOf(ctxOf(actor), byId)).toMatchObject({
      count: 0,
      missing: 1,
      fields: [],
    });
    expect((await selectedCases.listSelected(ctxOf(actor), byId)).cases).toEqual([]);
    const everything = await operations.listOperations(ctxOf(actor), null);
    expect(everything.operations.map(({ id }) => id)).not.toContain(foreign.operationId);
    expect(await operations.recentReasons(ctxOf(actor), {})).not.toContain("Kun for egne øjne");
    expect((await projectSummaries.listProjectAreas(ctxOf(actor))).map(({ code }) => code)).not.toContain(
      otherArea,
    );
  }
});

test("who has taken back the making of cases is told to those who saw them", async () => {
  const { installer, dso, otherInstaller, otherDso, foreign } = await aScene();
  await undo.undoOperation(ctxOf(otherInstaller), foreign.operationId);
  const removedBy = async (actor: Actor, more: object) =>
    (await caseChanges.changesSince(ctxOf(actor), { since: "2020-01-01T00:00:00Z", ...more })).removedBy;
  for (const more of [{}, { project: foreign.projectId }]) {
    for (const actor of [installer, dso]) expect(await removedBy(actor, more)).toBeNull();
    expect(await removedBy(otherDso, more)).toBe(otherInstaller.name);
  }
});

test.each(Object.entries(ADMIN_ONLY))("%s is the administrator's alone", async (_, verb) => {
  const { installer, dso } = await aScene();
  for (const actor of [installer, dso]) {
    await expect((async () => verb(ctxOf(actor)))()).rejects.toMatchObject({ code: "forbidden" });
  }
});

test("an operation over two companies' cases tells each only of its own", async () => {
  const { installer, dso, otherInstaller, gridArea, ids } = await aProjectWithCases(1);
  const projectId = await aProject(otherInstaller, gridArea);
  const groupId = await aGroup(otherInstaller, projectId, "apartment");
  const [foreign] = await someCases(otherInstaller, groupId, "apartment", 1);
  const [mine = ""] = ids;
  await bulk.performAction(ctxOf(dso), {
    action: "edit",
    params: {
      perCase: { [mine]: { connectionPoint: "Skab 1" }, [foreign?.id ?? ""]: { connectionPoint: "Skab 99" } },
    },
    selection: { ids: [mine, foreign?.id] },
  });
  const { history } = await cases.getCase(ctxOf(installer), mine);
  expect(history[0]).toMatchObject({ changes: { connectionPoint: [null, "Skab 1"] }, params: {} });
  expect(JSON.stringify(history)).not.toContain("Skab 99");
  expect(JSON.stringify(history)).not.toContain(foreign?.id);
});

test("a project out of sight is not found whatever else is wrong: a cursor of another list tells nothing", async () => {
  const { otherInstaller, otherDso, installer, projectId } = await aProjectWithCases(2);
  const { nextCursor } = await caseList.listCases(ctxOf(installer), projectId, {
    limit: 1,
    sort: "reference",
  });
  const input = { sort: "number", cursor: nextCursor };
  await expect(caseList.listCases(ctxOf(installer), projectId, input)).rejects.toMatchObject({
    code: "invalid",
  });
  for (const stranger of [otherInstaller, otherDso])
    for (let i = 0; i < 5; i += 1)
      await expect(caseList.listCases(ctxOf(stranger), projectId, input)).rejects.toMatchObject({
        code: "not_found",
      });
});
