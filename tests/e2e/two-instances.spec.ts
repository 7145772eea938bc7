import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { expect, type Page, test } from "@playwright/test";
import { logIn } from "./log-in";

const isMissing = !process.env.TEST_DATABASE_URL;
if (isMissing) {
  process.stderr.write(
    "skipped: two instances need TEST_DATABASE_URL; one process uses the embedded database\n",
  );
}
test.skip(isMissing, "TEST_DATABASE_URL is not set; one process uses the embedded database");
test.describe.configure({ mode: "serial" });

let program: ChildProcess;
let address: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  program = spawn(process.execPath, ["tests/support/two-instances.mjs"], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: program.stdout as NodeJS.ReadableStream });
  [address] = (await Promise.race([once(lines, "line"), once(program, "close")])) as [string];
  expect(address).toMatch(/^http/);
});

test.afterAll(async () => {
  program.stdin?.end();
  if (program.exitCode === null) await once(program, "close");
});

/** Which instances have answered the requests of a page that are not files of the build. */
function answeredBy(page: Page) {
  const seen = new Set<string>();
  page.on("response", (response) => {
    const instance = response.headers()["x-instance"];
    if (instance && !response.url().includes("/_next/static/")) seen.add(instance);
  });
  return {
    /** Both did since the last call. */
    expectBoth: () => {
      expect([...seen].sort()).toEqual(["0", "1"]);
      seen.clear();
    },
  };
}

const press = (page: Page, name: string | RegExp) => page.getByRole("button", { name, exact: true }).click();

async function fillFields(page: Page) {
  await page.getByLabel(/Antal etager/).fill("5");
  for (const [label, option] of [
    [/Målerplacering/, "Tavlerum"],
    [/Stikledning/, "Ny"],
  ] as const) {
    await page.getByRole("button", { name: label }).click();
    await page.getByRole("option", { name: option, exact: true }).click();
  }
  await page
    .getByRole("group", { name: /Ønsket tilslutningsdato/ })
    .getByRole("spinbutton")
    .first()
    .click();
  await page.keyboard.type(`0106${new Date().getFullYear() + 1}`);
  await page.getByLabel(/Kundens navn/).fill("Boligforeningen");
  await page.getByLabel(/Kundens e-mail/).fill("kontakt@bolig.example");
}

test("log-in, a project, a workbook, a change of many, undo and log-out, each request answered by the other instance", async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const page = await logIn(browser, "installer@demo.example", { baseURL: address });
  const answers = answeredBy(page);
  const post = async (path: string, data: object) => {
    const answer = await page.request.post(path, { data, headers: { Origin: address } });
    expect([path, answer.status()]).toEqual([path, 201]);
    return (await answer.json()).id as string;
  };
  const projectId = await post("/api/v1/projects", { name: "To servere", gridArea: "791" });
  const group = await post(`/api/v1/projects/${projectId}/groups`, { name: "Blok", caseType: "apartment" });
  const states = async () => {
    const answer = await page.request.get(`/api/v1/projects/${projectId}/cases?limit=50`);
    return (await answer.json()).cases.map((one: { state: string }) => one.state) as string[];
  };

  await page.goto(`/projects/${projectId}/import?group=${group}&tab=excel`);
  const lines = ["Vejnavn;Husnr.;Postnr.", "Tovej;1;2740", "Tovej;x;2740", "Tovej;3;2740"];
  const buffer = Buffer.from(lines.join("\n"));
  await page.locator("input[type=file]").setInputFiles({ name: "liste.csv", mimeType: "text/csv", buffer });
  await press(page, "Næste");
  await expect(page.getByText("Sagsfelterne gælder alle 3 adresser.")).toBeVisible();
  await fillFields(page);
  await press(page, "Kontrollér");
  await expect(page.getByText("1 række: Husnr. »x« kan ikke læses.", { exact: false })).toBeVisible();
  const bad = page.getByLabel("Husnr., række 3", { exact: true });
  await bad.fill("2");
  await bad.press("Enter");
  await press(page, "Opret 3 sager");
  await expect(page.getByText("3 sager oprettet i Blok.")).toBeVisible();
  expect(await states()).toEqual(Array(3).fill("submitted"));
  answers.expectBoth();

  await page.goto(`/projects/${projectId}`);
  await page.getByRole("checkbox", { name: "Vælg alle i Blok" }).click();
  await page
    .getByRole("toolbar")
    .getByRole("button", { name: /^Annullér/ })
    .click();
  await press(page, "Annullér 3 sager");
  await expect(page.getByText("3 sager er annulleret.")).toBeVisible();
  expect(await states()).toEqual(Array(3).fill("cancelled"));
  await press(page, "Fortryd");
  await expect(page.getByText("3 sager er ført tilbage.")).toBeVisible();
  expect(await states()).toEqual(Array(3).fill("submitted"));
  answers.expectBoth();

  const session = await page.context().cookies();
  await page.getByRole("button", { name: /Ida Installatør/ }).click();
  await page.getByRole("menuitem", { name: "Log ud" }).click();
  await expect(page).toHaveURL(/\/login/);
  // The session has ended for both, not only in this browser.
  await page.context().addCookies(session);
  for (const _ of [1, 2]) {
    const answer = await page.request.get("/api/v1/projects");
    expect(answer.status()).toBe(401);
  }
});
