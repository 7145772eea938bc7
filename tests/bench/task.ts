import type { FullWorld } from "./world";

/** Whether an item was asked for by its name. */
export type Wants = (item: string) => boolean;

/** What is measured in one go. `item` begins the name of each of its lines: P7. */
export type Task = { item: string } & (
  | {
      /** How many cases the common database has meanwhile; it grows from task to task. */
      cases: number;
      run: (world: FullWorld, wants: Wants) => Promise<void>;
    }
  | {
      /** Has a database of its own, or none. */
      cases?: undefined;
      run: (wants: Wants) => Promise<void>;
    }
);

export const CASES = 100_000;
export const MILLION = 1_000_000;
/** Rows of one piece of work. */
export const ROWS = 10_000;
export const ROUNDS = 5;
