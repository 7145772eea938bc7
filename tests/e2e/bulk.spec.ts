import { expect, type Page, test } from "@playwright/test";
import { addWorkingDays } from "../../lib/domain/working-days";
import { findings } from "./findings";
import { logIn } from "./log-in";

test.describe.configure({ mode: "serial" });

let installer: Page;
let dso: Page;
let projectId: string;
/** One of its own for every try, or a second one would find the first one's too. */
const project = `Massehaven ${Date.now().toString(36)}`;
const groups: Record<string, string> = {};

type CaseRow = {
  id: string;
  number: number;
  address: string;
  state: string;
  fields: Record<string, unknown>;
};

async function post<Body>(page: Page, path: string, data: unknown): Promise<Body> {
  const answer = await page.request.post(path, { data });
  expect([path, answer.status(), answer.ok() ? "" : await answer.text()]).toEqual([
    path,
    answer.status(),
    "",
  ]);
  return (await answer.json()) as Body;
}

async function casesOf(group: string, query = ""): Promise<CaseRow[]> {
  const path = `/api/v1/projects/${projectId}/cases?limit=500&group=${groups[group]}${query}`;
  return (await (await installer.request.get(path)).json()).cases;
}

const FIELDS = {
  meterPlacement: "switch_room",
  serviceCable: "new",
  connectionDate: `${new Date().getFullYear() + 1}-06-01`,
  customerName: "Boligforeningen Haven",
  customerEmail: "kontakt@haven.example",
  payerSameAsCustomer: true,
};

async function makeGroup(name: string, caseType: string, street: string, n: number, more: object) {
  const { id } = await post<{ id: string }>(installer, `/api/v1/projects/${projectId}/groups`, {
    name,
    caseType,
  });
  groups[name] = id;
  await post(installer, `/api/v1/groups/${id}/cases`, {
    fields: { ...FIELDS, ...more },
    addresses: Array.from({ length: n }, (_, i) => ({ street, houseNo: String(i + 1), postcode: "2740" })),
    acceptWarnings: true,
  });
}

/** What somebody else does in the meantime. */
const act = (page: Page, action: string, rows: readonly CaseRow[], params: object = {}) =>
  post(page, "/api/v1/cases/actions", { action, params, selection: { ids: rows.map(({ id }) => id) } });

const action = (page: Page, name: RegExp) => page.getByRole("toolbar").getByRole("button", { name });
/** The dialog itself, not the lists that open from its fields. */
const dialog = (page: Page) => page.locator("section[role=dialog]");
const bar = (page: Page) => page.getByRole("region", { name: "Valgte sager" });
const button = (page: Page, name: string | RegExp) => dialog(page).getByRole("button", { name });

/** Ticks a group's box, once the page listens. */
async function selectGroup(page: Page, name: string) {
  const box = page.getByRole("checkbox", { name: `Vælg alle i ${name}` });
  await expect(async () => {
    if (!(await box.isChecked()) || !(await bar(page).isVisible())) await box.click();
    await expect(box).toBeChecked({ timeout: 1_000 });
    await expect(bar(page)).toBeVisible({ timeout: 1_000 });
  }).toPass();
}

/** The project with nothing selected: a tab remembers. */
async function openProject(page: Page, query = "") {
  await page.evaluate(() => {
    // What the last test did may still be on its way into the tab's memory.
    Storage.prototype.setItem = () => {};
    sessionStorage.clear();
  });
  await page.goto(`/projects/${projectId}${query}`);
  await expect(page.getByRole("treegrid")).toBeVisible();
}

async function openWith(page: Page, name: RegExp, group: string, query = "") {
  await openProject(page, query);
  await selectGroup(page, group);
  await action(page, name).click();
  await expect(dialog(page)).toBeVisible();
}

/** Findings in light and in dark, of the page as it stands. */
async function expectAccessible(page: Page) {
  // What has just been read aloud points at a button that may be gone; it is cleared away by itself.
  await expect(page.locator("[data-live-announcer] [role=img]")).toHaveCount(0);
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    expect([colorScheme, await findings(page)]).toEqual([colorScheme, []]);
  }
  await page.emulateMedia({ colorScheme: null });
}

