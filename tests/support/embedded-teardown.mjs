import { rmSync } from "node:fs";

export default async function tearDown() {
  if (globalThis.projekterDumpFolder)
    rmSync(globalThis.projekterDumpFolder, { recursive: true, force: true });
}
