import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { expect, type Page, test } from "@playwright/test";
import { findings } from "./findings";
import { logIn } from "./log-in";

test.describe.configure({ mode: "serial" });

let page: Page;
let projectId: string;

async function aGroup(name: string): Promise<string> {
  const data = { name, caseType: "apartment" };
  const answer = await page.request.post(`/api/v1/projects/${projectId}/groups`, { data });
  expect(answer.status()).toBe(201);
  return (await answer.json()).id;
}

const open = (groupId: string, tab: "type" | "range" | "excel", on = page) =>
  on.goto(`/projects/${projectId}/import?group=${groupId}&tab=${tab}`);
const cell = (label: string, row: number, on = page) =>
  on.getByLabel(`${label}, række ${row}`, { exact: true });
const press = (name: string | RegExp, on = page) => on.getByRole("button", { name }).click();
const addresses = async (groupId: string): Promise<string[]> => {
  const answer = await page.request.get(`/api/v1/projects/${projectId}/cases?group=${groupId}&limit=500`);
  return (await answer.json()).cases.map((one: { address: string }) => one.address);
};

async function paste(text: string) {
  await page.evaluate((given) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text", given);
    document.activeElement?.dispatchEvent(
      new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }),
    );
  }, text);
}

async function fillFields(on = page) {
  await on.getByLabel(/Antal etager/).fill("5");
  for (const [label, option] of [
    [/Målerplacering/, "Tavlerum"],
    [/Stikledning/, "Ny"],
  ] as const) {
    await on.getByRole("button", { name: label }).click();
    await on.getByRole("option", { name: option, exact: true }).click();
  }
  await on
    .getByRole("group", { name: /Ønsket tilslutningsdato/ })
    .getByRole("spinbutton")
    .first()
    .click();
  await on.keyboard.type(`0106${new Date().getFullYear() + 1}`);
  await on.getByLabel(/Kundens navn/).fill("Boligforeningen");
  await on.getByLabel(/Kundens e-mail/).fill("kontakt@bolig.example");
}

const python = (script: string, input: unknown, ...args: string[]) =>
  execFileSync("/usr/bin/python3", [join(process.cwd(), "tests", "e2e", script), ...args], {
    input: JSON.stringify(input),
    encoding: "utf8",
  });

test.beforeAll(async ({ browser }) => {
  page = await logIn(browser, "installer@demo.example");
  const data = { name: `Import ${Date.now()}`, gridArea: "791" };
  projectId = (await (await page.request.post("/api/v1/projects", { data })).json()).id;
});

