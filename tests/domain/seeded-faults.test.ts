/** What `npm run prove -- NET` changes has its one place: a change of the source would else leave it untried. */
import { existsSync, readFileSync } from "node:fs";
import { REDUNDANT_CONDITIONS, SEEDED_FAULTS, UNNOTICEABLE_CONDITIONS } from "../prove/seeded-faults";

const after = (file: string, text: string) => readFileSync(file, "utf8").split(text).slice(1);

test.each(SEEDED_FAULTS.map(({ file, right, tests }) => [file, right, tests] as const))(
  "%s has once: %s",
  (file, right, tests) => {
    expect(after(file, right)).toHaveLength(1);
    expect(existsSync(`tests/${tests}.test.ts`)).toBe(true);
  },
);

test.each([
  ...UNNOTICEABLE_CONDITIONS.map(({ file, before }) => [file, before] as const),
  ...REDUNDANT_CONDITIONS.flatMap(({ file, befores }) => befores.map((before) => [file, before] as const)),
])("%s has a condition of sight after: %s", (file, before) => {
  expect(after(file, before)).toEqual([
    expect.stringMatching(/^visible(?:Cases|Projects|Operations)\(ctx\.actor\)/),
  ]);
});
