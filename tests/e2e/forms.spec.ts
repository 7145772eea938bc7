import { type Browser, type BrowserContext, expect, type Page, test } from "@playwright/test";

const PASSWORD = "projekter-demo";
/** Typed into every field, so that it is seen wherever a field's value turns up. */
const TYPED = "indtastning-7391";

/** The filters: forms whose fields are their page's own query, and may stand in its address. */
const FILTERS: [path: RegExp, fields: string[]][] = [
  [/^\/projects$/, ["q", "show", "gridArea", "sort"]],
  [/^\/projects\/[\w-]{36}$/, ["q", "state", "group", "due", "waiting", "installer", "handler", "sort"]],
  [/^\/cases$/, ["q", "state", "area", "due", "waiting", "installer", "handler", "by", "sort"]],
  [/^(\/operations|\/projects\/[\w-]{36}\/activity)$/, ["actor", "action", "from", "to"]],
  [/^\/admin\/postcodes$/, ["q"]],
];

type Visitor = { email: string | null; paths: string[] };
const OF_A_PROJECT = ["PROJECT", "PROJECT/print", "PROJECT/activity", "CASE"];
const EVERYBODY = [
  "/",
  "/cases",
  "/projects",
  ...OF_A_PROJECT,
  "/operations",
  "OPERATION",
  "/profile",
  "/api/docs",
];
const VISITORS: Record<string, Visitor> = {
  "a visitor": { email: null, paths: ["/login", "/login?callbackUrl=%2Fprofile", "/api/docs"] },
  "an installer": {
    email: "installer@demo.example",
    paths: [...EVERYBODY, "IMPORT", "IMPORT&tab=range", "IMPORT&tab=file"],
  },
  "a case handler": { email: "dso@demo.example", paths: EVERYBODY },
  "an administrator": {
    email: "admin@demo.example",
    paths: [
      "/projects",
      "PROJECT",
      "/profile",
      "/admin",
      ...["organisations", "users", "grid-areas", "postcodes", "projects", "webhooks"].map(
        (name) => `/admin/${name}`,
      ),
    ],
  },
};

/** Logged in as a program is, by no form of ours. */
async function contextOf(browser: Browser, email: string | null, javaScriptEnabled: boolean) {
  const context = await browser.newContext({ locale: "en-US", javaScriptEnabled });
  if (!email) return context;
  const { csrfToken } = await (await context.request.get("/api/auth/csrf")).json();
  const form = { csrfToken, json: "true", email, password: PASSWORD };
  expect((await context.request.post("/api/auth/callback/credentials", { form })).status()).toBe(200);
  return context;
}

async function placesOf({ request }: BrowserContext): Promise<Record<string, string>> {
  const read = async (path: string) => (await request.get(path)).json();
  const { projects } = await read("/api/v1/projects?q=Skovlunde%20Have");
  const path = `/api/v1/projects/${projects[0].id}`;
  const [{ groups }, { cases }] = [await read(`${path}/groups`), await read(`${path}/cases?limit=1`)];
  const { history } = await read(`/api/v1/cases/${cases[0].id}`);
  return {
    PROJECT: `/projects/${projects[0].id}`,
    IMPORT: `/projects/${projects[0].id}/import?group=${groups[0].id}`,
    CASE: `/cases/${cases[0].id}`,
    OPERATION: `/operations/${history[0].operationId}`,
  };
}

const placed = (path: string, places: Record<string, string>) =>
  path.replace(/^[A-Z]+/, (name) => places[name] ?? name);

type Sending = { form: number; how: "enter" | "press"; control: number };

/** What a person can do to send a form: Enter in a field of it, or its buttons. */
async function sendingsOf(page: Page): Promise<Sending[]> {
  const sendings: Sending[] = [];
  for (const [form, at] of (await page.locator("form").all()).entries()) {
    // Logging out would end the visit; it has a test of its own. Another form may have changed the language by now.
    if ((await at.getByRole("button", { name: /^Log (ud|out)$/ }).count()) > 0) continue;
    const fields = await at.locator(FIELDS).count();
    const buttons = await at.locator(BUTTONS).count();
    for (let control = 0; control < fields; control += 1) sendings.push({ form, how: "enter", control });
    for (let control = 0; control < buttons; control += 1) sendings.push({ form, how: "press", control });
  }
  return sendings;
}
const FIELDS = "input:is([type=text], [type=search], [type=email], [type=password], :not([type])):visible";
const BUTTONS = "button:is([type=submit], :not([type])):visible";

async function send(page: Page, { form, how, control }: Sending) {
  const at = page.locator("form").nth(form);
  const path = new URL((await at.getAttribute("action")) || page.url(), page.url()).pathname;
  const isGet = ((await at.getAttribute("method")) ?? "get").toLowerCase() === "get";
  const names = await at.evaluate((element: HTMLFormElement) =>
    [...element.elements].map((field) => (field as HTMLInputElement).name).filter(Boolean),
  );
  for (const field of await at.locator(FIELDS).all()) {
    // A browser sends no e-mail field that holds none.
    await field.fill((await field.getAttribute("type")) === "email" ? `${TYPED}@test.example` : TYPED);
  }
  // Some forms are not to be sent at all: then nothing comes, and there is nothing else to wait for.
  const sent = page
    .waitForRequest((request) => request.isNavigationRequest(), { timeout: 1_500 })
    .catch(() => null);
  if (how === "enter") await at.locator(FIELDS).nth(control).press("Enter", { noWaitAfter: true });
  else await at.locator(BUTTONS).nth(control).click({ noWaitAfter: true });
  const request = await sent;
  const filter = isGet ? FILTERS.find(([pattern]) => pattern.test(path)) : undefined;
  const isFilter = names.every((name) => filter?.[1].includes(name)) && filter !== undefined;
  return { request, names, isFilter };
}