test.beforeAll(async ({ browser }) => {
  installer = await logIn(browser, "installer@demo.example");
  dso = await logIn(browser, "dso@demo.example");
  ({ id: projectId } = await post<{ id: string }>(installer, "/api/v1/projects", {
    name: project,
    gridArea: "791",
  }));
  await makeGroup("Blok M", "apartment", "Massevej", 12, { storeys: 5 });
  await makeGroup("Blok R", "apartment", "Rettevej", 4, { storeys: 5 });
  await makeGroup("Blok V", "apartment", "Ventevej", 5, { storeys: 5 });
  await makeGroup("Butikker", "business", "Butiksgade", 3, {
    meterType: "direct",
    usage: "Butik",
    customerCvr: "10150817",
  });
});

test("what will happen is there before anything is typed, with the addresses", async () => {
  await openWith(dso, /^Anvis/, "Blok M");
  const preview = dialog(dso).getByRole("region", { name: "Det sker der" });
  await expect(preview).toContainText("Blok M (Lejlighed): 12 sager");
  await expect(preview).toContainText(/Tilmeldt.*Anvist/);
  await preview.getByText("Vis adresser").click();
  await expect(preview.getByText("Massevej 12, 2740 Skovlunde")).toBeVisible();
  await expectAccessible(dso);
  await button(dso, "Anvis 12 sager").click();
  await expect(dialog(dso).getByText("Skriv et tilslutningspunkt.")).toBeVisible();
});

test("a conflict is told case by case, nothing has happened, and it goes on without those cases", async () => {
  await openWith(dso, /^Anvis/, "Blok M");
  await dialog(dso).getByLabel("Tilslutningspunkt").fill("Kabelskab 7");
  await act(installer, "cancel", (await casesOf("Blok M")).slice(0, 3));
  await button(dso, "Anvis 12 sager").click();
  const alert = dialog(dso).getByRole("alert");
  await expect(alert).toContainText("3 sager er ændret imens.");
  await expect(alert).toContainText(
    /3 sager: Ændret af Ida Installatør \(Elfirma Nord A\/S\) kl\. \d\d\.\d\d, efter du valgte den\./,
  );
  await expect(alert.getByRole("listitem").filter({ hasText: /^Sag/ })).toHaveCount(3);
  await expect(alert).toContainText("Massevej 1, 2740 Skovlunde");
  expect(await casesOf("Blok M", "&state=approved")).toHaveLength(0);
  await expectAccessible(dso);
  await button(dso, "Fravælg dem og fortsæt med 9").click();
  await expect(dialog(dso).getByLabel("Tilslutningspunkt")).toHaveValue("Kabelskab 7");
  await button(dso, "Anvis 9 sager").click();
  await expect(dialog(dso)).toBeHidden();
  await expect(dso.getByText("9 sager er anvist.")).toBeVisible();
  await expect(bar(dso)).toBeHidden();
  expect(await casesOf("Blok M", "&state=approved")).toHaveLength(9);
});

test("the toast takes it back", async () => {
  await dso.getByRole("button", { name: "Fortryd", exact: true }).click();
  await expect(dso.getByText("9 sager er ført tilbage.")).toBeVisible();
  expect(await casesOf("Blok M", "&state=submitted")).toHaveLength(9);
});

