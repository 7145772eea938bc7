import { type Browser, type BrowserContextOptions, expect, type Page } from "@playwright/test";

type Options = BrowserContextOptions & { password?: string };

/**
 * Until the page listens: what is typed or pressed before that is lost on the test, though a person takes longer. The
 * hidden fields that React adds to a form are nobody's to type into.
 */
const untilAlive = (page: Page) =>
  page.waitForFunction(() =>
    [...document.querySelectorAll("main button, main input:not([type=hidden])")].every((element) =>
      Object.keys(element).some((key) => key.startsWith("__reactProps$")),
    ),
  );

/** A browser of one's own, logged in through the form; whatever it goes to afterwards, it waits until that listens. */
export async function logIn(browser: Browser, email: string, options: Options = {}): Promise<Page> {
  const { password = "projekter-demo", ...context } = options;
  const page = await (
    await browser.newContext({ acceptDownloads: true, locale: "en-US", ...context })
  ).newPage();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Adgangskode", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
  await untilAlive(page);
  const { goto, reload } = page;
  page.goto = async (...where) => {
    const answer = await goto.apply(page, where);
    await untilAlive(page);
    return answer;
  };
  page.reload = async (...how) => {
    const answer = await reload.apply(page, how);
    await untilAlive(page);
    return answer;
  };
  return page;
}
