/** REPLICA: lists are read from a replica that stands still, dies, cancels and is promoted; nobody misses what he did. */
import { sql } from "drizzle-orm";
import { Client } from "pg";
import { type Db, openPostgres } from "@/db/client";
import { STALE_MS } from "@/db/replica";
import { type Scope, settingsOf } from "@/db/scope";
import { rowsOf } from "@/lib/server/kernel/sql";
import type { Somebody } from "../../support/api-client";
import { addresses } from "../../support/api-scene";
import { FIELDS } from "../../support/factories";
import { insist, membersOf, wait } from "../ask";
import { type Cluster, missingCluster, openCluster, openStandby } from "../cluster";
import { openPlace, type Place } from "../place";
import type { Item, Proof } from "../proof";

/** A slow machine may need longer than a replica may be behind, between two requests. */
const TRIES = 10;
const BACK_MS = 30_000;
const ROWS = 3;

type Scene = {
  proof: Proof;
  place: Place;
  primary: Cluster;
  standby: Cluster;
  /** What a server of ours has of the database, for somebody; of the replica, when that may answer. */
  late: (somebody: Somebody) => Promise<Db>;
};

/** Asks the replica itself, or the primary. */
async function query<Row>({ url }: { url: string }, text: string): Promise<Row[]> {
  const client = new Client(url);
  await client.connect();
  try {
    const results = await client.query(text);
    return ([results].flat().at(-1)?.rows ?? []) as Row[];
  } finally {
    await client.end();
  }
}

const portOf = (url: string) => Number(new URL(url).port);
const scopeOf = ({ role, id, organisation }: Somebody): Scope => ({
  role,
  user: id,
  company: organisation?.id,
});

/** Waits until the replica has all that the primary has. */
async function caughtUp({ primary, standby }: Scene): Promise<void> {
  const [at] = await query<{ lsn: string }>(primary, "select pg_current_wal_flush_lsn() as lsn");
  for (let waited = 0; waited < BACK_MS; waited += 20) {
    const [found] = await query<{ isThere: boolean }>(
      standby,
      `select pg_last_wal_replay_lsn() >= '${at?.lsn}' as "isThere"`,
    );
    if (found?.isThere) return;
    await wait(20);
  }
  throw new Error("the replica does not follow");
}

/** Which server answers a read that may be late, by its port. */
async function answering({ late, place }: Scene): Promise<number> {
  const db = await late(place.world.people.installer);
  const [found] = await rowsOf<{ port: number }>(db, sql`select inet_server_port() as port`);
  return found?.port ?? 0;
}

async function waitForReplica(scene: Scene): Promise<void> {
  for (let waited = 0; waited < BACK_MS; waited += 250) {
    if ((await answering(scene)) === portOf(scene.standby.url)) return;
    await wait(250);
  }
  throw new Error("the replica answers no reads");
}

/** A project with cases in it, made by somebody. */
async function aProjectOf({ place }: Scene, { token }: Somebody, name: string, rows = ROWS): Promise<string> {
  const send = place.as(token);
  const { id } = membersOf<{ id: string }>(
    await insist(() => send("POST", "/projects", { body: { name, gridArea: place.world.gridArea } })),
  );
  const group = membersOf<{ id: string }>(
    await insist(() =>
      send("POST", `/projects/${id}/groups`, { body: { name: "Blok A", caseType: "apartment" } }),
    ),
  );
  const body = { fields: FIELDS.apartment, addresses: addresses(`${name} Gade`, rows), acceptWarnings: true };
  membersOf(await insist(() => send("POST", `/groups/${group.id}/cases`, { body })));
  return id;
}

async function namesFor({ place }: Scene, { token }: Somebody): Promise<string[]> {
  const { projects } = membersOf<{ projects: { name: string }[] }>(await place.as(token)("GET", "/projects"));
  return projects.map(({ name }) => name);
}

/** Every read that may be late, for whoever made the project while the replica stood still. */
async function missesOwn(scene: Scene, somebody: Somebody, id: string, name: string): Promise<string[]> {
  const send = scene.place.as(somebody.token);
  const faults: string[] = [];
  if (!(await namesFor(scene, somebody)).includes(name)) faults.push("not in the list of projects");
  for (const path of [`/projects/${id}/cases`, `/cases?project=${id}`]) {
    const { total } = membersOf<{ total: number }>(await send("GET", path));
    if (total !== ROWS) faults.push(`${total} of ${ROWS} cases in ${path}`);
  }
  const hits = await send("GET", `/search?q=${encodeURIComponent(name)}`);
  if (hits.status !== 200 || !hits.text.includes(id)) faults.push("not found by the search");
  const workbook = await send("GET", `/projects/${id}/export.xlsx`);
  if (workbook.status !== 200) faults.push(`the export answers ${workbook.status}`);
  return faults;
}

/**
 * The replica stands still, and a colleague makes a project. The colleague has it in every list at once; others have it
 * later, and no answer that was asked for after the bound lacks it.
 */
