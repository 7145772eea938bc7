import { type APIRequestContext, expect, type Page, test } from "@playwright/test";
import { addWorkingDays } from "@/lib/domain/working-days";
import { logIn } from "./log-in";

/** The rules R1–R12 of selecting (docs/rules.md), the bar that explains itself, and what the page does without script or with little room. */

/** High enough to have every row of the small project in sight: what is out of sight is not drawn. */
const WINDOW = { width: 1440, height: 1600 };

const FIELDS = {
  ampere: 16,
  phases: 3,
  meterPlacement: "switch_room",
  serviceCable: "new",
  connectionDate: `${new Date().getFullYear() + 1}-06-01`,
  customerName: "Boligforeningen",
  customerEmail: "kontakt@bolig.example",
  payerSameAsCustomer: true,
};

let installer: Page;
let dso: Page;
/** Three groups: twelve flats and eight houses in every state the tests need, and one without cases. */
let small: string;
/** Too many cases to be on the page at once. */
let large: string;
const LARGE_GROUPS = [5_000, 200];

async function post<Body>(request: APIRequestContext, path: string, data: unknown): Promise<Body> {
  const answer = await request.post(path, { data, timeout: 60_000 });
  expect([path, answer.status(), answer.ok() ? "" : await answer.text()]).toEqual([
    path,
    answer.status(),
    "",
  ]);
  return answer.json();
}

async function makeProject(
  name: string,
  groups: [name: string, caseType: string, street: string, count: number][],
) {
  const { id } = await post<{ id: string }>(installer.request, "/api/v1/projects", { name, gridArea: "791" });
  for (const [groupName, caseType, street, count] of groups) {
    const group = await post<{ id: string }>(installer.request, `/api/v1/projects/${id}/groups`, {
      name: groupName,
      caseType,
    });
    if (count === 0) continue;
    await post(installer.request, `/api/v1/groups/${group.id}/cases`, {
      fields: { ...FIELDS, storeys: caseType === "apartment" ? 5 : 2 },
      addresses: Array.from({ length: count }, (_, i) => ({
        street,
        houseNo: String(1 + (i % 900)),
        ...(i >= 900 && { floor: String(Math.floor(i / 900)) }),
        postcode: "2740",
      })),
      acceptWarnings: true,
    });
  }
  return id;
}

/** Takes an action on the cases of the small project with these house numbers. */
async function act(page: Page, action: string, params: unknown, street: string, houses: number[]) {
  const { cases } = await (await page.request.get(`/api/v1/projects/${small}/cases?limit=500`)).json();
  const ids = (cases as { id: string; addressParts: { street: string; houseNo: string } }[])
    .filter(({ addressParts: at }) => at.street === street && houses.includes(Number(at.houseNo)))
    .map(({ id }) => id);
  expect(ids).toHaveLength(houses.length);
  await post(page.request, "/api/v1/cases/actions", { action, params, selection: { ids } });
}

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  installer = await logIn(browser, "installer@demo.example", { viewport: WINDOW });
  dso = await logIn(browser, "dso@demo.example", { viewport: WINDOW });
  small = await makeProject("Markeringen", [
    ["Blok A", "apartment", "Ahornvej", 12],
    ["Rækkerne", "terraced_house", "Birkevej", 8],
    ["Tom gruppe", "apartment", "", 0],
  ]);
  // Ahornvej 1–9 approved, 10–12 submitted; Birkevej 1 rejected, 2 archived, 3–4 with a meter, 5–8 submitted.
  await act(dso, "approve", { connectionPoint: "Skab 1" }, "Ahornvej", [1, 2, 3, 4, 5, 6, 7, 8, 9]);
  await act(dso, "approve", { connectionPoint: "Skab 2" }, "Birkevej", [3, 4]);
  await act(dso, "reject", { reason: "Situationsplan mangler." }, "Birkevej", [1, 2]);
  await act(dso, "archive", {}, "Birkevej", [2]);
  const meterDate = addWorkingDays(new Date().toISOString().slice(0, 10), 10);
  await act(
    installer,
    "report_ready_for_meter",
    { meterDate, supplierChosen: true, meterPlaceLabelled: true },
    "Birkevej",
    [3, 4],
  );
  await act(
    dso,
    "register_meter",
    { installedOn: new Date().toISOString().slice(0, 10) },
    "Birkevej",
    [3, 4],
  );
  large = await makeProject("Mange tusind", [
    ["Stor blok", "apartment", "Storvej", LARGE_GROUPS[0] as number],
    ["Lille blok", "apartment", "Lillevej", LARGE_GROUPS[1] as number],
  ]);
});

