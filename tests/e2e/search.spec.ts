import { expect, type Page, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

test.describe.configure({ mode: "serial" });

let installer: Page;
let dso: Page;
/** A street that only this try has; a digit in it would be a house number. */
const street = `Søgevej${Date.now()
  .toString(36)
  .replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "x")}`;
const reference = `REF-${Date.now()}`;
let projectId: string;
let caseId: string;
let number: number;

const field = (page: Page) => page.getByRole("combobox", { name: "Søg i alle sager og projekter" });
const hits = (page: Page) => page.getByRole("listbox", { name: "Søg i alle sager og projekter" });
const chosen = (page: Page) => hits(page).getByRole("option", { selected: true });

async function post<Body>(page: Page, path: string, data: unknown): Promise<Body> {
  const answer = await page.request.post(path, { data });
  expect([path, answer.ok() ? "" : await answer.text()]).toEqual([path, ""]);
  return (await answer.json()) as Body;
}

test.beforeAll(async ({ browser }) => {
  [installer, dso] = await Promise.all([
    logIn(browser, "installer@demo.example"),
    logIn(browser, "dso@demo.example"),
  ]);
  ({ id: projectId } = await post<{ id: string }>(installer, "/api/v1/projects", {
    name: `Søgbart projekt ${street}`,
    gridArea: "791",
  }));
  const group = await post<{ id: string }>(installer, `/api/v1/projects/${projectId}/groups`, {
    name: "Blok A",
    caseType: "apartment",
  });
  await post(installer, `/api/v1/groups/${group.id}/cases`, {
    fields: {
      storeys: 5,
      meterPlacement: "dwelling",
      serviceCable: "new",
      connectionDate: `${new Date().getFullYear() + 1}-06-01`,
      customerName: "Boligforeningen Søgevej",
      customerEmail: "kontakt@soegevej.example",
      payerSameAsCustomer: true,
    },
    addresses: ["st", "1", "2", "3", "4"].flatMap((floor) =>
      ["tv", "th"].map((door) => ({
        street,
        houseNo: "12",
        floor,
        door,
        postcode: "2740",
        reference: `${reference}-${floor}-${door}`,
      })),
    ),
    acceptWarnings: true,
  });
  const found = await installer.request.get(
    `/api/v1/projects/${projectId}/cases?q=${encodeURIComponent(`${street} 12, 3. th`)}`,
  );
  [{ id: caseId, number }] = (await found.json()).cases;
});

test("on the telephone: the address is typed, ENTER opens its case", async () => {
  await dso.goto("/operations");
  await dso.keyboard.press("/");
  await expect(field(dso)).toBeFocused();
  await dso.keyboard.type(`${street} 12, 3. th`);
  // At once: it waits for the answer and opens the first hit.
  await dso.keyboard.press("Enter");
  await expect(dso).toHaveURL(new RegExp(`/cases/${caseId}$`));
  await expect(dso.getByRole("heading", { level: 1 })).toContainText("3. th");
  await expect(field(dso)).toHaveValue("");
  await expect(field(dso)).not.toBeFocused();
});

test("numbers, references and projects lead to what they name", async () => {
  await installer.goto("/projects");
  for (const [q, url] of [
    [`Sagsnr. ${number}`, `/cases/${caseId}`],
    [`${reference}-3-th`, `/cases/${caseId}`],
    [`Søgbart projekt ${street}`, `/projects/${projectId}`],
  ] as const) {
    await field(installer).fill(q);
    await expect(chosen(installer)).toHaveAttribute("href", url);
    await installer.keyboard.press("Enter");
    await expect(installer).toHaveURL(new RegExp(`${url}$`));
  }
});

test("what there is more of is shown in the list of cases", async () => {
  await dso.goto("/projects");
  await field(dso).fill(street);
  await expect(hits(dso).getByRole("option")).toHaveCount(10);
  for (const colorScheme of ["light", "dark"] as const) {
    await dso.emulateMedia({ colorScheme });
    expect([colorScheme, await findings(dso)]).toEqual([colorScheme, []]);
  }
  await dso.emulateMedia({ colorScheme: "light" });
  await hits(dso).getByRole("option", { name: "Vis alle i Sager" }).click();
  await expect(dso).toHaveURL(new RegExp(`/cases\\?q=S%C3%B8gevej`));
  await expect(dso.getByText("Viser 10 af")).toBeVisible();
});

test("a page with a search of its own keeps »/«; CTRL+K leads to all, ESC back", async () => {
  await dso.goto(`/projects/${projectId}`);
  const row = dso.getByRole("row", { name: new RegExp(`${street} 12, 1. tv`) });
  await row.focus();
  await dso.keyboard.press("/");
  await expect(dso.getByRole("searchbox")).toBeFocused();
  await row.focus();
  await dso.keyboard.press("Control+k");
  await expect(field(dso)).toBeFocused();
  await dso.keyboard.type("x");
  await dso.keyboard.press("Escape");
  await expect(row).toBeFocused();
  await dso.getByRole("button", { name: "Genveje" }).click();
  await expect(dso.locator("section[role=dialog]")).toContainText("søger i alle sager og projekter");
});

test("on a phone a magnifier opens the field over the whole bar", async ({ browser }) => {
  const state = await dso.context().storageState();
  const context = await browser.newContext({
    storageState: state,
    viewport: { width: 360, height: 740 },
    hasTouch: true,
    isMobile: true,
  });
  const page = await context.newPage();
  await page.goto(`/cases/${caseId}`);
  await expect(field(page)).toBeHidden();
  await page.getByRole("button", { name: "Søg overalt" }).tap();
  await expect(field(page)).toBeFocused();
  expect((await field(page).boundingBox())?.width).toBeGreaterThan(240);
  await page.keyboard.type(`${street} 12, 4. tv`);
  const hit = page.getByRole("option", { name: new RegExp(`${street} 12, 4. tv`) });
  await expect(hit).toBeVisible();
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  expect(await findings(page)).toEqual([]);
  await hit.tap();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("4. tv");
  await expect(field(page)).toBeHidden();
  await context.close();
});

test("without scripts the field asks the list of cases", async ({ browser }) => {
  const state = await installer.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: state });
  const page = await context.newPage();
  await page.goto("/operations");
  await field(page).fill(`${street} 12, 3. th`);
  await field(page).press("Enter");
  await expect(page.getByRole("row", { name: new RegExp(`${street} 12, 3. th`) })).toBeVisible();
  await context.close();
});
