import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { logIn } from "./log-in";

/** High enough for all sixty cases: what is out of sight is not drawn. */
const TALL = { width: 1440, height: 3200 };
const project = `Havnekvarteret ${Date.now().toString(36)}`;
const APARTMENTS = 40;
const TERRACED = 20;

test.describe.configure({ mode: "serial" });

let installer: Page;
let dso: Page;
let projectId: string;
let groupIds: Record<string, string>;

type CaseRow = {
  id: string;
  number: number;
  address: string;
  state: string;
  groupId: string;
  version: number;
};

async function casesOf(request: APIRequestContext, query = ""): Promise<CaseRow[]> {
  const answer = await request.get(`/api/v1/projects/${projectId}/cases?limit=500${query}`);
  expect(answer.status()).toBe(200);
  return (await answer.json()).cases;
}

/** Numbers, blanks and capitals as people leave them in a sheet. */
function addressRows(street: string, count: number, perHouse: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) => ({
    Vejnavn: i % 7 === 0 ? ` ${street}  ` : street,
    "Husnr.": i % 3 === 0 ? 1 + Math.floor(i / perHouse) : String(1 + Math.floor(i / perHouse)),
    ...(perHouse > 1 && {
      Etage: `${1 + Math.floor((i % perHouse) / 2)}. sal`,
      Dør: i % 2 === 0 ? "TV" : "th.",
    }),
    "Postnr.": i % 2 === 0 ? 2740 : "2740",
    "Egen reference": `${street.slice(0, 2)}-${i + 1}`,
  }));
}

function fill(template: string, output: string, rows: unknown) {
  const script = join(process.cwd(), "tests", "e2e", "fill-template.py");
  execFileSync("/usr/bin/python3", [script, template, output], { input: JSON.stringify(rows) });
}

test.beforeAll(async ({ browser }) => {
  installer = await logIn(browser, "installer@demo.example", { viewport: TALL });
  dso = await logIn(browser, "dso@demo.example", { viewport: TALL });
});

test("the installer creates a project, placed by postcode, and two groups", async () => {
  await installer.goto("/projects");
  await installer.getByRole("button", { name: "Opret nyt projekt" }).first().click();
  const dialog = installer.getByRole("dialog");
  await dialog.getByLabel(/Navn/).fill(project);
  await dialog.getByLabel(/Postnr/).fill("2740");
  await expect(dialog.getByText(/791/).first()).toBeVisible();
  await dialog.getByRole("button", { name: /^Opret/ }).click();
  await expect(installer.getByRole("heading", { level: 1, name: project })).toBeVisible();
  projectId = /projects\/([0-9a-f-]{36})/.exec(installer.url())?.[1] ?? "";
  expect(projectId).not.toBe("");

  for (const [name, type] of [
    ["Blok A", "Lejlighed"],
    ["Rækkerne", "Rækkehuse"],
  ] as const) {
    if (!(await installer.getByRole("dialog").isVisible())) {
      await installer.getByRole("button", { name: "Opret gruppe" }).first().click();
    }
    const form = installer.getByRole("dialog");
    await form.getByLabel(/Navn/).fill(name);
    await form.getByText(type, { exact: true }).click();
    await form.getByRole("button", { name: /^Opret/ }).click();
    await expect(form).toBeHidden();
    await expect(installer.getByText(name).first()).toBeVisible();
  }
  const groups = await (await installer.request.get(`/api/v1/projects/${projectId}/groups`)).json();
  groupIds = Object.fromEntries(
    groups.groups.map((group: { name: string; id: string }) => [group.name, group.id]),
  );
  expect(Object.keys(groupIds)).toEqual(["Blok A", "Rækkerne"]);
});

