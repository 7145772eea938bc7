import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

test.describe.configure({ mode: "serial" });

const tag = Date.now().toString(36);
const COMPANY = `Vestkystens El ${tag}`;
const USER = `Vibeke Vest ${tag}`;
const EMAIL = `vibeke.${tag}@vestkysten.example`;

let admin: Page;
const password = "en sætning fra vest";

async function choose(page: Page, label: RegExp, option: string | RegExp) {
  await page.getByRole("button", { name: label }).click();
  await page.getByRole("option", { name: option }).click();
}

/** A page whose scripts run: what is pressed before that is lost. */
async function open(page: Page, path: string) {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
}

const dialog = () => admin.locator("section[role=dialog], section[role=alertdialog]");

test.beforeAll(async ({ browser }) => {
  admin = await logIn(browser, "admin@demo.example");
});

test("an installer company and its first user are created, and the user gets in", async ({ browser }) => {
  await open(admin, "/admin/organisations");
  await admin.getByRole("button", { name: "Opret organisation" }).click();
  await dialog().getByRole("button", { name: "Gem" }).click();
  await expect(dialog().getByText("Skriv et navn.")).toBeVisible();
  await dialog().getByLabel("Navn").fill(COMPANY);
  await dialog().getByLabel(/CVR/).fill("24256790");
  await dialog().getByRole("button", { name: "Gem" }).click();
  await expect(admin.getByRole("rowheader", { name: COMPANY })).toBeVisible();

  await open(admin, "/admin/users");
  await admin.getByRole("button", { name: "Invitér bruger" }).click();
  await dialog().getByLabel("Navn").fill(USER);
  await dialog().getByLabel("E-mail").fill(EMAIL);
  await dialog()
    .getByRole("button", { name: /Virksomhed/ })
    .click();
  await admin.getByRole("option", { name: COMPANY }).click();
  await dialog().getByRole("button", { name: "Invitér" }).click();
  const link = (await dialog().locator("code").textContent()) ?? "";
  await dialog().getByRole("button", { name: "Luk", exact: true }).click();

  const vibeke = await (await browser.newContext({ locale: "en-US" })).newPage();
  await vibeke.goto(link);
  await expect(vibeke.getByText(`Til ${USER}, ${EMAIL}`)).toBeVisible();
  await vibeke.getByLabel("Adgangskode", { exact: true }).fill(password);
  await vibeke.getByRole("button", { name: "Gem og log ind" }).click();
  await expect(vibeke.getByText("Ingen projekter endnu")).toBeVisible();
  await vibeke.context().close();
});

test("a project is seeded from the form, with a group and its cases", async ({ browser }) => {
  await open(admin, "/admin/projects");
  await choose(admin, /Installatørvirksomhed/, COMPANY);
  await admin.getByLabel("Projektets navn").fill("Klitgården");
  await admin.getByLabel("Postnr.").fill("2740");
  await expect(admin.getByText(/791/).first()).toBeVisible();
  await admin.getByLabel("Gruppens navn").fill("Opgang A");
  await admin
    .getByLabel(/^Adresser/)
    .fill("Klitvej 1, st. tv, 2740\nKlitvej 1, st. th, 2740 Skovlunde\nKlitvej 1, 1. sal tv, 2740");
  await admin.getByRole("button", { name: "Opret projekt" }).click();
  await expect(admin.getByText("Kundens navn mangler.", { exact: false }).first()).toBeVisible();
  await admin.getByText("Sagsfelter", { exact: true }).click();
  await admin.getByLabel(/Antal etager/).fill("3");
  await choose(admin, /Målerplacering/, "Tavlerum");
  await choose(admin, /Stikledning/, "Ny");
  await admin
    .getByRole("group", { name: /Ønsket tilslutningsdato/ })
    .getByRole("spinbutton")
    .first()
    .click();
  await admin.keyboard.type(`0106${new Date().getFullYear() + 1}`);
  await admin.getByLabel(/Kundens navn/).fill("Klitgården A/B");
  await admin.getByLabel(/Kundens e-mail/).fill("post@klit.example");
  await admin.getByRole("button", { name: "Opret projekt" }).click();
  await expect(admin.getByText("Projektet er oprettet med 1 gruppe og 3 sager.")).toBeVisible();

  const vibeke = await logIn(browser, EMAIL, { password });
  await vibeke.goto("/projects");
  await vibeke.getByRole("link", { name: "Klitgården" }).click();
  await expect(vibeke.getByText("Klitvej 1, 1. tv, 2740 Skovlunde")).toBeVisible();
  await vibeke.context().close();
});