test("blocked cases are passed over knowingly, stay selected, and stand in the report", async () => {
  await openWith(dso, /^Anvis/, "Blok M", "?state=submitted");
  await dialog(dso).getByLabel("Tilslutningspunkt").fill("Kabelskab 8");
  await act(installer, "cancel", (await casesOf("Blok M", "&state=submitted")).slice(0, 2), {
    reason: "Bygges ikke.",
  });
  await button(dso, "Anvis 9 sager").click();
  await button(dso, "Spring dem over og gennemfør for 7").click();
  await expect(dso.getByText("7 sager er anvist. 2 sager blev sprunget over.")).toBeVisible();
  await expect(bar(dso).getByText("2 sager valgt")).toBeVisible();

  await dso.getByRole("link", { name: "Vis rapport" }).click();
  await expect(dso).toHaveURL(/\/operations\//);
  await expect(dso.getByRole("link", { name: "Udført 7" })).toBeVisible();
  await expect(dso.getByRole("link", { name: "Sprunget over 2" })).toBeVisible();
  await expect(dso.getByRole("row")).toHaveCount(1 + 9);
  const skipped = dso.getByRole("row", { name: /Massevej 4, 2740/ });
  await expect(skipped).toContainText("Sprunget over");
  await expect(skipped).toContainText("Ændret af Ida Installatør (Elfirma Nord A/S)");
  await expectAccessible(dso);

  const [download] = await Promise.all([
    dso.waitForEvent("download"),
    dso.getByRole("link", { name: "Eksportér til Excel" }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rapport-\d{4}-\d\d-\d\d\.xlsx$/);

  await dso.getByRole("link", { name: "Sprunget over 2" }).click();
  await expect(dso.getByRole("row")).toHaveCount(1 + 2);
  await dso.getByRole("button", { name: "Vælg de sprungne i projektet" }).click();
  await expect(dso).toHaveURL(/\/projects\//);
  await expect(bar(dso).getByText("2 sager valgt")).toBeVisible();
});

test("undo is refused with the case that changed since, from the report and from the activity", async () => {
  const [changed] = await casesOf("Blok M", "&state=approved");
  await act(installer, "cancel", [changed as CaseRow]);
  await dso.goto(`/projects/${projectId}/activity`);
  await expectAccessible(dso);
  const row = dso.getByRole("row", { name: /Anvist · 7 sager · 2 sprunget over/ });
  await row.getByRole("button", { name: /^Fortryd/ }).click();
  const told = dso.getByRole("alertdialog");
  await expect(told).toContainText("Kan ikke fortrydes: 1 sag er ændret siden.");
  await expect(told).toContainText(
    `Sag ${changed?.number} · ${changed?.address}: ændret af Ida Installatør (Elfirma Nord A/S) kl.`,
  );
  expect(await casesOf("Blok M", "&state=approved")).toHaveLength(6);
  await row.getByRole("link", { name: "Vis rapport" }).click();
  await expect(dso.getByRole("button", { name: /^Fortryd \(\d+ min\. tilbage\)/ })).toBeVisible();
});

test("an undone operation says who took it back", async () => {
  await dso.goto(`/projects/${projectId}/activity`);
  await dso
    .getByRole("row", { name: /Anvist · 9 sager · fortrudt/ })
    .getByRole("link", { name: "Vis rapport" })
    .click();
  await expect(
    dso.getByText(/Handlingen er fortrudt af Dorte Sagsbehandler \(Radius Elnet A\/S\)/),
  ).toBeVisible();
  await dso.getByRole("link", { name: "Vis fortrydelsen" }).click();
  await expect(dso.getByRole("heading", { level: 1, name: "Fortrudt" })).toBeVisible();
});

const field = (page: Page, key: string) => dialog(page).locator(`li[data-field="${key}"]`);

test("bulk edit: mixed values with their numbers, a tick per field, clearing on purpose", async () => {
  const [first, second] = await casesOf("Blok R");
  await act(installer, "edit", [first as CaseRow], { set: { ampere: 25, remarks: "Ved porten" } });
  await act(installer, "edit", [second as CaseRow], { set: { reference: "R-2" } });
  await openWith(installer, /Redigér sagsfelter/, "Blok R");
  await expect(field(installer, "phases")).toContainText("Nu: 3");
  await field(installer, "ampere").getByText("Forskellige værdier (2)").click();
  await expect(field(installer, "ampere")).toContainText("16 A: 3 sager");
  await expect(field(installer, "ampere")).toContainText("25 A: 1 sag");

  // Touching ticks, unticking brings back.
  const cable = field(installer, "cableCabinet");
  await cable.getByRole("textbox").fill("K 1");
  await expect(cable.getByRole("checkbox")).toBeChecked();
  await cable.getByText(/^Ret/).click();
  await expect(cable.getByRole("textbox")).toHaveValue("");

  await field(installer, "ampere").getByRole("button").last().click();
  await installer.getByRole("option", { name: "25", exact: true }).click();
  await field(installer, "remarks")
    .getByRole("button", { name: /Mere om/ })
    .click();
  await installer.getByRole("menuitem", { name: "Ryd felt" }).click();
  await expect(field(installer, "remarks")).toContainText("Feltet ryddes.");
  await expect(dialog(installer).getByText("2 felter ændres på 4 sager.")).toBeVisible();
  const preview = dialog(installer).getByRole("region", { name: "Ændringer felt for felt" });
  await expect(preview.getByRole("row", { name: /Leveringsomfang/ })).toHaveText(/16253$/);
  await expect(preview.getByRole("row", { name: /Bemærkninger/ })).toHaveText(/Ved portentom1$/);
  await expectAccessible(installer);
  await button(installer, "Ret 2 felter på 4 sager").click();
  await expect(installer.getByText("4 sager er rettet.")).toBeVisible();
  const rows = await casesOf("Blok R");
  expect(rows.map(({ fields }) => [fields.ampere, fields.remarks ?? null, fields.reference ?? null])).toEqual(
    [
      [25, null, null],
      [25, null, "R-2"],
      [25, null, null],
      [25, null, null],
    ],
  );
});

test("bulk edit: what does not fit is told by the dry run, and taken out with one press", async () => {
  const [shop] = await casesOf("Butikker");
  await act(installer, "edit", [shop as CaseRow], { set: { meterType: "transformer" } });
  await openProject(installer);
  await selectGroup(installer, "Blok R");
  await selectGroup(installer, "Butikker");
  await action(installer, /Redigér sagsfelter/).click();
  await expect(dialog(installer)).toContainText("Målertype findes kun på Erhverv – 3 af 7 sager.");
  await field(installer, "ampere").getByRole("button").last().click();
  await installer.getByRole("option", { name: "80", exact: true }).click();
  await expect(dialog(installer)).toContainText("6 sager kan ikke komme med.");
  await expect(dialog(installer)).toContainText("Leveringsomfang over 63 A kan ikke vælges for boliger.");
  await expect(dialog(installer)).toContainText("Over 63 A skal målertypen være Transformer.");
  await button(installer, "Fravælg de 6 sager").click();
  await expect(button(installer, "Ret 1 felt på 1 sag")).toBeVisible();
  await button(installer, "Ret 1 felt på 1 sag").click();
  await expect(installer.getByText("1 sag er rettet.")).toBeVisible();
  expect((await casesOf("Butikker")).map(({ fields }) => fields.ampere)).toEqual([80, 25, 25]);
});

/** Numbers that no case has, also when these tests are tried again on the same database. */
const unused = String(Date.now()).slice(-9);
const meter = (n: number) => `M-${unused}-${n}`;
const meteringPoint = (() => {
  const digits = `57131317${unused}`;
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
})();

test("the grid company pastes a column of meter numbers and metering points", async () => {
  await openWith(dso, /Redigér sagsfelter/, "Blok R");
  await dialog(dso).getByText("Værdi for hver sag").click();
  const cell = dialog(dso).getByRole("textbox", { name: "Målernummer, Rettevej 2, 2740 Skovlunde" });
  await cell.focus();
  await cell.evaluate(
    (input, text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text", text);
      input.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
    },
    `${meter(2)}\t571313100000000016\r\n${meter(3)}\t571313100000000023\r\n${meter(4)}\r\n${meter(5)}\r\n`,
  );
  await expect(dialog(dso)).toContainText("3 linjer er sat ind.");
  // A wrong check digit is told at its own cell.
  await expect(dialog(dso).getByText(/Skriv et aftagenummer/)).toHaveCount(2);
  await dialog(dso)
    .getByRole("textbox", { name: "Aftagenummer, Rettevej 2, 2740 Skovlunde" })
    .fill(meteringPoint);
  await dialog(dso).getByRole("textbox", { name: "Aftagenummer, Rettevej 3, 2740 Skovlunde" }).fill("");
  await button(dso, /^Ret 2 felter på 3 sager$/).click();
  await expect(dso.getByText("3 sager er rettet.")).toBeVisible();
  const rows = await casesOf("Blok R");
  expect(rows.map(({ fields }) => [fields.meterNumber ?? null, fields.meteringPointId ?? null])).toEqual([
    [null, null],
    [meter(2), meteringPoint],
    [meter(3), null],
    [meter(4), null],
  ]);
});

test("a dialog by keyboard: Enter opens, Escape goes back to where one was, CTRL+Enter does it", async () => {
  await openProject(dso, "?state=cancelled");
  await selectGroup(dso, "Blok M");
  const archive = action(dso, /^Arkivér/);
  await archive.focus();
  await dso.keyboard.press("Enter");
  await expect(dialog(dso)).toBeVisible();
  await dso.keyboard.press("Escape");
  await expect(dialog(dso)).toBeHidden();
  await expect(archive).toBeFocused();
  await dso.keyboard.press("Enter");
  await expect(button(dso, "Arkivér 6 sager")).toBeVisible();
  await dso.keyboard.press("Control+Enter");
  await expect(dso.getByText("6 sager er arkiveret.")).toBeVisible();
});

test("reasons used before are offered when rejecting, and a dialog closed by mistake keeps what is in it", async () => {
  const rows = await casesOf("Blok R");
  await act(dso, "reject", rows.slice(0, 1), { reason: "Situationsplan mangler." });
  await openProject(dso);
  await dso.getByText("Rettevej 2, 2740", { exact: false }).click();
  await action(dso, /^Afvis/).click();
  await button(dso, "Situationsplan mangler.").click();
  await expect(dialog(dso).getByLabel("Årsag")).toHaveValue("Situationsplan mangler.");
  await dso.keyboard.press("Escape");
  await expect(dialog(dso)).toBeHidden();
  await action(dso, /^Afvis/).click();
  await expect(dialog(dso).getByLabel("Årsag")).toHaveValue("Situationsplan mangler.");
  await button(dso, "Afvis 1 sag").click();
  await expect(dso.getByText("1 sag er afvist.")).toBeVisible();
});

test("a lost line: asked again under the same key, done once", async () => {
  await openWith(dso, /Ændre sagsbehandler/, "Butikker");
  const keys: (string | undefined)[] = [];
  await dso.route("**/api/v1/cases/actions", async (route) => {
    const request = route.request();
    if (request.postDataJSON().dryRun) return route.continue();
    keys.push(request.headers()["idempotency-key"]);
    // The first time the work is done, and only its answer gets lost.
    if (keys.length > 1) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await dialog(dso).getByRole("combobox").fill("Niels");
  await dso.getByRole("listbox").getByRole("option", { name: "Niels Netmand" }).click();
  await button(dso, /Ændre sagsbehandler på 3 sager/).click();
  await expect(dialog(dso).getByText("Forbindelsen røg. Vi spørger, hvordan det gik …")).toBeVisible();
  await expect(dso.getByText(/3 sager har fået .+ som sagsbehandler\./)).toBeVisible();
  await dso.unroute("**/api/v1/cases/actions");
  expect(keys).toHaveLength(2);
  expect(keys[0]).toBe(keys[1]);
  const [shop] = await casesOf("Butikker");
  const { history } = await (await dso.request.get(`/api/v1/cases/${shop?.id}`)).json();
  expect(history.filter((entry: { action: string }) => entry.action === "change_handler")).toHaveLength(1);
});

test("the case page: actions with singular reasons, fields, history, and on to the next of the list", async () => {
  const rows = await casesOf("Blok R", "&state=submitted");
  await installer.goto(`/cases/${rows[0]?.id}?state=submitted`);
  await expect(installer.getByRole("heading", { level: 1, name: rows[0]?.address ?? "" })).toBeVisible();
  await action(installer, /Meld klar til måler/).focus();
  await installer.keyboard.press("Enter");
  await expect(dialog(installer)).toContainText("Sagen er tilmeldt. Netselskabet skal anvise sagen først.");
  await installer.keyboard.press("Escape");
  await expectAccessible(installer);

  const history = installer.getByRole("region", { name: "Historik" });
  await expect(history.getByRole("listitem").first()).toContainText("Dorte Sagsbehandler (Radius Elnet A/S)");
  await expect(history).toContainText("Leveringsomfang (A): 16 → 25");
  await expect(
    history.getByRole("link", { name: "del af massehåndtering af 4 sager" }).first(),
  ).toBeVisible();

  await installer
    .getByRole("region", { name: "Sagsfelter" })
    .getByRole("button", { name: "Redigér" })
    .click();
  await field(installer, "reference").getByRole("textbox").fill("ALENE");
  await button(installer, "Ret 1 felt på 1 sag").click();
  await expect(history.getByText("Egen reference: tom → ALENE")).toBeVisible();

  await installer.getByRole("link", { name: "Næste sag" }).click();
  await expect(installer.getByRole("heading", { level: 1, name: rows[1]?.address ?? "" })).toBeVisible();
  await expect(installer).toHaveURL(/state=submitted/);
});

test("the grid company reports a failed visit in bulk, and takes it back", async () => {
  const waiting = () => casesOf("Blok V", "&state=ready_for_meter");
  await act(dso, "approve", await casesOf("Blok V"), { connectionPoint: "Kabelskab 5" });
  const wished = addWorkingDays(new Date().toISOString().slice(0, 10), 20);
  await act(installer, "report_ready_for_meter", await casesOf("Blok V"), {
    meterDate: wished,
    supplierChosen: true,
    meterPlaceLabelled: true,
  });
  await openWith(dso, /^Målerbesøg mislykket/, "Blok V");
  const send = button(dso, "Meld målerbesøg mislykket på 5 sager");
  await send.click();
  await expect(dialog(dso).getByText("Skriv en årsag.")).toBeVisible();
  await dialog(dso).getByLabel("Årsag").fill("Ingen hjemme");
  await expectAccessible(dso);
  await send.click();
  await expect(dso.getByText("5 sager er sendt tilbage efter et mislykket målerbesøg.")).toBeVisible();
  const [one] = await casesOf("Blok V", "&state=approved");
  expect(one?.fields.meterDate).toBeUndefined();
  await installer.goto(`/cases/${one?.id}`);
  await expect(installer.getByText("Målerbesøget mislykkedes").first()).toBeVisible();
  await expect(installer.getByText("Ingen hjemme").first()).toBeVisible();
  await dso.getByRole("button", { name: "Fortryd", exact: true }).click();
  await expect(dso.getByText("5 sager er ført tilbage.")).toBeVisible();
  expect((await waiting()).map(({ fields }) => fields.meterDate)).toEqual(Array(5).fill(wished));
  await openWith(dso, /^Målerbesøg mislykket/, "Blok V");
  await dialog(dso).getByText("Ingen hjemme").first().click();
  await expect(dialog(dso).getByLabel("Årsag")).toHaveValue("Ingen hjemme");
  await dso.keyboard.press("Escape");
});

test("the installer moves the wished meter date, and takes the report of readiness back", async () => {
  await openWith(installer, /^Ændre ønsket målerdato/, "Blok V");
  const before = (await casesOf("Blok V"))[0]?.fields.meterDate;
  await button(installer, "Ændre målerdato på 5 sager").click();
  await expect(installer.getByText("5 sager har fået ny ønsket målerdato.")).toBeVisible();
  const after = (await casesOf("Blok V", "&state=ready_for_meter")).map(({ fields }) => fields.meterDate);
  expect(after).toHaveLength(5);
  expect(after).not.toContain(before);
  await openWith(installer, /^Træk klarmelding tilbage/, "Blok V");
  await button(installer, "Træk klarmelding tilbage på 5 sager").click();
  await expect(installer.getByText("5 sager er ikke længere meldt klar til måler.")).toBeVisible();
  expect(await casesOf("Blok V", "&state=approved")).toHaveLength(5);
});

test("the project list: search, filters and sort in the address, without script as well", async ({
  browser,
}) => {
  await installer.goto("/projects");
  await expectAccessible(installer);
  const context = await browser.newContext({
    javaScriptEnabled: false,
    storageState: await installer.context().storageState(),
  });
  const page = await context.newPage();
  await page.goto("/projects");
  await page.getByLabel("Søg i projekter").fill("Massevej 11");
  await page.getByRole("button", { name: "Søg" }).click();
  await expect(page).toHaveURL(/q=Massevej/);
  await expect(page.getByRole("link", { name: project })).toBeVisible();
  await expect(page.getByRole("link", { name: "Bryggervangen" })).toHaveCount(0);
  await expect(page.getByRole("img", { name: /% færdigmeldt/ }).first()).toBeVisible();
  await page.goto("/projects?q=findes-ikke");
  await expect(page.getByText("Ingen projekter passer til »findes-ikke«.")).toBeVisible();
  await page.getByRole("link", { name: "Nulstil filtre" }).click();
  await page.getByLabel("Sortér efter").selectOption("cases");
  await page.getByRole("button", { name: "Søg" }).click();
  await expect(page).toHaveURL(/sort=cases/);
  const texts = await page.getByText(/^[\d.]+ sag(er)?$/).allTextContents();
  const sizes = texts.map((text) => Number.parseInt(text.replace(".", ""), 10));
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(new Set(sizes).size).toBeGreaterThan(1);
  await context.close();

  await installer.goto(`/projects?q=${project}`);
  await installer.getByRole("link", { name: /afventer jer/ }).click();
  await expect(installer).toHaveURL(/state=approved&state=meter_installed&state=rejected/);
});