/** The project with nothing selected and its grid ready. */
async function open(page: Page, path = `/projects/${small}`) {
  await page.goto(path);
  await page.evaluate(() => {
    // What the last test did may still be on its way into the tab's memory.
    Storage.prototype.setItem = () => {};
    sessionStorage.clear();
  });
  await page.goto(path);
  await expect(page.getByRole("treegrid")).toBeVisible();
}

const caseRow = (page: Page, address: string) =>
  page.locator("[role=treegrid] [role=row]").filter({ hasText: new RegExp(`^${address},|^${address} `) });
const topOf = async (page: Page, address: string) => (await caseRow(page, address).boundingBox())?.y ?? 0;
const groupRow = (page: Page, name: string) =>
  page.locator("[role=treegrid] [role=row][aria-level='1']").filter({ hasText: name });
const bar = (page: Page) => page.getByRole("region", { name: "Valgte sager" });
const toolbar = (page: Page) => page.getByRole("toolbar", { name: "Handlinger" });
const dialog = (page: Page) => page.locator("section[role=dialog]");

/** The selected house numbers by street, read from the rows themselves. */
async function selectedRows(page: Page): Promise<string[]> {
  return page
    .locator("[role=treegrid] [role=row][aria-selected=true]")
    .evaluateAll((rows) =>
      rows.map(
        (row) => /^(\S+ \d+)/.exec(row.querySelector("[role=rowheader]")?.textContent ?? "")?.[1] ?? "?",
      ),
    );
}
const houses = (street: string, from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => `${street} ${from + i}`);
const expectSelected = async (page: Page, expected: string[]) => {
  await expect.poll(() => selectedRows(page)).toEqual(expected);
  if (expected.length > 0)
    await expect(bar(page)).toContainText(
      expected.length === 1 ? "1 sag valgt" : `${expected.length} sager valgt`,
    );
  else await expect(bar(page)).toBeHidden();
};

test("R1: a click toggles, with CTRL and without, and never takes another case out; the number is a link", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 2").click();
  await caseRow(page, "Ahornvej 4").click();
  await caseRow(page, "Birkevej 1").click({ modifiers: ["Control"] });
  await expectSelected(page, ["Ahornvej 2", "Ahornvej 4", "Birkevej 1"]);
  await caseRow(page, "Ahornvej 4").click({ modifiers: ["Control"] });
  await expectSelected(page, ["Ahornvej 2", "Birkevej 1"]);
  await caseRow(page, "Ahornvej 3").getByRole("link").click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ahornvej 3");
  await page.goBack();
  await expectSelected(page, ["Ahornvej 2", "Birkevej 1"]);
});

test("R2: SHIFT takes from the last toggled case to here, across group rows; closed groups are skipped", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 10").click();
  await caseRow(page, "Birkevej 2").click({ modifiers: ["Shift"] });
  await expectSelected(page, [...houses("Ahornvej", 10, 12), ...houses("Birkevej", 1, 2)]);
  await expect(groupRow(page, "Rækkerne")).toHaveAttribute("aria-selected", "false");
  // Taking one out is a toggle too: the next range begins there.
  await caseRow(page, "Ahornvej 11").click();
  await caseRow(page, "Ahornvej 8").click({ modifiers: ["Shift"] });
  await expectSelected(page, [...houses("Ahornvej", 8, 12), ...houses("Birkevej", 1, 2)]);

  await open(page);
  await groupRow(page, "Blok A").getByRole("button").first().click();
  await expect(groupRow(page, "Blok A")).toHaveAttribute("aria-expanded", "false");
  await caseRow(page, "Birkevej 3").click();
  await page.keyboard.press("Control+Shift+Home");
  await expectSelected(page, houses("Birkevej", 1, 3));
});

test("R3: the whole selection by keyboard", async () => {
  const page = installer;
  await open(page);
  await page.getByRole("button", { name: "Genveje" }).focus();
  // Hint, head, then the first group row.
  for (let i = 0; i < 8; i++) {
    await page.keyboard.press("Tab");
    if (await groupRow(page, "Blok A").evaluate((row) => row === document.activeElement)) break;
  }
  await expect(groupRow(page, "Blok A")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Space");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expectSelected(page, houses("Ahornvej", 1, 2));
  await page.keyboard.press("Shift+ArrowDown");
  await page.keyboard.press("Shift+ArrowDown");
  await expectSelected(page, houses("Ahornvej", 1, 4));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Shift+Space");
  await expectSelected(page, houses("Ahornvej", 1, 6));
  await page.keyboard.press("Control+a");
  await expect(bar(page)).toContainText("20 sager valgt");
  await page.keyboard.press("Escape");
  await expectSelected(page, []);

  await page.keyboard.press("Control+Home");
  await page.keyboard.press("ArrowLeft");
  await expect(groupRow(page, "Blok A")).toHaveAttribute("aria-expanded", "false");
  await page.keyboard.press("ArrowRight");
  await expect(groupRow(page, "Blok A")).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("ArrowDown");
  const link = caseRow(page, "Ahornvej 1").getByRole("link");
  for (let i = 0; i < 5 && !(await link.evaluate((it) => it === document.activeElement)); i++)
    await page.keyboard.press("ArrowRight");
  await expect(link).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { level: 1 })).toContainText("Ahornvej 1");
});

