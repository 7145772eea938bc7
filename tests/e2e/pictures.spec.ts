/**
 * Goes through what the manual's pictures show, so that a page that no longer has it fails here. With MANUAL_PICTURES=1
 * (npm run manual:pictures) the pictures are taken as well, in both languages.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Browser, expect, type Page, test } from "@playwright/test";
import { utils, write } from "xlsx";
import { type Locale, translator } from "@/lib/messages";
import { logIn } from "./log-in";

const IS_TAKEN = process.env.MANUAL_PICTURES === "1";
const WINDOW = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 760 };

type Scene = {
  page: Page;
  locale: Locale;
  t: ReturnType<typeof translator>;
  take: (name: string, from?: "top" | "here") => Promise<void>;
};

const dialog = (page: Page) => page.locator("section[role=dialog]");

/** Somebody with a browser of their own, in a language, and the picture of what it shows. */
async function sceneOf(browser: Browser, email: string, locale: Locale, more: object = {}): Promise<Scene> {
  const page = await logIn(browser, email, {
    viewport: WINDOW,
    reducedMotion: "reduce",
    colorScheme: "light",
    ...more,
  });
  await page.context().addCookies([{ name: "locale", value: locale, url: new URL(page.url()).origin }]);
  const take = async (name: string, from: "top" | "here" = "top") => {
    if (!IS_TAKEN) return;
    // The pointer would leave a mark, and a caret blinks.
    await page.mouse.move(0, 0);
    if (from === "top") await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(400);
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send("Page.captureScreenshot", { format: "webp", quality: 75 });
    const file = join("docs/manual", locale, "pictures", `${name}.webp`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, Buffer.from(data, "base64"));
  };
  return { page, locale, t: translator(locale), take };
}

const projectOf = async (page: Page, name: string): Promise<string> => {
  const { projects } = await (
    await page.request.get(`/api/v1/projects?q=${encodeURIComponent(name)}`)
  ).json();
  return projects[0].id;
};

/** A project as the demo has it, with nothing selected and only some states shown. */
async function openProject({ page }: Scene, id: string, states: readonly string[]) {
  await page.goto("/projects");
  await page.evaluate(() => sessionStorage.clear());
  await page.goto(`/projects/${id}?${states.map((state) => `state=${state}`).join("&")}`);
  await expect(page.getByRole("treegrid")).toBeVisible();
}

/** The boxes of a group, or of single cases. */
async function select({ page, t }: Scene, name: string, count = 1) {
  const bar = page.getByRole("region", { name: t("projects.selectionBar") });
  const boxes = page.getByRole("checkbox", { name });
  for (let at = 0; at < count; at += 1) {
    await expect(async () => {
      if (!(await boxes.nth(at).isChecked())) await boxes.nth(at).click();
      await expect(boxes.nth(at)).toBeChecked({ timeout: 1_000 });
    }).toPass();
  }
  await expect(bar).toBeVisible();
}

const press = ({ page }: Scene, label: string) =>
  page.getByRole("toolbar").getByRole("button", { name: label }).first().click({ force: true });

async function openAction(scene: Scene, label: string) {
  await press(scene, label);
  await expect(dialog(scene.page)).toBeVisible();
  await expect(dialog(scene.page).getByRole("heading", { name: scene.t("cases.whatHappens") })).toBeVisible();
}

const FIELDS = {
  storeys: 5,
  meterPlacement: "switch_room",
  serviceCable: "new",
  connectionDate: `${new Date().getFullYear() + 1}-06-01`,
  customerName: "Boligforeningen Lindehuset",
  customerEmail: "kontakt@lindehuset.example",
  payerSameAsCustomer: true,
};

/** 240 flats of ten entrances, as a builder's sheet has them; some rows with what people get wrong. */
function sheetOf(faults: boolean) {
  const rows = [1, 3, 5, 7, 9, 11, 13, 15, 17, 19].flatMap((house) =>
    ["st", "1", "2", "3", "4", "5"].flatMap((floor) =>
      ["tv", "mf", "th", "4"].map((door) => [
        "Lindevej",
        faults && house === 3 && floor === "1" && door === "tv"
          ? new Date(Date.UTC(2026, 2, 1))
          : faults && house === 5 && floor === "5" && door === "4"
            ? ""
            : String(house),
        faults && house === 9 && floor === "st" && door === "th" ? "" : floor,
        door,
        faults && house === 7 && floor === "2" && door === "mf" ? "8600" : "2740",
        `LIN-${house}-${floor}-${door}`,
      ]),
    ),
  );
  const book = utils.book_new();
  const heads = ["Vejnavn", "Husnr.", "Etage", "Dør", "Postnr.", "Egen reference"];
  utils.book_append_sheet(book, utils.aoa_to_sheet([heads, ...rows], { cellDates: true }), "Adresser");
  return {
    name: faults ? "lindevej-fejl.xlsx" : "lindevej.xlsx",
    mimeType: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    buffer: write(book, { type: "buffer", bookType: "xlsx" }),
  };
}