test("typed rows: Enter, the town, a pasted block, copy down; nothing is lost by reload, Back or language", async () => {
  const group = await aGroup("Tastet");
  await open(group, "type");
  await cell("Vejnavn", 1).fill("Tasteløkken");
  await cell("Husnr.", 1).fill("1");
  await cell("Postnr.", 1).fill("2740");
  await cell("Egen reference", 1).focus();
  await expect(cell("By", 1)).toHaveValue("Skovlunde");
  await page.keyboard.press("Enter");
  await expect(cell("Husnr.", 2)).toBeFocused();
  await expect(cell("Vejnavn", 2)).toHaveValue("Tasteløkken");
  await page.keyboard.type("2 b");

  await cell("Vejnavn", 2).focus();
  await page.keyboard.press("Enter");
  await cell("Vejnavn", 3).focus();
  await paste(
    "Vejnavn\tHusnr.\tEtage\tDør\tPostnr.\nTasteløkken\t3\t1. sal\tTH\t2740\nTasteløkken\tx\tst\ttv\t2740\r\n",
  );
  await expect(cell("Dør", 3)).toHaveValue("TH");
  await expect(cell("Husnr.", 4)).toHaveValue("x");

  await cell("Egen reference", 1).fill("Blok A");
  await press(/^Kopiér ned/);
  await expect(cell("Egen reference", 4)).toHaveValue("Blok A");

  await page.reload();
  await expect(cell("Husnr.", 4)).toHaveValue("x");
  await page.getByTitle("English").click();
  await expect(page.getByLabel("House no., row 4", { exact: true })).toHaveValue("x");
  await page.getByTitle("Dansk").click();
  await expect(cell("Husnr.", 4)).toHaveValue("x");

  await press("Næste");
  await expect(page.getByText("Sagsfelterne gælder alle 4 adresser.")).toBeVisible();
  await press("Kontrollér");
  await expect(page.getByRole("alert").getByRole("link", { name: "Kundens navn mangler." })).toBeVisible();
  await page.getByRole("alert").getByRole("link", { name: "Kundens navn mangler." }).click();
  await expect(page.getByLabel(/Kundens navn/)).toBeFocused();
  await fillFields();
  await page.goBack();
  await expect(cell("Husnr.", 4)).toHaveValue("x");
  await page.goForward();
  await expect(page.getByLabel(/Kundens navn/)).toHaveValue("Boligforeningen");
  await press("Kontrollér");

  await expect(page.getByRole("heading", { name: "Trin 3 af 3 Kontrollér og opret" })).toBeVisible();
  await expect(page.getByRole("button", { name: /^Fejl\s*1$/ })).toBeVisible();
  await expect(page.getByRole("button", { name: "Opret 3 sager uden fejl" })).toBeVisible();
  await page.reload();
  await expect(page.getByRole("button", { name: "Opret 3 sager uden fejl" })).toBeVisible();

  const panel = page.getByRole("region", { name: "Det oprettes" });
  await expect(panel.getByText("3 adresser")).toBeVisible();
  await expect(panel.getByRole("listitem")).toHaveText([
    "Række 1Tasteløkken 1, 2740 Skovlunde",
    "Række 2Tasteløkken 2B, 2740 Skovlunde",
    "Række 3Tasteløkken 3, 1. th, 2740 Skovlunde",
  ]);
  await expect(panel.getByText("Dør: »TH« → th")).toBeVisible();
  const bad = cell("Husnr.", 4);
  await expect(bad).toHaveAttribute("aria-invalid", "true");
  await bad.fill("4");
  await bad.press("Enter");
  await expect(page.getByText("Alle 4 rækker er klar til at blive oprettet.")).toBeVisible();
  await press("Opret 4 sager");
  await expect(page.getByText("4 sager oprettet i Tastet.")).toBeVisible();
  expect(await addresses(group)).toEqual([
    "Tasteløkken 1, 2740 Skovlunde",
    "Tasteløkken 2B, 2740 Skovlunde",
    "Tasteløkken 3, 1. th, 2740 Skovlunde",
    "Tasteløkken 4, st. tv, 2740 Skovlunde",
  ]);

  await press("Fortryd");
  await expect(page.getByText("4 sager er fjernet igen.")).toBeVisible();
  expect(await addresses(group)).toEqual([]);
  await expect(cell("Husnr.", 4)).toHaveValue("x");
});

