import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { aMailServer, type MailServer, wordsOf } from "../support/mail-server";
import { ownServer } from "../support/own-server";
import { findings } from "./findings";

// A server of its own, which sends its mails to a mail server of its own.
test.describe.configure({ mode: "serial" });

const ADMIN = { email: "admin@projekter.example", password: "en administrators sætning" };
const SOFIE = { email: "sofie@sydkysten.example", password: "en sætning fra syd" };

let mails: MailServer;
let server: Awaited<ReturnType<typeof ownServer>>;
let data: string;
let admin: Page;

test.beforeAll(async ({ browser }) => {
  test.setTimeout(180_000);
  mails = await aMailServer();
  data = mkdtempSync(join(tmpdir(), "projekter-people-"));
  const made = spawnSync(
    process.execPath,
    ["scripts/run.mjs", "tsx", "scripts/create-admin.ts", "--email", ADMIN.email, "--name", "Asta Admin"],
    {
      env: { ...process.env, DATABASE_URL: "", DATA_DIR: data, ADMIN_PASSWORD: ADMIN.password },
      encoding: "utf8",
    },
  );
  expect([made.status, made.stderr]).toEqual([0, expect.any(String)]);
  server = await ownServer((url) => ({
    DATA_DIR: data,
    NEXTAUTH_URL: url,
    SMTP_URL: mails.url,
    MAIL_FROM: "Projekter <post@projekter.example>",
  }));
  admin = await aPage(browser);
  await logIn(admin, ADMIN);
});
test.afterAll(async () => {
  await server?.stop();
  await mails?.close();
  if (data) rmSync(data, { recursive: true, force: true });
});

const aPage = async (browser: Browser, more: { javaScriptEnabled?: boolean } = {}) =>
  (await browser.newContext({ baseURL: server.url, locale: "en-US", ...more })).newPage();
