/** Makes the manual, which the server gives as files: npm run manual (docs/adr/0036). */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { hashOf } from "../build.mjs";
import { install } from "../install.mjs";
import { run } from "../program.mjs";
import { OUTSIDE } from "./contents.mjs";

const FOLDER = "public/manual";
/** Not in the folder, of which every file is given to everybody. */
const MARK = ".cache/manual.sha256";
const SOURCES = ["docs", "scripts/manual", "app/globals.css", "package-lock.json", ...OUTSIDE];

export async function buildManual(stdio = "inherit") {
  const sources = hashOf(SOURCES);
  // Also pages that are no longer there must go.
  for (const old of [FOLDER, MARK]) rmSync(old, { recursive: true, force: true });
  if ((await run("eleventy", ["--config=scripts/manual/config.mjs", "--quiet"], { stdio })) !== 0) {
    process.stderr.write("The manual could not be made; run it for the details: npm run manual\n");
    process.exit(1);
  }
  mkdirSync(".cache", { recursive: true });
  writeFileSync(MARK, sources);
}

export async function buildManualWhenChanged() {
  const isMade = existsSync(`${FOLDER}/site.js`) && existsSync(MARK);
  if (isMade && readFileSync(MARK, "utf8") === hashOf(SOURCES)) return;
  // Who serves something tells on standard output where.
  await buildManual(["ignore", "ignore", "inherit"]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  await buildManual();
}
