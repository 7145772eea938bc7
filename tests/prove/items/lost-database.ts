/** R5: the database goes away in every way it can, and comes back, while requests are sent. */
import { Client } from "pg";
import { addresses } from "../../support/api-scene";
import { cuttingProxy } from "../../support/cutting-proxy";
import { FIELDS } from "../../support/factories";
import { notTryAgain, wait } from "../ask";
import { type Cluster, missingCluster, openCluster } from "../cluster";
import { usableConnections } from "../connections";
import { aGroupIn, casesIn, openPlace, type Place } from "../place";
import type { Item, Proof } from "../proof";

const ROWS = 3;
const ANSWERED_MS = 5_000;
const WORKING_MS = 10_000;
/** Requests that are under way when it happens: too few for anybody to wait for a turn. */
const AT_ONCE = 3;

type Scene = {
  place: Place;
  cluster: Cluster;
  proxy: Awaited<ReturnType<typeof cuttingProxy>>;
  isShort: boolean;
};
/**
 * `happen` does it and ends when the database is back; `isLost` says that it meets every request of that time, and
 * `committed` whether work with an unknown outcome is done.
 */
type Mishap = { happen: (scene: Scene) => Promise<void>; isLost: boolean; committed?: boolean };

const terminate = async ({ cluster, place }: Scene) => {
  const client = new Client(cluster.url);
  await client.connect();
  const name = new URL(place.facts.databaseUrl).pathname.slice(1);
  await client.query("select pg_terminate_backend(pid) from pg_stat_activity where datname = $1", [name]);
  await client.end();
};
const through =
  (mode: Parameters<Scene["proxy"]["set"]>[0], ms: number) =>
  async ({ proxy }: Scene) => {
    proxy.set(mode);
    await wait(ms);
    proxy.set("open");
  };
const restart =
  (signal: "SIGINT" | "SIGQUIT", downMs: (isShort: boolean) => number) =>
  async ({ cluster, isShort }: Scene) => {
    await cluster.end(signal);
    await wait(downMs(isShort));
    await cluster.begin();
  };

const MISHAPS: Record<string, Mishap> = {
  "connections terminated": { happen: terminate, isLost: false },
  "cut before COMMIT": { happen: through("cut before commit", 3_000), isLost: true, committed: false },
  "cut after COMMIT": { happen: through("cut after commit", 3_000), isLost: true, committed: true },
  "answer to COMMIT kept back": {
    happen: through("keep back after commit", 6_000),
    isLost: true,
    committed: true,
  },
  "silent network": { happen: through("silent", 6_000), isLost: true },
  "network forgets": {
    happen: async ({ proxy }) => {
      proxy.forget();
      await wait(6_000);
    },
    isLost: false,
  },
  restarted: { happen: restart("SIGINT", () => 0), isLost: false },
  crashed: { happen: restart("SIGQUIT", () => 0), isLost: false },
  "away for long": { happen: restart("SIGINT", (isShort) => (isShort ? 5_000 : 60_000)), isLost: true },
};
/** Most of their time is that of waiting for somebody who is silent. */
const LONG = ["answer to COMMIT kept back", "silent network", "network forgets"];

/** Sends requests while it happens, and the same ones again afterwards. */
async function suffer(
  proof: Proof,
  scene: Scene,
  name: string,
  round: number,
  before: number,
): Promise<void> {
  const { place } = scene;
  const { happen, isLost, committed } = MISHAPS[name] as Mishap;
  const { projectId, groupId } = await aGroupIn(place);
  const faults: string[] = [];
  const hold = (fault: string | false | null) => fault && faults.push(`${name}: ${fault}`);
  const pid = place.pid();
  const send = (n: number) =>
    place.installer("POST", `/groups/${groupId}/cases`, {
      key: `${name.replaceAll(" ", "-")}-${round}-${n}`,
      body: {
        fields: FIELDS.apartment,
        addresses: addresses(`Gade ${"ABC"[n]}`, ROWS),
        acceptWarnings: true,
      },
    });
  const happening = happen(scene);
  // When the server is being stopped, not before.
  if (isLost) await wait(300);
  const answers = await Promise.all(Array.from({ length: AT_ONCE }, (_, n) => send(n)));
  for (const answer of answers) {
    hold(answer.ms > ANSWERED_MS && `an answer took ${Math.round(answer.ms)} ms`);
    hold(answer.status !== 200 && notTryAgain(answer));
  }
  hold(isLost && answers.some(({ status }) => status === 200) && "a request was not met by it");
  await happening;
  const back = performance.now();
  let unknown = 0;
  for (let n = 0; n < AT_ONCE; n += 1) {
    let again = await send(n);
    while (again.status !== 200 && performance.now() - back < WORKING_MS) {
      hold(notTryAgain(again));
      await wait(250);
      again = await send(n);
    }
    hold(
      again.status !== 200 &&
        `not working ${WORKING_MS / 1000} s after: ${again.status} ${again.text.slice(0, 200)}`,
    );
    const first = answers[n];
    hold(first?.status === 200 && first.text !== again.text && "the answer is another one than before");
    if (!first?.text.includes("outcome_unknown")) continue;
    unknown += 1;
    const isFound = again.headers.has("idempotency-replayed");
    if (committed !== undefined)
      hold(isFound !== committed && `done before: ${committed}, found: ${isFound}`);
  }
  hold(committed !== undefined && unknown === 0 && "no request was told that its outcome is unknown");
  proof.figures[name] = {
    answeredMs: Math.round(Math.max(...answers.map(({ ms }) => ms))),
    workingMs: Math.round(performance.now() - back),
  };
  const { total } = await casesIn(place, projectId);
  hold(total !== AT_ONCE * ROWS && `${total} of ${AT_ONCE * ROWS} cases are there`);
  hold((place.hasEnded() || place.pid() !== pid) && "the server has ended");
  const usable = await usableConnections(place);
  hold(usable !== before && `${usable} connections can be used, ${before} before`);
  proof.attempt(...faults);
}

async function run(proof: Proof): Promise<void> {
  const missing = missingCluster();
  if (missing) return void proof.skipped.push(missing);
  const cluster = await openCluster();
  const proxies: Scene["proxy"][] = [];
  const behind = async (url: string) => {
    // What a request under a key writes last; reads have a COMMIT of their own.
    const proxy = await cuttingProxy(url, 'update "idempotency_keys"');
    proxies.push(proxy);
    return proxy.url;
  };
  const place = await openPlace("postgresql", { on: cluster.url, through: behind });
  const [proxy] = proxies as [Scene["proxy"]];
  const scene = { place, cluster, proxy, isShort: proof.isShort };
  try {
    const before = await usableConnections(place);
    proof.figures.usableConnections = before;
    const rounds = proof.isShort ? 1 : 5;
    const names = Object.keys(MISHAPS).filter((name) => !(proof.isShort && LONG.includes(name)));
    if (proof.isShort) proof.leaveOut(LONG.join(", "));
    for (let round = 0; round < rounds; round += 1)
      for (const name of names) await suffer(proof, scene, name, round, before);
  } finally {
    proxy.close();
    await place.stop();
    await cluster.close();
  }
}

export const LOST_DATABASE: Item = { item: "R5", needs: ["build"], run };