async function fillFields({ page, t, locale }: Scene) {
  await page.getByLabel(t("domain.field.storeys")).fill("6");
  for (const [field, choice] of [
    [t("domain.field.meterPlacement"), t("domain.choice.meterPlacement.switch_room")],
    [t("domain.field.serviceCable"), t("domain.choice.serviceCable.new")],
  ] as const) {
    await page.getByRole("button", { name: field }).click();
    await page.getByRole("option", { name: choice, exact: true }).click();
  }
  const date = page.getByRole("group", { name: t("domain.field.connectionDate") });
  await date.getByRole("spinbutton").first().click();
  await page.keyboard.type(`${locale === "da" ? "0106" : "0106"}${new Date().getFullYear() + 1}`);
  await page.getByLabel(t("domain.field.customerName")).fill("Boligforeningen Lindehuset");
  await page.getByLabel(t("domain.field.customerEmail")).fill("kontakt@lindehuset.example");
}

async function importScenes(scene: Scene, projectId: string) {
  const { page, t, take } = scene;
  const data = { name: t("domain.caseType.apartment"), caseType: "apartment" };
  const answer = await page.request.post(`/api/v1/projects/${projectId}/groups`, { data });
  const { id: group } = await answer.json();
  const open = (tab: string) => page.goto(`/projects/${projectId}/import?group=${group}&tab=${tab}`);
  const next = () => page.getByRole("button", { name: t("import.next"), exact: true }).click();

  await open("range");
  await page.getByLabel(t("domain.addressPart.street")).fill("Bygaden");
  await page.getByLabel(t("import.from")).fill("1");
  await page.getByLabel(t("import.to")).fill("25");
  await page.getByLabel(t("domain.addressPart.postcode")).fill("2740");
  await page.getByRole("radio", { name: t("import.parities.odd") }).check({ force: true });
  await page.getByLabel(t("import.floors")).fill("st–3");
  await page.getByLabel(t("import.doors")).fill("tv/th");
  await expect(page.getByText(t("import.rangeCount", { count: 104 }))).toBeVisible();
  await take("range");

  await open("excel");
  const choose = (file: ReturnType<typeof sheetOf>) => page.locator("input[type=file]").setInputFiles(file);
  await choose(sheetOf(false));
  await expect(page.getByText("lindevej.xlsx")).toBeVisible();
  await take("import-file");
  await next();
  await fillFields(scene);
  await page.getByRole("button", { name: t("import.checkButton"), exact: true }).click();
  await expect(page.getByRole("button", { name: t("import.createAll", { count: 240 }) })).toBeVisible();
  await take("import-check");

  await open("excel");
  await choose(sheetOf(true));
  await expect(page.getByText("lindevej-fejl.xlsx")).toBeVisible();
  await next();
  await page.getByRole("button", { name: t("import.checkButton"), exact: true }).click();
  await expect(page.getByRole("button", { name: t("import.createReady", { count: 237 }) })).toBeVisible();
  await take("import-errors");
}

async function installerScenes(scene: Scene, newProject: string) {
  const { page, t, take } = scene;
  const id = await projectOf(page, "Skovlunde Have");
  await page.goto("/");
  await expect(page.getByRole("heading", { name: t("projects.mine.urgent") })).toBeVisible();
  await take("my-work");
  await page.goto("/cases?by=due");
  await expect(page.getByRole("treegrid")).toBeVisible();
  await take("work-list");

  await openProject(scene, id, ["submitted", "approved"]);
  await select(scene, t("cases.table.selectGroup", { name: "Plejecentret" }));
  await select(scene, t("cases.table.selectCase", { address: "Bakkevej" }), 3);
  await expect(page.getByText(t("projects.inGroups", { count: 2 }))).toBeVisible();
  await take("project-page");
  await press(scene, t("actions.report_ready_for_meter.label"));
  const why = t("cases.whyNot", { action: t("actions.report_ready_for_meter.label") });
  await expect(page.getByRole("dialog").getByText(why)).toBeVisible();
  await take("why-not");

  await openProject(scene, id, ["submitted"]);
  await select(scene, t("cases.table.selectGroup", { name: "Bygning 1" }));
  await press(scene, t("actions.edit.label"));
  await expect(dialog(page).getByText(t("cases.edit.help"))).toBeVisible();
  await expect(dialog(page).getByText(t("domain.field.ampere")).first()).toBeVisible();
  await take("bulk-edit");

  await openProject(scene, id, ["approved"]);
  await select(scene, t("cases.table.selectGroup", { name: "Bygning 1" }));
  await openAction(scene, t("actions.report_ready_for_meter.label"));
  await expect(dialog(page).getByText(t("cases.parameters.meterPlaceLabelled"))).toBeVisible();
  await take("ready-for-meter");

  const { cases } = await (
    await page.request.get(`/api/v1/projects/${id}/cases?state=meter_installed&limit=1`)
  ).json();
  await page.goto(`/cases/${cases[0].id}`);
  await expect(page.getByRole("heading", { name: t("cases.page.history") })).toBeVisible();
  await take("case");

  await page.goto("/projects");
  await page.getByRole("combobox", { name: t("shell.everywhere.label") }).fill("bakkevej 1 st");
  await expect(
    page
      .getByRole("listbox", { name: t("shell.everywhere.label") })
      .getByRole("option")
      .first(),
  ).toBeVisible();
  await take("search");
  await importScenes(scene, newProject);
}

