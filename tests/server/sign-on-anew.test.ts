/** A log-in anew at a real provider, which stands for the password (docs/adr/0033). */
import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { env } from "@/lib/env";
import { newQuestion, questionAddress, readAnswer } from "@/lib/server/people/provider";
import { freePort } from "../support/own-server";
import { aBrowser } from "../support/sign-on-scene";

jest.setTimeout(120_000);

const HERE = "http://127.0.0.1:9";
const PERSON = { sub: "somebody" };
let issuer: string;
let provider: ChildProcess;

const say = (what: object) => fetch(`${issuer}/said`, { method: "POST", body: JSON.stringify(what) });

beforeAll(async () => {
  provider = spawn(process.execPath, ["tests/support/provider.mjs", String(await freePort())], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  if (!provider.stdout) throw new Error("no output of the provider");
  for await (const line of createInterface({ input: provider.stdout })) {
    issuer = line;
    break;
  }
  Object.assign(env, {
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: "projekter",
    OIDC_CLIENT_SECRET: "a secret of this test",
    NEXTAUTH_URL: HERE,
  });
  await say({ redirect: `${HERE}/login/sso/callback`, back: `${HERE}/login` });
});
afterAll(() => {
  provider.kill();
  for (const name of ["OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET", "NEXTAUTH_URL"] as const)
    delete env[name];
});

/** Goes to the provider and back; gives what our server would be asked with, and what it asked with before. */
async function answerOf(browser: ReturnType<typeof aBrowser>, isAnew: boolean) {
  const asked = { ...newQuestion(), isAnew };
  const { at } = await browser.go(await questionAddress(asked), (address) => address.startsWith(HERE));
  return { search: new URL(at).search, asked };
}

test("somebody who is logged in there is asked again, and an ordinary log-in asks nothing", async () => {
  const browser = aBrowser();
  await say({ person: PERSON });
  const first = await answerOf(browser, false);
  expect((await readAnswer(first.search, first.asked, new Date())).proven.subject).toBe("somebody");
  // From now on the person would give up when asked.
  await say({ person: null });
  const silent = await answerOf(browser, false);
  expect((await readAnswer(silent.search, silent.asked, new Date())).proven.subject).toBe("somebody");
  const { search, asked } = await answerOf(browser, true);
  await expect(readAnswer(search, asked, new Date())).rejects.toMatchObject({ reason: "cancelled" });
  await say({ person: PERSON });
  const anew = await answerOf(browser, true);
  expect((await readAnswer(anew.search, anew.asked, new Date())).proven.subject).toBe("somebody");
});

const ago = (seconds: number) => Math.floor(Date.now() / 1000) - seconds;

test.each([
  ["of an hour ago", () => ago(3_600)],
  ["left out", () => null],
])("a time of the log-in is refused: %s", async (_, time) => {
  const browser = aBrowser();
  await say({ person: PERSON });
  const { search, asked } = await answerOf(browser, true);
  await say({ person: PERSON, bend: { auth_time: time() } });
  await expect(readAnswer(search, asked, new Date())).rejects.toMatchObject({ reason: "unproved" });
});
