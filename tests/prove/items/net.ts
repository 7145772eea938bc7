/** NET: whether the tests notice faults. Each is written into a copy of the sources, and the tests named beside it must fail. */
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "../../../scripts/program.mjs";
import type { Item, Proof } from "../proof";
import { SEEDED_FAULTS, type SeededFault } from "../seeded-faults";

const AT_ONCE = 2;
/** In the short run one fault of so many is tried. */
const ONE_OF = 20;

const tracked = (...patterns: string[]) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", ...patterns], {
    encoding: "utf8",
  })
    .split("\n")
    .filter(Boolean);

const VISIBLE = /visible(?:Cases|Projects|Operations)\(ctx\.actor\)/g;
const EVERYBODY = "sql`true`";

/** A fault for each place where a verb says who may see: there it says that everybody may. */
function withoutConditions(): SeededFault[] {
  return tracked("lib/server/*.ts").flatMap((file) => {
    const source = readFileSync(file, "utf8");
    return [...source.matchAll(VISIBLE)].map(({ 0: condition, index }) => {
      // With what stands before it, the condition is found again.
      const before = source.slice(Math.max(0, index - 200), index);
      return {
        file,
        right: before + condition,
        wrong: `${before}${EVERYBODY}`,
        tests: "server/isolation-by-conditions",
      };
    });
  });
}

/** The sources in a folder of this project, with the same packages. */
function copyOfSources(name: string): string {
  const folder = join(".cache", name);
  rmSync(folder, { recursive: true, force: true });
  for (const file of tracked()) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    copyFileSync(file, join(folder, file));
  }
  // As links to the same files: a link to the folder would lie outside of what the build may read.
  execFileSync("cp", ["-al", "node_modules", join(folder, "node_modules")]);
  return folder;
}

/** Whether a test file passes in a copy. */
async function passes(folder: string, tests: string): Promise<boolean> {
  const [layer = ""] = tests.split("/");
  const hasOwn = process.env.TEST_DATABASE_URL && ["server", "api"].includes(layer);
  const args = ["--selectProjects", hasOwn ? `${layer} (PostgreSQL)` : layer];
  const path = `tests/${tests}.test.ts`;
  const code = await run("jest", [...args, "--runTestsByPath", path, "--bail", "--silent"], {
    cwd: folder,
    stdio: "ignore",
  });
  return code === 0;
}

async function tryFault(folder: string, { file, right, wrong, tests }: SeededFault): Promise<string | false> {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  if (source.split(right).length !== 2) return `${file} has not once: ${right}`;
  const lacksSql = wrong.endsWith(EVERYBODY) && !/import .*\bsql\b.* from "drizzle-orm"/.test(source);
  writeFileSync(
    path,
    (lacksSql ? 'import { sql } from "drizzle-orm";\n' : "") + source.replace(right, () => wrong),
  );
  try {
    return (
      (await passes(folder, tests)) &&
      `${tests} does not notice in ${file}: ${right.slice(-80)} → ${wrong.slice(-40)}`
    );
  } finally {
    writeFileSync(path, source);
  }
}

async function seed(proof: Proof): Promise<void> {
  const all = [...SEEDED_FAULTS, ...withoutConditions()];
  const faults = proof.isShort ? all.filter((_, i) => i % ONE_OF === 0) : all;
  const suites = [...new Set(faults.map(({ tests }) => tests))];
  // A suite that fails anyhow would seem to notice everything.
  const work = [
    ...suites.map(
      (tests) => async (folder: string) => !(await passes(folder, tests)) && `${tests} fails without a fault`,
    ),
    ...faults.map((fault) => (folder: string) => tryFault(folder, fault)),
  ];
  const queue = work.values();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, i) => {
      const folder = copyOfSources(`net-${i}`);
      for (const one of queue) proof.attempt(await one(folder));
      rmSync(folder, { recursive: true, force: true });
    }),
  );
  proof.figures.faults = faults.length;
}

export const NET: Item = { item: "NET", needs: ["postgresql"], run: seed };
