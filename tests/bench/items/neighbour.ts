/** P11: what heavy work costs somebody else, whose project list is asked for again and again while it runs. */
import { createHash } from "node:crypto";
import { givePasswords, logIn } from "../log-in";
import { median, report } from "../measure";
import { peakWhile } from "../memory";
import { BATCH_FIELDS, DSO_COMPANY, GRID_AREA, installerOf } from "../model";
import { submittedCases } from "../ready-cases";
import type { Task } from "../task";
import { openWorld, type World } from "../world";
import { perform } from "./changes";
import { faultyAddresses, type Facts, type Work, worksOf } from "./neighbour-works";

const CASES = 50_000;
const EVERY_MS = 100;
const COLLEAGUE = `projekter_${"c".repeat(43)}`;
const NEIGHBOUR = "nabo@bench.example";

/** Another installer company with some projects, and an empty group in a second project of ours. */
async function addOthers(world: World): Promise<string> {
  await givePasswords(world);
  await world.query(
    `insert into api_tokens (user_id, name, token_hash, session_version) values ($1, 'bench', $2, 1)`,
    [installerOf(2), createHash("sha256").update(COLLEAGUE).digest("hex")],
  );
  await world.query(
    `with company as (
       insert into organisations (kind, name) values ('installer', 'Naboens elfirma') returning id
     ), person as (
       insert into users (role, organisation_id, name, email, password_hash)
       select 'installer', c.id, 'Naboen', $3, u.password_hash from company c, users u where u.id = $4 returning id, organisation_id
     )
     insert into projects (name, owner_id, grid_area, dso_id, created_by)
     select 'Naboens ' || n, organisation_id, $1, $2, id from person, generate_series(1, 5) n`,
    [GRID_AREA, DSO_COMPANY, NEIGHBOUR, installerOf(1)],
  );
  const { id } = await world.installer.post<{ id: string }>("/api/v1/projects", {
    name: "Nybyg",
    gridArea: GRID_AREA,
  });
  const group = await world.installer.post<{ id: string }>(`/api/v1/projects/${id}/groups`, {
    name: "Nybyg",
    caseType: "apartment",
  });
  return group.id;
}

async function factsOf(world: World): Promise<Facts> {
  const emptyGroup = await addOthers(world);
  const ids = await submittedCases(world, 1, CASES);
  const edit = { role: "installer", action: "edit", params: { set: { ampere: 35 } } } as const;
  await perform(world, edit, { ids });
  const { operationId: skipped } = await world.installer.post<{ operationId: string }>(
    `/api/v1/groups/${emptyGroup}/cases`,
    { fields: BATCH_FIELDS, addresses: faultyAddresses, onError: "skip" },
  );
  const [edited] = await world.query<{ id: string }>("select id from operations where action = 'edit'");
  return {
    base: world.base,
    ids,
    emptyGroup,
    edited: edited?.id ?? "",
    skipped,
    cookie: await logIn(world.base, "person1@bench.example"),
    colleague: COLLEAGUE,
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Runs the work while the page is asked for every 100 ms; the longest wait for it, and how many were not answered. */
async function meanwhile(page: () => Promise<number>, work: Work) {
  const asked: Promise<number>[] = [];
  let hasEnded = false;
  const running = work().finally(() => {
    hasEnded = true;
  });
  running.catch(() => {});
  while (!hasEnded) {
    const asking = page();
    asking.catch(() => {});
    asked.push(asking);
    await wait(EVERY_MS);
  }
  const status = await running.catch(() => 0);
  const waits = await Promise.allSettled(asked);
  const failed = waits.filter((one) => one.status === "rejected").length;
  return {
    status,
    failed,
    worstMs: Math.max(...waits.map((one) => (one.status === "fulfilled" ? one.value : 0))),
  };
}

const task: Task = {
  item: "P11",
  run: async (wants) => {
    const world = await openWorld({ sizes: { perProject: CASES, perGroup: CASES / 5 } });
    await world.grow(CASES);
    const facts = await factsOf(world);
    const cookie = await logIn(world.base, NEIGHBOUR);
    const page = async () => {
      const start = performance.now();
      const response = await fetch(`${world.base}/projects`, { headers: { cookie } });
      await response.text();
      if (response.status !== 200) throw new Error(`the neighbour's page answered ${response.status}`);
      return performance.now() - start;
    };
    const alone: number[] = [];
    for (let i = 0; i < 30; i += 1) {
      alone.push(await page());
      await wait(EVERY_MS / 2);
    }
    const ownMs = median(alone.slice(10));
    for (const [name, work] of Object.entries(worksOf(facts))) {
      const item = `P11 ${name}`;
      if (!wants(item)) continue;
      const start = performance.now();
      const [{ status, failed, worstMs }, peakMiB] = await peakWhile(world.pid, () => meanwhile(page, work));
      const workMs = performance.now() - start;
      report(
        item,
        undefined,
        {
          ms: worstMs,
          ownMs,
          beyondOwnMs: worstMs - ownMs,
          workMs,
          status,
          ...(failed && { failed }),
          peakMiB,
        },
        { of: "beyondOwnMs", most: 500 },
      );
      await wait(1_000);
    }
    await world.close();
  },
};
export const NEIGHBOURS = [task];
