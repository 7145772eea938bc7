import { type Browser, type BrowserContextOptions, expect, type Page } from "@playwright/test";

type Options = BrowserContextOptions & { password?: string };

/** A browser of one's own, logged in through the form. */
export async function logIn(browser: Browser, email: string, options: Options = {}): Promise<Page> {
  const { password = "projekter-demo", ...context } = options;
  const page = await (
    await browser.newContext({ acceptDownloads: true, locale: "da-DK", ...context })
  ).newPage();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Adgangskode", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page).toHaveURL(/\/projects/);
  return page;
}
