import { facts, worldOf } from "../support/api-client";
import { aScene } from "../support/api-scene";
import { sessionCookie } from "../../scripts/log-in.mjs";
import { countingProxy } from "../support/counting-proxy";
import { ownServer } from "../support/own-server";

const world = worldOf(__filename);
const { installer, dso, admin } = world.people;
const isPostgres = globalThis.apiServer === "postgresql";

let proxy: Awaited<ReturnType<typeof countingProxy>>;
let server: Awaited<ReturnType<typeof ownServer>>;

beforeAll(async () => {
  if (!isPostgres) return;
  proxy = await countingProxy(facts().databaseUrl);
  server = await ownServer({ DATABASE_URL: proxy.url });
}, 90_000);

afterAll(async () => {
  await server?.stop();
  proxy?.close();
});

/** The statements of the second reading: the first one opens connections and reads what is kept for all. */
async function statementsOf(path: string, headers: Record<string, string>): Promise<string[]> {
  for (let i = 0; i < 2; i += 1) {
    proxy.taken();
    const answer = await fetch(`${server.url}${path}`, { headers, redirect: "manual" });
    await answer.text();
    expect([path, answer.status]).toEqual([path, 200]);
  }
  return proxy.taken().filter((statement) => !NOT_OF_THE_PAGE.test(statement.trim()));
}

/**
 * What surrounds a statement; what is asked of a new connection, or of one that is slow; and that a grid company or an
 * administrator read a case, which is written after the answer, now or while the next one is made (one statement, held
 * by tests/server/case-reads.test.ts). Each server also looks every few seconds for webhooks that are due.
 */
const NOT_OF_THE_PAGE =
  /^(begin|commit|set )|^select pg_backend_pid\(\)|^insert into case_reads|^select w\.id from webhooks/i;

const onPostgres = isPostgres ? test : test.skip;

onPostgres("a page asks the database a handful of times, and nothing twice", async () => {
  const { projectId, ids } = await aScene(world, 5);
  const [caseId] = ids;
  const mostOf: [path: string, n: number][] = [
    ["/projects", 4],
    [`/projects/${projectId}`, 7],
    [`/projects/${projectId}?state=submitted&q=Havnegade`, 7],
    ["/cases", 8],
    // The names of the projects of the rows as well.
    ["/cases?by=state&state=submitted&q=Havnegade", 9],
    [`/cases/${caseId}`, 7],
    [`/cases/${caseId}?state=submitted&sort=-number`, 7],
  ];
  for (const somebody of [installer, dso, admin]) {
    const cookie = await sessionCookie(server.url, somebody);
    for (const [path, most] of mostOf) {
      // An administrator is also shown who has seen the case.
      const n = most + (somebody === admin && path.startsWith("/cases/") ? 1 : 0);
      const statements = await statementsOf(path, { cookie });
      const twice = statements.length - new Set(statements).size;
      const tooMany = statements.length > n ? statements : [];
      const told = { path, role: somebody.role, twice, tooMany };
      expect(told).toEqual({ path, role: somebody.role, twice: 0, tooMany: [] });
    }
  }
});

onPostgres("a list of the API takes three statements: who asks, the rows and their counts", async () => {
  const { projectId } = await aScene(world, 5);
  const headers = { authorization: `Bearer ${installer.token}` };
  for (const path of ["/api/v1/projects", `/api/v1/projects/${projectId}/cases`])
    expect([path, (await statementsOf(path, headers)).length <= 3]).toEqual([path, true]);
});