test("R4: SHIFT on the tick box itself is a range", async () => {
  const page = installer;
  await open(page);
  const box = async (address: string) => {
    const place = await caseRow(page, address).getByRole("checkbox").boundingBox();
    return { x: (place?.x ?? 0) + (place?.width ?? 0) / 2, y: (place?.y ?? 0) + (place?.height ?? 0) / 2 };
  };
  const from = await box("Ahornvej 3");
  await page.mouse.click(from.x, from.y);
  const to = await box("Ahornvej 6");
  await page.keyboard.down("Shift");
  await page.mouse.click(to.x, to.y);
  await page.keyboard.up("Shift");
  await expectSelected(page, houses("Ahornvej", 3, 6));
});

test("R5 and R6: the boxes of head and group show none, some and all of the filtered cases; the menu names every scope", async () => {
  const page = installer;
  await open(page);
  const all = page.getByRole("checkbox", { name: "Vælg alle viste sager" });
  const group = page.getByRole("checkbox", { name: "Vælg alle i Blok A" });
  const mixed = (box: typeof all) => box.evaluate((input: HTMLInputElement) => input.indeterminate);
  await expect(all).not.toBeChecked();
  await caseRow(page, "Ahornvej 2").click();
  expect(await mixed(all)).toBe(true);
  expect(await mixed(group)).toBe(true);
  await group.check({ force: true });
  await expectSelected(page, houses("Ahornvej", 1, 12));
  await expect(group).toBeChecked();
  expect(await mixed(all)).toBe(true);
  await all.check({ force: true });
  await expect(bar(page)).toContainText("20 sager valgt i 2 grupper");
  await group.uncheck({ force: true });
  await expectSelected(page, houses("Birkevej", 1, 8));
  await expect(page.getByRole("checkbox", { name: "Vælg alle i Tom gruppe" })).toBeDisabled();

  await open(page, `/projects/${small}?state=submitted`);
  await page.getByRole("button", { name: "Vælg sager" }).click();
  await expect(page.getByRole("menuitem", { name: "Alle i filteret (7)" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Alle i projektet (20)" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Alle i filteret (7)" }).click();
  await expectSelected(page, [...houses("Ahornvej", 10, 12), ...houses("Birkevej", 5, 8)]);
  await page.getByRole("button", { name: "Vælg sager" }).click();
  await page.getByRole("menuitem", { name: "Ingen" }).click();
  await expectSelected(page, []);

  await open(page);
  await page.getByRole("button", { name: "Vælg sager" }).click();
  await page.getByRole("menuitem", { name: "Efter tilstand" }).press("ArrowRight");
  await page.getByRole("menuitem", { name: "Anvist (9)" }).click();
  await expectSelected(page, houses("Ahornvej", 1, 9));
  await page.getByRole("button", { name: "Menu for Rækkerne", exact: true }).click();
  await page.getByRole("menuitem", { name: "Vælg efter tilstand" }).press("ArrowRight");
  await page.getByRole("menuitem", { name: "Tilmeldt (4)" }).click();
  await expectSelected(page, [...houses("Ahornvej", 1, 9), ...houses("Birkevej", 5, 8)]);
});

test("R7: filtering, sorting and closing groups change no selection; what is hidden is counted and can be seen", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 1").click();
  await caseRow(page, "Ahornvej 10").click();
  await caseRow(page, "Birkevej 1").click();
  await page.getByLabel("Tilstand").selectOption("submitted");
  await expect(page.getByText("Viser 7 af 20 sager")).toBeVisible();
  await expect(bar(page)).toContainText("3 sager valgt");
  await expect(bar(page)).toContainText("2 skjult af filter");
  await bar(page).getByRole("button", { name: "Vis valgte" }).click();
  await expect(page.getByText("Viser 3 valgte sager")).toBeVisible();
  await expect.poll(() => selectedRows(page)).toEqual(["Ahornvej 1", "Ahornvej 10", "Birkevej 1"]);
  await bar(page).getByRole("button", { name: "Vis alle" }).click();
  await page.getByRole("link", { name: "Nulstil" }).click();
  await page.getByRole("columnheader", { name: "Sagsnr." }).click();
  await expect(page).toHaveURL(/sort=number/);
  await page.getByRole("columnheader", { name: "Sagsnr." }).click();
  await expect(page).toHaveURL(/sort=-number/);
  await expect.poll(() => topOf(page, "Ahornvej 12")).toBeLessThan(await topOf(page, "Ahornvej 11"));
  await expect(bar(page)).toContainText("3 sager valgt");
  await groupRow(page, "Blok A").getByRole("button").first().click();
  await expect(bar(page)).toContainText("3 sager valgt i 2 grupper");
});