/** »Vælg« from a list by its label. */
async function choose(page: Page, label: RegExp, option: string) {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

async function typeDate(page: Page, label: RegExp, digits: string) {
  await page.getByRole("group", { name: label }).getByRole("spinbutton").first().click();
  await page.keyboard.type(digits);
}

const inGrid = (page: Page, address: string) => page.getByRole("treegrid").getByText(address);

/** The project page, once its grid listens. */
async function openProject(page: Page, query = "") {
  await page.goto(`/projects/${projectId}${query}`);
  await expect(page.getByRole("treegrid")).toBeVisible();
}

async function importInto(group: string, rows: Record<string, unknown>[]) {
  const folder = test.info().outputDir;
  await openProject(installer);
  await installer.getByRole("button", { name: `Tilføj adresse til ${group}` }).click();
  const [download] = await Promise.all([
    installer.waitForEvent("download"),
    installer.getByRole("menuitem", { name: "Hent Excel-skabelon" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe(`${group}-adresser.xlsx`);
  const template = join(folder, `${group}.xlsx`);
  const filled = join(folder, `${group} udfyldt.xlsx`);
  await download.saveAs(template);
  fill(template, filled, rows);

  await installer.getByRole("button", { name: `Tilføj adresse til ${group}` }).click();
  await installer.getByRole("menuitem", { name: "Importér fra Excel" }).click();
  await expect(installer.getByRole("heading", { name: "Tilføj adresse" })).toBeVisible();
  await installer.locator("input[type=file]").setInputFiles(filled);
  await installer.getByRole("button", { name: "Næste" }).click();

  // Nothing is filled in yet: every required field says so.
  await installer.getByRole("button", { name: "Kontrollér" }).click();
  await expect(installer.getByText("Kundens navn mangler.").first()).toBeVisible();
  await installer.getByLabel(/Antal etager/).fill(group === "Blok A" ? "5" : "2");
  await choose(installer, /Målerplacering/, "Tavlerum");
  await choose(installer, /Stikledning/, "Ny");
  await typeDate(installer, /Ønsket tilslutningsdato/, `0106${new Date().getFullYear() + 1}`);
  await installer.getByLabel(/Kundens navn/).fill("Boligforeningen Havnen");
  await installer.getByLabel(/Kundens e-mail/).fill("kontakt@havnen.example");
  await installer.getByRole("button", { name: "Kontrollér" }).click();
  await expect(
    installer.getByText(`Alle ${rows.length} rækker er klar til at blive oprettet.`),
  ).toBeVisible();
  await installer.getByRole("button", { name: `Opret ${rows.length} sager` }).click();
  await expect(installer.getByText(`${rows.length} sager oprettet i ${group}.`)).toBeVisible();
}

test("sixty addresses come in from workbooks that another program filled in", async () => {
  await importInto("Blok A", addressRows("Havnegade", APARTMENTS, 10));
  await importInto("Rækkerne", addressRows("Pakhusvej", TERRACED, 1));
  const cases = await casesOf(installer.request);
  expect(cases).toHaveLength(APARTMENTS + TERRACED);
  expect(cases.map(({ address }) => address)).toEqual(
    expect.arrayContaining([
      "Havnegade 1, 1. tv, 2740 Skovlunde",
      "Havnegade 4, 5. th, 2740 Skovlunde",
      "Pakhusvej 20, 2740 Skovlunde",
    ]),
  );
});

const action = (page: Page, name: RegExp) => page.getByRole("toolbar").getByRole("button", { name });
const dialog = (page: Page) => page.locator("section[role=dialog]");
const bar = (page: Page) => page.getByRole("region", { name: "Valgte sager" });

/** Confirms an action's dialog and waits until the page tells that it was done. */
async function confirm(page: Page, button: RegExp, told: RegExp) {
  await dialog(page).getByRole("button", { name: button }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(page.getByText(told).first()).toBeVisible();
}

test("a selection across groups changes installer, and explains what it cannot do", async () => {
  await openProject(installer);
  await inGrid(installer, "Havnegade 1, 1. tv").click();
  await inGrid(installer, "Pakhusvej 3, 2740").click({ modifiers: ["Control"] });
  await expect(bar(installer).getByText("2 sager valgt")).toBeVisible();
  await inGrid(installer, "Pakhusvej 3, 2740").click({ modifiers: ["Control"] });
  await expect(bar(installer).getByText("1 sag valgt")).toBeVisible();
  await inGrid(installer, "Havnegade 1, 3. tv").click({ modifiers: ["Shift"] });
  await expect(bar(installer).getByText("40 sager valgt")).toBeVisible();

  await installer.getByRole("checkbox", { name: "Vælg alle i Blok A" }).check();
  await installer.getByRole("checkbox", { name: "Vælg alle i Rækkerne" }).check();
  await expect(bar(installer).getByText("60 sager valgt")).toBeVisible();
  await expect(bar(installer).getByText("i 2 grupper")).toBeVisible();

  // No case allows it, so it stands among the impossible ones and says why.
  await action(installer, /Ikke mulige/).click();
  await installer.getByRole("menuitem", { name: /^Meld klar til måler/ }).click();
  await expect(dialog(installer)).toContainText("Hvorfor kan jeg ikke vælge »Meld klar til måler«?");
  await expect(dialog(installer)).toContainText(
    "60 af 60 sager er tilmeldt. Netselskabet skal anvise dem først.",
  );
  await dialog(installer).getByRole("button", { name: "Tilbage" }).click();

  await action(installer, /Ændre installatør/).click();
  await dialog(installer).getByRole("combobox").fill("Karl");
  await installer.getByRole("listbox").getByRole("option", { name: "Karl Kollega" }).click();
  await expect(dialog(installer)).toContainText("Blok A (Lejlighed): 40 sager");
  await confirm(installer, /Ændre installatør på 60 sager/, /60 sager har fået .+ som installatør/);
  await expect(bar(installer)).toBeHidden();
  await expect(installer.getByRole("row", { name: /Havnegade 1, 1\. tv/ })).toContainText("Karl Kollega");
});

test("the grid company of the area assigns a handler, approves 50 and rejects 10", async () => {
  await dso.goto("/projects");
  await dso.getByRole("link", { name: project }).click();
  await expect(dso.getByRole("treegrid")).toBeVisible();
  await dso.getByRole("checkbox", { name: "Vælg alle viste sager" }).check();
  await action(dso, /Ændre sagsbehandler/).click();
  await dialog(dso).getByRole("combobox").fill("Niels");
  await dso.getByRole("listbox").getByRole("option", { name: "Niels Netmand" }).click();
  await confirm(dso, /Ændre sagsbehandler på 60 sager/, /60 sager har fået .+ som sagsbehandler/);

  await dso.getByRole("checkbox", { name: "Vælg alle i Blok A" }).check();
  await inGrid(dso, "Pakhusvej 1, 2740").click();
  await inGrid(dso, "Pakhusvej 10, 2740").click({ modifiers: ["Shift"] });
  await expect(bar(dso).getByText("50 sager valgt")).toBeVisible();
  await action(dso, /^Anvis/).click();
  await dialog(dso).getByLabel("Tilslutningspunkt").fill("Kabelskab 4711");
  await confirm(dso, /Anvis 50 sager/, /50 sager er anvist/);

  await dso.getByLabel("Tilstand").selectOption("submitted");
  await expect(dso.getByText("Viser 10 af 60 sager")).toBeVisible();
  await dso.getByRole("checkbox", { name: "Vælg alle viste sager" }).check();
  await action(dso, /^Afvis/).click();
  await dialog(dso)
    .getByRole("button", { name: /Afvis 10 sager/ })
    .click();
  await expect(dialog(dso).getByText("Skriv en årsag.")).toBeVisible();
  await dialog(dso).getByLabel("Årsag").fill("Situationsplan mangler.");
  await confirm(dso, /Afvis 10 sager/, /10 sager er afvist/);
});

test("strangers see nothing: every address is a page that does not exist", async ({ browser }) => {
  const cases = await casesOf(installer.request);
  const first = cases[0] as CaseRow;
  const history = (await (await installer.request.get(`/api/v1/cases/${first.id}`)).json()).history;
  const operationId = history[0].operationId;
  for (const email of ["other-dso@demo.example", "other-installer@demo.example"]) {
    const stranger = await logIn(browser, email, { viewport: TALL });
    await expect(stranger.getByText(project)).toHaveCount(0);
    for (const path of [
      `/projects/${projectId}`,
      `/projects/${projectId}/activity`,
      `/projects/${projectId}/print`,
      `/projects/${projectId}/import?group=${groupIds["Blok A"]}`,
      `/cases/${first.id}`,
      `/operations/${operationId}`,
      `/admin/users`,
      `/api/v1/projects/${projectId}`,
      `/api/v1/projects/${projectId}/cases`,
      `/api/v1/projects/${projectId}/groups`,
      `/api/v1/projects/${projectId}/assignees`,
      `/api/v1/projects/${projectId}/export.xlsx`,
      `/api/v1/groups/${groupIds["Blok A"]}/template.xlsx`,
      `/api/v1/cases/${first.id}`,
      `/api/v1/operations/${operationId}`,
      `/api/v1/operations/${operationId}/errors.xlsx`,
    ]) {
      expect([path, (await stranger.request.get(path)).status()]).toEqual([path, 404]);
    }
    const post = (path: string, data: unknown) => stranger.request.post(path, { data });
    const selection = { ids: [first.id] };
    expect((await post(`/api/v1/operations/${operationId}/undo`, {})).status()).toBe(404);
    expect(
      (await post(`/api/v1/projects/${projectId}/groups`, { name: "X", caseType: "business" })).status(),
    ).toBe(404);
    expect(await (await post("/api/v1/cases/offers", { selection })).json()).toMatchObject({
      count: 0,
      missing: 1,
    });
    await stranger.context().close();
  }
});

test("ready for meter, cancelled, meter up, completed, archived", async () => {
  await openProject(installer, "?state=approved");
  await expect(installer.getByText("Viser 50 af 60 sager")).toBeVisible();
  await inGrid(installer, "Pakhusvej 1, 2740").click();
  await inGrid(installer, "Pakhusvej 5, 2740").click({ modifiers: ["Shift"] });
  await action(installer, /^Annullér/).click();
  await dialog(installer).getByLabel(/Årsag/).fill("Husene bygges ikke.");
  await confirm(installer, /Annullér 5 sager/, /5 sager er annulleret/);
  await expect(installer.getByText("Viser 45 af 60 sager")).toBeVisible();

  await installer.getByRole("checkbox", { name: "Vælg alle viste sager" }).check();
  await expect(bar(installer).getByText("45 sager valgt")).toBeVisible();
  await action(installer, /Meld klar til måler/).click();
  await dialog(installer).getByText("Elleverandør er valgt").click();
  await dialog(installer).getByText("Målerplads er mærket").click();
  await confirm(installer, /Meld 45 sager klar til måler/, /45 sager er meldt klar til måler/);

  await openProject(dso, "?state=ready_for_meter");
  await dso.getByRole("checkbox", { name: "Vælg alle viste sager" }).check();
  await action(dso, /Registrér måler opsat/).click();
  await confirm(dso, /Registrér måler på 45 sager/, /45 sager er registreret med måler/);

  await openProject(installer, "?state=meter_installed");
  await installer.getByRole("checkbox", { name: "Vælg alle viste sager" }).check();
  await action(installer, /^Færdigmeld/).click();
  await confirm(installer, /Færdigmeld 45 sager/, /45 sager er færdigmeldt/);

  await openProject(dso);
  await dso.getByRole("checkbox", { name: "Vælg alle viste sager" }).check();
  await action(dso, /^Arkivér/).click();
  await confirm(dso, /Arkivér 60 sager/, /60 sager er arkiveret/);
});

test("every case's history is complete and in order", async () => {
  const WAYS = {
    completed: [
      "create submitted",
      "change_installer submitted",
      "change_handler submitted",
      "approve approved",
      "report_ready_for_meter ready_for_meter",
      "register_meter meter_installed",
      "complete completed",
      "archive archived",
    ],
    cancelled: [
      "create submitted",
      "change_installer submitted",
      "change_handler submitted",
      "approve approved",
      "cancel cancelled",
      "archive archived",
    ],
    rejected: [
      "create submitted",
      "change_installer submitted",
      "change_handler submitted",
      "reject rejected",
      "archive archived",
    ],
  };
  const counts: Record<string, number> = { completed: 0, cancelled: 0, rejected: 0 };
  for (const { id } of await casesOf(installer.request)) {
    const { history, version } = await (await installer.request.get(`/api/v1/cases/${id}`)).json();
    const told = history
      .map((entry: { action: string; toState: string }) => `${entry.action} ${entry.toState}`)
      .reverse();
    const way =
      Object.entries(WAYS).find(([name]) => told.some((line: string) => line.endsWith(` ${name}`)))?.[0] ??
      "?";
    expect(told).toEqual(WAYS[way as keyof typeof WAYS]);
    expect(version).toBe(told.length);
    counts[way] = (counts[way] ?? 0) + 1;
  }
  expect(counts).toEqual({ completed: 45, cancelled: 5, rejected: 10 });

  const [first] = await casesOf(installer.request, "&q=Havnegade");
  await installer.goto(`/cases/${first?.id}`);
  await expect(installer.getByRole("region", { name: "Historik" }).getByRole("listitem")).toHaveCount(8);
  await expect(installer.getByText("Tilslutningspunkt: tom → Kabelskab 4711")).toBeVisible();
});
