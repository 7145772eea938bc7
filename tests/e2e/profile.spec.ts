import { expect, test } from "@playwright/test";
import { logIn } from "./log-in";

test("a token is made under Min profil, shown once, used by a program and revoked", async ({
  page,
  playwright,
}) => {
  await page.goto("/login");
  await page.getByLabel("E-mail").fill("colleague@demo.example");
  await page.getByLabel("Adgangskode", { exact: true }).fill("projekter-demo");
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
  await page.goto("/profile");
  await expect(page.getByText("Du har ingen API-nøgler.")).toBeVisible();
  const tokens = page.getByRole("region", { name: "API-nøgler" });
  await tokens.getByLabel("Navn på nøglen").fill("Lagersystem");
  await tokens.getByLabel("Din adgangskode").fill("forkert kodeord");
  await page.getByRole("button", { name: "Opret nøgle" }).click();
  await expect(page.getByText("Adgangskoden er forkert.")).toBeVisible();
  await tokens.getByLabel("Din adgangskode").fill("projekter-demo");
  await page.getByRole("button", { name: "Opret nøgle" }).click();
  const token = (await page.getByLabel("Ny nøgle").textContent()) ?? "";
  expect(token).toMatch(/^projekter_[\w-]{43}$/);
  const row = page.getByRole("listitem").filter({ hasText: "Lagersystem" });
  await expect(row).toContainText(/Kun læse · .*Ikke brugt endnu · Udløber/);

  const program = await playwright.request.newContext({
    baseURL: test.info().project.use.baseURL,
    extraHTTPHeaders: { authorization: `Bearer ${token}` },
  });
  const me = await program.get("/api/v1/me");
  expect([me.status(), (await me.json()).email]).toEqual([200, "colleague@demo.example"]);
  const made = await program.post("/api/v1/projects", { data: { name: "X", gridArea: "791" } });
  expect([made.status(), (await made.json()).code]).toEqual([403, "read_only_token"]);
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

test("other browsers are seen under Min profil and logged out from there", async ({ browser }) => {
  const userAgent =
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1";
  const phone = await logIn(browser, "colleague@demo.example", { userAgent });
  const [tablet, here] = [
    await logIn(browser, "colleague@demo.example"),
    await logIn(browser, "colleague@demo.example"),
  ];
  await here.goto("/profile");
  const section = here.getByRole("region", { name: "Her er du logget ind" });
  await expect(section.getByRole("listitem").first()).toContainText("Denne browser");
  await section.getByRole("button", { name: /^Log ud på Safari, iOS/ }).click();
  await expect(here.getByText("Der er logget ud på Safari, iOS.")).toBeVisible();
  await expect(section.getByText("Safari, iOS")).toHaveCount(0);
  await phone.reload();
  await expect(phone).toHaveURL(/\/login/);
  await tablet.reload();
  await expect(tablet).toHaveURL(/:\d+\/$/);
  await section.getByRole("button", { name: "Log ud alle andre steder" }).click();
  await expect(section.getByRole("listitem")).toHaveCount(1);
  await tablet.reload();
  await expect(tablet).toHaveURL(/\/login/);
  await here.reload();
  await expect(here).toHaveURL(/\/profile/);
});