async function logIn(page: Page, { email, password }: typeof ADMIN) {
  await page.goto("/login");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Adgangskode", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
}
/** The words of the newest mail to an address that says this. */
async function mailTo(receiver: string, saying: RegExp): Promise<string> {
  let found: string | undefined;
  await expect
    .poll(
      () => {
        found = mails.arrived
          .filter(({ to }) => to.includes(receiver))
          .map(({ text }) => wordsOf(text))
          .findLast((words) => saying.test(words));
        return found !== undefined;
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  return found ?? "";
}
const linkIn = (words: string) =>
  /https?:\/\/\S+\/(?:set-password|confirm-email)\/[\w-]{43}/.exec(words)?.[0] ?? "";

test("a stranger asks for access without scripts, is admitted, and logs in by the link in the mail", async ({
  browser,
}) => {
  const stranger = await aPage(browser, { javaScriptEnabled: false });
  await stranger.goto("/login");
  await stranger
    .getByRole("link", { name: "Skal din installatørvirksomhed have adgang til Projekter?" })
    .click();
  await stranger.getByLabel("Virksomhed").fill("Sydkystens El ApS");
  await stranger.getByLabel("CVR-nr.").fill("123");
  await stranger.getByRole("button", { name: "Send anmodning" }).click();
  // What was right stays, and what was wrong is told at its field.
  await expect(stranger.getByLabel("Virksomhed")).toHaveValue("Sydkystens El ApS");
  await expect(stranger.getByText("Skriv autorisationsnummeret.")).toBeVisible();
  await stranger.getByLabel("CVR-nr.").fill("24256790");
  await stranger.getByLabel("Autorisationsnr.").fill("EFUL-10234");
  await stranger.getByLabel("Dit navn").fill("Sofie Syd");
  await stranger.getByLabel("E-mail").fill(SOFIE.email);
  await stranger.getByRole("button", { name: "Send anmodning" }).click();
  await expect(stranger.getByText("Tak. Vi har modtaget jeres anmodning og svarer på e-mail.")).toBeVisible();

  expect(await mailTo(ADMIN.email, /beder om adgang/)).toContain(`${server.url}/admin/requests`);
  await admin.goto("/admin/requests");
  await admin.waitForLoadState("networkidle");
  await expect(admin.getByRole("link", { name: "Anmodninger 1 venter" })).toBeVisible();
  await admin.getByRole("button", { name: "Giv Sydkystens El ApS adgang" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByRole("button", { name: "Giv adgang" }).click();
  await expect(dialog.getByText(`Mailen er på vej til ${SOFIE.email}.`)).toBeVisible();
  await expect(dialog.locator("code")).toHaveCount(0);

  const link = linkIn(await mailTo(SOFIE.email, /har oprettet dig/));
  await stranger.goto(link);
  await stranger.getByLabel("Adgangskode", { exact: true }).fill("kort");
  await stranger.getByRole("button", { name: "Gem og log ind" }).click();
  await expect(stranger.getByText(/mindst 12/i).first()).toBeVisible();
  await stranger.getByLabel("Adgangskode", { exact: true }).fill(SOFIE.password);
  await stranger.getByRole("button", { name: "Gem og log ind" }).click();
  await expect(stranger).toHaveURL(/:\d+\/$/);
  await expect(stranger.getByText("Ingen projekter endnu")).toBeVisible();
  await stranger.goto(link);
  await expect(stranger.getByRole("heading", { name: "Linket er brugt eller udløbet" })).toBeVisible();
  await stranger.context().close();
});

/** Asks for access as a carpenter without an authorisation. */
async function askAs(stranger: Page, company: string, email: string) {
  await stranger.goto("/access");
  await stranger.waitForLoadState("networkidle");
  for (const [label, value] of [
    ["Virksomhed", company],
    ["CVR-nr.", "10150817"],
    ["Autorisationsnr.", "ukendt"],
    ["Dit navn", "Nanna Nord"],
    ["E-mail", email],
  ] as const)
    await stranger.getByLabel(label, { exact: true }).fill(value);
  await stranger.getByRole("button", { name: "Send anmodning" }).click();
  await expect(stranger.getByText("Tak. Vi har modtaget jeres anmodning og svarer på e-mail.")).toBeVisible();
}

test("a request is declined with a reason, shown as the mail will be", async ({ browser }) => {
  const stranger = await aPage(browser);
  await askAs(stranger, "Tømrer Nord", "nanna@nord.example");

  await admin.goto("/admin/requests");
  await admin.waitForLoadState("networkidle");
  await admin.getByRole("button", { name: "Afslå Tømrer Nord" }).click();
  const dialog = admin.getByRole("dialog");
  await dialog.getByRole("button", { name: /Årsager/ }).click();
  await admin.getByRole("option", { name: /autorisationsnummeret/ }).click();
  const shown = dialog.getByRole("region", { name: "Mailen" });
  await expect(shown).toContainText("Vi kan ikke give Tømrer Nord adgang til Projekter.");
  await expect(shown).toContainText("Sikkerhedsstyrelsens register.");
  expect(await findings(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Afslå", exact: true }).click();
  await expect(admin.getByText(/Asta Admin har afslået/)).toBeVisible();
  expect(await mailTo("nanna@nord.example", /Svar på jeres anmodning/)).toContain(
    "Sikkerhedsstyrelsens register.",
  );
  await stranger.context().close();
});

test("an advertisement shows that it was sent again, and is deleted without a mail", async ({ browser }) => {
  const stranger = await aPage(browser);
  const email = "tilbud@reklame.example";
  await askAs(stranger, "Billige Tilbud", email);
  await askAs(stranger, "Billigere Tilbud", email);
  await stranger.context().close();

  await admin.goto("/admin/requests");
  await admin.waitForLoadState("networkidle");
  await expect(admin.getByText(/^Rettet .* med en ny anmodning fra samme e-mail$/)).toBeVisible();
  await expect(admin.getByRole("heading", { name: "Billige Tilbud" })).toHaveCount(0);
  await admin.getByRole("button", { name: "Slet anmodningen fra Billigere Tilbud" }).click();
  const dialog = admin.getByRole("alertdialog");
  await expect(dialog.getByText(/Ingen får besked/)).toBeVisible();
  expect(await findings(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Slet", exact: true }).click();
  await expect(admin.getByRole("heading", { name: "Billigere Tilbud" })).toHaveCount(0);
  expect(mails.arrived.filter(({ to }) => to.includes(email))).toEqual([]);
});

test("a forgotten password is chosen anew through the mail, and the old one works no more", async ({
  browser,
}) => {
  const page = await aPage(browser);
  await page.goto("/login");
  await page.getByRole("link", { name: "Glemt adgangskode?" }).click();
  await page.waitForURL("**/forgot");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("E-mail").fill(SOFIE.email);
  await page.getByRole("button", { name: "Send link" }).click();
  await expect(page.getByText("Hvis adressen findes hos os, har vi sendt et link.")).toBeVisible();
  await page.goto(linkIn(await mailTo(SOFIE.email, /ny adgangskode/)));
  await page.waitForLoadState("networkidle");
  const field = page.getByLabel("Adgangskode", { exact: true });
  await field.fill("en ny sæt");
  await expect(page.getByText("Mangler 3 tegn.")).toBeVisible();
  await page.getByRole("button", { name: "Gem og log ind" }).click();
  await expect(page.getByText(/skal være mindst 12/).first()).toBeVisible();
  await expect(field).toBeFocused();
  const old = SOFIE.password;
  SOFIE.password = "en ny sætning fra syd";
  await field.fill(SOFIE.password);
  await page.getByRole("button", { name: "Gem og log ind" }).click();
  await expect(page).toHaveURL(/:\d+\/$/);
  await page.context().clearCookies();
  await page.goto("/login");
  await page.waitForLoadState("networkidle");
  await page.getByLabel("E-mail").fill(SOFIE.email);
  await page.getByLabel("Adgangskode", { exact: true }).fill(old);
  await page.getByRole("button", { name: "Log ind" }).click();
  await expect(page.getByText("E-mail eller adgangskode er forkert.")).toBeVisible();
  await page.context().close();
});

test("an own e-mail is changed by the links at both addresses", async ({ browser }) => {
  const page = await aPage(browser);
  await logIn(page, SOFIE);
  await page.goto("/profile");
  await page.waitForLoadState("networkidle");
  const form = page.locator("form", { has: page.getByLabel("Ny e-mail") });
  await form.getByLabel("Ny e-mail").fill("sofie.syd@sydkysten.example");
  await form.getByLabel("Din adgangskode", { exact: true }).fill(SOFIE.password);
  await form.getByRole("button", { name: "Ændre e-mail" }).click();
  await expect(page.getByText("Vi har sendt links til begge adresser.")).toBeVisible();
  for (const [receiver, answer] of [
    [SOFIE.email, /Brug også linket i mailen til den anden adresse/],
    ["sofie.syd@sydkysten.example", /Din e-mail er ændret/],
  ] as const) {
    await page.goto(linkIn(await mailTo(receiver, /Bekræft din nye e-mail/)));
    await page.waitForLoadState("networkidle");
    await page.getByRole("button", { name: "Bekræft" }).click();
    await expect(page.getByText(answer)).toBeVisible();
  }
  await page.goto("/profile");
  await expect(page.getByText("sofie.syd@sydkysten.example").first()).toBeVisible();
  await page.context().close();
});
