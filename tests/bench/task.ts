import type { FullWorld } from "./world";

/** One thing that is measured. Tasks run from the smallest database to the largest. */
export type Task = {
  /** As `npm run bench -- ITEM` names it. */
  item: string;
  /** How many cases the database has meanwhile. */
  cases: number;
  run: (world: FullWorld) => Promise<void>;
};

export const CASES = 100_000;
export const MILLION = 1_000_000;
/** Rows of one piece of work. */
export const ROWS = 10_000;
export const ROUNDS = 5;
