import { expect, type Page, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

test.describe.configure({ mode: "serial" });

let installer: Page;
let dso: Page;
/** A street that only this try has; a digit in it would be a house number. */
const street = `Sagsvej${Date.now()
  .toString(36)
  .replace(/\d/g, (digit) => "ghijklmnop"[Number(digit)] ?? "x")}`;
const projects: string[] = [];

const bar = (page: Page) => page.getByRole("region", { name: "Valgte sager" });
const dialog = (page: Page) => page.locator("section[role=dialog]");
const list = `/cases?q=${street}`;

async function post<Body>(page: Page, path: string, data: unknown): Promise<Body> {
  const answer = await page.request.post(path, { data });
  expect([path, answer.ok() ? "" : await answer.text()]).toEqual([path, ""]);
  return (await answer.json()) as Body;
}

const totalOf = async (page: Page, query: string) =>
  (await (await page.request.get(`/api/v1/cases?q=${street}&${query}`)).json()).total;

test.beforeAll(async ({ browser }) => {
  [installer, dso] = await Promise.all([
    logIn(browser, "installer@demo.example"),
    logIn(browser, "dso@demo.example"),
  ]);
  const fields = {
    storeys: 5,
    meterPlacement: "dwelling",
    serviceCable: "new",
    connectionDate: `${new Date().getFullYear() + 1}-06-01`,
    customerName: "Boligforeningen Sagsvej",
    customerEmail: "kontakt@sagsvej.example",
    payerSameAsCustomer: true,
  };
  for (const n of [1, 2, 3]) {
    const project = await post<{ id: string }>(installer, "/api/v1/projects", {
      name: `Tværgående ${n} ${street}`,
      gridArea: "791",
    });
    projects.push(project.id);
    const group = await post<{ id: string }>(installer, `/api/v1/projects/${project.id}/groups`, {
      name: "Blok A",
      caseType: "apartment",
    });
    await post(installer, `/api/v1/groups/${group.id}/cases`, {
      fields,
      addresses: Array.from({ length: 4 }, (_, i) => ({
        street,
        houseNo: String(10 * n + i + 1),
        floor: "1",
        door: "tv",
        postcode: "2740",
      })),
      acceptWarnings: true,
    });
  }
});

test("the cases of three projects stand in one list, the newest project first", async () => {
  await dso.getByRole("banner").getByRole("link", { name: "Sager" }).click();
  await expect(dso.getByRole("heading", { level: 1, name: "Sager" })).toBeVisible();
  await dso.getByRole("searchbox", { name: /Søg adresse/ }).fill(street);
  await expect(dso).toHaveURL(new RegExp(`q=${street}`));
  await expect(dso.getByText("Viser 12 af")).toBeVisible();
  const names = dso.getByRole("treegrid").getByRole("link", { name: /^Tværgående/ });
  await expect(names).toHaveText([3, 2, 1].map((n) => `Tværgående ${n} ${street}`));
  for (const colorScheme of ["light", "dark"] as const) {
    await dso.emulateMedia({ colorScheme });
    expect([colorScheme, await findings(dso)]).toEqual([colorScheme, []]);
  }
  await dso.emulateMedia({ colorScheme: "light" });
});

test("one action on all of them, told by project, and taken back as one", async () => {
  await dso.getByRole("checkbox", { name: "Vælg alle viste sager", exact: true }).click();
  await expect(bar(dso).getByText("12 sager valgt")).toBeVisible();
  await expect(bar(dso).getByText("i 3 projekter")).toBeVisible();
  // One is taken out again, and remembered through a visit to a case.
  await dso.getByRole("row", { name: new RegExp(`${street} 11, 1. tv`) }).click();
  await expect(bar(dso).getByText("11 sager valgt")).toBeVisible();
  await dso
    .getByRole("row", { name: new RegExp(`${street} 22, 1. tv`) })
    .getByRole("link")
    .click();
  await expect(dso).toHaveURL(/\/cases\/[0-9a-f-]{36}/);
  await dso.goBack();
  await expect(bar(dso).getByText("11 sager valgt")).toBeVisible();

  await dso
    .getByRole("toolbar")
    .getByRole("button", { name: /^Anvis/ })
    .click();
  await dialog(dso).getByLabel("Tilslutningspunkt").fill("Kabelskab 7");
  await dialog(dso).getByRole("button", { name: "Anvis 11 sager" }).click();
  await expect(dso.getByText("11 sager er anvist.")).toBeVisible();
  expect(await totalOf(installer, "state=approved")).toBe(11);
  await dso.getByRole("button", { name: "Fortryd", exact: true }).click();
  await expect(dso.getByText("11 sager er ført tilbage.")).toBeVisible();
  expect(await totalOf(installer, "state=submitted")).toBe(12);
});

test("what belongs together is chosen by the reader, and a filter is taken away again", async () => {
  await dso.goto(`${list}&by=state`);
  await expect(dso.getByRole("checkbox", { name: "Vælg alle i Tilmeldt" })).toBeVisible();
  await dso.getByLabel("Grupperet efter").selectOption("handler");
  await expect(dso).toHaveURL(/by=handler/);
  await expect(dso.getByRole("checkbox", { name: "Vælg alle i Ingen" })).toBeVisible();
  await dso.goto(`${list}&project=${projects[0]}`);
  await expect(dso.getByText("Viser 4 af")).toBeVisible();
  await dso.getByRole("link", { name: `Fjern filteret Projekt: Tværgående 1 ${street}` }).click();
  await expect(dso.getByText("Viser 12 af")).toBeVisible();
  await dso.goto(`${list}&state=rejected`);
  await expect(dso.getByText("Ingen sager passer til filteret.")).toBeVisible();
});

test("what a colleague changes is shown by itself, where it stands, and nothing jumps", async () => {
  await installer.goto(`${list}&state=submitted`);
  const row = (houseNo: number) =>
    installer.getByRole("row", { name: new RegExp(`${street} ${houseNo}, 1. tv`) });
  await row(31).click();
  await expect(bar(installer).getByText("1 sag valgt", { exact: true })).toBeVisible();
  const focused = () => installer.evaluate(() => document.activeElement?.closest("[role=row]")?.textContent);
  const before = await focused();
  expect(before).toContain(`${street} 31`);
  const found = await (await dso.request.get(`/api/v1/cases?q=${street}&limit=500`)).json();
  const ids = found.cases
    .filter(({ address }: { address: string }) => / 3[23], /.test(address))
    .map((one: { id: string }) => one.id);
  await post(dso, "/api/v1/cases/actions", {
    action: "approve",
    params: { connectionPoint: "Kabelskab 9" },
    selection: { ids },
  });
  const news = installer.getByText("2 sager er ændret af Dorte Sagsbehandler");
  await expect(news).toBeVisible();
  await expect(row(32)).toContainText("Anvist");
  await expect(row(32).getByText("passer ikke længere til filteret")).toBeVisible();
  await expect(row(33).locator(".line-through").first()).toBeVisible();
  await expect(row(34).locator(".line-through")).toHaveCount(0);
  await expect(bar(installer).getByText("1 sag valgt", { exact: true })).toBeVisible();
  expect(await focused()).toBe(before);
  await news.getByRole("button", { name: "Vis" }).click();
  await expect(row(32)).toBeHidden();
  await expect(news).toBeHidden();
  await expect(installer.getByText("Viser 10 af")).toBeVisible();
  await expect(bar(installer).getByText("1 sag valgt", { exact: true })).toBeVisible();
});

test("without scripts the list and its filters can be read", async ({ browser }) => {
  const state = await installer.context().storageState();
  const context = await browser.newContext({ javaScriptEnabled: false, storageState: state });
  const page = await context.newPage();
  await page.goto(list);
  await expect(page.getByRole("row", { name: new RegExp(`${street} 34, 1. tv`) })).toBeVisible();
  await page.getByRole("combobox", { name: "Tilstand" }).selectOption("rejected");
  await page.getByRole("button", { name: "Filtrér" }).click();
  await expect(page.getByText("Ingen sager passer til filteret.")).toBeVisible();
  await context.close();
});