test("R8: a cleared selection comes back by »Gendan« and by CTRL+Z", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 1").click();
  await caseRow(page, "Ahornvej 2").click();
  await page.keyboard.press("Escape");
  await expect(page.getByText("Markeringen er ryddet.")).toBeVisible();
  await expectSelected(page, []);
  await page.getByRole("button", { name: "Gendan" }).click();
  await expectSelected(page, houses("Ahornvej", 1, 2));
  await bar(page).getByRole("button", { name: "Ryd markering" }).click();
  await expectSelected(page, []);
  await caseRow(page, "Ahornvej 1").focus();
  await page.keyboard.press("Control+z");
  await expectSelected(page, houses("Ahornvej", 1, 2));
});

test("R9 and the title: the selection survives a reload and a visit, and is gone at log-out", async ({
  browser,
}) => {
  const page = await logIn(browser, "colleague@demo.example", { viewport: WINDOW });
  await open(page);
  await caseRow(page, "Ahornvej 1").click();
  await caseRow(page, "Birkevej 3").click();
  await expect(page).toHaveTitle("2 valgt – Markeringen – Projekter");
  await page.reload();
  await expectSelected(page, ["Ahornvej 1", "Birkevej 3"]);
  await page.goto("/projects");
  await page.goto(`/projects/${small}`);
  await expectSelected(page, ["Ahornvej 1", "Birkevej 3"]);
  await page.getByRole("button", { name: /Menu for Karl|Karl Kollega/ }).click();
  await page.getByRole("menuitem", { name: "Log ud" }).click();
  await expect(page).toHaveURL(/\/login/);
  expect(
    await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith("selection"))),
  ).toEqual([]);
  await page.context().close();
});

test("R10 and R12: of more cases than the page holds, all can be selected, minus one; groups load as they are opened", async () => {
  const page = installer;
  const sent: { selection: { ids?: string[]; filter?: unknown; except?: string[] } }[] = [];
  page.on("request", (request) => {
    if (request.url().endsWith("/cases/offers")) sent.push(request.postDataJSON());
  });
  await open(page, `/projects/${large}`);
  await expect(page.getByText("Viser 5.200 sager")).toBeVisible();
  await expect(groupRow(page, "Stor blok")).toHaveAttribute("aria-expanded", "false");
  await page.getByRole("button", { name: "Vælg sager" }).click();
  await page.getByRole("menuitem", { name: "Alle i projektet (5.200)" }).click();
  await expect(bar(page)).toContainText("5.200 sager valgt i 2 grupper");
  await expect(page.getByRole("checkbox", { name: "Vælg alle i Stor blok" })).toBeChecked();

  await groupRow(page, "Lille blok").getByRole("button").first().click();
  await expect(caseRow(page, "Lillevej 2")).toHaveAttribute("aria-selected", "true");
  await caseRow(page, "Lillevej 2").click();
  await expect(bar(page)).toContainText("5.199 sager valgt");
  await expect(page.getByRole("checkbox", { name: "Vælg alle i Stor blok" })).toBeChecked();
  await expect(page.getByRole("checkbox", { name: "Vælg alle i Lille blok" })).not.toBeChecked();
  await expect.poll(() => sent.at(-1)?.selection.except?.length).toBe(1);
  expect(sent.at(-1)?.selection).toMatchObject({ projectId: large, filter: {} });
  await page.reload();
  await expect(bar(page)).toContainText("5.199 sager valgt");

  await groupRow(page, "Stor blok").getByRole("button").first().click();
  await expect(caseRow(page, "Storvej 1").first()).toBeVisible();
  expect(await page.locator("[role=row]").count()).toBeLessThan(80);
  await page.keyboard.press("Escape");
  await groupRow(page, "Stor blok").getByRole("button").first().click();
  await page.getByRole("checkbox", { name: "Vælg alle i Lille blok" }).check({ force: true });
  await expect(bar(page)).toContainText("200 sager valgt");
});

