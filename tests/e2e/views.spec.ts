import { expect, type Page, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

test.describe.configure({ mode: "serial" });

let installer: Page;
let colleague: Page;
const name = `Rettes først ${Date.now().toString(36)}`;

const menu = (page: Page) => page.getByRole("button", { name: /^Visning: / });
const heads = async (page: Page) =>
  (await page.getByRole("treegrid").getByRole("columnheader").allTextContents()).filter(Boolean);

test.beforeAll(async ({ browser }) => {
  [installer, colleague] = await Promise.all([
    logIn(browser, "installer@demo.example"),
    logIn(browser, "colleague@demo.example"),
  ]);
  await installer.setViewportSize({ width: 1440, height: 900 });
});

test.afterAll(async () => {
  const { views } = await (await installer.request.get("/api/v1/views")).json();
  for (const { id, own } of views) if (own) await installer.request.delete(`/api/v1/views/${id}`);
  await installer.context().close();
  await colleague.context().close();
});

test("a filter, a grouping and columns are kept as a view of the company", async () => {
  await installer.goto("/cases?state=rejected&by=due");
  await expect(installer.getByRole("treegrid")).toBeVisible();
  expect(await heads(installer)).toContain("Projekt");
  await installer.getByRole("button", { name: "Kolonner" }).click();
  await installer.getByRole("menuitem", { name: "Vælg kolonner …" }).click();
  const dialog = installer.getByRole("dialog", { name: "Kolonner" });
  await dialog.getByRole("checkbox", { name: "Installatør" }).uncheck();
  await dialog.getByRole("button", { name: "Flyt Frist op" }).click();
  await dialog.getByRole("button", { name: "Vis", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect.poll(() => heads(installer)).not.toContain("Installatør");
  const shown = await heads(installer);
  expect(shown.indexOf("Frist")).toBeLessThan(shown.indexOf("Tilstand") + 2);

  await installer.getByRole("button", { name: "Gem visning …" }).click();
  const saving = installer.getByRole("dialog", { name: "Gem visning" });
  await saving.getByRole("button", { name: "Gem", exact: true }).click();
  await expect(saving.getByRole("textbox", { name: "Navn" })).toHaveAttribute("aria-invalid", "true");
  await saving.getByRole("textbox", { name: "Navn" }).fill(name);
  await saving.getByText("Hele virksomheden").click();
  await saving.getByRole("button", { name: "Gem", exact: true }).click();
  await expect(installer).toHaveURL(/\/cases\?view=[0-9a-f-]{36}$/);
  await expect(menu(installer)).toContainText(name);
  await expect.poll(() => heads(installer)).toEqual(shown);
});

test("its link shows a colleague the same, who cannot change it", async () => {
  await colleague.setViewportSize({ width: 1440, height: 900 });
  await colleague.goto(installer.url());
  await expect(colleague.getByRole("treegrid")).toBeVisible();
  await expect(menu(colleague)).toContainText(name);
  expect(await heads(colleague)).toEqual(await heads(installer));
  await expect(colleague.getByRole("link", { name: /Fjern filteret Tilstand/ })).toBeVisible();
  await menu(colleague).click();
  await expect(colleague.getByRole("menuitem", { name: new RegExp(name) })).toContainText("Deles af");
  await expect(colleague.getByRole("menuitem", { name: "Slet visning …" })).toHaveCount(0);
  await colleague.keyboard.press("Escape");
});

test("a change is told, and is saved or let go", async () => {
  await installer.getByRole("combobox", { name: "Grupperet efter" }).selectOption("state");
  await expect(installer).toHaveURL(/view=.*by=state|by=state.*view=/);
  const bar = installer.getByRole("group", { name: "Visning" });
  await expect(bar).toContainText("Ændret");
  await bar.getByRole("link", { name: "Fortryd ændringen" }).click();
  await expect(bar).not.toContainText("Ændret");
  await expect(installer.getByRole("combobox", { name: "Grupperet efter" })).toHaveValue("due");

  await installer.getByRole("combobox", { name: "Grupperet efter" }).selectOption("state");
  await bar.getByRole("button", { name: "Gem ændring" }).click();
  await expect(installer).toHaveURL(/\/cases\?view=[0-9a-f-]{36}$/);
  await expect(installer.getByRole("combobox", { name: "Grupperet efter" })).toHaveValue("state");
  await expect(bar).not.toContainText("Ændret");
});

test("another company gets a page that does not exist, and the bar has no fault of access", async ({
  browser,
}) => {
  expect(await findings(installer)).toEqual([]);
  const stranger = await logIn(browser, "other-installer@demo.example");
  const answer = await stranger.goto(installer.url());
  expect(answer?.status()).toBe(404);
  await stranger.context().close();
});

test("its owner renames and deletes it", async () => {
  await menu(installer).click();
  await installer.getByRole("menuitem", { name: "Omdøb eller del …" }).click();
  const dialog = installer.getByRole("dialog", { name: "Omdøb eller del visning" });
  await dialog.getByRole("textbox", { name: "Navn" }).fill(`${name} nu`);
  await dialog.getByRole("button", { name: "Gem", exact: true }).click();
  await expect(menu(installer)).toContainText(`${name} nu`);
  await menu(installer).click();
  await installer.getByRole("menuitem", { name: "Slet visning …" }).click();
  await installer.getByRole("alertdialog").getByRole("button", { name: "Slet" }).click();
  await expect(installer).toHaveURL(/\/cases$/);
  await expect(menu(installer)).toContainText("Alle sager");
});

test("close rows and chosen columns are remembered, in a project too", async () => {
  const heightOf = async () =>
    (await installer.getByRole("treegrid").getByRole("row").nth(2).boundingBox())?.height;
  await expect(installer.getByRole("treegrid")).toBeVisible();
  expect(await heightOf()).toBe(40);
  await installer.getByRole("button", { name: "Kolonner" }).click();
  await installer.getByRole("menuitem", { name: "Tættere rækker" }).click();
  await expect.poll(heightOf).toBe(32);
  await installer.getByRole("button", { name: "Kolonner" }).click();
  await installer.getByRole("menuitem", { name: "Vælg kolonner …" }).click();
  const dialog = installer.getByRole("dialog", { name: "Kolonner" });
  await dialog.getByRole("checkbox", { name: "Sagsbehandler" }).uncheck();
  await dialog.getByRole("button", { name: "Vis", exact: true }).click();
  await expect.poll(() => heads(installer)).not.toContain("Sagsbehandler");
  await installer.goto("/projects");
  await installer
    .getByRole("main")
    .getByRole("link", { name: /Skovlunde Have/ })
    .first()
    .click();
  await expect(installer.getByRole("treegrid")).toBeVisible();
  expect(await heads(installer)).not.toContain("Sagsbehandler");
  expect(await heightOf()).toBe(32);
  await installer.getByRole("button", { name: "Kolonner" }).click();
  await installer.getByRole("menuitem", { name: "Vælg kolonner …" }).click();
  await dialog.getByRole("button", { name: "Nulstil til de sædvanlige" }).click();
  await expect.poll(() => heads(installer)).toContain("Sagsbehandler");
});

test("a right click has the row's menu, from which an action begins", async () => {
  await installer.goto("/cases?state=submitted");
  const row = installer.getByRole("treegrid").getByRole("row").nth(2);
  await row.click({ button: "right", position: { x: 200, y: 12 } });
  const menu = installer.getByRole("menu");
  await expect(menu.getByRole("menuitem", { name: "Annullér …" })).toBeVisible();
  await installer.keyboard.press("Escape");
  await expect(row).toBeFocused();
  await row.click({ button: "right", position: { x: 200, y: 12 } });
  await menu.getByRole("menuitem", { name: "Annullér …" }).click();
  await expect(installer).toHaveURL(/\/cases\/[0-9a-f-]{36}/);
  await expect(installer.locator("section[role=dialog]")).toBeVisible();
});
