/** Figures that mean something on a shared machine: taken in turns, the order turning with each round, the median of them. */
import { loadavg } from "node:os";
import { peakWhile } from "./memory";

/** Does the work of a round once and gives its milliseconds. */
export type Sampler = (round: number) => Promise<number>;

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
};

/** `prepare` makes what the work needs before the clock starts; the work gives how many rows it did. */
export const timed =
  (rows: number, prepare: (round: number) => Promise<() => Promise<number | null>>): Sampler =>
  async (round) => {
    const work = await prepare(round);
    const start = performance.now();
    const done = await work();
    const ms = performance.now() - start;
    if (done !== rows) throw new Error(`${done} of ${rows} rows were done`);
    return ms;
  };

/** Pages asked for a while by some callers, each waiting for its answer before it asks again: the median of their times. */
export const asked =
  (callers: number, page: (n: number) => Promise<unknown>, forMs = 400): Sampler =>
  async (round) => {
    const times: number[] = [];
    // Servers get faster for thousands of pages.
    const end = performance.now() + (round === 0 ? 5 * forMs : forMs);
    const call = async (first: number) => {
      for (let n = first; performance.now() < end; n += 1) {
        const start = performance.now();
        await page(n);
        times.push(performance.now() - start);
      }
    };
    await Promise.all(Array.from({ length: callers }, (_, i) => call(i * 7_919)));
    return median(times);
  };

/** The medians of all samplers; a first round warms up and is not counted. */
export async function inTurns<Name extends string>(
  rounds: number,
  samplers: Readonly<Record<Name, Sampler>>,
): Promise<Record<Name, number>> {
  const names = Object.keys(samplers) as Name[];
  const taken = Object.fromEntries(names.map((name) => [name, [] as number[]])) as Record<Name, number[]>;
  for (let round = 0; round <= rounds; round += 1) {
    for (let i = 0; i < names.length; i += 1) {
      const name = names[(i + round) % names.length] as Name;
      const ms = await samplers[name](round);
      if (round > 0) taken[name].push(ms);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(taken[name])])) as Record<Name, number>;
}

/** A sampler that also notes the server's peak memory in `note.peakMiB`. */
export const watched =
  (pid: number, note: { peakMiB: number }, sampler: Sampler): Sampler =>
  async (round) => {
    const [ms, peak] = await peakWhile(pid, () => sampler(round));
    note.peakMiB = Math.max(note.peakMiB, peak);
    return ms;
  };

type Figures = {
  ms?: number;
  /** The same by bare SQL, and by a bare Next route handler. */
  floorMs?: number;
  nextMs?: number;
  /** The same in the smallest database, and `ms` divided by it. */
  firstMs?: number;
  growth?: number;
  peakMiB?: number;
  /**
   * Of a page that is asked for during work (P11): its time while nothing else runs and what it took beyond that, the
   * work's time and status, and the pages that were not answered.
   */
  ownMs?: number;
  beyondOwnMs?: number;
  workMs?: number;
  status?: number;
  failed?: number;
  /** What a machine carries (P12): people at a time, the slowest twentieth of their pages, pieces of work a minute. */
  people?: number;
  p95Ms?: number;
  perMinute?: number;
};
type Derived = "ratio" | "nextRatio" | "overFloorMs";
export type Goal = { of: keyof Figures | Derived; most: number };

const rounded = (value: number, digits: number) => Number(value.toFixed(digits));

/**
 * Prints one line: the figures, the ratios to the floor and to the bare handler, whether the goal is met, and the machine's
 * load, which tells what the times are worth.
 */
export function report(item: string, rows: number | undefined, figures: Figures, goal?: Goal): void {
  const { ms, floorMs, nextMs } = figures;
  const derived: Partial<Record<Derived, number>> = {
    ...(ms && floorMs && { ratio: ms / floorMs }),
    ...(ms && nextMs && { nextRatio: ms / nextMs }),
    ...(goal?.of === "overFloorMs" && ms && floorMs && { overFloorMs: ms - floorMs }),
  };
  const all = Object.entries({ ...figures, ...derived }).map(([key, value]) => [
    key,
    rounded(value, key.endsWith("atio") || key === "growth" ? 2 : 1),
  ]);
  const line = { item, rows, ...Object.fromEntries(all) };
  const reached = goal && {
    goal: `${goal.of} ≤ ${goal.most}`,
    ok: !figures.failed && (line[goal.of] ?? Infinity) <= goal.most,
  };
  const load = rounded(loadavg()[0] ?? 0, 1);
  process.stdout.write(`${JSON.stringify({ ...line, ...reached, load })}\n`);
}
