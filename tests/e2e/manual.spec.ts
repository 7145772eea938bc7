import { expect, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

test("the question mark leads to the manual's page about this one, in the reader's language", async ({
  browser,
}) => {
  const page = await logIn(browser, "dso@demo.example");
  await page.goto("/projects");
  const help = page.getByRole("link", { name: "Hjælp til denne side (åbner i en ny fane)" });
  const opened = page.context().waitForEvent("page");
  await help.click();
  const manual = await opened;
  await expect(manual.getByRole("heading", { level: 1 })).toHaveText("Behandl mange sager");
  await manual.getByRole("link", { name: "English" }).click();
  await expect(manual).toHaveURL(/\/manual\/en\/dso\/handle\.html$/);
  await expect(manual.getByRole("heading", { level: 1 })).toHaveText("Handle many cases");
  await page.context().close();
});

test("the search finds a Danish word, by its beginning and with a slip, and leads to its place", async ({
  page,
}) => {
  await page.goto("/manual");
  const field = page.getByRole("searchbox", { name: "Søg i manualen" });
  const found = page.getByRole("list", { name: "Søg i manualen" }).getByRole("link");
  for (const [words, title] of [
    ["måler færdigmeld", "Klar til måler og færdigmelding"],
    ["fejlfil", "Fejl i importen"],
    ["sagsbehndler ferie", "Overdrag sager"],
  ] as const) {
    await field.fill(words);
    await expect(found.first()).toContainText(title);
  }
  await field.fill("xyzzy");
  await expect(page.getByRole("status")).toHaveText("Intet passer. Prøv med færre eller andre ord.");
  await field.fill("overdrag");
  await field.press("Enter");
  await expect(page).toHaveURL(/\/manual\/da\/dso\/hand-over\.html/);
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`the manual has no accessibility findings, ${colorScheme}, ${width} px wide`, async ({
      browser,
    }) => {
      const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
      const page = await context.newPage();
      const faults: string[] = [];
      page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
      page.on("pageerror", (error) => faults.push(error.message));
      for (const path of [
        "da/index",
        "da/common/select",
        "en/installer/import-errors",
        "en/docs/operations",
      ]) {
        await page.goto(`/manual/${path}.html`);
        expect([path, await findings(page)]).toEqual([path, []]);
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([path, overflow]).toEqual([path, 0]);
      }
      await page.getByRole("searchbox").fill("backup");
      await expect(
        page.getByRole("list", { name: "Search the manual" }).getByRole("link").first(),
      ).toBeVisible();
      expect(await findings(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    });
  }
}
