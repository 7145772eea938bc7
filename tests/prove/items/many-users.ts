/** R7: many people at work at once, with imports and changes of many among them, beside the same pages for one alone. */
import { idOf, installerOf, PEOPLE } from "../../bench/model";
import { givePasswords, logIn } from "../../bench/log-in";
import { closeWorlds, openWorld, type World } from "../../bench/world";
import { inNewGroup, importWorkbook, workbook } from "../../bench/items/created";
import { perform } from "../../bench/items/changes";
import { drawn } from "../../support/drawn";
import { wait } from "../ask";
import type { Item, Proof } from "../proof";

const SIZES = { perProject: 1_000, perGroup: 100 };
const CASES = 10_000;
const ROWS_IMPORTED = 500;
/** People look at a page for a while before they ask for the next one; who is alone need not, for as many samples. */
const LOOKED_AT_MS = { together: 2_000, alone: 100 };

type Sample = { ms: number; fault: string | null };

async function page(base: string, cookie: string, path: string): Promise<Sample> {
  const started = performance.now();
  try {
    const response = await fetch(`${base}${path}`, { headers: { cookie }, redirect: "manual" });
    const text = await response.text();
    const isWhole = response.status === 200 && (text.endsWith("</html>") || path.startsWith("/api/"));
    return {
      ms: performance.now() - started,
      fault: isWhole ? null : `${path} answered ${response.status} ${text.slice(0, 100)}`,
    };
  } catch (error) {
    return { ms: performance.now() - started, fault: `${path}: ${(error as Error).message}` };
  }
}

/** A walk through pages, as a person takes it. */
async function walk(
  { base, cookie, lookMs }: { base: string; cookie: string; lookMs: number },
  seed: number,
  until: number,
  samples: Sample[],
): Promise<void> {
  const { upTo } = drawn(seed);
  while (performance.now() < until) {
    const project = idOf("project", 1 + upTo(CASES / SIZES.perProject));
    const paths = [
      "/projects",
      `/projects/${project}`,
      `/projects/${project}?state=approved`,
      `/api/v1/projects/${project}/cases?limit=50&sort=address`,
    ];
    samples.push(await page(base, cookie, paths[upTo(paths.length)] ?? "/projects"));
    await wait(lookMs / 2 + upTo(lookMs));
  }
}

/** Imports and changes of many, one after the other, until the time is over; gives how many. */
async function workHard(world: World, until: number, faults: string[]): Promise<number> {
  const bytes = workbook(ROWS_IMPORTED);
  let done = 0;
  const imports = async () => {
    while (performance.now() < until) {
      const created = await inNewGroup(world, (groupId) => importWorkbook(world, groupId, bytes, "commit"));
      if (created !== ROWS_IMPORTED) faults.push(`${created} of ${ROWS_IMPORTED} rows were imported`);
      done += 1;
      await wait(500);
    }
  };
  const bulks = async () => {
    for (let n = 0; performance.now() < until; n += 1) {
      const action = {
        role: "installer",
        action: "change_installer",
        params: { installerId: installerOf(1 + (n % PEOPLE)) },
      } as const;
      const project = idOf("project", 1 + (n % (CASES / SIZES.perProject)));
      await perform(world, action, { projectId: project, filter: { state: "approved" } });
      done += 1;
      await wait(500);
    }
  };
  await Promise.all(
    [imports, bulks].map((work) => work().catch((error: Error) => faults.push(error.message))),
  );
  return done;
}

const p95 = (samples: readonly Sample[]) => {
  const sorted = samples.map(({ ms }) => ms).sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * 0.95))] ?? 0;
};

async function run(proof: Proof): Promise<void> {
  const [users, seconds] = proof.isShort ? [10, 12] : [50, 300];
  const world = await openWorld({ sizes: SIZES });
  try {
    await world.grow(CASES);
    await givePasswords(world);
    const cookies: string[] = [];
    for (let n = 0; n < users; n += 1)
      cookies.push(await logIn(world.base, `person${1 + (n % (2 * PEOPLE))}@bench.example`));
    const alone: Sample[] = [];
    const together: Sample[] = [];
    const seen = (samples: Sample[], people: string[], forMs: number, lookMs: number) => {
      const until = performance.now() + forMs;
      return Promise.all(
        people.map((cookie, n) => walk({ base: world.base, cookie, lookMs }, n, until, samples)),
      );
    };
    // The first pages after a start are no measure.
    await seen([], cookies.slice(0, 1), 4_000, LOOKED_AT_MS.alone);
    await seen(alone, cookies.slice(0, 1), (seconds * 1_000) / 3, LOOKED_AT_MS.alone);
    const faults: string[] = [];
    const until = performance.now() + seconds * 1_000;
    const [works] = await Promise.all([
      workHard(world, until, faults),
      seen(together, cookies, seconds * 1_000, LOOKED_AT_MS.together),
    ]);
    const samples = [...alone, ...together];
    const refused = samples.flatMap(({ fault }) => fault ?? []);
    proof.count(samples.length + works, [...refused, ...faults]);
    const [own, all] = [p95(alone), p95(together)];
    Object.assign(proof.figures, {
      ...{ users, pages: together.length, importsAndBulks: works },
      ...{ p95Ms: Math.round(all), aloneP95Ms: Math.round(own), p95Ratio: Math.round((all / own) * 10) / 10 },
    });
  } finally {
    await closeWorlds();
  }
}

export const MANY_USERS: Item = { item: "R7", needs: ["postgresql", "build"], run };
