/** Single sign-on against a real provider, each attack as it would be made, and the log-out (docs/adr/0033). */
import { readFileSync } from "node:fs";
import { messagesFor } from "@/lib/messages";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { aBrowser, aSignOnScene, type Person, type SignOnScene } from "../support/sign-on-scene";

const AWAY = messagesFor("da").shell.login.signOn.away;
const GROUPS = ["montører"];
const CVR = "12345678";
let scene: SignOnScene;
let taken = 0;

beforeAll(async () => {
  scene = await aSignOnScene({
    OIDC_ROLES: "installer=montører; dso=sagsbehandlere; admin=drift",
    OIDC_CVR_CLAIM: "cvr",
    OIDC_LABEL_DA: "Log ind med Prøvefirma",
  });
}, 120_000);
afterAll(() => scene.stop());

/** Somebody who has been invited, and who they are at the provider. */
function somebodyInvited(more: Partial<Person> = {}) {
  const invited = scene.world.invited[taken];
  if (!invited) throw new Error("more invitations are needed");
  taken += 1;
  const person: Person = {
    sub: `subject-${taken}`,
    email: invited.email,
    email_verified: true,
    groups: GROUPS,
    cvr: CVR,
    ...more,
  };
  return { invited, person };
}

type Browser = ReturnType<typeof aBrowser>;
const isCallback = (address: string) => address.includes("/login/sso/callback");
const start = (query = "") => `${scene.url}/login/sso${query}`;

/** A log-in up to the provider's answer, which the browser has not brought back yet. */
async function answerFor(browser: Browser, person: Person, query = "") {
  await scene.say({ person });
  const { at } = await browser.go(start(query), isCallback);
  expect(isCallback(at)).toBe(true);
  return at;
}
async function logIn(person: Person, query = "", browser = aBrowser()) {
  await scene.say({ person });
  const { next } = await browser.ask(await answerFor(browser, person, query));
  return { browser, told: next?.replace(scene.url, "") };
}
const meOf = async (browser: Browser) => {
  const { status, body } = await browser.ask(`${scene.url}/api/v1/me`);
  return status === 200 ? (JSON.parse(body) as { id: string }).id : null;
};
const REFUSED = (reason: string) => `/login?signOn=${reason}`;

test("an invitation to an e-mail that the provider vouches for is joined once, and then the subject alone counts", async () => {
  const { invited, person } = somebodyInvited();
  const first = await logIn(person, "?callbackUrl=/projects");
  expect(first.told).toBe("/projects");
  expect(await meOf(first.browser)).toBe(invited.id);
  // The link of the invitation opens nothing any more.
  expect((await aBrowser().go(`${scene.url}${invited.link}`)).body).not.toContain('name="password"');
  const again = await logIn({ ...person, email: "another@test.example", email_verified: false });
  expect([again.told, await meOf(again.browser)]).toEqual(["/", invited.id]);
  const other = await logIn({ ...person, sub: "another-subject" });
  expect([other.told, await meOf(other.browser)]).toEqual([REFUSED("unknown"), null]);
});

test("the session's cookie and what was taken along are read by no script and sent by no other site", async () => {
  const { person } = somebodyInvited();
  const browser = aBrowser();
  await scene.say({ person });
  const begun = await fetch(start(), { redirect: "manual" });
  const [cookie = ""] = begun.headers.getSetCookie();
  expect(cookie).toMatch(/^projekter-sign-on=/);
  expect(cookie).toMatch(/HttpOnly/i);
  expect(cookie).toMatch(/SameSite=lax/i);
  const question = new URL(begun.headers.get("location") ?? "");
  expect(question.origin).toBe(scene.issuer);
  expect(question.searchParams.get("code_challenge_method")).toBe("S256");
  // Nothing of the answer's secrets can be read from the cookie.
  for (const name of ["state", "nonce"]) expect(cookie).not.toContain(question.searchParams.get(name) ?? "?");
  await logIn(person, "", browser);
  expect([...browser.jarOf(scene.url).keys()]).toEqual(["next-auth.session-token"]);
});

test("an e-mail that the provider does not vouch for joins nothing; the invitation's own link does", async () => {
  for (const email_verified of [false, undefined]) {
    const { person } = somebodyInvited({ email_verified: email_verified as boolean });
    expect((await logIn(person)).told).toBe(REFUSED("unknown"));
  }
  const { invited, person } = somebodyInvited({ email: "private@elsewhere.example" });
  const token = invited.link.split("/").at(-1);
  const { browser, told } = await logIn(person, `?link=${token}`);
  expect([told, await meOf(browser)]).toEqual(["/", invited.id]);
  const stranger = await logIn({ ...person, sub: "a-second-person" }, `?link=${token}`);
  expect(stranger.told).toBe(REFUSED("dead"));
});

