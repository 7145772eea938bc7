/**
 * Changes the code in thousands of small ways and tells which changes no test notices (docs/mutation.md):
 * npm run mutate [-- PART …]. Reports: .cache/mutation.
 */
import migrateOnce from "../tests/support/embedded-setup.mjs";
import { PARTS } from "../stryker.config.mjs";
import { run } from "./program.mjs";

const asked = process.argv.slice(2);
const known = Object.keys(PARTS);
const parts = asked.length > 0 ? known.filter((part) => asked.includes(part)) : known;
if (asked.some((part) => !known.includes(part))) {
  process.stderr.write(`The parts are ${known.join(", ")}.\n`);
  process.exit(1);
}
if (parts.some((part) => PARTS[part].database)) await migrateOnce();
for (const part of parts) {
  const code = await run("stryker", ["run"], { env: { MUTATION_PART: part } });
  if (code !== 0) process.exit(code);
}
