/** HA: the primary database is lost again and again while people import and change many; nothing acknowledged is lost. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPostgres } from "@/db/client";
import { run as runProgram } from "../../../scripts/program.mjs";
import { missingEngines, startEngines, until } from "../../../scripts/ha/engines.mjs";
import { startInstances } from "../../../scripts/ha/instances.mjs";
import { addresses, aForm, aWorkbook } from "../../support/api-scene";
import { FIELDS } from "../../support/factories";
import { type Answer, ask, notTryAgain, type Sent, wait, worldIn } from "../ask";
import { historyFaults } from "../history";
import { aGroupIn, casesIn } from "../place";
import type { Item, Proof } from "../proof";

const NAME = "ha";
const ROWS = 240;
/** A page must be there again so soon after the primary was lost. */
const BACK_MS = 30_000;
/** Whoever is told to try again does so for this long. */
const INSISTS_MS = 90_000;

type Engines = Awaited<ReturnType<typeof startEngines>>;
/** Ways to lose a primary; what brings its machine back afterwards. */
const LOSSES: Record<string, (engines: Engines, name: string) => Promise<void> | void> = {
  "PostgreSQL is killed": ({ killPostgres }, name) => killPostgres(name),
  "its machine is gone": async ({ signalNode, startNode }, name) => {
    signalNode(name, "SIGKILL");
    await wait(BACK_MS);
    startNode(name);
  },
  "its machine stands still": async ({ signalNode }, name) => {
    signalNode(name, "SIGSTOP");
    await wait(BACK_MS);
    signalNode(name, "SIGCONT");
  },
};

type Send = (method: string, path: string, sent?: Sent) => Promise<Answer>;

/** Sends under its key until it is acknowledged. */
async function insisted(send: () => Promise<Answer>): Promise<Answer> {
  const started = performance.now();
  for (;;) {
    const answer = await send();
    const isAway = answer.status === 0 || answer.status === 502 || notTryAgain(answer) === null;
    if (!isAway || performance.now() - started > INSISTS_MS) return answer;
    await wait(300);
  }
}

/**
 * What somebody has been told: a group, how many cases it has, and how often all of them were changed; `again` sends the
 * creation once more under its key.
 */
type Told = { projectId: string; created: number; changes: number; again: () => Promise<Answer> };

/** Creates, imports and changes, one after the other, until the time is over. */
async function work(
  who: { installer: Send; dso: Send; world: { gridArea: string } },
  n: number,
  isOver: () => boolean,
  faults: string[],
) {
  const told: Told[] = [];
  const acknowledged = (answer: Answer, what: string) => {
    if (answer.status !== 200) faults.push(`${what} answered ${answer.status} ${answer.text.slice(0, 200)}`);
    return answer.status === 200;
  };
  const workbook = aWorkbook(Array.from({ length: ROWS }, (_, i) => ["Havnegade", 1 + i, 2740, `R-${i}`]));
  while (!isOver()) {
    const { projectId, groupId } = await insistedGroup(who);
    const first = `ha-${n}-${told.length}`;
    const create = () =>
      n % 2 === 0
        ? who.installer("POST", `/groups/${groupId}/import`, {
            form: aForm(workbook, { fields: FIELDS.apartment, acceptWarnings: true }),
            key: first,
          })
        : who.installer("POST", `/groups/${groupId}/cases`, {
            body: { fields: FIELDS.apartment, addresses: addresses("Torvet", ROWS), acceptWarnings: true },
            key: first,
          });
    const last: Told = { projectId, created: 0, changes: 0, again: () => insisted(create) };
    told.push(last);
    if (!acknowledged(await insisted(create), "creating")) continue;
    last.created = ROWS;
    for (let change = 1; change <= 3 && !isOver(); change += 1) {
      const params = { set: { connectionPoint: `Skab ${change}` } };
      const body = { action: "edit", params, selection: { projectId, filter: {} } };
      const again = `${first}-edit-${change}`;
      const edit = () => who.dso("POST", "/cases/actions", { body, key: again });
      if (!acknowledged(await insisted(edit), "changing")) break;
      last.changes += 1;
      await wait(100);
    }
  }
  return told;
}

/** A project and its group; what is only being prepared is tried until it is there. */
async function insistedGroup(who: Parameters<typeof aGroupIn>[0]) {
  for (let again = 0; ; again += 1) {
    try {
      return await aGroupIn(who);
    } catch (error) {
      if (again === 30) throw error;
      await wait(1_000);
    }
  }
}