test("a project is seeded from the workbook, one sheet per group", async () => {
  await open(admin, "/admin/projects");
  await admin.getByRole("tab", { name: "Fra Excel" }).click();
  const [download] = await Promise.all([
    admin.waitForEvent("download"),
    admin.getByRole("link", { name: "Hent skabelon" }).click(),
  ]);
  const folder = test.info().outputDir;
  const [template, filled] = [join(folder, "skabelon.xlsx"), join(folder, "projekt.xlsx")];
  await download.saveAs(template);
  const fields = {
    Målerplacering: "Udendørs skab",
    Stikledning: "Ny",
    "Ønsket tilslutningsdato": `01-06-${new Date().getFullYear() + 1}`,
    "Kundens navn": "Boligselskabet",
    "Kundens e-mail": "bolig@klit.example",
    "Kunden betaler": "Ja",
  };
  const sheets = {
    Lejlighed: {
      name: "Tårnet",
      rows: Array.from({ length: 30 }, (_, i) => ({
        ...(i === 0 && { Sagstype: "Lejlighed", "Antal etager": 15, ...fields }),
        Vejnavn: "Tårnvej",
        "Husnr.": 1,
        Etage: 1 + Math.floor(i / 2),
        Dør: i % 2 ? "th" : "tv",
        "Postnr.": 2740,
      })),
    },
    Rækkehuse: {
      name: "Rækken",
      rows: [
        {
          Sagstype: "Rækkehuse",
          "Antal etager": 2,
          ...fields,
          Vejnavn: "Rækkevej",
          "Husnr.": "2 a",
          "Postnr.": "2740",
        },
        { Vejnavn: "Rækkevej", "Husnr.": "2 b", "Postnr.": "2740" },
      ],
    },
  };
  execFileSync("/usr/bin/python3", [join(process.cwd(), "tests/e2e/seed-workbook.py"), template, filled], {
    input: JSON.stringify(sheets),
  });
  await choose(admin, /Installatørvirksomhed/, COMPANY);
  await admin.getByLabel("Projektets navn").fill("Tårn og rækker");
  await admin.getByLabel("Postnr.").fill("2740");
  await expect(admin.getByText(/791/).first()).toBeVisible();
  await admin.locator("input[type=file]").setInputFiles(filled);
  await admin.getByRole("button", { name: "Opret projekt" }).click();
  await expect(admin.getByText("Projektet er oprettet med 2 grupper og 32 sager.")).toBeVisible();
  await admin.getByRole("link", { name: "Vis projektet" }).click();
  await expect(admin.getByRole("heading", { level: 1, name: "Tårn og rækker" })).toBeVisible();
  await expect(admin.getByText("Rækkevej 2A, 2740 Skovlunde")).toBeVisible();
});

test("demo projects come and go at the press of a button", async () => {
  await open(admin, "/admin/projects");
  await choose(admin, /Installatørvirksomhed/, COMPANY);
  await admin.getByRole("tab", { name: "Demoprojekter" }).click();
  await admin.getByRole("button", { name: "Opret demoprojekter" }).click();
  await expect(admin.getByText("2 demoprojekter med 240 sager er oprettet.")).toBeVisible();
  await admin.getByRole("button", { name: "Fjern demoprojekter" }).click();
  await dialog().getByRole("button", { name: "Fjern demoprojekter" }).click();
  await expect(dialog()).toBeHidden();
  await open(admin, "/projects?q=Demo");
  await expect(admin.getByRole("link", { name: /^Demo / })).toHaveCount(0);
});

test("the postcode table places a project, and a deactivated user is out with the next click", async ({
  browser,
}) => {
  await open(admin, "/admin/postcodes?q=9990");
  await admin.getByRole("button", { name: "Redigér 9990" }).click();
  await dialog()
    .getByLabel(/Netområder/)
    .fill("791 131");
  await dialog().getByRole("button", { name: "Gem" }).click();
  await expect(admin.getByText("131, 791")).toBeVisible();

  const vibeke = await logIn(browser, EMAIL, { password });
  await vibeke.goto("/projects");
  await vibeke.waitForLoadState("networkidle");
  await vibeke.getByRole("button", { name: "Opret nyt projekt" }).first().click();
  await vibeke
    .getByRole("dialog")
    .getByLabel(/Postnr/)
    .fill("9990");
  await vibeke
    .getByRole("dialog")
    .getByRole("button", { name: /Netområde/ })
    .click();
  await expect(vibeke.getByRole("listbox", { name: /Netområde/ }).getByRole("option")).toHaveCount(2);
  await vibeke.keyboard.press("Escape");

  await open(admin, "/admin/users");
  await admin.getByRole("button", { name: `Menu for ${USER}` }).click();
  await admin.getByRole("menuitem", { name: "Deaktivér" }).click();
  // There is nobody else in the company to take over.
  await expect(dialog().getByText(/sidste aktive bruger. 35 åbne sager bliver/)).toBeVisible();
  await dialog().getByRole("button", { name: "Tilbage" }).click();
  await open(admin, "/admin/organisations");
  await admin.getByRole("button", { name: `Menu for ${COMPANY}` }).click();
  await admin.getByRole("menuitem", { name: "Deaktivér" }).click();
  await expect(dialog()).toContainText(/1 bruger logges ud.*35 åbne sager/);
  await dialog().getByRole("button", { name: "Deaktivér" }).click();
  await expect(admin.getByRole("row", { name: new RegExp(COMPANY) })).toContainText("Lukket");

  await open(vibeke, "/projects");
  await expect(vibeke).toHaveURL(/\/login/);
  await vibeke.context().close();
});

