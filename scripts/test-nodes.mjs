/**
 * Runs the tests on each version of Node.js that is supported or tried (README.md): npm run test:nodes -- [--short]
 * [VERSION …]. Each version comes from npm into a folder outside the project. It serves the build, logs in,
 * reads a list, makes a backup and restores it, then runs the tests; the short form those of the domain, the web and the
 * components.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { buildWhenChanged } from "./build.mjs";
import { install } from "./install.mjs";
import { logIn } from "./log-in.mjs";
import { run } from "./program.mjs";
import { freePort, serve } from "./serve.mjs";

const VERSIONS = ["20", "22", "24"];
const FOLDER = ".next";
const args = process.argv.slice(2);
const isShort = args.includes("--short");

async function must(name, given, env) {
  const code = await run(name, given, { env });
  if (code !== 0) throw new Error(`${name} ${given.join(" ")} ended with ${code}`);
}

/** Serves the build over a fresh demo, as somebody who tries it out does, and keeps what is in it. */
async function tryOut() {
  const home = mkdtempSync(join(tmpdir(), "projekter-node-"));
  const env = {
    ...{ DATABASE_URL: "", DATA_DIR: join(home, "data"), BACKUP_DIR: join(home, "backups") },
    ...{ NEXTAUTH_URL: "", NEXTAUTH_SECRET: "of this try alone, and long enough for it" },
  };
  try {
    await must("tsx", ["scripts/seed.ts"], env);
    const port = await freePort();
    const server = await serve({ folder: FOLDER, port, env });
    const hasEnded = new Promise((resolve) => server.once("close", resolve));
    try {
      const base = `http://127.0.0.1:${port}`;
      const cookie = await logIn(base, "installer@demo.example", "projekter-demo");
      const answer = await fetch(`${base}/api/v1/projects`, { headers: { cookie } });
      const { projects } = await answer.json();
      if (!answer.ok || !(projects.length > 0)) throw new Error(`the list of projects: ${answer.status}`);
      process.stdout.write(`logged in; ${projects.length} projects in the list\n`);
    } finally {
      server.kill("SIGTERM");
      await hasEnded;
    }
    await must("tsx", ["scripts/backup.ts"], env);
    const [file = ""] = readdirSync(env.BACKUP_DIR).filter((name) => name.startsWith("projekter"));
    await must("tsx", ["scripts/restore.ts", join(env.BACKUP_DIR, file), "--replace"], env);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** On the version that runs this; gives whether all of it passed. */
async function testHere() {
  process.stdout.write(`\n== Node.js ${process.version}\n`);
  const isTriedOut = await tryOut().then(
    () => true,
    (error) => process.stderr.write(`${error.stack}\n`) && false,
  );
  const code = await run("jest", isShort ? ["--selectProjects", "domain", "web", "components"] : []);
  return isTriedOut && code === 0;
}

/** Runs this script on a version; gives whether it passed. */
function testOn(version) {
  const folder = mkdtempSync(join(tmpdir(), "projekter-node-"));
  try {
    const name = `node-${process.platform}-${process.arch}`;
    const fetched = spawnSync("npm", ["install", "--no-save", "--prefix", folder, `${name}@${version}`], {
      stdio: ["ignore", "ignore", "inherit"],
    });
    if (fetched.status !== 0) return false;
    const bin = join(folder, "node_modules", name, "bin");
    const own = [fileURLToPath(import.meta.url), "--here", ...(isShort ? ["--short"] : [])];
    const { status } = spawnSync(join(bin, "node"), own, {
      stdio: "inherit",
      env: { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` },
    });
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (args.includes("--here")) process.exit((await testHere()) ? 0 : 1);
else {
  install();
  await buildWhenChanged(FOLDER);
  const asked = args.filter((arg) => !arg.startsWith("--"));
  const outcomes = (asked.length > 0 ? asked : VERSIONS).map((version) => [version, testOn(version)]);
  for (const [version, passed] of outcomes)
    process.stdout.write(`${passed ? "passed" : "FAILED"}  Node.js ${version}\n`);
  process.exit(outcomes.every(([, passed]) => passed) ? 0 : 1);
}