test("whoever is refused at the provider is told on the page that asked for it", async () => {
  const cookie = await sessionCookie(scene.url, scene.world.people.admin);
  for (const path of ["/admin/users", "/profile"]) {
    const page = await fetch(`${scene.url}${path}?signOn=away`, { headers: { cookie } });
    expect([path, await page.text()]).toEqual([path, expect.stringContaining(AWAY)]);
  }
});

test("nobody gets an existing account by its e-mail", async () => {
  const { installer } = scene.world.people;
  const { told, browser } = await logIn({
    sub: "somebody-with-that-mail",
    email: installer.email,
    email_verified: true,
    groups: GROUPS,
    cvr: CVR,
  });
  expect([told, await meOf(browser)]).toEqual([REFUSED("unknown"), null]);
});

test("groups and company must fit, at the first log-in and at each, and a lost group ends what is open", async () => {
  const { invited, person } = somebodyInvited();
  for (const groups of [undefined, [], ["sagsbehandlere", "drift"]])
    expect((await logIn({ ...person, groups: groups as string[] })).told).toBe(REFUSED("role"));
  for (const cvr of [undefined, "87654321"])
    expect((await logIn({ ...person, cvr: cvr as string })).told).toBe(REFUSED("company"));
  const first = await logIn({ ...person, cvr: "DK-12 34 56 78" });
  expect(await meOf(first.browser)).toBe(invited.id);
  // For another company: this log-in alone is refused.
  expect((await logIn({ ...person, cvr: "87654321" })).told).toBe(REFUSED("company"));
  expect(await meOf(first.browser)).toBe(invited.id);
  expect((await logIn({ ...person, groups: [] })).told).toBe(REFUSED("role"));
  expect(await meOf(first.browser)).toBeNull();
});

test("deactivated users and those of closed companies are refused", async () => {
  for (const sub of ["inactive", "of-closed"])
    expect([sub, (await logIn({ sub, groups: GROUPS, cvr: CVR })).told]).toEqual([sub, REFUSED("closed")]);
});

const seconds = () => Math.floor(Date.now() / 1000);

test.each([
  ["another nonce", () => ({ bend: { nonce: "of-another-log-in" } })],
  ["no nonce", () => ({ bend: { nonce: null } })],
  ["another audience", () => ({ bend: { aud: "another-client" } })],
  ["another party authorised", () => ({ bend: { aud: ["projekter", "x"], azp: "x" } })],
  ["another issuer", () => ({ bend: { iss: "https://another.example" } })],
  ["expired long ago", () => ({ bend: { iat: seconds() - 7_200, exp: seconds() - 3_600 } })],
  ["from a clock five minutes ahead", () => ({ bend: { iat: seconds() + 300, exp: seconds() + 900 } })],
  ["signed by somebody else", () => ({ forged: true })],
])("an ID token is refused: %s", async (_, wrong) => {
  const person = { sub: "admin", groups: ["drift"] };
  const browser = aBrowser();
  const answer = await answerFor(browser, person);
  await scene.say({ person, ...wrong() });
  const { next } = await browser.ask(answer);
  expect(next).toBe(`${scene.url}${REFUSED("unproved")}`);
  expect(await meOf(browser)).toBeNull();
});

test("clocks may differ by half a minute", async () => {
  const person = { sub: "admin", groups: ["drift"] };
  for (const bend of [{ iat: seconds() + 30 }, { exp: seconds() - 30 }]) {
    const browser = aBrowser();
    const answer = await answerFor(browser, person);
    await scene.say({ person, bend });
    await browser.ask(answer);
    expect(await meOf(browser)).toBe(scene.world.people.admin.id);
  }
});

test("a provider's new key works at once, and the old one no more", async () => {
  const person = { sub: "admin", groups: ["drift"] };
  expect(await meOf((await logIn(person)).browser)).not.toBeNull();
  await scene.say({ person, rotates: true });
  expect(await meOf((await logIn(person)).browser)).toBe(scene.world.people.admin.id);
});

