/** R6: more requests than connections, clients that leave in the middle of an upload, and a full disk under the database. */
import { spawnSync } from "node:child_process";
import { closeSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { Client } from "pg";
import { addresses, aForm, aWorkbook } from "../../support/api-scene";
import { FIELDS } from "../../support/factories";
import { type Answer, membersOf, notTryAgain, wait } from "../ask";
import { type Cluster, missingCluster, openCluster } from "../cluster";
import { usableConnections } from "../connections";
import { aGroupIn, casesIn, openPlace, type Place } from "../place";
import type { Item, Proof } from "../proof";

const CONNECTIONS = 5;
const REQUESTS = 200;
/** The longest that a queue of ours lets anybody wait, and the work itself. */
const ANSWERED_MS = 20_000;
const SETTLED_MS = 15_000;

const onServer = async <Row>(url: string, ...statements: string[]): Promise<Row[]> => {
  const client = new Client(url);
  await client.connect();
  let rows: unknown[] = [];
  for (const statement of statements) ({ rows } = await client.query(statement));
  await client.end();
  return rows as Row[];
};

/** A user as the README has it, who gets few connections. */
async function withFewConnections(url: string): Promise<string> {
  await onServer(
    url,
    `create role serving login connection limit ${CONNECTIONS}`,
    "grant projekter_app, projekter_installer, projekter_dso, projekter_admin to serving",
  );
  return Object.assign(new URL(url), { username: "serving" }).href;
}

/** What a server has open: files and connections, and processes that it started. */
function openIn(pid: number) {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ").filter(Boolean);
  return { files: readdirSync(`/proc/${pid}/fd`).length, children: children.length };
}

/** Why a server has more open than before, once it has had time; a few files more are what Node keeps. */
async function leaked(pid: number, before: ReturnType<typeof openIn>): Promise<string | null> {
  let now = openIn(pid);
  for (let waited = 0; waited < SETTLED_MS; waited += 250) {
    if (now.files <= before.files + 5 && now.children <= before.children) return null;
    await wait(250);
    now = openIn(pid);
  }
  return `open were ${JSON.stringify(before)}, and are ${JSON.stringify(now)}`;
}

async function crowd(proof: Proof, place: Place): Promise<void> {
  const { projectId, groupId } = await aGroupIn(place);
  const body = { fields: FIELDS.apartment, addresses: addresses("Havnegade", 20), acceptWarnings: true };
  membersOf(await place.installer("POST", `/groups/${groupId}/cases`, { body }));
  const { cases } = await casesIn(place, projectId);
  const ids = cases.map(({ id }) => id);
  const rounds = proof.isShort ? 1 : 10;
  let [answered, refused] = [0, 0];
  for (let round = 0; round < rounds; round += 1) {
    const edit = (n: number) => ({
      action: "edit",
      params: { set: { connectionPoint: `Skab ${round} ${n}` } },
      selection: { ids },
    });
    const sent: ((n: number) => Promise<Answer>)[] = [
      () => place.installer("GET", `/projects/${projectId}/cases`),
      () => place.dso("GET", "/projects"),
      (n) => place.dso("POST", "/cases/actions", { body: edit(n) }),
      () => place.installer("GET", `/projects/${projectId}/export.xlsx`),
    ];
    const before = (await casesIn(place, projectId)).cases[0]?.version ?? 0;
    const answers = await Promise.all(
      Array.from({ length: REQUESTS }, (_, n) => sent[n % sent.length]?.(n) as Promise<Answer>),
    );
    let edited = 0;
    for (const [n, answer] of answers.entries()) {
      const isDone = answer.status === 200;
      if (isDone) answered += 1;
      else refused += 1;
      if (isDone && n % sent.length === 2) edited += 1;
      proof.attempt(
        !isDone && notTryAgain(answer),
        answer.ms > ANSWERED_MS && `an answer took ${Math.round(answer.ms)} ms`,
      );
    }
    const now = (await casesIn(place, projectId)).cases;
    const isWrong = now.some(({ version }) => version !== before + edited);
    proof.attempt(isWrong && `${edited} changes were acknowledged, and the versions do not say so`);
  }
  proof.figures.answered = answered;
  proof.figures.toldToTryAgain = refused;
}

/** Sends so much of an upload and leaves. */
async function leave(
  { facts, world }: Place,
  groupId: string,
  body: Buffer,
  type: string,
  part: number,
): Promise<void> {
  const headers = {
    authorization: `Bearer ${world.people.installer.token}`,
    ...{ "content-type": type, "content-length": body.length },
  };
  const sent = request(`${facts.url}/api/v1/groups/${groupId}/import`, { method: "POST", headers });
  sent.on("error", () => {});
  sent.write(body.subarray(0, Math.floor(body.length * part)));
  await wait(20 + 200 * part);
  sent.destroy();
}

async function leaveEarly(proof: Proof, place: Place): Promise<void> {
  const { projectId, groupId } = await aGroupIn(place);
  const file = aWorkbook(Array.from({ length: 3_000 }, (_, i) => ["Havnegade", i + 1, 2740, "R"]));
  const encoded = new Response(aForm(file, { fields: FIELDS.apartment, acceptWarnings: true }));
  const body = Buffer.from(await encoded.arrayBuffer());
  const before = openIn(place.pid() ?? 0);
  const people = proof.isShort ? 20 : 200;
  // None of them sends it all, so nothing may come of any.
  const left = Array.from({ length: people }, (_, n) =>
    leave(place, groupId, body, encoded.headers.get("content-type") ?? "", (n % 10) / 10),
  );
  await Promise.all(left);
  proof.count(people, []);
  const { total } = await casesIn(place, projectId);
  proof.attempt(await leaked(place.pid() ?? 0, before), total > 0 && `${total} cases came of half an upload`);
  const small = aForm(aWorkbook([["Havnegade", 1, 2740, "R"]]), {
    fields: FIELDS.apartment,
    acceptWarnings: true,
  });
  const after = await place.installer("POST", `/groups/${groupId}/import`, { form: small });
  proof.attempt(after.status !== 200 && `an import afterwards: ${after.status} ${after.text.slice(0, 200)}`);
}

/** Leaves no byte free in a folder; gives what makes room again. */
function fill(folder: string): () => void {
  const file = join(folder, "ballast");
  const open = openSync(file, "w");
  const piece = Buffer.alloc(65_536);
  try {
    for (;;) if (writeSync(open, piece) < piece.length) break;
  } catch {
    // It is full.
  }
  closeSync(open);
  return () => rmSync(file);
}

async function fillDisk(proof: Proof, place: Place, cluster: Cluster): Promise<void> {
  const { projectId, groupId } = await aGroupIn(place);
  const rounds = proof.isShort ? 1 : 5;
  const rows = 3_000;
  for (let round = 0; round < rounds; round += 1) {
    const send = () =>
      place.installer("POST", `/groups/${groupId}/cases`, {
        key: `full-${round}`,
        body: {
          fields: FIELDS.apartment,
          addresses: addresses(`Gade ${"ABCDE"[round]}`, rows),
          acceptWarnings: true,
        },
      });
    const makeRoom = fill(cluster.folder);
    const answer = await send();
    const read = await place.dso("GET", "/projects");
    makeRoom();
    // It ends when it cannot write its log; whoever looks after it starts it again.
    if (!cluster.isRunning()) await cluster.begin();
    let again = await send();
    for (let waited = 0; again.status !== 200 && waited < SETTLED_MS; waited += 500) {
      await wait(500);
      again = await send();
    }
    const { total } = await casesIn(place, projectId);
    proof.figures.onFullDisk = { created: answer.status, read: read.status };
    proof.attempt(
      notTryAgain(answer),
      read.status !== 200 && notTryAgain(read),
      again.status !== 200 && `with room again: ${again.status} ${again.text.slice(0, 200)}`,
      total !== rows * (round + 1) && `${total} of ${rows * (round + 1)} cases are there`,
      place.hasEnded() && "the server has ended",
    );
  }
}

/** A file system of its own for the data, where one may be made. `prove.ts` takes it away. */
function ownDisk() {
  let isSmall = false;
  const prepare = (folder: string) => {
    isSmall = spawnSync("mount", ["-t", "tmpfs", "-o", "size=256m,mode=711", "tmpfs", folder]).status === 0;
  };
  return { prepare, isSmall: () => isSmall, settings: { max_wal_size: "64MB", min_wal_size: "32MB" } };
}

async function run(proof: Proof): Promise<void> {
  const missing = missingCluster();
  if (missing) return void proof.skipped.push(missing);
  const disk = ownDisk();
  const cluster = await openCluster(disk.settings, disk.prepare);
  const place = await openPlace("postgresql", { on: cluster.url, through: withFewConnections });
  try {
    const before = await usableConnections(place, CONNECTIONS);
    await crowd(proof, place);
    await leaveEarly(proof, place);
    if (disk.isSmall()) await fillDisk(proof, place, cluster);
    else proof.skipped.push("a full disk: no file system can be mounted here");
    const usable = await usableConnections(place, CONNECTIONS);
    const idle = await onServer(
      cluster.url,
      "select pid from pg_stat_activity where usename = 'serving' and state like 'idle in transaction%'",
    );
    proof.attempt(
      before !== CONNECTIONS && `${before} connections could be used at first`,
      usable !== before && `${usable} connections can be used, ${before} before`,
      idle.length > 0 && `${idle.length} transactions were left open`,
    );
  } finally {
    await place.stop();
    await cluster.close();
  }
}

export const CROWDED: Item = { item: "R6", needs: ["build"], run };
