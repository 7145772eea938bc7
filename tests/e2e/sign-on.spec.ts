import { expect, test } from "@playwright/test";
import { aSignOnScene, type SignOnScene } from "../support/sign-on-scene";

const LABEL = "Log ind med Prøvefirma";
let scene: SignOnScene;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  scene = await aSignOnScene({ OIDC_LABEL_DA: LABEL });
});
test.afterAll(() => scene.stop());

test("who was invited logs in at the provider, makes a token without a password, and logs out at the provider as well", async ({
  browser,
}) => {
  const [invited] = scene.world.invited;
  await scene.say({ person: { sub: "of-a-browser", email: invited?.email, email_verified: true } });
  const page = await (await browser.newContext({ baseURL: scene.url })).newPage();
  await page.goto("/login?callbackUrl=/profile");
  await page.getByRole("link", { name: LABEL }).click();
  await expect(page).toHaveURL(/\/profile$/);
  await expect(page.getByText(invited?.email ?? "").first()).toBeVisible();

  const tokens = page.getByRole("region", { name: "API-nøgler" });
  await tokens.getByRole("button", { name: LABEL }).click();
  await expect(tokens.getByText(/Du har bekræftet, at det er dig/)).toBeVisible();
  await tokens.getByLabel("Navn på nøglen").fill("Regneark");
  await tokens.getByRole("button", { name: "Opret nøgle" }).click();
  await expect(tokens.getByText("Kopiér nøglen nu.", { exact: false })).toBeVisible();

  await page.getByRole("button", { name: invited?.name ?? "" }).click();
  await page.getByRole("menuitem", { name: "Log ud" }).click();
  // The provider's own page.
  await page.getByRole("button", { name: "Yes, sign me out" }).click();
  await expect(page).toHaveURL(/\/login/);
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
});

test("who is nobody here is told so on the log-in page", async ({ browser }) => {
  await scene.say({ person: { sub: "a-stranger", email: "stranger@test.example", email_verified: true } });
  const page = await (await browser.newContext({ baseURL: scene.url })).newPage();
  await page.goto("/login");
  await page.getByRole("link", { name: LABEL }).click();
  await expect(page.getByRole("alert").first()).toBeVisible();
  await expect(page).toHaveURL(/signOn=unknown/);
});