test("more than a hundred blocking cases, none of them on the page, leave by one press", async () => {
  const page = installer;
  await open(page, `/projects/${large}`);
  const { cases } = await (
    await page.request.get(`/api/v1/projects/${large}/cases?limit=500&sort=number`)
  ).json();
  const ids = (cases as { id: string }[]).slice(0, 300).map(({ id }) => id);
  await post(dso.request, "/api/v1/cases/actions", {
    action: "approve",
    params: { connectionPoint: "Skab 9" },
    selection: { ids },
  });
  await open(page, `/projects/${large}`);
  await page.getByRole("button", { name: "Vælg sager" }).click();
  await page.getByRole("menuitem", { name: "Alle i projektet" }).click();
  const ready = toolbar(page).getByRole("button", { name: /Meld klar til måler/ });
  await expect(ready).toContainText("4.900 blokerer");
  await ready.click({ force: true });
  await dialog(page).getByRole("button", { name: "Fravælg de 4.900 sager" }).click();
  await expect(bar(page)).toContainText("300 sager valgt");
  await expect(ready).not.toHaveAttribute("aria-disabled", "true");
});

test("R11: a selected case that is gone is dropped, and that is said", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 1").click();
  await page.evaluate((project) => {
    const key = `selection:${project}`;
    const stored = JSON.parse(sessionStorage.getItem(key) as string);
    stored.ids.push(["00000000-0000-4000-8000-000000000000", 1]);
    sessionStorage.setItem(key, JSON.stringify(stored));
  }, small);
  await page.reload();
  await expect(page.getByText("1 sag er ikke længere tilgængelig.")).toBeVisible();
  await expectSelected(page, ["Ahornvej 1"]);
});