test("a range: live count, an address taken out, fields of the last batch, the cases selected", async () => {
  const group = await aGroup("Interval");
  await open(group, "range");
  await press("Næste");
  await expect(page.getByText("Skal udfyldes.").first()).toBeVisible();
  await page.getByLabel(/^Vejnavn/).fill("Bygaden");
  await page.getByLabel(/^Fra/).fill("1");
  await page.getByLabel(/^Til/).fill("25");
  await page.getByText("Ulige", { exact: true }).click();
  await page.getByLabel(/^Etager/).fill("st–3");
  await page.getByLabel(/^Døre/).fill("tv, th");
  await page.getByLabel(/^Postnr/).fill("2740");
  await expect(page.getByText("104 adresser: Bygaden 1, st. tv … Bygaden 25, 3. th")).toBeVisible();
  await page.getByText("Vis adresserne").click();
  await press("Fjern Bygaden 25, 3. th");
  await expect(page.getByText("103 adresser: Bygaden 1, st. tv … Bygaden 25, 3. tv")).toBeVisible();
  await page.reload();
  await expect(page.getByText("103 adresser:")).toBeVisible();
  await press("Næste");
  await fillFields();
  await press("Kontrollér");
  // They are created, and only the answer gets lost: asked again under the same key, which tells of the same work.
  const keys: (string | undefined)[] = [];
  await page.route("**/api/v1/groups/*/cases", async (route) => {
    const request = route.request();
    if (request.postDataJSON().mode !== "commit") return route.continue();
    keys.push(request.headers()["idempotency-key"]);
    if (keys.length > 1) return route.continue();
    await route.fetch();
    await route.abort("connectionreset");
  });
  await press("Opret 103 sager");
  await expect(page.getByText("Forbindelsen røg. Vi spørger, hvordan det gik …")).toBeVisible();
  await expect(page.getByText("103 sager oprettet i Interval.")).toBeVisible();
  await page.unroute("**/api/v1/groups/*/cases");
  expect(keys).toEqual([keys[0], keys[0]]);
  await press("Vis sagerne");
  await expect(page.getByText("103 sager valgt")).toBeVisible();

  await open(group, "range");
  await page.getByLabel(/^Vejnavn/).fill("Bygaden");
  await page.getByLabel(/^Fra/).fill("1");
  await page.getByLabel(/^Til/).fill("1");
  await page.getByLabel(/^Etager/).fill("st");
  await page.getByLabel(/^Døre/).fill("tv");
  await page.getByLabel(/^Postnr/).fill("2740");
  await press("Næste");
  await expect(page.getByText(/^Udfyldt som seneste oprettelse i gruppen, /)).toBeVisible();
  await expect(page.getByLabel(/Kundens navn/)).toHaveValue("Boligforeningen");
  await press("Kontrollér");
  await expect(page.getByText(/Adressen findes allerede: sag \d+\./).first()).toBeVisible();
  await expect(page.getByRole("link", { name: "Se sagen" })).toHaveAttribute("href", /\/cases\//);
  await press("Opret 0 sager uden fejl");
  await expect(page.getByText("Ingen rækker er klar.", { exact: false })).toBeVisible();
  await press("Tilbage");
  await press("Ryd felter");
  await expect(page.getByLabel(/Kundens navn/)).toHaveValue("");
});

test("a workbook: Excel's rows, mended in place, and the error file back through another program", async () => {
  const group = await aGroup("Ark");
  const folder = test.info().outputDir;
  await open(group, "excel");
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Hent Excel-skabelon" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Ark-adresser.xlsx");
  const [template, filled, errors, mended] = ["skabelon", "udfyldt", "fejl", "rettet"].map((name) =>
    join(folder, `${name}.xlsx`),
  ) as [string, string, string, string];
  await download.saveAs(template);
  const row = (houseNo: unknown, more: Record<string, unknown> = {}) => ({
    Vejnavn: "Arkvej",
    "Husnr.": houseNo,
    Etage: "1",
    Dør: "tv",
    "Postnr.": 2740,
    ...more,
  });
  python(
    "fill-template.py",
    [
      row(1),
      row("x"),
      row(3),
      row("4", { "Postnr.": "27" }),
      row("y"),
      row(6, { "Leveringsomfang (A)": 35 }),
    ],
    template,
    filled,
  );
  await page.locator("input[type=file]").setInputFiles(filled);
  await press("Næste");
  await expect(
    page.getByText("Sagsfelterne gælder alle 6 adresser. Værdier i Excel-arket går forud."),
  ).toBeVisible();
  await fillFields();
  await press("Kontrollér");

  await expect(page.getByText("2 rækker: Husnr. kan ikke læses")).toBeVisible();
  await expect(page.getByText("Husnr. »x« kan ikke læses.", { exact: false })).toBeVisible();
  await expect(page.getByText("Husnr. *", { exact: false })).toHaveCount(0);
  await cell("Husnr.", 3).fill("2");
  await cell("Husnr.", 3).press("Enter");
  await expect(cell("Husnr.", 3)).toBeHidden();
  await press("Opret 4 sager uden fejl");
  await expect(page.getByText("Sæt hak her", { exact: false })).toBeVisible();
  await page.getByText("Jeg har set advarslen.").click();
  const [before] = await Promise.all([page.waitForEvent("download"), press("Hent fejlfil (2 rækker)")]);
  expect(before.suggestedFilename()).toBe("Ark-fejl.xlsx");
  await press("Opret 4 sager uden fejl");
  await expect(page.getByText("4 sager oprettet i Ark.")).toBeVisible();
  await expect(page.getByText("2 rækker mangler.", { exact: false })).toBeVisible();

  const [errorFile] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Hent fejlfil (2 rækker)" }).click(),
  ]);
  await errorFile.saveAs(errors);
  const told = JSON.parse(
    python(
      "mend-errors.py",
      [
        [2, "Postnr. *", "2740"],
        [3, "Husnr. *", 5],
      ],
      errors,
      mended,
    ),
  );
  expect(told.headers.slice(0, 4)).toEqual(["Fejl", "Række i din fil", "Vejnavn *", "Husnr. *"]);
  expect(told.rows.map((one: { row: string; red: string[] }) => [one.row, one.red])).toEqual([
    ["5", ["Postnr. *"]],
    ["6", ["Husnr. *"]],
  ]);
  expect(told.rows[0].fejl).toBe("Postnr. skal være fire cifre, ikke »27«.");

  await press("Tilføj flere");
  await page.locator("input[type=file]").setInputFiles(mended);
  await press("Næste");
  await press("Kontrollér");
  await press("Opret 2 sager");
  await expect(page.getByText("2 sager oprettet i Ark.")).toBeVisible();
  expect(await addresses(group)).toEqual([1, 2, 3, 4, 5, 6].map((n) => `Arkvej ${n}, 1. tv, 2740 Skovlunde`));

  await press("Tilføj flere");
  await page.locator("input[type=file]").setInputFiles(mended);
  await press("Næste");
  await expect(page.getByText(/Samme fil blev importeret .+ \(2 sager\)\./)).toBeVisible();
});

