import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { facts, worldOf } from "../support/api-client";
import { aScene } from "../support/api-scene";
import { countingProxy } from "../support/counting-proxy";

const world = worldOf(__filename);
const { installer, dso, admin } = world.people;
const isPostgres = globalThis.apiServer === "postgresql";

let proxy: Awaited<ReturnType<typeof countingProxy>>;
let server: ChildProcess;
let end: Promise<unknown> | undefined;
let url: string;
const data = mkdtempSync(join(tmpdir(), "projekter-statements-"));

const freePort = () =>
  new Promise<number>((resolve) => {
    const probe = createServer().listen(0, () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });

beforeAll(async () => {
  if (!isPostgres) return;
  proxy = await countingProxy(facts().databaseUrl);
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  server = spawn(process.execPath, ["lib/front/server.mjs"], {
    env: {
      ...process.env,
      ...{ DATABASE_URL: proxy.url, DATA_DIR: data, PORT: String(port), NODE_ENV: "production" },
      ...{ NEXTAUTH_URL: undefined, NEXTAUTH_SECRET: "for this test alone, and long enough for it" },
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  end = new Promise((resolve) => server.on("close", resolve));
  for (let i = 0; i < 600; i += 1) {
    if ((await fetch(`${url}/api/health`).catch(() => null))?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the server did not answer within a minute");
}, 90_000);

afterAll(async () => {
  server?.kill();
  await end;
  proxy?.close();
  rmSync(data, { recursive: true, force: true });
});

async function sessionOf({ email, password }: { email: string; password: string }): Promise<string> {
  const first = await fetch(`${url}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const cookie = first.headers.getSetCookie().map((one) => one.split(";")[0]);
  const answer = await fetch(`${url}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: cookie.join("; ") },
    body: new URLSearchParams({ csrfToken, json: "true", email, password }),
  });
  return [...cookie, ...answer.headers.getSetCookie().map((one) => one.split(";")[0])].join("; ");
}

/** The statements of the second reading: the first one opens connections and reads what is kept for all. */
async function statementsOf(path: string, headers: Record<string, string>): Promise<string[]> {
  for (let i = 0; i < 2; i += 1) {
    proxy.taken();
    const answer = await fetch(`${url}${path}`, { headers, redirect: "manual" });
    await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
  }
  return proxy.taken().filter((statement) => !/^(begin|commit|set )/i.test(statement));
}

const onPostgres = isPostgres ? test : test.skip;

onPostgres("a page asks the database a handful of times, and nothing twice", async () => {
  const { projectId, ids } = await aScene(world, 5);
  const [caseId] = ids;
  const most: [path: string, n: number][] = [
    ["/projects", 4],
    [`/projects/${projectId}`, 7],
    [`/projects/${projectId}?state=submitted&q=Havnegade`, 7],
    [`/cases/${caseId}`, 7],
    [`/cases/${caseId}?state=submitted&sort=-number`, 7],
  ];
  for (const somebody of [installer, dso, admin]) {
    const cookie = await sessionOf(somebody);
    for (const [path, n] of most) {
      const statements = await statementsOf(path, { cookie });
      const twice = statements.length - new Set(statements).size;
      const told = { path, role: somebody.role, twice, isTooMany: statements.length > n };
      expect(told).toEqual({ path, role: somebody.role, twice: 0, isTooMany: false });
    }
  }
});

onPostgres("a list of the API takes three statements: who asks, the rows and their counts", async () => {
  const { projectId } = await aScene(world, 5);
  const headers = { authorization: `Bearer ${installer.token}` };
  for (const path of ["/api/v1/projects", `/api/v1/projects/${projectId}/cases`])
    expect([path, (await statementsOf(path, headers)).length <= 3]).toEqual([path, true]);
});