test("touch: a tap selects, a tap takes out; the actions open from one button", async ({ browser }) => {
  const page = await logIn(browser, "installer@demo.example", {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  await open(page);
  await expect(page.getByText("Tryk på en sag for at vælge den.")).toBeVisible();
  await caseRow(page, "Ahornvej 1").locator("strong").tap();
  await caseRow(page, "Ahornvej 3").locator("strong").tap();
  await expect(bar(page)).toContainText("2 sager valgt");
  await caseRow(page, "Ahornvej 1").locator("strong").tap();
  await expect(bar(page)).toContainText("1 sag valgt");
  // Tapped as fast as fingers go, neighbouring rows are still chosen, and none is opened.
  await caseRow(page, "Ahornvej 4").locator("strong").tap();
  await expect(bar(page)).toContainText("2 sager valgt");
  await bar(page).getByRole("button", { name: "Handlinger" }).tap();
  await expect(page.getByRole("menuitem").first()).toContainText("Meld klar til måler");
  await expect(page.getByRole("menuitem", { name: /Færdigmeld/ })).toContainText("2 af 2 sager er anvist");
  const sheet = await page.getByRole("menu").boundingBox();
  expect([sheet?.x, Math.round((sheet?.y ?? 0) + (sheet?.height ?? 0))]).toEqual([1, 843]);
  await page.keyboard.press("Escape");
  const boxes = page.locator("[role=row] label");
  const heights = await boxes.evaluateAll((all) => all.map((it) => it.clientHeight));
  expect(heights.length).toBeGreaterThan(1);
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(44);
  await page.context().close();
});

test("phone: the first case within half a screen, and the bar never over the row just tapped", async ({
  browser,
}) => {
  const page = await logIn(browser, "installer@demo.example", {
    hasTouch: true,
    isMobile: true,
    viewport: { width: 390, height: 844 },
  });
  await open(page);
  expect(await topOf(page, "Ahornvej 1")).toBeLessThanOrEqual(844 / 2);
  await page.getByRole("button", { name: "Luk hintet" }).tap();
  const rows = page.locator("[role=row][aria-level='2']");
  const tops = await rows.evaluateAll((all) => all.map((row) => row.getBoundingClientRect().top));
  const last = tops.findLastIndex((top) => top < 844 - 40);
  // Where it is, without the help of scrolling to it first.
  await page.touchscreen.tap(180, (tops[last] ?? 0) + 16);
  await expect(bar(page)).toContainText("1 sag valgt");
  await expect(async () => {
    const row = await rows.nth(last).boundingBox();
    const edge = await bar(page).boundingBox();
    expect((row?.y ?? 0) + (row?.height ?? 0)).toBeLessThanOrEqual(edge?.y ?? 0);
  }).toPass({ timeout: 5_000 });
  // A notice stands above the bar, whose buttons are needed next.
  await bar(page).getByRole("button", { name: "Ryd markering" }).tap();
  await caseRow(page, "Ahornvej 3").locator("strong").tap();
  const notice = await page.getByRole("alertdialog", { name: "Markeringen er ryddet." }).boundingBox();
  const edge = await bar(page).boundingBox();
  expect((notice?.y ?? 844) + (notice?.height ?? 0)).toBeLessThanOrEqual(edge?.y ?? 0);
  await page.getByRole("button", { name: "Menu for Markeringen" }).tap();
  await expect(page.getByRole("menuitem", { name: "Aktivitet" })).toBeVisible();
  await expect(page.getByRole("menuitem", { name: "Eksportér til Excel" })).toBeVisible();
  await page.context().close();
});

test("at 200 % zoom the bar is a single row", async ({ browser }) => {
  const page = await logIn(browser, "installer@demo.example", { viewport: { width: 640, height: 400 } });
  await open(page);
  await caseRow(page, "Ahornvej 1").click();
  await expect(bar(page).getByRole("button", { name: "Handlinger" })).toBeVisible();
  expect((await bar(page).boundingBox())?.height).toBeLessThan(64);
  await page.context().close();
});

test("on a desk the bar has two rows: the selection and its way out above the actions", async ({
  browser,
}) => {
  const page = await logIn(browser, "installer@demo.example", { viewport: { width: 1440, height: 900 } });
  await open(page);
  await page.getByRole("checkbox", { name: "Vælg alle i Blok A" }).check({ force: true });
  await expect(
    toolbar(page)
      .getByText(/blokerer/)
      .first(),
  ).toBeVisible();
  const topOfButton = async (name: RegExp) =>
    (await bar(page).getByRole("button", { name }).boundingBox())?.y ?? 0;
  expect(await topOfButton(/^Ryd markering/)).toBe(await topOfButton(/^Vis valgte/));
  expect((await bar(page).boundingBox())?.height).toBeLessThan(104);
  await page.context().close();
});

test("one is led to a group, whose addresses are added to without passing its rows", async () => {
  const page = installer;
  await open(page);
  await page.getByRole("button", { name: "Gå til gruppe" }).press("Enter");
  await page.getByRole("menuitem", { name: "Rækkerne" }).press("Enter");
  const group = page.getByRole("row", { name: /Rækkerne/ });
  await expect(group).toBeFocused();
  await expect(group).toBeInViewport();
  await page.getByRole("button", { name: "Tilføj adresse til Rækkerne" }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
});

test("why a case was rejected, and when, stands in the grid", async () => {
  const page = installer;
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page);
  await expect(page.getByRole("columnheader", { name: "Årsag" })).toBeVisible();
  const rejected = page.getByRole("row").filter({ hasText: "Afvist" }).filter({ hasText: "vej" });
  await expect(rejected.first()).toContainText(/\d{2}\.\d{2}\.\d{4} · \S/);
});

test("tablet: rows fit a finger, and what the bar has no room for is in one menu", async ({ browser }) => {
  const page = await logIn(browser, "installer@demo.example", {
    hasTouch: true,
    viewport: { width: 1024, height: 768 },
  });
  await open(page);
  await page.getByRole("checkbox", { name: "Vælg alle i Blok A" }).check({ force: true });
  await expect(toolbar(page).getByRole("button", { name: /Meld klar til måler/ })).toBeVisible();
  await expect(toolbar(page).getByRole("button", { name: /^Annullér/ })).toBeHidden();
  await toolbar(page).getByRole("button", { name: "Flere" }).tap();
  await expect(page.getByRole("menuitem", { name: /^Færdigmeld/ })).toContainText(
    "Kun sager med måler opsat kan færdigmeldes. De 12 valgte er: 9 anvist · 3 tilmeldt.",
  );
  await page.getByRole("menuitem", { name: "Annullér" }).tap();
  await expect(dialog(page)).toContainText("Annullér – 12 sager");
  await dialog(page).getByRole("button", { name: "Tilbage" }).tap();
  const rows = await page.locator("[role=row][aria-level='2']").all();
  expect(rows.length).toBeGreaterThan(3);
  for (const row of rows) expect((await row.boundingBox())?.height).toBeGreaterThanOrEqual(48);
  await page.context().close();
});

test("one press takes out exactly the blocking cases; the action is then enabled, focused and announced", async () => {
  const page = installer;
  await open(page);
  await page.getByRole("checkbox", { name: "Vælg alle i Blok A" }).check({ force: true });
  const ready = toolbar(page).getByRole("button", { name: /Meld klar til måler/ });
  await expect(ready).toHaveAttribute("aria-disabled", "true");
  await expect(ready).toContainText("3 blokerer");
  await expect(ready).toHaveAccessibleDescription(
    "3 af 12 sager er tilmeldt. Netselskabet skal anvise dem først.",
  );
  await ready.press("Enter");
  await expect(dialog(page)).toContainText("Hvorfor kan jeg ikke vælge »Meld klar til måler«?");
  await expect(dialog(page)).toContainText(
    "Du kan kun vælge de muligheder, der er fælles for de valgte sager.",
  );
  await dialog(page).getByRole("button", { name: "Vis de 3 sager" }).click();
  await expect(page.getByText("Viser 3 valgte sager")).toBeVisible();
  await expect.poll(() => selectedRows(page)).toEqual(houses("Ahornvej", 10, 12));
  await expect(bar(page)).toContainText("12 sager valgt");
  await page.getByRole("status").getByRole("button", { name: "Vis alle" }).click();

  await ready.press("Enter");
  await dialog(page).getByRole("button", { name: "Fravælg de 3 sager" }).click();
  await expectSelected(page, houses("Ahornvej", 1, 9));
  await expect(ready).not.toHaveAttribute("aria-disabled", "true");
  await expect(ready).toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "9 sager valgt." })).toContainText(
    "Meld klar til måler",
  );
  await page.getByRole("button", { name: "Gendan" }).last().click();
  await expectSelected(page, houses("Ahornvej", 1, 12));
});