async function phoneScene(scene: Scene) {
  const { page, t, take } = scene;
  await openProject(scene, await projectOf(page, "Skovlunde Have"), ["approved"]);
  await page.getByRole("row").filter({ hasText: "Bakkevej" }).nth(0).click();
  await expect(page.getByRole("button", { name: t("cases.actions") })).toBeVisible();
  await take("phone", "here");
}

async function dsoScenes(scene: Scene) {
  const { page, t, take } = scene;
  const id = await projectOf(page, "Skovlunde Have");
  const selectAll = async (state: string, group: string) => {
    await openProject(scene, id, [state]);
    await select(scene, t("cases.table.selectGroup", { name: group }));
  };
  await selectAll("submitted", "Bygning 1");
  await openAction(scene, t("actions.approve.label"));
  await dialog(page).getByLabel(t("cases.parameters.connectionPoint")).fill("Kabelskab 12");
  await take("approve");

  await selectAll("submitted", "Plejecentret");
  await openAction(scene, t("actions.reject.label"));
  await dialog(page)
    .getByLabel(t("cases.parameters.reason"))
    .fill(
      scene.locale === "da"
        ? "Leveringsomfanget er for stort til en plejebolig. Ret til 10 A, og genindsend."
        : "The supply is too large for a care home. Change it to 10 A and resubmit.",
    );
  await take("reject");

  await selectAll("ready_for_meter", "Plejecentret");
  await openAction(scene, t("actions.register_meter.label"));
  const meters = t("cases.parameters.meterNumbers");
  const help = dialog(page).getByText(t("cases.parameters.columnsHelp"));
  await expect(async () => {
    if (!(await help.isVisible())) await dialog(page).locator("summary", { hasText: meters }).click();
    await expect(help).toBeVisible({ timeout: 1_000 });
  }).toPass();
  await take("meters");

  await page.goto("/projects");
  const bell = page.getByRole("banner").getByRole("link", { name: new RegExp(`^${t("news.title")}, `) });
  const notices = page.getByRole("dialog").getByRole("link");
  await expect(async () => {
    if ((await notices.count()) < 2) await bell.click();
    await expect(notices.nth(1)).toBeVisible({ timeout: 2_000 });
  }).toPass();
  await take("news");
}

async function administratorScenes({ page, t, take }: Scene) {
  await page.goto("/admin/start");
  await expect(page.getByText(t("admin.start.areas.title"))).toBeVisible();
  await take("start");
  await page.goto("/admin/users");
  await expect(page.getByRole("button", { name: t("admin.inviteUser") })).toBeVisible();
  await take("users");
}

// The same pages in English are for the pictures alone.
for (const locale of IS_TAKEN ? (["da", "en"] as const) : (["da"] as const)) {
  test(`the pages have what the manual's pictures show (${locale})`, async ({ browser }) => {
    test.setTimeout(240_000);
    const installer = await sceneOf(browser, "installer@demo.example", locale);
    // Whatever the demo holds, this is news for the grid company.
    const data = { name: "Lindehuset", gridArea: "791" };
    const project = await (await installer.page.request.post("/api/v1/projects", { data })).json();
    const group = await installer.page.request.post(`/api/v1/projects/${project.id}/groups`, {
      data: { name: "Opgang 2", caseType: "apartment" },
    });
    const made = await installer.page.request.post(`/api/v1/groups/${(await group.json()).id}/cases`, {
      data: {
        fields: FIELDS,
        addresses: Array.from({ length: 24 }, (_, at) => ({
          street: "Lindevej",
          houseNo: String(2 * at + 2),
          postcode: "2740",
        })),
        acceptWarnings: true,
      },
    });
    expect(made.ok()).toBe(true);
    await installerScenes(installer, project.id);
    await installer.page.context().close();
    const phone = await sceneOf(browser, "installer@demo.example", locale, {
      viewport: PHONE,
      hasTouch: true,
    });
    await phoneScene(phone);
    await phone.page.context().close();
    const dso = await sceneOf(browser, "dso@demo.example", locale);
    await dsoScenes(dso);
    await dso.page.context().close();
    const administrator = await sceneOf(browser, "admin@demo.example", locale);
    await administratorScenes(administrator);
    await administrator.page.context().close();
  });
}
