// A system that survives the loss of its primary database, on one machine, to look at: node scripts/ha/start.mjs
// Prints where it is, and runs until Ctrl+C. The demo's accounts are in it.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildWhenChanged } from "../build.mjs";
import { run } from "../program.mjs";
import { missingEngines, startEngines } from "./engines.mjs";
import { startInstances } from "./instances.mjs";

const missing = missingEngines();
if (missing) {
  process.stderr.write(`${missing}\n`);
  process.exit(1);
}
const stopped = new Promise((resolve) => {
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, resolve);
});
await buildWhenChanged(".next");
const folder = mkdtempSync(join(tmpdir(), "projekter-ha-"));
const engines = await startEngines(folder);
try {
  const seed = (DATABASE_URL) => run("tsx", ["scripts/seed.ts"], { env: { DATABASE_URL } });
  const instances = await startInstances(engines, folder, seed);
  process.stdout.write(`The demo:    ${instances.url}
The primary: psql -h 127.0.0.1 -p ${engines.primaryPort} -U postgres projekter
The nodes:   ${folder}/node1 to node3; patronictl -c ${folder}/node1/patroni.yml list
`);
  await stopped;
  await instances.stop();
} finally {
  await engines.stop();
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
