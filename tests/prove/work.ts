/** Tries the items that `prove.ts` was asked for, one after the other. */
import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { ITEMS } from "./items";
import { type Item, Proof } from "./proof";

const MISSING = {
  postgresql: () => !process.env.TEST_DATABASE_URL && "TEST_DATABASE_URL names no PostgreSQL",
  build: () => !existsSync(".next/BUILD_ID") && "there is no build: npm run build",
};

async function tryItem({ item, needs, run }: Item, proof: Proof): Promise<void> {
  const started = performance.now();
  const missing = needs.map((need) => MISSING[need]()).filter((reason) => reason !== false);
  proof.skipped.push(...missing);
  if (missing.length === 0) {
    await run(proof).catch((error: Error) => proof.attempt(error.stack ?? String(error)));
    if (proof.tried === 0 && proof.skipped.length === 0) proof.attempt("nothing was tried");
  }
  process.stdout.write(`${proof.line(item, (performance.now() - started) / 1000)}\n`);
  if (proof.failed > 0) process.exitCode = 1;
}

async function main() {
  const { positionals: names, values } = parseArgs({
    allowPositionals: true,
    options: { short: { type: "boolean", default: false }, only: { type: "string", default: "" } },
  });
  const chosen = ITEMS.filter(({ item }) => names.length === 0 || names.includes(item));
  const all = chosen.map(({ item }) => item);
  for (const item of chosen) await tryItem(item, new Proof(values.short, all, values.only));
}

// What a failed item left open does not keep the process.
main().finally(() => process.exit());