/** Every way of sending every form of a page, and the addresses it brought a field into. */
async function leaksOf(page: Page, path: string, waitUntil: "load" | "commit"): Promise<string[]> {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(decodeURIComponent(request.url())));
  const open = async () => {
    // A form may still be on its way when it was thought not to be sent at all.
    await expect(() => page.goto(path, { waitUntil })).toPass();
    await expect(page.locator("main")).toBeVisible();
  };
  await open();
  const leaks: string[] = [];
  for (const sending of await sendingsOf(page)) {
    await open();
    asked.length = 0;
    const { request, names, isFilter } = await send(page, sending);
    const own = new URL(path, "http://x").searchParams;
    const isLeak = (url: string) =>
      url.includes(TYPED) ||
      [...new URL(url).searchParams.keys()].some((key) => names.includes(key) && !own.has(key));
    if (isFilter) expect(request?.method()).toBe("GET");
    else leaks.push(...asked.filter(isLeak).map((url) => `${path} ${JSON.stringify(sending)} → ${url}`));
  }
  page.removeAllListeners("request");
  return leaks;
}

for (const [who, { email, paths }] of Object.entries(VISITORS)) {
  test(`without scripts no form of ${who} puts a field in an address`, async ({ browser }) => {
    test.slow();
    const context = await contextOf(browser, email, false);
    const places = email ? await placesOf(context) : {};
    const page = await context.newPage();
    for (const path of paths) expect(await leaksOf(page, placed(path, places), "load")).toEqual([]);
    await context.close();
  });
}

/** As on a slow line: the page is there, its scripts are not yet. */
const withoutItsScripts = (context: BrowserContext) =>
  context.route(/\/_next\/static\/.*\.js/, () => new Promise(() => {}));

test("before its scripts have come no form puts a field in an address", async ({ browser }) => {
  for (const [email, paths] of [
    [null, ["/login"]],
    ["installer@demo.example", ["/profile", "/projects"]],
  ] as const) {
    const context = await contextOf(browser, email, true);
    await withoutItsScripts(context);
    const page = await context.newPage();
    for (const path of paths) expect(await leaksOf(page, path, "commit")).toEqual([]);
    await context.close();
  }
});

async function fillLogIn(page: Page, password: string, email = "dso@demo.example") {
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Adgangskode", { exact: true }).fill(password);
}

for (const scripts of ["blocked", "late"] as const) {
  test(`with scripts ${scripts} one logs in all the same, and is told what was wrong`, async ({
    browser,
  }) => {
    const context = await browser.newContext({ locale: "en-US", javaScriptEnabled: scripts === "late" });
    if (scripts === "late") await withoutItsScripts(context);
    const page = await context.newPage();
    await page.goto("/login?callbackUrl=%2Foperations", { waitUntil: "commit" });
    await fillLogIn(page, "");
    await page.getByLabel("E-mail").press("Enter", { noWaitAfter: true });
    await expect(page.getByText("Skriv din adgangskode.")).toBeVisible();
    await expect(page.getByLabel("E-mail")).toHaveValue("dso@demo.example");
    await fillLogIn(page, "forkert kodeord!");
    await page.getByRole("button", { name: "Log ind" }).click({ noWaitAfter: true });
    await expect(page.getByRole("alert")).toHaveText("E-mail eller adgangskode er forkert.");
    await expect(page.getByLabel("E-mail")).toHaveValue("dso@demo.example");
    await expect(page.getByLabel("Adgangskode", { exact: true })).toHaveValue("");
    await expect(page).toHaveURL(/\/login\?callbackUrl=%2Foperations$/);
    await fillLogIn(page, PASSWORD);
    await page.getByLabel("Adgangskode", { exact: true }).press("Enter", { noWaitAfter: true });
    await expect(page.getByRole("heading", { level: 1, name: "Aktivitet" })).toBeVisible();
    await expect(page).toHaveURL(/\/operations$/);
    await context.close();
  });
}

test("without scripts one logs out again, and the cookie opens nothing afterwards", async ({ browser }) => {
  const context = await contextOf(browser, "dso@demo.example", false);
  const cookies = await context.cookies();
  const page = await context.newPage();
  await page.goto("/projects");
  await page.getByRole("button", { name: "Log ud" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Log ind" })).toBeVisible();
  expect((await context.cookies()).some(({ name }) => name.includes("session-token"))).toBe(false);
  await context.addCookies(cookies);
  expect((await page.request.get("/api/v1/me")).status()).toBe(401);
  await context.close();
});

test("a log-in without scripts leads to no other site", async ({ browser }) => {
  const context = await browser.newContext({ locale: "en-US", javaScriptEnabled: false });
  const page = await context.newPage();
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.goto("/login");
  // What stands in the page a stranger may have changed as well.
  for (const target of [
    "//ond.example/",
    "/\\ond.example",
    "https://ond.example/",
    "/login",
    "javascript:1",
  ]) {
    await context.clearCookies();
    await page.goto(`/login?callbackUrl=${encodeURIComponent(target)}`);
    await page
      .locator("input[name=callbackUrl]")
      .evaluate((field: HTMLInputElement, value) => (field.value = value), target);
    await fillLogIn(page, PASSWORD);
    await page.getByRole("button", { name: "Log ind" }).click();
    await expect(page).toHaveURL(/:\d+\/$/);
  }
  const { origin } = new URL(page.url());
  expect(asked.filter((url) => new URL(url).origin !== origin)).toEqual([]);
  await context.close();
});