async function standStill(scene: Scene, round: number): Promise<boolean> {
  const { proof, place, standby } = scene;
  const { colleague, installer } = place.world.people;
  const name = `Stille ${round}`;
  await caughtUp(scene);
  await namesFor(scene, installer);
  await query(standby, "select pg_wal_replay_pause()");
  const faults: string[] = [];
  let wasLate = false;
  try {
    const id = await aProjectOf(scene, colleague, name);
    const done = performance.now();
    wasLate = !(await namesFor(scene, installer)).includes(name);
    faults.push(...(await missesOwn(scene, colleague, id, name)));
    // Whoever is led there meets no 404.
    const newest = await place.as(installer.token)("GET", `/projects?limit=1`, {
      headers: { "cache-control": "no-cache" },
    });
    if (!newest.text.includes(id)) faults.push("not there for whoever takes nothing late");
    const led = await place.as(installer.token)("GET", `/projects/${id}/cases`);
    if (led.status !== 200) faults.push(`a colleague's new project answers ${led.status}`);
    for (let asked = 0; asked <= STALE_MS; ) {
      asked = performance.now() - done;
      const isThere = (await namesFor(scene, installer)).includes(name);
      if (!isThere && asked > STALE_MS) faults.push(`not there ${Math.round(asked)} ms after it was done`);
      if (isThere) break;
      await wait(100);
    }
    faults.push(...(await missesOwn(scene, colleague, id, name)));
  } finally {
    await query(standby, "select pg_wal_replay_resume()");
  }
  proof.attempt(...faults);
  await waitForReplica(scene);
  return wasLate;
}

/** What each has of another company's project by the policies alone, on the replica. */
async function keepApart(scene: Scene): Promise<void> {
  const { proof, place, standby, late } = scene;
  const { installer, colleague, otherInstaller, dso, otherDso, admin } = place.world.people;
  const id = await aProjectOf(scene, installer, "Egen");
  await caughtUp(scene);
  await waitForReplica(scene);
  const rows = { installer, colleague, dso, admin, otherInstaller, otherDso };
  for (const [who, somebody] of Object.entries(rows)) {
    const [found] = await rowsOf<{ port: number; projects: number; cases: number }>(
      await late(somebody),
      sql`select inet_server_port() as port,
        (select count(*)::int from projects where id = ${id}::uuid) as projects,
        (select count(*)::int from cases where project_id = ${id}::uuid) as cases`,
    );
    const isOwn = !who.startsWith("other");
    proof.attempt(
      found?.port !== portOf(standby.url) && `${who}: not answered by the replica`,
      found?.projects !== Number(isOwn) && `${who}: has ${found?.projects} projects`,
      found?.cases !== (isOwn ? ROWS : 0) && `${who}: has ${found?.cases} cases`,
    );
    const answer = await place.as(somebody.token)("GET", `/projects/${id}/cases`);
    proof.attempt(answer.status !== (isOwn ? 200 : 404) && `${who}: answered ${answer.status}`);
  }
  const database = new URL(place.facts.databaseUrl).pathname;
  const [nobody] = await query<{ n: number }>(
    { url: Object.assign(new URL(standby.url), { pathname: database }).href },
    `begin read only; ${settingsOf(null)}; select (select count(*) from projects)::int + (select count(*) from cases)::int as n`,
  );
  proof.attempt(nobody?.n !== 0 && `nobody has ${nobody?.n} rows`);
  // The replica takes no writes: what is written of a read is written to the primary.
  const before = await readsOf(scene);
  insistOk(await place.as(dso.token)("GET", `/projects/${id}/export.xlsx`));
  let after = before;
  for (let waited = 0; waited < BACK_MS && after === before; waited += 100) {
    await wait(100);
    after = await readsOf(scene);
  }
  proof.attempt(after === before && "a grid company's export is not in the log of reads");
}

const insistOk = ({ status, text }: { status: number; text: string }) => {
  if (status !== 200) throw new Error(`${status} ${text.slice(0, 200)}`);
};
const readsOf = async ({ place }: Scene) =>
  (
    await query<{ n: number }>({ url: place.facts.databaseUrl }, "select count(*)::int as n from case_reads")
  )[0]?.n;

/** The primary rewrites a table that a read on the replica uses, and the replica ends the read. */
async function cancel(scene: Scene): Promise<void> {
  const { proof, place, primary, standby, late } = scene;
  await waitForReplica(scene);
  const db = await late(place.world.people.installer);
  const reading = rowsOf<{ port: number }>(
    db,
    sql`select inet_server_port() as port, pg_sleep(2), (select count(*) from postcodes)`,
  );
  await wait(500);
  await query({ url: place.facts.databaseUrl }, "vacuum full postcodes");
  const answer = await reading.catch((error: Error) => `${error.message} ${error.cause}`);
  proof.attempt(
    typeof answer === "string"
      ? `the read failed: ${answer}`
      : answer[0]?.port !== portOf(primary.url) && "the read was not ended",
  );
  const [conflicts] = await query<{ n: number }>(
    standby,
    "select sum(confl_lock)::int as n from pg_stat_database_conflicts",
  );
  scene.proof.figures.conflicts = conflicts?.n;
}

