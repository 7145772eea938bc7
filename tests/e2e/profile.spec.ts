import { expect, test } from "@playwright/test";

test("a token is made under Min profil, shown once, used by a program and revoked", async ({
  page,
  playwright,
}) => {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill("colleague@demo.example");
  await page.getByLabel("Adgangskode", { exact: true }).fill("projekter-demo");
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page).toHaveURL(/\/projects/);
  await page.goto("/profile");
  await expect(page.getByText("Du har ingen API-nøgler.")).toBeVisible();
  await page.getByLabel("Navn på nøglen").fill("Lagersystem");
  await page.getByRole("button", { name: "Opret nøgle" }).click();
  const token = (await page.getByLabel("Ny nøgle").textContent()) ?? "";
  expect(token).toMatch(/^projekter_[\w-]{43}$/);
  const row = page.getByRole("listitem").filter({ hasText: "Lagersystem" });
  await expect(row).toContainText("Ikke brugt endnu");

  const program = await playwright.request.newContext({
    baseURL: test.info().project.use.baseURL,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const me = await program.get("/api/v1/me");
  expect([me.status(), (await me.json()).email]).toEqual([200, "colleague@demo.example"]);
  await page.reload();
  await expect(row).toContainText("Sidst brugt");
  await expect(page.getByText(token)).toHaveCount(0);

  await page.getByRole("button", { name: "Træk nøglen Lagersystem tilbage" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Træk tilbage" }).click();
  await expect(page.getByText("Du har ingen API-nøgler.")).toBeVisible();
  expect((await program.get("/api/v1/me")).status()).toBe(401);

  await page.getByRole("link", { name: "Sådan bruges API’et" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Projekters API" })).toBeVisible();
  await page
    .getByRole("navigation", { name: "Adresser i API’et" })
    .getByRole("link", { name: "post /cases/actions" })
    .click();
  await expect(page.locator("#postCasesActions")).toBeInViewport();
});
