import { expect, test } from "@playwright/test";
import { logIn } from "./log-in";

const LOST = "Serveren svarede ikke, så det er uvist, om det blev gemt.";

test("a form keeps what was typed when the connection is gone, and is sent when it is back", async ({
  browser,
}) => {
  const page = await logIn(browser, "installer@demo.example");
  await page.goto("/projects");
  await page.getByRole("button", { name: "Opret nyt projekt" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Navn/).fill("Uden net");
  await dialog.getByLabel(/Postnr/).fill("2740");
  await expect(dialog.getByText(/791/).first()).toBeVisible();
  await page.context().setOffline(true);
  await dialog.getByRole("button", { name: /^Opret/ }).click();
  await expect(dialog.getByRole("alert")).toContainText(LOST);
  await expect(dialog.getByLabel(/Navn/)).toHaveValue("Uden net");
  await page.context().setOffline(false);
  await dialog.getByRole("button", { name: /^Opret/ }).click();
  await expect(page.getByRole("heading", { name: "Uden net" })).toBeVisible();
  await page.context().close();
});

test("so does a form without a log-in", async ({ page }) => {
  await page.goto("/access");
  await page.waitForLoadState("networkidle");
  const name = page.getByLabel("Virksomhed");
  await name.fill("Nord El");
  await page.context().setOffline(true);
  await page.getByRole("button", { name: "Send anmodning" }).click();
  await expect(page.getByText(LOST)).toBeVisible();
  await expect(name).toHaveValue("Nord El");
});