/** Presses an action of the bar, wherever it stands, and gives the reasons it names. */
async function reasonsOf(page: Page, action: string): Promise<string> {
  const button = toolbar(page).getByRole("button", { name: new RegExp(`^${action}`) });
  const closed = toolbar(page).getByRole("button", { name: /Ikke mulige/ });
  await expect(toolbar(page)).toHaveAttribute("aria-busy", "false");
  if (await button.isVisible()) await button.click({ force: true });
  else {
    await closed.click();
    await page.getByRole("menuitem", { name: new RegExp(`^${action}`) }).click();
  }
  const why = page.getByRole("dialog", { name: `»${action}«` });
  await expect(why).toBeVisible();
  const text = await why.locator("p, li").allTextContents();
  await why.getByRole("button", { name: "Tilbage" }).click();
  await expect(why).toBeHidden();
  return text.join(" ");
}

test("every reason can be reached from the bar", async () => {
  await open(installer);
  for (const address of ["Ahornvej 1", "Birkevej 2", "Birkevej 3", "Birkevej 5"])
    await caseRow(installer, address).click();
  expect(await reasonsOf(installer, "Annullér")).toMatch(
    /Kun sager uden opsat måler.* af 4 er noget andet:.*1 arkiveret.*1 måler opsat/,
  );
  expect(await reasonsOf(installer, "Meld klar til måler")).toMatch(/Kun anviste sager.*1 tilmeldt/);
  expect(await reasonsOf(installer, "Redigér sagsfelter")).toMatch(/tilmeldte og afviste.*1 anvist/);
  expect(await reasonsOf(installer, "Genindsend")).toMatch(/De 4 valgte er:.*1 tilmeldt/);

  await open(dso);
  for (const address of ["Ahornvej 1", "Birkevej 2", "Birkevej 3"]) await caseRow(dso, address).click();
  expect(await reasonsOf(dso, "Arkivér")).toMatch(/1 anvist/);
  expect(await reasonsOf(dso, "Anvis")).toMatch(/Kun tilmeldte sager kan anvises.*1 måler opsat/);
  expect(await reasonsOf(dso, "Ændre sagsbehandler")).toMatch(/arkiveret/i);
});

test("what the keyboard has reached is never under the head or the bar", async () => {
  const page = installer;
  await open(page, `/projects/${large}`);
  await groupRow(page, "Lille blok").getByRole("button").first().click();
  await caseRow(page, "Lillevej 1").click();
  await expect(bar(page)).toBeVisible();
  const isHidden = () =>
    page.evaluate(() => {
      const at = document.activeElement?.getBoundingClientRect();
      const top = document.querySelector("[role=columnheader]")?.getBoundingClientRect().bottom ?? 0;
      const bottom =
        document.querySelector("[role=toolbar]")?.closest("section")?.getBoundingClientRect().top ?? 0;
      return !at || at.height === 0 || at.top < top - 1 || at.bottom > bottom + 1;
    });
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("ArrowDown");
    await expect.poll(isHidden, { message: `row ${i}`, timeout: 3_000 }).toBe(false);
  }
  for (let i = 0; i < 40; i++) {
    await page.keyboard.press("ArrowUp");
    await expect.poll(isHidden, { message: `row ${i}`, timeout: 3_000 }).toBe(false);
  }
});

test("single keys lead to the search, the bar and the list of keys, and can be switched off", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 1").click();
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("b?/");
  await expect(page.getByRole("searchbox")).toHaveValue("b?/");
  await caseRow(page, "Ahornvej 2").focus();
  await expect(toolbar(page).getByRole("button").first()).toBeVisible();
  await page.keyboard.press("b");
  await expect(toolbar(page).getByRole("button").first()).toBeFocused();
  await page.keyboard.press("?");
  await expect(dialog(page)).toContainText("CTRL + A");
  await dialog(page).getByText("Enkelttast-genveje").click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("/");
  await expect(page.getByRole("searchbox")).not.toBeFocused();
  await page.getByRole("button", { name: "Genveje" }).click();
  await dialog(page).getByText("Enkelttast-genveje").click();
  await dialog(page).getByRole("button", { name: "Tilbage" }).click();
});

