import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(import.meta.url);
const BINARIES = {
  tsc: ["typescript", "tsc"],
  depcruise: ["dependency-cruiser", "depcruise"],
  biome: ["@biomejs/biome", "biome"],
  eleventy: ["@11ty/eleventy", "eleventy"],
  playwright: ["@playwright/test", "playwright"],
  stryker: ["@stryker-mutator/core", "stryker"],
};

/** The script behind a package's command, found the way Node finds packages. */
function scriptOf(name) {
  if (name.endsWith(".mjs")) return name;
  const [packageName, command] = BINARIES[name] ?? [name, name];
  let folder = dirname(join(process.cwd(), "node_modules", packageName, "package.json"));
  if (!folder.startsWith(process.cwd())) folder = dirname(require.resolve(`${packageName}/package.json`));
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/**
 * What Node is given before the arguments. It runs TypeScript itself: tsx's own command stands between, and ends with 0 when it
 * is told to stop and its script does not answer at once.
 */
const toolOf = (name) =>
  name === "tsx"
    ? ["--conditions=react-server", "--import", pathToFileURL(require.resolve("tsx")).href]
    : [scriptOf(name)];

/**
 * Starts a tool, or a script by its path, in a process of its own; »server-only« modules resolve as on the server. A variable set to
 * nothing is not set: next-auth takes an empty NEXTAUTH_URL for an address.
 */
export function start(name, args, options = {}) {
  const given = { ...process.env, NEXT_TELEMETRY_DISABLED: "1", ...options.env };
  return spawn(process.execPath, [...toolOf(name), ...args], {
    stdio: "inherit",
    ...options,
    env: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== "")),
  });
}

/**
 * With these the server takes some 50 MiB less while many cases are imported (docs/scale.md): less room for young objects than
 * V8's 16 MiB, and a C library (glibc) that gives large blocks back at once.
 */
const SMALL = {
  NODE_OPTIONS: `--max-semi-space-size=8 ${process.env.NODE_OPTIONS ?? ""}`,
  MALLOC_ARENA_MAX: "2",
  MALLOC_MMAP_THRESHOLD_: "131072",
  MALLOC_TRIM_THRESHOLD_: "131072",
};

/** Starts what `npm start` and the demo serve. */
export const startServer = (env, options) =>
  start("lib/front/server.mjs", [], { ...options, env: { ...SMALL, ...env } });

/** Runs it to its end and gives the exit code. */
export const run = (name, args, options) =>
  new Promise((resolve) => {
    start(name, args, options).on("close", (code, signal) => resolve(signal ? 1 : (code ?? 1)));
  });