test("a file that is none, a column that is missing, and a file kept over a reload", async () => {
  const group = await aGroup("Filer");
  await open(group, "excel");
  await press("Næste");
  await expect(page.getByText("Vælg en fil på højst 10 MB.")).toBeVisible();
  const choose = (name: string, text: string) =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/csv", buffer: Buffer.from(text) });
  await choose("liste.xlsx", "<html></html>");
  await press("Næste");
  await expect(
    page.getByText("Filen er en webside eller XML, ikke et Excel-ark.", { exact: false }),
  ).toBeVisible();
  await choose("liste.csv", "Vejnavn;Opgang;Postnr.;Farve\nFilvej;1;2740;rød\n");
  await press("Næste");
  await page.getByRole("button", { name: /Hvilken kolonne er Husnr\.\?/ }).click();
  await page.getByRole("option", { name: "Opgang" }).click();
  await page.reload();
  await expect(page.getByText("liste.csv")).toBeVisible();
  await press("Næste");
  await fillFields();
  await press("Kontrollér");
  await expect(page.getByText("Disse kolonner læses ikke: Farve.")).toBeVisible();
  await press("Opret 1 sag");
  await expect(page.getByText("1 sag oprettet i Filer.")).toBeVisible();
  expect(await addresses(group)).toEqual(["Filvej 1, 2740 Skovlunde"]);
});

test("logged out in the middle: told at the button, and pressed again after the log-in in another tab", async ({
  browser,
}) => {
  const group = await aGroup("Udlogget");
  const own = await logIn(browser, "installer@demo.example");
  const session = await own.context().cookies();
  const told = own.getByRole("alert").filter({ hasText: "Du er logget ud." });
  const again = async (name: string) => {
    await own.context().clearCookies({ name: /session/ });
    await press(name, own);
    await expect(told).toBeInViewport();
    await expect(own.getByRole("button", { name })).toBeInViewport();
    await expect(told.getByRole("link", { name: "Log ind i en ny fane" })).toHaveAttribute(
      "target",
      "_blank",
    );
    await own.context().addCookies(session);
    await press(name, own);
    await expect(told).toHaveCount(0);
  };
  await open(group, "excel", own);
  const buffer = Buffer.from("Vejnavn;Husnr.;Postnr.\nUdvej;1;2740\n");
  await own.locator("input[type=file]").setInputFiles({ name: "liste.csv", mimeType: "text/csv", buffer });
  await again("Næste");
  await fillFields(own);
  await again("Kontrollér");
  await expect(own.getByRole("heading", { name: /Trin 3/ })).toBeVisible();
  await again("Opret 1 sag");
  await expect(own.getByText("1 sag oprettet i Udlogget.")).toBeVisible();
  expect(await addresses(group)).toEqual(["Udvej 1, 2740 Skovlunde"]);
  await own.context().close();
});

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test(`every step is accessible and fits, ${colorScheme}, ${width} px wide`, async ({ browser }) => {
      const group = await aGroup(`Skærm ${colorScheme} ${width}`);
      const own = await logIn(browser, "installer@demo.example", {
        viewport: { width, height: 900 },
        colorScheme,
        reducedMotion: "reduce",
        hasTouch: width < 500,
      });
      const look = async (name: string) => {
        const told = await findings(own);
        const overflow = await own.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        expect([name, told, overflow]).toEqual([name, [], 0]);
      };
      await open(group, "range", own);
      await own.getByLabel(/^Vejnavn/).fill("Skærmvej");
      await own.getByLabel(/^Fra/).fill("1");
      await own.getByLabel(/^Til/).fill("3");
      await own.getByLabel(/^Postnr/).fill("2740");
      await own.getByText("Vis adresserne").click();
      await look("range");
      await open(group, "excel", own);
      await look("excel");
      await open(group, "type", own);
      await cell("Vejnavn", 1, own).fill("Skærmvej");
      await cell("Husnr.", 1, own).fill("1-3");
      await cell("Etage", 1, own).fill("2. sal");
      await cell("Postnr.", 1, own).fill("8999");
      await look("typed");
      await press("Næste", own);
      await press("Kontrollér", own);
      await expect(own.getByText("Kundens navn mangler.").first()).toBeVisible();
      await look("fields");
      await fillFields(own);
      await press("Kontrollér", own);
      await expect(own.getByRole("heading", { name: /Trin 3/ })).toBeVisible();
      await look("check");
      await own.context().close();
    });
  }
}
