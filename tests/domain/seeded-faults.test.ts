/** Each fault that `npm run prove -- NET` writes in has its one place: a change of the source would else leave it untried. */
import { existsSync, readFileSync } from "node:fs";
import { SEEDED_FAULTS } from "../prove/seeded-faults";

const places = (file: string, right: string) => readFileSync(file, "utf8").split(right).length - 1;

test.each(SEEDED_FAULTS.map(({ file, right, tests }) => [file, right, tests] as const))(
  "%s has once: %s",
  (file, right, tests) => {
    expect(places(file, right)).toBe(1);
    expect(existsSync(`tests/${tests}.test.ts`)).toBe(true);
  },
);
