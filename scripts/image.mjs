/**
 * Puts together what a container runs, in a new folder: npm run image -- FOLDER. The build with what it needs of
 * node_modules, our server in front of it (server.mjs), and the commands, each in one file (commands/).
 */
import { build } from "esbuild";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { install } from "./install.mjs";
import { buildManual } from "./manual/build.mjs";
import { run } from "./program.mjs";
import { shareChunks } from "./share-chunks.mjs";

/** By their scripts in this folder. */
const COMMANDS = ["backup", "counts", "create-admin", "doctor", "migrate", "restore", "upgrade-check"];
/** Stay in node_modules, where Next has traced them: itself, WebAssembly and native code. */
const EXTERNAL = ["@electric-sql/pglite", "@node-rs/argon2", "next", "pg"];

const [folder] = process.argv.slice(2);
if (!folder || existsSync(folder)) {
  process.stderr.write("Name a new folder: npm run image -- FOLDER\n");
  process.exit(1);
}
install();
await buildManual();
const code = await run("next", ["build"], { env: { NEXT_OUTPUT: "standalone", NEXT_DIST_DIR: ".next" } });
if (code !== 0) process.exit(code);

const standalone = ".next/standalone";
// Next names some packages by links within the folder.
cpSync(standalone, folder, { recursive: true, verbatimSymlinks: true });
shareChunks(join(folder, ".next"));
cpSync(".next/static", join(folder, ".next/static"), { recursive: true });
cpSync("public", join(folder, "public"), { recursive: true });

// Next's own server would be without the checks of lib/front. Its settings are those of the build.
const [, settings] =
  /const nextConfig = (\{.*\})\n/.exec(readFileSync(join(folder, "server.js"), "utf8")) ?? [];
if (!settings) throw new Error("Next's standalone server no longer holds its settings in a line");
rmSync(join(folder, "server.js"));
writeFileSync(
  join(folder, "server.mjs"),
  `process.env.__NEXT_PRIVATE_STANDALONE_CONFIG = ${JSON.stringify(settings)};\nawait import("./lib/front/server.mjs");\n`,
);

/** What Next has not traced, each in one file with the packages that it needs. */
const ENTRIES = {
  "lib/front/server": "lib/front/server.mjs",
  // Started as processes, by their paths.
  "lib/server/spreadsheet/reader-process": "lib/server/spreadsheet/reader-process.mjs",
  "lib/server/spreadsheet/writer-process": "lib/server/spreadsheet/writer-process.mjs",
  ...Object.fromEntries(COMMANDS.map((name) => [`commands/${name}`, `scripts/${name}.ts`])),
};
await build({
  entryPoints: ENTRIES,
  outdir: folder,
  outExtension: { ".js": ".mjs" },
  allowOverwrite: true,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "esm",
  conditions: ["react-server"],
  external: EXTERNAL,
  // Packages of the older kind ask for Node.js' own by `require`.
  banner: {
    js: 'import { createRequire as makeRequire } from "node:module"; const require = makeRequire(import.meta.url);',
  },
  logLevel: "warning",
});
process.stdout.write(`${folder} holds what a container runs\n`);
