/** What the operator's tools read: `/api/metrics`, and the log in JSON. Each server here is one of its own. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { ownServer } from "../support/own-server";

const TOKEN = "a-token-for-this-test-alone";
const open: Awaited<ReturnType<typeof ownServer>>[] = [];
const aServer = async (settings: Record<string, string> = {}) => {
  const server = await ownServer((url) => ({ NEXTAUTH_URL: url, ...settings }));
  open.push(server);
  return server;
};
afterEach(async () => {
  for (const server of open.splice(0)) await server.stop();
});

/** A log-in that fails. */
const logIn = (url: string) => sessionCookie(url, { email: "someone@secret.example", password: "wrong" });

test("this machine reads what was asked for, by route, and nobody that a proxy asks for", async () => {
  const { url } = await aServer();
  await logIn(url);
  for (const path of ["/login", "/login", `/cases/${crypto.randomUUID()}`, "/no/such/page", "/another?q=x"])
    await (await fetch(`${url}${path}`, { redirect: "manual" })).text();
  const answer = await fetch(`${url}/api/metrics`);
  expect([answer.status, answer.headers.get("cache-control")]).toEqual([200, "private, no-store"]);
  const text = await answer.text();
  const countOf = (labels: string) =>
    Number(new RegExp(`projekter_http_request_duration_seconds_count\\{${labels}\\} (\\d+)`).exec(text)?.[1]);
  expect(countOf('method="GET",route="/login",status="200"')).toBe(2);
  expect(countOf('method="GET",route="/cases/\\[id\\]",status="307"')).toBe(1);
  expect(text).toMatch(/route="other",status="\d+"/);
  expect(text).not.toMatch(/no\/such|secret|[0-9a-f]{8}-[0-9a-f]{4}/);
  expect(text).toMatch(/projekter_log_ins_total\{outcome="wrong"\} 1/);
  expect(text).toMatch(/projekter_outbox_mails\{state="waiting"\} 0/);
  expect(text).toMatch(/projekter_webhook_deliveries\{state="failing"\} 0/);
  expect(text).toMatch(/nodejs_eventloop_lag_p99_seconds/);
  const asProxy = await fetch(`${url}/api/metrics`, { headers: { "x-forwarded-for": "127.0.0.1" } });
  expect(asProxy.status).toBe((await fetch(`${url}/api/v2`)).status);
  expect(asProxy.status).toBeGreaterThanOrEqual(400);
});

test("with a token its holder reads, from anywhere, and nobody else", async () => {
  const { url } = await aServer({ METRICS_TOKEN: TOKEN });
  const ask = async (headers: Record<string, string>) =>
    (await fetch(`${url}/api/metrics`, { headers })).status;
  expect(await ask({ authorization: `Bearer ${TOKEN}` })).toBe(200);
  expect(await ask({ authorization: `Bearer ${TOKEN}`, "x-forwarded-for": "203.0.113.1" })).toBe(200);
  // As for a path that leads nowhere.
  const nowhere = async (headers: Record<string, string>) =>
    (await fetch(`${url}/api/v2`, { headers })).status;
  expect(await ask({})).toBe(await nowhere({}));
  for (const authorization of [`Bearer ${TOKEN}x`, `Basic ${TOKEN}`])
    expect([authorization, await ask({ authorization })]).toEqual([
      authorization,
      await nowhere({ authorization }),
    ]);
});

test("the log in JSON has a line for each request, with its id and without personal data", async () => {
  const { url, log } = await aServer({ LOG_FORMAT: "json" });
  await logIn(url);
  const answer = await fetch(`${url}/projects?q=Bygaden+12345678`, { redirect: "manual" });
  await answer.text();
  const requestId = String(answer.headers.get("x-request-id"));
  // The line is written after the answer.
  for (let i = 0; i < 100 && !log().includes(requestId); i += 1)
    await new Promise((resolve) => setTimeout(resolve, 100));
  const lines = log()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines).toContainEqual(
    expect.objectContaining({
      level: "info",
      msg: "request",
      requestId,
      method: "GET",
      route: "/projects",
      status: 307,
      ms: expect.any(Number),
    }),
  );
  expect(lines).toContainEqual(expect.objectContaining({ method: "POST", route: "/api/auth/[...nextauth]" }));
  expect(log()).not.toMatch(/secret|Bygaden|12345678/);
});

test("what ends a start is a line of JSON as well", () => {
  const data = mkdtempSync(join(tmpdir(), "projekter-log-"));
  const told = (script: string, settings: Record<string, string>) => {
    const { status, stderr } = spawnSync(process.execPath, [script], {
      env: {
        ...process.env,
        ...{ DATABASE_URL: "", DATA_DIR: data, PORT: "0", NEXTAUTH_URL: "", NEXTAUTH_SECRET: "x".repeat(32) },
        ...settings,
        LOG_FORMAT: "json",
      },
      encoding: "utf8",
      timeout: 60_000,
    });
    const lines = stderr
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { level: string; msg: string });
    return [status, ...lines.filter(({ level }) => level !== "info").map(({ level, msg }) => [level, msg])];
  };
  expect(told("scripts/start.mjs", { DATABASE_URL: "" })).toEqual([
    1,
    ["error", expect.stringMatching(/^DATABASE_URL must be set/)],
  ]);
  const somewhere = { DATABASE_URL: "postgresql://me@db.example/cases" };
  expect(told("scripts/start.mjs", { ...somewhere, PORT: "none" })).toEqual([
    1,
    ["error", "PORT must be a port number"],
  ]);
  // An example of a setting is told whole.
  expect(told("lib/front/server.mjs", { SMTP_URL: "mail.example" })).toEqual([
    1,
    ["error", "SMTP_URL must be an address such as smtps://user:password@mail.example"],
  ]);
  expect(told("lib/front/server.mjs", { DATA_DIR: "/dev/null/data" })).toEqual([
    1,
    ["error", expect.stringMatching(/^The folder \/dev\/null\/data cannot be used/)],
  ]);
  rmSync(data, { recursive: true, force: true });
});
