import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { aMailServer, type MailServer, wordsOf } from "../support/mail-server";
import { ownServer } from "../support/own-server";
import { findings } from "./findings";
import { logIn } from "./log-in";

// A server of its own with the demo, which sends its mails to a mail server of its own.
let mails: MailServer;
let server: Awaited<ReturnType<typeof ownServer>>;
let data: string;

test.beforeAll(async () => {
  test.setTimeout(180_000);
  mails = await aMailServer();
  data = mkdtempSync(join(tmpdir(), "projekter-news-"));
  const seeded = spawnSync(process.execPath, ["scripts/run.mjs", "tsx", "scripts/seed.ts"], {
    env: { ...process.env, DATABASE_URL: "", DATA_DIR: data },
    encoding: "utf8",
  });
  expect([seeded.status, seeded.stderr]).toEqual([0, expect.any(String)]);
  server = await ownServer((url) => ({
    DATA_DIR: data,
    NEXTAUTH_URL: url,
    SMTP_URL: mails.url,
    MAIL_FROM: "Projekter <post@projekter.example>",
  }));
});
test.afterAll(async () => {
  await server?.stop();
  await mails?.close();
  if (data) rmSync(data, { recursive: true, force: true });
});

const FIELDS = {
  storeys: 3,
  meterPlacement: "dwelling",
  serviceCable: "new",
  connectionDate: "2099-03-02",
  customerName: "Boligforeningen",
  customerEmail: "kontakt@bolig.example",
  payerSameAsCustomer: true,
};

const enter = (browser: Browser, email: string) => logIn(browser, email, { baseURL: server.url });
const bellOf = (page: Page) => page.getByRole("banner").getByRole("link", { name: /^Beskeder, / });

const addresses = (n: number) =>
  Array.from({ length: n }, (_, i) => ({
    street: "Nyhavegade",
    houseNo: String(1 + Math.floor(i / 8)),
    floor: String(1 + Math.floor((i % 8) / 2)),
    door: i % 2 === 0 ? "tv" : "th",
    postcode: "2740",
  }));

/** Creates as many cases in a new project, and gives the operation. */
async function create(page: Page, name: string, n: number): Promise<string> {
  const post = async (path: string, body: object) => {
    const answer = await page.request.post(`/api/v1${path}`, { data: body });
    expect([path, answer.ok()]).toEqual([path, true]);
    return answer.json();
  };
  const project = await post("/projects", { name, gridArea: "791" });
  const group = await post(`/projects/${project.id}/groups`, { name: "Blok A", caseType: "apartment" });
  const made = await post(`/groups/${group.id}/cases`, {
    fields: FIELDS,
    addresses: addresses(n),
    acceptWarnings: true,
  });
  expect(made.created).toBe(n);
  return made.operationId;
}

test("many cases are one bell and one mail; three projects are one change, seen at once; what is taken back in time is no mail; one press ends them", async ({
  browser,
}) => {
  test.setTimeout(300_000);
  const installer = await enter(browser, "installer@demo.example");
  const dso = await enter(browser, "dso@demo.example");
  // What the demo told is read.
  await dso.goto("/notifications");
  const markAll = dso.getByRole("button", { name: "Markér alle som læst" });
  if (await markAll.isVisible()) await markAll.click();
  await expect(bellOf(dso)).toHaveAccessibleName("Beskeder, ingen ulæste");
  expect(mails.arrived).toEqual([]);

  const regretted = await create(installer, "Fortrudte Have", 40);
  await create(installer, "Ny Have", 240);
  expect((await installer.request.post(`/api/v1/operations/${regretted}/undo`)).status()).toBe(200);

  await dso.goto("/projects");
  await expect(bellOf(dso)).toHaveAccessibleName("Beskeder, 1 ulæst");
  await bellOf(dso).click();
  const panel = dso.getByRole("dialog", { name: "Beskeder" });
  await expect(
    panel.getByRole("link", { name: /^Ulæst: .* har oprettet 240 sager i Ny Have/ }),
  ).toBeVisible();
  await expect(
    panel.getByRole("link", { name: /^Fortrudt: .* har oprettet 40 sager i Fortrudte Have/ }),
  ).toBeVisible();
  expect(await findings(dso)).toEqual([]);
  await panel.getByRole("link", { name: /240 sager i Ny Have/ }).click();
  await expect(dso).toHaveURL(/\/operations\//);
  await expect(bellOf(dso)).toHaveAccessibleName("Beskeder, ingen ulæste");

  // What waits in three projects is approved by one filter, the installer's page shows it by itself, and it is taken back.
  for (const name of ["Anden Have", "Tredje Have"]) await create(installer, name, 30);
  await installer.goto("/cases?q=Nyhavegade");
  await expect(installer.getByText("Viser 300 af")).toBeVisible();
  await dso.goto("/cases?q=Nyhavegade&waiting=us");
  await dso.getByRole("checkbox", { name: "Vælg alle viste sager", exact: true }).click();
  await dso
    .getByRole("toolbar")
    .getByRole("button", { name: /^Anvis/ })
    .click();
  const dialog = dso.locator("section[role=dialog]");
  await dialog.getByLabel("Tilslutningspunkt").fill("Kabelskab 7");
  await dialog.getByRole("button", { name: "Anvis 300 sager" }).click();
  await expect(dso.getByText("300 sager er anvist.")).toBeVisible();
  await expect(installer.getByText(/^300 sager er ændret af Dorte/)).toBeVisible();
  await dso.getByRole("button", { name: "Fortryd", exact: true }).click();
  await expect(dso.getByText("300 sager er ført tilbage.")).toBeVisible();

  // Two minutes later.
  const mailsTo = (email: string) => mails.arrived.filter(({ to }) => to.includes(email));
  await expect
    .poll(() => mailsTo("dso@demo.example").length, { timeout: 180_000, intervals: [1_000] })
    .toBe(3);
  expect(mailsTo("installer@demo.example")).toEqual([]);
  const mail = mailsTo("dso@demo.example").find(({ text }) => wordsOf(text).includes("240 sager"));
  const words = wordsOf(mail?.text ?? "");
  expect(words).toMatch(/Subject: .* har oprettet 240 sager i Ny Have/);
  expect(wordsOf(mails.arrived.map(({ text }) => text).join())).not.toContain("Fortrudte Have");

  // Without a log-in, and without scripts.
  const stop = /Stop disse mails: (\S+)/.exec(words)?.[1] ?? "";
  const stranger = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await stranger.goto(stop);
  await expect(stranger.getByText("Noget venter på os")).toBeVisible();
  await stranger.getByRole("button", { name: "Stop mails" }).click();
  await expect(stranger.getByText("Du får ikke flere af disse mails.")).toBeVisible();
  await dso.goto("/profile");
  const waiting = dso.getByRole("radiogroup", { name: "Noget venter på os" });
  await expect(waiting.getByRole("radio", { name: "Kun klokken" })).toBeChecked();
  await waiting.getByText("Daglig kl. 7").click();
  await expect(dso.getByText("Gemt").first()).toBeVisible();
  await dso.reload();
  await expect(waiting.getByRole("radio", { name: "Daglig kl. 7" })).toBeChecked();
  expect(await findings(dso)).toEqual([]);

  // A mail program asks by itself.
  const answer = await fetch(/List-Unsubscribe:\s*<(\S+)>/.exec(words)?.[1] ?? "", {
    method: "POST",
    body: new URLSearchParams({ "List-Unsubscribe": "One-Click" }),
  });
  expect(answer.status).toBe(204);
  for (const page of [installer, dso, stranger]) await page.context().close();
});
