import { expect, type Page, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

const VISITS: [email: string, paths: string[]][] = [
  [
    "installer@demo.example",
    [
      "/projects",
      "PROJECT",
      "PRINT",
      "IMPORT",
      "CASE",
      "/notifications",
      "/profile",
      "/api/docs",
      "/projects/00000000-0000-4000-8000-000000000000",
    ],
  ],
  [
    "admin@demo.example",
    [
      "/projects",
      "/admin/start",
      "/admin/organisations",
      "/admin/users",
      "/admin/requests",
      "/admin/mail",
      "/admin/operations",
      "/admin/webhooks",
      "/admin/grid-areas",
      "/admin/postcodes",
      "/admin/projects",
      "/admin/retention",
      "/admin/log",
    ],
  ],
];

/** What axe finds by day and by night, or in one of the two, without loading the page anew. */
async function inBothLights(page: Page, lights: ("dark" | "light")[] = ["dark", "light"]): Promise<string[]> {
  const found: string[] = [];
  for (const colorScheme of lights) {
    await page.emulateMedia({ colorScheme });
    found.push(...(await findings(page)).map((finding) => `${colorScheme}: ${finding}`));
  }
  return found;
}

for (const width of [1440, 390]) {
  const options = { viewport: { width, height: 900 }, reducedMotion: "reduce" } as const;

  test(`a visitor's pages have no accessibility findings in either light, ${width} px wide`, async ({
    browser,
  }) => {
    const page = await browser.newPage({ ...options, locale: "en-US" });
    for (const path of ["/login", "/forgot", "/access", "/set-password/x"]) {
      await page.goto(path);
      expect([path, await inBothLights(page)]).toEqual([path, []]);
    }
    await page.context().close();
  });

  for (const [email, paths] of VISITS) {
    test(`the pages of ${email} have no accessibility findings in either light, ${width} px wide`, async ({
      browser,
    }) => {
      test.slow();
      const page = await logIn(browser, email, options);
      const { projects } = await (await page.request.get("/api/v1/projects?q=Skovlunde%20Have")).json();
      const { groups } = await (await page.request.get(`/api/v1/projects/${projects[0].id}/groups`)).json();
      const { cases } = await (
        await page.request.get(`/api/v1/projects/${projects[0].id}/cases?limit=1`)
      ).json();
      const places: Record<string, string> = {
        PROJECT: `/projects/${projects[0].id}`,
        PRINT: `/projects/${projects[0].id}/print`,
        IMPORT: `/projects/${projects[0].id}/import?group=${groups[0].id}`,
        CASE: `/cases/${cases[0].id}`,
      };
      for (const path of paths) {
        await page.goto(places[path] ?? path);
        await page.waitForLoadState("networkidle");
        // The longest page by far is looked through once in each of the two lights.
        const once = width > 1000 ? ("light" as const) : ("dark" as const);
        expect([path, await inBothLights(page, path === "/api/docs" ? [once] : undefined)]).toEqual([
          path,
          [],
        ]);
        // Nothing but a table may ask for scrolling sideways.
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([path, overflow]).toEqual([path, 0]);
        if (path === "PROJECT") {
          // With a selection: the bar, the dashed actions, and why one of them is closed.
          await page.getByRole("checkbox", { name: "Vælg alle viste sager" }).check({ force: true });
          await expect(page.getByRole("region", { name: "Valgte sager" })).toBeVisible();
          await page.waitForTimeout(800);
          expect([`${path} selected`, await inBothLights(page)]).toEqual([`${path} selected`, []]);
          const actions = page.getByRole("button", { name: width < 768 ? /^Handlinger/ : /blokerer/ });
          await actions.first().click({ force: true });
          await page.waitForTimeout(300);
          expect([`${path} explained`, await inBothLights(page)]).toEqual([`${path} explained`, []]);
        }
      }
      await page.context().close();
    });
  }
}

test("no page is wider than a tablet's window, in either language", async ({ browser }) => {
  test.slow();
  for (const [email, paths] of VISITS) {
    const page = await logIn(browser, email);
    for (const language of ["Dansk", "English"]) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto("/");
      await page.getByTitle(language).click();
      await expect(page.locator("html")).toHaveAttribute("lang", language === "Dansk" ? "da" : "en");
      for (const path of ["/", ...paths.filter((one) => one.startsWith("/"))]) {
        await page.goto(path);
        for (const width of [768, 900, 1024, 1280]) {
          await page.setViewportSize({ width, height: 900 });
          const overflow = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          );
          expect([path, language, width, overflow]).toEqual([path, language, width, 0]);
        }
      }
    }
    await page.context().close();
  }
});

test("English is one click away, and the page stays", async ({ page }) => {
  await page.goto("/login");
  await page.getByTitle("English").click();
  await expect(page.getByRole("button", { name: "Log in" })).toBeVisible();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
});

test("a wrong password and an unknown user get the same answer", async ({ page }) => {
  for (const email of ["installer@demo.example", "nobody@demo.example"]) {
    await page.goto("/login");
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Adgangskode", { exact: true }).fill("not the password");
    await page.getByRole("button", { name: "Log ind" }).click();
    await expect(page.getByText("E-mail eller adgangskode er forkert.")).toBeVisible();
  }
});