/** The replica is killed; people go on, and it answers again when it is back. */
async function die(scene: Scene): Promise<void> {
  const { proof, place, standby, primary } = scene;
  const { installer, colleague } = place.world.people;
  await waitForReplica(scene);
  await standby.end("SIGQUIT");
  const faults: string[] = [];
  let slowest = 0;
  for (let n = 0; n < 10; n += 1) {
    const answer = await place.as(installer.token)("GET", "/projects");
    slowest = Math.max(slowest, answer.ms);
    if (answer.status !== 200) faults.push(`answered ${answer.status} ${answer.text.slice(0, 100)}`);
  }
  await aProjectOf(scene, colleague, "Uden replika");
  if (!(await namesFor(scene, installer)).includes("Uden replika")) faults.push("a colleague's is not there");
  if ((await answering(scene)) !== portOf(primary.url)) faults.push("not answered by the primary");
  proof.figures.deadMs = Math.round(slowest);
  await standby.begin();
  await waitForReplica(scene).catch((error: Error) => faults.push(error.message));
  proof.attempt(...faults);
}

/** The replica becomes a primary of its own, with what was changed before and not after. */
async function promote(scene: Scene): Promise<void> {
  const { proof, place, standby, primary } = scene;
  const { installer, colleague } = place.world.people;
  await waitForReplica(scene);
  await query(standby, "select pg_promote()");
  await aProjectOf(scene, colleague, "Efter skiftet");
  proof.attempt(
    !(await namesFor(scene, installer)).includes("Efter skiftet") && "the promoted server answered",
    (await answering(scene)) !== portOf(primary.url) && "the promoted server answered",
  );
}

const median = (values: number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
const rounded = (value: number) => Math.round(value * 10) / 10;

/** What the list of a project's cases takes from either server, in turns: one caller after the other, and sixteen at once. */
async function measure(scene: Scene): Promise<void> {
  const { proof, place } = scene;
  const send = place.as(place.world.people.installer.token);
  const id = await aProjectOf(scene, place.world.people.installer, "Stor", proof.isShort ? 200 : 2_000);
  await caughtUp(scene);
  await waitForReplica(scene);
  const page = async (headers: Record<string, string>) => {
    const { status, ms } = await send("GET", `/projects/${id}/cases?limit=50`, { headers });
    if (status !== 200) throw new Error(`the list answered ${status}`);
    return ms;
  };
  const from = { primary: { "cache-control": "no-cache" }, replica: {} };
  const found = {
    primary: { ms: [] as number[], aSecond: [] as number[] },
    replica: { ms: [] as number[], aSecond: [] as number[] },
  };
  const forMs = proof.isShort ? 300 : 3_000;
  for (let round = 0; round < (proof.isShort ? 2 : 9); round += 1)
    for (const server of ["primary", "replica"] as const) {
      for (let n = 0; n < 20; n += 1) found[server].ms.push(await page(from[server]));
      const started = performance.now();
      let pages = 0;
      const call = async () => {
        for (; performance.now() - started < forMs; pages += 1) await page(from[server]);
      };
      await Promise.all(Array.from({ length: 16 }, call));
      found[server].aSecond.push((1_000 * pages) / (performance.now() - started));
    }
  for (const [server, { ms, aSecond }] of Object.entries(found))
    proof.figures[server] = { pageMs: rounded(median(ms)), pagesASecond: rounded(median(aSecond)) };
  // Otherwise both figures would be of the primary.
  proof.attempt(
    (await answering(scene)) !== portOf(scene.standby.url) && "the replica was left while it was measured",
  );
}

async function run(proof: Proof): Promise<void> {
  const missing = missingCluster();
  if (missing) return void proof.skipped.push(missing);
  const primary = await openCluster();
  // A read that stands in the way of what is replayed is ended at once.
  const standby = await openStandby(primary, { max_standby_streaming_delay: 0 });
  const readFrom = (url: string) => Object.assign(new URL(url), { port: portOf(standby.url) }).href;
  const place = await openPlace("postgresql", { on: primary.url, readFrom });
  const { databaseUrl } = place.facts;
  const opened = await openPostgres(databaseUrl, readFrom(databaseUrl));
  const late = async (somebody: Somebody) => {
    const [user] = await query<{ n: number }>(
      { url: databaseUrl },
      `select change_count as n from users where id = '${somebody.id}'`,
    );
    return opened.late?.(scopeOf(somebody), user?.n ?? 0) as Db;
  };
  const scene: Scene = { proof, place, primary, standby, late };
  try {
    await waitForReplica(scene);
    const rounds = proof.isShort ? 2 : 10;
    let wereLate = 0;
    for (let round = 0; round < rounds || (wereLate === 0 && round < TRIES); round += 1)
      wereLate += Number(await standStill(scene, round));
    proof.figures.wereLate = wereLate;
    proof.attempt(wereLate === 0 && "no list came from the replica that stood still");
    await keepApart(scene);
    await measure(scene);
    await cancel(scene);
    await die(scene);
    await promote(scene);
  } finally {
    await opened.close();
    await place.stop();
    await standby.close();
    await primary.close();
  }
}

export const REPLICA: Item = { item: "REPLICA", needs: ["build"], run };
