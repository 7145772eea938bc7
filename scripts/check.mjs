// Types, lint, format, import directions, generated docs, lock file: all are run, whatever the first one says.
import { install } from "./install.mjs";

install();
const { run } = await import("./program.mjs");
const CHECKS = [
  ["types", "tsc", ["--noEmit"]],
  ["lint", "eslint", [".", "--max-warnings=0"]],
  ["format", "biome", ["format", "."]],
  [
    "directions",
    "depcruise",
    ["--config", ".dependency-cruiser.cjs", "--output-type", "err", "app", "components", "lib", "db"],
  ],
  [
    "what components reach",
    "depcruise",
    [
      "--config",
      ".dependency-cruiser.browser.cjs",
      "--output-type",
      "err",
      "components",
      "lib/domain",
      "lib/contract",
    ],
  ],
  ["sizes", "tsx", ["scripts/sizes.ts"]],
  ["generated docs", "tsx", ["scripts/docs.ts", "--check"]],
  ["lock file", "tsx", ["scripts/complete-lock.mjs", "--check"]],
];
const failed = [];
for (const [name, program, args] of CHECKS) {
  const code = await run(program, args);
  process.stdout.write(`${code === 0 ? "passed" : "FAILED"}  ${name}\n`);
  if (code !== 0) failed.push(name);
}
process.stdout.write(failed.length === 0 ? "All checks passed.\n" : `Failed: ${failed.join(", ")}\n`);
process.exit(failed.length === 0 ? 0 : 1);
