/** NET: whether the tests notice faults. Each is written into a copy of the sources, and a test of the file named beside it must fail. */
import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { run } from "../../../scripts/program.mjs";
import type { Item, Proof } from "../proof";
import { REDUNDANT_CONDITIONS, SEEDED_FAULTS, UNNOTICEABLE_CONDITIONS } from "../seeded-faults";
import { typeFaults } from "../type-faults";

const AT_ONCE = Math.max(1, Math.floor(availableParallelism() / 2));
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

/** The conditions that are not taken away alone, each by what stands before it (tests/domain/seeded-faults.test.ts). */
const NOT_ALONE = [
  ...UNNOTICEABLE_CONDITIONS,
  ...REDUNDANT_CONDITIONS.flatMap(({ file, befores }) => befores.map((before) => ({ file, before }))),
];

/** What is changed in a file, each text standing there once, and the tests that must notice it. */
type Fault = { file: string; edits: { right: string; wrong: string }[]; tests: string };

/** A fault for each place where a verb says who may see: there it says that everybody may. */
function withoutConditions(): Fault[] {
  const tests = "server/isolation-by-conditions";
  const alone = tracked("lib/server/*.ts").flatMap((file) => {
    const source = readFileSync(file, "utf8");
    const found = [...source.matchAll(VISIBLE)].map(({ 0: condition, index }) => {
      // With what stands before it, the condition is found again.
      const before = source.slice(Math.max(0, index - 200), index);
      return { right: before + condition, wrong: `${before}${EVERYBODY}` };
    });
    const left = NOT_ALONE.filter((row) => row.file === file);
    return found
      .filter(({ wrong }) => !left.some(({ before }) => wrong.endsWith(before + EVERYBODY)))
      .map((edit) => ({ file, edits: [edit], tests }));
  });
  const together = REDUNDANT_CONDITIONS.map(({ file, befores }) => {
    const source = readFileSync(file, "utf8");
    const edits = befores.map((before) => {
      const [condition = ""] = source.split(before)[1]?.match(VISIBLE) ?? [];
      return { right: before + condition, wrong: `${before}${EVERYBODY}` };
    });
    return { file, edits, tests };
  });
  return [...alone, ...together];
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

type File = { assertionResults: { failureMessages: string[] }[] };
/** What a test says of SQL that no database reads: it fails by that, and not by what it expects. */
const BROKEN = /syntax error at|(column|relation|function) \S+ does not exist|missing FROM-clause/;

type Verdict = "passes" | "fails" | { unclear: string };

/** Whether the tests of a file pass in a copy. A file that cannot be read, or is not run, has failed nothing. */
async function judge(folder: string, tests: string): Promise<Verdict> {
  const [layer = ""] = tests.split("/");
  const hasOwn = process.env.TEST_DATABASE_URL && ["server", "api"].includes(layer);
  const args = ["--selectProjects", hasOwn ? `${layer} (PostgreSQL)` : layer];
  const outputFile = "net.json";
  const report = join(folder, outputFile);
  rmSync(report, { force: true });
  const path = `tests/${tests}.test.ts`;
  await run("jest", [...args, "--runTestsByPath", path, "--silent", "--json", "--outputFile", outputFile], {
    cwd: folder,
    stdio: "ignore",
  });
  if (!existsSync(report)) return { unclear: "the tests were not begun" };
  const { numRuntimeErrorTestSuites, numFailedTests, numPassedTests, testResults } = JSON.parse(
    readFileSync(report, "utf8"),
  );
  if (numRuntimeErrorTestSuites > 0) return { unclear: `no test was run: ${testResults[0]?.message}` };
  const failures = (testResults as File[]).flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ failureMessages }) => failureMessages),
  );
  const [broken] = failures.filter((message) => BROKEN.test(message));
  if (broken && failures.every((message) => BROKEN.test(message))) return { unclear: broken };
  if (numFailedTests > 0) return "fails";
  return numPassedTests > 0 ? "passes" : { unclear: "no test was run" };
}

type CheckTypes = ReturnType<typeof typeFaults>;
/** Why a fault is not noticed by a test, or null. */
async function tryFault(
  folder: string,
  { file, edits, tests }: Fault,
  checkTypes: CheckTypes,
): Promise<string | null> {
  const path = join(folder, file);
  const source = readFileSync(path, "utf8");
  const astray = edits.find(({ right }) => source.split(right).length !== 2);
  if (astray) return `${file} has not once: ${astray.right}`;
  const lacksSql =
    edits.some(({ wrong }) => wrong.endsWith(EVERYBODY)) &&
    !/import .*\bsql\b.* from "drizzle-orm"/.test(source);
  const text =
    (lacksSql ? 'import { sql } from "drizzle-orm";\n' : "") +
    edits.reduce((before, { right, wrong }) => before.replace(right, () => wrong), source);
  const at = `in ${file}: ${edits.map(({ right, wrong }) => `${right.slice(-80)} → ${wrong.slice(-40)}`).join("; ")}`;
  // Whoever writes that is told by the compiler.
  const told = checkTypes(file, text);
  if (told) return `no fault that could be built ${at}: ${told}`;
  writeFileSync(path, text);
  try {
    const verdict = await judge(folder, tests);
    if (verdict === "fails") return null;
    return verdict === "passes" ? `${tests} does not notice ${at}` : `${verdict.unclear} ${at}`;
  } finally {
    writeFileSync(path, source);
  }
}

/** A suite that fails anyhow would seem to notice everything. */
async function tryWithout(folder: string, tests: string): Promise<string | null> {
  const verdict = await judge(folder, tests);
  return verdict === "passes" ? null : `${tests} does not pass without a fault: ${JSON.stringify(verdict)}`;
}

async function seed(proof: Proof): Promise<void> {
  const seeded = SEEDED_FAULTS.map(({ file, right, wrong, tests }) => ({
    file,
    edits: [{ right, wrong }],
    tests,
  }));
  const all = [...seeded, ...withoutConditions()].filter(({ file, tests }) =>
    [file, tests].some((name) => name.includes(proof.only)),
  );
  const some = proof.isShort ? all.filter((_, i) => i % ONE_OF === 0) : all;
  // Those that need a build take longest, and come last.
  const faults = some.toSorted(
    (a, b) => Number(a.tests.startsWith("api/")) - Number(b.tests.startsWith("api/")),
  );
  const suites = [...new Set(faults.map(({ tests }) => tests))];
  const checkTypes = typeFaults();
  // Each file of tests without a fault first.
  const work = suites.flatMap((tests) => [
    (folder: string) => tryWithout(folder, tests),
    ...faults
      .filter((fault) => fault.tests === tests)
      .map((fault) => (folder: string) => tryFault(folder, fault, checkTypes)),
  ]);
  const queue = work.values();
  let tried = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async (_, i) => {
      const folder = copyOfSources(`net-${i}`);
      for (const one of queue) {
        const told = await one(folder);
        proof.attempt(told);
        tried += 1;
        proof.tell(`${tried} of ${work.length}${told ? `: ${told.replaceAll(/\s+/g, " ")}` : ""}`);
      }
      rmSync(folder, { recursive: true, force: true });
    }),
  );
  proof.figures.faults = faults.length;
}

export const NET: Item = { item: "NET", needs: ["postgresql"], run: seed };