/** Asks for a page all the time; tells how long it was not there since a moment. */
function watch(url: string, send: Send) {
  let isOver = false;
  let lastThere = performance.now();
  const look = (async () => {
    while (!isOver) {
      const answers = await Promise.all([
        send("GET", "/projects?limit=5"),
        fetch(`${url}/login`, { signal: AbortSignal.timeout(10_000) }).then(
          async (page) => ({ status: page.status, text: await page.text() }),
          () => ({ status: 0, text: "" }),
        ),
      ]);
      if (answers.every(({ status }) => status === 200)) lastThere = performance.now();
      await wait(200);
    }
  })();
  return {
    /** Whether it has been there after a moment. */
    wasThere: (after: number) => lastThere > after,
    end: () => {
      isOver = true;
      return look;
    },
  };
}

async function run(proof: Proof): Promise<void> {
  const missing = missingEngines();
  if (missing) {
    proof.skipped.push(missing);
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), "ha-"));
  const engines = await startEngines(folder);
  const worlds = join(folder, "worlds.json");
  const fill = async (owner: string) => {
    const code = await runProgram("tsx", ["tests/support/api-world.ts", worlds, NAME], {
      env: { DATABASE_URL: owner },
    });
    if (code !== 0) throw new Error("the people could not be made");
  };
  try {
    const instances = await startInstances(engines, folder, fill);
    await lose(proof, engines, instances, worldIn({ worlds }, NAME)).finally(instances.stop);
  } finally {
    await engines.stop();
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}

async function lose(
  proof: Proof,
  engines: Engines,
  { url, owner, pids }: Awaited<ReturnType<typeof startInstances>>,
  world: ReturnType<typeof worldIn>,
) {
  const as =
    (token: string): Send =>
    (method, path, sent) =>
      ask({ url }, token, method, `/api/v1${path}`, { ...sent, signal: AbortSignal.timeout(75_000) });
  const who = { installer: as(world.people.installer.token), dso: as(world.people.dso.token), world };
  const begun = pids().join();
  let isOver = false;
  const faults: string[] = [];
  const working = Promise.all([0, 1].map((n) => work(who, n, () => isOver, faults)));
  const page = watch(url, who.installer);
  const slowest: Record<string, number> = {};
  const ways = Object.keys(LOSSES);
  const losses = proof.isShort ? ways.length : 20;
  for (let n = 0; n < losses; n += 1) {
    const way = ways[n % ways.length] ?? "";
    await until("the three nodes to be together again", engines.isWhole, 120);
    await wait(1_000);
    const name = await engines.primary();
    const lost = performance.now();
    const losing = LOSSES[way]?.(engines, name);
    // Pages that were under way when it happened are none of those that came back.
    while (!page.wasThere(lost + 1_500) && performance.now() - lost < 2 * BACK_MS) await wait(100);
    const ms = performance.now() - lost - 1_500;
    slowest[way] = Math.max(slowest[way] ?? 0, Math.round(ms));
    await losing;
    proof.attempt(
      ms > BACK_MS && `${way}: pages were away for ${Math.round(ms)} ms`,
      pids().join() !== begun && `${way}: an instance has ended`,
      ...faults.splice(0),
    );
  }
  await until("the three nodes to be together again", engines.isWhole, 120);
  isOver = true;
  const told = (await working).flat();
  await page.end();
  let cases = 0;
  for (const { projectId, created, changes, again } of told) {
    const found = await again();
    const { total, cases: rows } = await casesIn(who, projectId);
    cases += total;
    const wrong = rows.filter(({ version }) => version !== 1 + changes);
    proof.attempt(
      created > 0 &&
        !found.headers.has("idempotency-replayed") &&
        `what was created is not found under its key: ${found.status} ${found.text.slice(0, 200)}`,
      total !== created && `${total} cases are there of ${created} acknowledged`,
      wrong.length > 0 && `${wrong.length} cases were not changed ${changes} times`,
    );
  }
  const { db, close } = await openPostgres(owner);
  const [row] = (await casesIn(who, told[0]?.projectId ?? "")).cases as unknown as {
    fields: Record<string, unknown>;
  }[];
  const { connectionPoint: _, ...fields } = row?.fields ?? {};
  const found = await historyFaults(db, { fields, except: ["reference"] });
  await close();
  proof.attempt(...found.faults.slice(0, 3));
  Object.assign(proof.figures, {
    losses,
    slowestMs: slowest,
    projects: told.length,
    cases,
  });
}

export const HIGH_AVAILABILITY: Item = { item: "HA", needs: ["build"], run };