test("an answer is taken once, from the browser that asked, with the state it asked with", async () => {
  const person = { sub: "admin", groups: ["drift"] };
  const browser = aBrowser();
  const answer = await answerFor(browser, person);
  const kept = new Map(browser.jarOf(scene.url));
  // Another browser, as of somebody who was sent a link: it has asked for nothing, or for something else.
  const victim = aBrowser();
  expect((await victim.ask(answer)).next).toBe(`${scene.url}${REFUSED("unproved")}`);
  const other = aBrowser();
  await answerFor(other, person);
  expect((await other.ask(answer)).next).toBe(`${scene.url}${REFUSED("unproved")}`);
  expect([await meOf(victim), await meOf(other)]).toEqual([null, null]);
  // That takes nothing from the right one.
  expect((await browser.ask(answer)).next).toBe(`${scene.url}/`);
  // The same answer with the same cookie, as who recorded both would send it.
  const thief = aBrowser();
  for (const [name, value] of kept) thief.jarOf(scene.url).set(name, value);
  expect((await thief.ask(answer)).next).toBe(`${scene.url}${REFUSED("unproved")}`);
  expect(await meOf(thief)).toBeNull();
});

test("without our challenge the provider's code opens nothing", async () => {
  const person = { sub: "admin", groups: ["drift"] };
  await scene.say({ person });
  for (const change of [
    (query: URLSearchParams) => query.delete("code_challenge"),
    (query: URLSearchParams) => query.set("code_challenge", "x".repeat(43)),
  ]) {
    const browser = aBrowser();
    const { next } = await browser.ask(start());
    const question = new URL(next ?? "");
    change(question.searchParams);
    const { at } = await browser.go(question.href, isCallback);
    expect((await browser.ask(at)).next).toBe(`${scene.url}${REFUSED("unproved")}`);
    expect(await meOf(browser)).toBeNull();
  }
});

test("whoever gives up at the provider is told so, in Danish and English", async () => {
  await scene.say({ person: null });
  const browser = aBrowser();
  const { at, status, body } = await browser.go(start("?callbackUrl=/cases"));
  expect([at, status]).toEqual([`${scene.url}${REFUSED("cancelled")}&callbackUrl=%2Fcases`, 200]);
  expect(body).toContain("Du blev ikke logget ind hos login-tjenesten.");
  const english = await fetch(at, { headers: { "accept-language": "en", cookie: "locale=en" } });
  expect(await english.text()).toContain("You were not logged in at the log-in service.");
});

test("after the log-in a page of ours is shown, and never another site's", async () => {
  const person = { sub: "admin", groups: ["drift"] };
  for (const [target, shown] of [
    ["/projects?q=1", "/projects?q=1"],
    ["//evil.example/x", "/"],
    ["https://evil.example", "/"],
    ["/\\evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/login", "/"],
    ["/api/v1/me", "/"],
    [`/projects?q=${"x".repeat(5_000)}`, "/"],
  ])
    expect([
      target,
      (await logIn(person, `?${new URLSearchParams({ callbackUrl: target ?? "" })}`)).told,
    ]).toEqual([target, shown]);
});

test("odd questions and answers are refused in a sentence, and none is a fault of ours", async () => {
  for (const path of [
    "/login/sso?callbackUrl=%F0%28%8C%28&link=x",
    "/login/sso/callback",
    "/login/sso/callback?code=x&state=y",
    "/login/sso/callback?state=a&state=b&code=c&code=d",
    "/login/sso/callback?error=server_error&state=%00",
    `/login/sso/callback?state=${"x".repeat(5_000)}`,
  ]) {
    const { status } = await aBrowser().ask(`${scene.url}${path}`);
    expect([path.slice(0, 60), status < 500]).toEqual([path.slice(0, 60), true]);
  }
  for (const cookie of ["x", "eyJhbGciOiJub25lIn0.e30.", "a.b.c.d.e"]) {
    const { next } = await aBrowser().ask(`${scene.url}/login/sso/callback?code=x&state=y`, {
      headers: { cookie: `projekter-sign-on=${cookie}` },
    });
    expect(next).toBe(`${scene.url}${REFUSED("unproved")}`);
  }
});

test("passwords go on beside it, and the page offers both", async () => {
  const page = await aBrowser().go(`${scene.url}/login`);
  expect(page.body).toContain("Log ind med Prøvefirma");
  expect(page.body).toContain('name="password"');
  expect(await sessionCookie(scene.url, scene.world.people.colleague)).toContain("session-token");
});

