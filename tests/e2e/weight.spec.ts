import { gzipSync } from "node:zlib";
import { expect, test } from "@playwright/test";
import { logIn } from "./log-in";

/** Compressed script that a first visit may load before anybody touches the page, in kB (1,000 bytes). */
const LIMITS = { list: 165, case: 165, project: 260, cases: 264 };

test("a page first loads no more script than it needs", async ({ browser }) => {
  const page = await logIn(browser, "installer@demo.example");
  const { projects } = await (await page.request.get("/api/v1/projects?q=Skovlunde%20Have")).json();
  const { cases } = await (await page.request.get(`/api/v1/projects/${projects[0].id}/cases?limit=1`)).json();
  const paths = {
    list: "/projects",
    project: `/projects/${projects[0].id}`,
    case: `/cases/${cases[0].id}`,
    cases: "/cases",
  };
  const weights: Record<string, number> = {};
  for (const [name, path] of Object.entries(paths)) {
    // A context of its own has an empty cache, and no hand has touched anything in it.
    const context = await browser.newContext({ storageState: await page.context().storageState() });
    const visit = await context.newPage();
    const scripts: Promise<number>[] = [];
    visit.on("response", (response) => {
      if (/\/_next\/static\/.*\.js/.test(response.url()))
        scripts.push(response.body().then((body) => gzipSync(body).length));
    });
    await visit.goto(path, { waitUntil: "networkidle" });
    if (name === "project" || name === "cases") await expect(visit.getByRole("treegrid")).toBeVisible();
    weights[name] = Math.round((await Promise.all(scripts)).reduce((sum, bytes) => sum + bytes, 0) / 1000);
    await context.close();
  }
  await page.context().close();
  process.stdout.write(`script of the first load in kB: ${JSON.stringify(weights)}\n`);
  const over = Object.entries(LIMITS).filter(([name, limit]) => (weights[name] ?? 0) > limit);
  expect(over).toEqual([]);
  // A page whose scripts were not counted would weigh nothing.
  expect(Math.min(...Object.values(weights))).toBeGreaterThan(100);
});