test("groups: an empty one says so, a filled one says why it cannot be deleted", async () => {
  const page = installer;
  await open(page);
  await expect(groupRow(page, "Tom gruppe")).toContainText("Ingen sager endnu.");
  await page.getByRole("button", { name: "Menu for Blok A", exact: true }).click();
  const remove = page.getByRole("menuitem", { name: "Slet gruppe" });
  await expect(remove).toContainText("Kan ikke slettes: gruppen har 12 sager.");
  await remove.click();
  await expect(page.getByRole("alertdialog").filter({ hasText: "Slet gruppen" })).toHaveCount(0);
  await page.getByRole("button", { name: "Menu for Tom gruppe", exact: true }).click();
  await page.getByRole("menuitem", { name: "Slet gruppe" }).click();
  await page
    .getByRole("dialog")
    .or(page.getByRole("alertdialog"))
    .getByRole("button", { name: "Tilbage" })
    .last()
    .click();
});

test("a dialog that a menu has opened gives the focus back to the menu's button", async () => {
  const page = installer;
  await open(page);
  const menu = page.getByRole("button", { name: "Menu for Markeringen", exact: true });
  await menu.focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.getByRole("menuitem", { name: "Omdøb" }).press("Enter");
  await expect(dialog(page).getByLabel("Navn")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await expect(page.getByRole("menuitem", { name: "Omdøb" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(menu).toBeFocused();
});

test("without script: the table, the filter, the order, and the whole list on paper", async ({ browser }) => {
  const { cookies } = await installer.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, locale: "en-US" });
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(`/projects/${small}`);
  await expect(page.getByRole("table")).toBeVisible();
  await expect(page.getByRole("row")).toHaveCount(1 + 3 + 20);
  await open(installer);
  for (const width of [800, 1100, 1280, 1440]) {
    const both = [page, installer];
    for (const one of both) await one.setViewportSize({ width, height: 900 });
    // The grid is drawn anew a little after the window has another size.
    const apart = async () => {
      const heads = both.map((one) => one.getByRole("columnheader", { name: "Sagsnr." }).boundingBox());
      const [plain, grid] = (await Promise.all(heads)).map((box) => box?.x ?? 0);
      return Math.abs((plain ?? 0) - (grid ?? 0)) <= 2;
    };
    await expect.poll(apart, { message: `in a window of ${width} pixels` }).toBe(true);
  }
  await page.getByLabel("Tilstand").selectOption("submitted");
  await page.getByRole("button", { name: "Filtrér" }).click();
  await expect(page.getByText("Viser 7 af 20 sager")).toBeVisible();
  await page.getByRole("link", { name: "Sagsnr." }).click();
  await expect(page).toHaveURL(/state=submitted.*sort=number/);
  await page.getByRole("link", { name: "Udskriv" }).click();
  await expect(page).toHaveURL(/\/print\?.*state=submitted/);
  await expect(page.getByRole("table")).toHaveCount(2);
  await expect(page.getByRole("rowheader")).toHaveCount(7);
  await context.close();
});

test("a double click opens the case", async () => {
  const page = installer;
  await open(page);
  await caseRow(page, "Ahornvej 3").locator("strong, [role=rowheader]").first().dblclick();
  await expect(page.getByRole("heading", { level: 1, name: /^Ahornvej 3/ })).toBeVisible();
});

test("a link to filtered cases is what one sees after the log-in", async ({ browser }) => {
  await open(installer);
  const link = `${new URL(installer.url()).pathname}?q=Ahornvej&state=submitted`;
  const page = await (await browser.newContext({ locale: "en-US" })).newPage();
  await page.goto(link);
  await page.getByLabel("E-mail").fill("installer@demo.example");
  await page.getByLabel("Adgangskode", { exact: true }).fill("projekter-demo");
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page).toHaveURL(new RegExp(`${link.replace("?", "\\?")}$`));
  await page.context().close();
});

test("the list of projects finds cases, and filters while one types", async () => {
  const page = installer;
  await page.goto("/projects");
  await page.getByRole("searchbox").pressSequentially("Ahornvej 12");
  const hits = page.getByRole("region", { name: "Sager, der passer til søgningen" });
  // A second try of these tests has a second project with the same addresses.
  await expect(hits.getByRole("link", { name: /^Ahornvej 12/ }).first()).toBeVisible();
  await expect(hits.getByRole("link", { name: /^Ahornvej (?!12)/ })).toHaveCount(0);
  await expect(page.getByRole("searchbox")).toBeFocused();
  await hits
    .getByRole("link", { name: /^Ahornvej 12/ })
    .first()
    .click();
  await expect(page.getByRole("heading", { level: 1, name: /^Ahornvej 12/ })).toBeVisible();
});