/** Asks the action of the menu's »Log ud«. */
async function leave(browser: Browser): Promise<string> {
  const manifest = JSON.parse(readFileSync(".next/server/server-reference-manifest.json", "utf8"));
  const actions = Object.entries<{ exportedName: string }>(manifest.node);
  const [id = ""] = actions.find(([, { exportedName }]) => exportedName === "leave") ?? [];
  const { body } = await browser.ask(`${scene.url}/profile`, {
    method: "POST",
    headers: { "next-action": id, "content-type": "text/plain", origin: scene.url },
    body: "[]",
  });
  const told = /^1:"([^"]*)"$/m.exec(body)?.[1];
  if (told === undefined) throw new Error(`no address in ${body.slice(0, 300)}`);
  return told;
}

test("the log-out ends the session here and at the provider, and a password's ends here alone", async () => {
  const person = { sub: "admin", groups: ["drift"] };
  const { browser } = await logIn(person);
  const copy = new Map(browser.jarOf(scene.url));
  const address = new URL(await leave(browser));
  expect(address.origin).toBe(scene.issuer);
  expect(address.searchParams.get("id_token_hint")).toMatch(/^ey/);
  expect(address.searchParams.get("post_logout_redirect_uri")).toBe(`${scene.url}/login`);
  const thief = aBrowser();
  for (const [name, value] of copy) thief.jarOf(scene.url).set(name, value);
  expect([await meOf(browser), await meOf(thief)]).toEqual([null, null]);
  // The provider knows whose session it is by our hint.
  const asked = await browser.ask(address.href);
  expect([asked.status, /<form/.test(asked.body)]).toEqual([200, true]);
  const other = aBrowser();
  other.keep(scene.url, (await sessionCookie(scene.url, scene.world.people.dso)).split("; "));
  expect(await leave(other)).toBe("/login");
});

test("the log tells who came in how, and why others did not", async () => {
  const { browser } = await logIn({ sub: "admin", groups: ["drift"] });
  const { body } = await browser.go(`${scene.url}/admin/log`);
  for (const words of ["med virksomhedens konto", "svaret fra login-tjenesten passede ikke"])
    expect(body).toContain(words);
});

test("a provider that is away is told on the log-in page, and passwords still work", async () => {
  const away = await aSignOnScene();
  try {
    away.provider.kill();
    const { at, status, body } = await aBrowser().go(`${away.url}/login/sso`);
    expect([at, status]).toEqual([`${away.url}/login?signOn=away`, 200]);
    expect(body).toContain("Login-tjenesten svarer ikke rigtigt lige nu.");
    expect(away.log()).toMatch(/single sign-on: /);
    expect(await sessionCookie(away.url, away.world.people.dso)).toContain("session-token");
  } finally {
    await away.stop();
  }
}, 120_000);

test("with passwords off the form is gone, and one administrator alone gets in by one", async () => {
  const off = await aSignOnScene({ PASSWORDS: "off", PASSWORDS_EXCEPT: "emergency@test.example" });
  try {
    const page = await aBrowser().go(`${off.url}/login`);
    expect(page.body).toContain("Log ind med virksomhedens konto");
    expect(page.body).not.toMatch(/name="password"|href="\/forgot"/);
    expect((await aBrowser().go(`${off.url}/login?password`)).body).toContain('name="password"');
    const byPassword = async ({ email, password }: { email: string; password: string }) => {
      const browser = aBrowser();
      const { csrfToken } = JSON.parse((await browser.ask(`${off.url}/api/auth/csrf`)).body);
      const fields = { csrfToken, json: "true", email, password };
      const answer = await browser.ask(`${off.url}/api/auth/callback/credentials`, {
        method: "POST",
        body: new URLSearchParams(fields),
      });
      return [answer.status, /error=(\w+)/.exec(answer.body)?.[1]];
    };
    expect(await byPassword(off.world.people.dso)).toEqual([403, "off"]);
    expect(await byPassword(off.world.people.admin)).toEqual([200, undefined]);
    // An invitation leads to the provider, and nowhere else.
    const [invited] = off.world.invited;
    const invitation = await aBrowser().go(`${off.url}${invited?.link}`);
    expect(invitation.body).toContain(`/login/sso?link=${invited?.link.split("/").at(-1)}`);
    expect(invitation.body).not.toContain('name="password"');
    expect((await aBrowser().go(`${off.url}/forgot`)).body).toContain("Adgangskoder er slået fra her.");
  } finally {
    await off.stop();
  }
}, 120_000);