test("on a phone every tab, and what can be done with a row, is in sight", async ({ browser }) => {
  const phone = { hasTouch: true, isMobile: true, viewport: { width: 390, height: 844 } };
  const page = await logIn(browser, "admin@demo.example", phone);
  for (const [path, name] of [
    ["organisations", /^Menu for/],
    ["users", /^Menu for/],
    ["grid-areas", /^Redigér/],
    ["postcodes", /^Redigér/],
  ] as const) {
    await page.goto(`/admin/${path}`);
    await expect(page.getByRole("button", { name }).first()).toBeInViewport({ ratio: 1 });
    await expect(page.getByRole("link", { name: "Opret projekter" })).toBeInViewport({ ratio: 1 });
  }
  await page.goto("/admin/projects");
  await expect(page.getByRole("tab", { name: "Demoprojekter" })).toBeInViewport({ ratio: 1 });
  await page.context().close();
});

test("the log tells who logged in, was refused or did something, narrows it and is taken along", async ({
  browser,
}) => {
  const [admin, stranger] = [
    await logIn(browser, "admin@demo.example"),
    await logIn(browser, "other-dso@demo.example"),
  ];
  const refused = await stranger.goto("/admin/users");
  expect(refused?.status()).toBe(404);
  await stranger.goto("/admin/log");
  await expect(stranger.getByRole("heading", { name: "Siden findes ikke" })).toBeVisible();
  await admin.goto("/admin/log");
  const rows = admin.getByRole("row");
  await expect(rows.filter({ hasText: "Nora Net" }).filter({ hasText: "Logget ind" })).toHaveCount(1);
  await expect(
    rows.filter({ hasText: "Nora Net" }).filter({ hasText: "Adgang nægtet · administration" }),
  ).toHaveCount(1);
  await admin.getByLabel("Hvad").selectOption({ label: "Adgang nægtet" });
  await expect(admin).toHaveURL(/action=refused/);
  await expect(admin.getByRole("cell", { name: /Logget ind/ })).toHaveCount(0);
  const download = admin.waitForEvent("download");
  await admin.getByRole("link", { name: "Hent som Excel" }).click();
  expect((await download).suggestedFilename()).toMatch(/^log-\d{4}-\d\d-\d\d\.xlsx$/);
});

test("archived cases are anonymised when it is chosen, and what is held about somebody is one file", async ({
  browser,
}) => {
  const admin = await logIn(browser, "admin@demo.example");
  await admin.goto("/admin/retention");
  const change = admin.getByRole("button", { name: "Ret anonymisering" });
  const dialog = admin.getByRole("dialog");
  await expect(admin.getByText("Personoplysninger på arkiverede sager bliver")).toBeVisible();
  await change.click();
  await dialog.getByText("Fjern personoplysninger fra arkiverede sager").click();
  await dialog.getByLabel("Måneder efter arkivering").fill("3");
  await dialog.getByRole("button", { name: "Gem" }).click();
  await expect(dialog.getByText("For lille. Grænsen er 6.")).toBeVisible();
  await dialog.getByLabel("Måneder efter arkivering").fill("24");
  await dialog.getByRole("button", { name: "Gem" }).click();
  await expect(dialog.getByText(/24 måneder, mister deres personoplysninger/)).toBeVisible();
  expect(await findings(admin)).toEqual([]);
  await dialog.getByRole("button", { name: "Ja, gør det" }).click();
  await expect(admin.getByText("har været arkiveret i 24 måneder")).toBeVisible();

  await admin.getByLabel("E-mail").fill("ingen@intet.example");
  await admin.getByRole("button", { name: "Hent udtræk" }).click();
  await expect(admin.getByText("Der er ikke gemt noget om ingen@intet.example.")).toBeVisible();
  await admin.getByLabel("E-mail").fill("installer@demo.example");
  const download = admin.waitForEvent("download");
  await admin.getByRole("button", { name: "Hent udtræk" }).click();
  expect((await download).suggestedFilename()).toMatch(/^installer@demo\.example-\d{4}-\d\d-\d\d\.json$/);
  await expect(admin.getByText("Udtrækket er hentet.")).toBeVisible();

  await change.click();
  await dialog.getByText("Fjern personoplysninger fra arkiverede sager").click();
  await dialog.getByRole("button", { name: "Gem" }).click();
  await expect(admin.getByText("Personoplysninger på arkiverede sager bliver")).toBeVisible();
  await admin.goto("/admin/log");
  const rows = admin.getByRole("row");
  await expect(rows.filter({ hasText: "arkiverede sager anonymiseres efter 24 måneder" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "arkiverede sager anonymiseres ikke" })).toHaveCount(1);
  await expect(rows.filter({ hasText: "Udtræk om en person hentet · installer@demo.example" })).toHaveCount(
    1,
  );
  await admin.context().close();
});
