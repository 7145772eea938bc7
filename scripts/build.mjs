import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { install } from "./install.mjs";
import { buildManual, buildManualWhenChanged } from "./manual/build.mjs";
import { run } from "./program.mjs";
import { shareChunks } from "./share-chunks.mjs";

const SOURCES = [
  "app",
  "components",
  "lib",
  "db",
  "public/icon.svg",
  "instrumentation.ts",
  "next.config.mjs",
  "package-lock.json",
  "postcss.config.mjs",
  "scripts/loaders",
  "tsconfig.json",
];

export function hashOf(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    if (!existsSync(path)) return;
    const entries = readdirSync(path, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const at = join(path, entry.name);
      if (entry.isDirectory()) visit(at);
      else hash.update(at).update(readFileSync(at));
    }
  };
  for (const path of paths) {
    if (!existsSync(path)) continue;
    if (path.includes(".")) hash.update(path).update(readFileSync(path));
    else visit(path);
  }
  return hash.digest("hex");
}

const markOf = (folder) => join(folder, "sources.sha256");

async function build(folder, stdio) {
  await buildManual(stdio);
  const sources = hashOf(SOURCES);
  // Whoever is stopped while building leaves a folder that is no build, of these sources or of those before.
  rmSync(markOf(folder), { force: true });
  const code = await run("next", ["build"], { env: { NEXT_DIST_DIR: folder }, stdio });
  if (code !== 0) return code;
  shareChunks(folder);
  writeFileSync(markOf(folder), sources);
  return 0;
}

/** Builds when the sources differ from those the last build was made of. */
export async function buildWhenChanged(folder) {
  const isBuilt = existsSync(join(folder, "BUILD_ID")) && existsSync(markOf(folder));
  if (isBuilt && readFileSync(markOf(folder), "utf8") === hashOf(SOURCES)) return buildManualWhenChanged();
  process.stderr.write("Building …\n");
  if ((await build(folder, ["ignore", "ignore", "inherit"])) === 0) return;
  process.stderr.write("The build failed; run it for the details: npm run build\n");
  process.exit(1);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  install();
  process.exit(await build(process.env.NEXT_DIST_DIR ?? ".next", "inherit"));
}
