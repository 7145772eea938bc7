/** The release script in a repository of its own, where the dump and the build, which take minutes, are stand-ins. */
import Ajv from "ajv";
import { execFileSync, spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

jest.setTimeout(120_000);

const ROOT = join(__dirname, "../..");
const home = mkdtempSync(join(tmpdir(), "projekter-release-test-"));
const repository = join(home, "repository");
afterAll(() => rmSync(home, { recursive: true, force: true }));

const git = (...args: string[]) => execFileSync("git", args, { cwd: repository, encoding: "utf8" }).trim();
const textOf = (path: string) => readFileSync(join(repository, path), "utf8");
const write = (path: string, text: string) => writeFileSync(join(repository, path), text);
const commit = () => git("commit", "--quiet", "--all", "--message", "Change");

/** Files in another order and at another time in each run. */
const IMAGE = `
const { mkdirSync, writeFileSync, utimesSync } = require("node:fs");
const folder = process.argv[2];
mkdirSync(folder + "/lib", { recursive: true });
const names = ["server.mjs", "lib/a.mjs", "lib/b.mjs"];
for (const name of Date.now() % 2 ? names : names.reverse()) {
  writeFileSync(folder + "/" + name, "// " + name, { mode: Date.now() % 3 ? 0o644 : 0o664 });
  utimesSync(folder + "/" + name, Date.now() / 1000, Math.random() * 1e9);
}`;
const DUMP = `
const { version } = JSON.parse(require("node:fs").readFileSync("package.json", "utf8"));
require("node:fs").writeFileSync("tests/upgrades/" + version + ".sql.gz", "dump");`;

beforeAll(() => {
  for (const folder of ["scripts", "tests/upgrades", "deploy/kubernetes"])
    mkdirSync(join(repository, folder), { recursive: true });
  for (const file of [
    ...["package-lock.json", ".npmrc", ".gitignore", "scripts/release.mjs"],
    "deploy/kubernetes/projekter.yaml",
  ])
    copyFileSync(join(ROOT, file), join(repository, file));
  const own = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const scripts = { "db:dump": "node dump.cjs", image: "node image.cjs" };
  const lock = JSON.parse(textOf("package-lock.json"));
  own.version = lock.version = lock.packages[""].version = "0.1.0";
  write("package.json", `${JSON.stringify({ ...own, scripts }, null, 2)}\n`);
  write("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
  write(
    "deploy/kubernetes/projekter.yaml",
    textOf("deploy/kubernetes/projekter.yaml").replaceAll(/(\/projekter:)[\d.]+/g, "$10.1.0"),
  );
  write("dump.cjs", DUMP);
  write("image.cjs", IMAGE);
  write(
    "CHANGELOG.md",
    "# Changelog\n\n## 0.2.0\n\n- News.\n\n### Mended\n\n- A fault.\n\n## 0.1.0\n\n- The first.\n",
  );
  git("init", "--quiet", "--initial-branch=main");
  git("config", "user.name", "Somebody");
  git("config", "user.email", "somebody@test.example");
  git("add", "--all");
  commit();
});

function release(...args: string[]) {
  const { status, stdout, stderr } = spawnSync("node", ["scripts/release.mjs", ...args], {
    cwd: repository,
    encoding: "utf8",
  });
  return { status, stdout, stderr, folder: /^(\S+) holds/m.exec(stdout)?.[1] ?? "" };
}
const state = () => [git("status", "--porcelain"), git("rev-parse", "HEAD"), git("tag")];

test("a release is refused that could not be one", () => {
  const before = state();
  for (const [args, line] of [
    [[], /name the version/],
    [["0.2"], /name the version/],
    [["0.2.0", "0.3.0"], /name the version/],
    [["0.1.0"], /0\.1\.0 is not newer than 0\.1\.0/],
    [["0.0.9"], /0\.0\.9 is not newer than 0\.1\.0/],
    [["0.3.0"], /CHANGELOG\.md says nothing under »## 0\.3\.0«/],
  ] as [string[], RegExp][]) {
    const { status, stderr } = release(...args);
    expect([args, status, stderr]).toEqual([args, 1, expect.stringMatching(line)]);
  }
  expect(state()).toEqual(before);
  write("new.txt", "");
  expect(release("0.2.0")).toMatchObject({ status: 1, stderr: expect.stringMatching(/not committed/) });
  rmSync(join(repository, "new.txt"));
  git("tag", "v0.2.0");
  expect(release("0.2.0")).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/there is a tag v0\.2\.0/),
  });
  git("tag", "--delete", "v0.2.0");
});

test("a dry run makes all of it, the same each time, and leaves the repository as it was", () => {
  const before = state();
  const [first, second] = [release("0.2.0", "--dry-run"), release("--dry-run", "0.2.0")];
  expect([first.status, first.stderr, state()]).toEqual([0, "", before]);
  expect(existsSync(join(repository, "tests/upgrades/0.2.0.sql.gz"))).toBe(false);
  const sums = readFileSync(join(first.folder, "SHA256SUMS"), "utf8");
  expect(sums.split("\n").map((line) => line.split("  ")[1])).toEqual([
    `projekter-0.2.0-${process.platform}-${process.arch}.tar.gz`,
    "projekter-0.2.0.cdx.json",
    undefined,
  ]);
  expect(readFileSync(join(second.folder, "SHA256SUMS"), "utf8")).toBe(sums);
  execFileSync("sha256sum", ["--check", "--strict", "--quiet", "SHA256SUMS"], { cwd: first.folder });
  for (const { folder } of [first, second]) rmSync(folder, { recursive: true });
});

test("what a step that fails has begun is taken back", () => {
  const before = state();
  const image = textOf("image.cjs");
  write("image.cjs", "process.exit(3)");
  commit();
  const broken = state();
  expect(release("0.2.0").status).toBe(1);
  expect(state()).toEqual(broken);
  git("reset", "--quiet", "--hard", "HEAD~1");
  expect([state(), textOf("image.cjs")]).toEqual([before, image]);
});

test("a release is a commit with its version, a tag that says what is new, and files that can be checked", () => {
  const { status, folder } = release("0.2.0");
  expect([status, folder, git("status", "--porcelain")]).toEqual([0, "release/0.2.0", ""]);
  expect(
    git("show", "--stat=200", "--format=%s", "HEAD")
      .split("\n")
      .filter((line) => line.includes("|"))
      .map((line) => line.split("|")[0]?.trim()),
  ).toEqual([
    "deploy/kubernetes/projekter.yaml",
    "package-lock.json",
    "package.json",
    "tests/upgrades/0.2.0.sql.gz",
  ]);
  const lock = JSON.parse(textOf("package-lock.json"));
  expect([JSON.parse(textOf("package.json")).version, lock.version, lock.packages[""].version]).toEqual(
    Array(3).fill("0.2.0"),
  );
  expect(textOf("deploy/kubernetes/projekter.yaml").match(/\/projekter:[\d.]+/g)).toEqual(
    Array(4).fill("/projekter:0.2.0"),
  );
  expect(git("cat-file", "-t", "v0.2.0")).toBe("tag");
  expect(git("rev-parse", "v0.2.0^{commit}")).toBe(git("rev-parse", "HEAD"));
  expect(git("tag", "--list", "--format=%(contents)", "v0.2.0")).toBe(
    "0.2.0\n\n- News.\n\n### Mended\n\n- A fault.",
  );
  const archive = join(repository, folder, `projekter-0.2.0-${process.platform}-${process.arch}.tar.gz`);
  const listed = execFileSync("tar", ["-tvzf", archive, "--numeric-owner"], { encoding: "utf8" });
  expect(
    listed
      .trim()
      .split("\n")
      .map((line) => line.replace(/ +\d+ \d{4}-.*? (?=\S+$)/, " ")),
  ).toEqual([
    "drwxr-xr-x 0/0 projekter-0.2.0/",
    "drwxr-xr-x 0/0 projekter-0.2.0/lib/",
    "-rw-r--r-- 0/0 projekter-0.2.0/lib/a.mjs",
    "-rw-r--r-- 0/0 projekter-0.2.0/lib/b.mjs",
    "-rw-r--r-- 0/0 projekter-0.2.0/server.mjs",
  ]);
});

/** What CycloneDX 1.5 demands of the parts that we have; its own schema is in no package that we use. */
const text = { type: "string", minLength: 1 };
const licence = {
  oneOf: [
    { required: ["expression"], properties: { expression: text } },
    {
      required: ["license"],
      properties: {
        license: {
          oneOf: [{ required: ["id"] }, { required: ["name"] }],
          properties: { id: text, name: text },
        },
      },
    },
  ],
};
const component = {
  required: ["type", "name", "version", "bom-ref", "purl"],
  properties: {
    type: { enum: ["application", "library"] },
    ...{ name: text, version: text, "bom-ref": text },
    scope: { enum: ["required", "optional", "excluded"] },
    purl: { type: "string", pattern: "^pkg:npm/(%40[^/@]+/)?[^/@]+@[^@]+$" },
    licenses: { type: "array", items: licence },
    hashes: {
      type: "array",
      items: {
        required: ["alg", "content"],
        properties: {
          alg: { enum: ["SHA-1", "SHA-256", "SHA-384", "SHA-512"] },
          content: { type: "string", pattern: "^([a-f0-9]{40}|[a-f0-9]{64}|[a-f0-9]{96}|[a-f0-9]{128})$" },
        },
      },
    },
  },
};
const BILL = {
  type: "object",
  required: ["bomFormat", "specVersion", "version", "metadata", "components", "dependencies"],
  properties: {
    bomFormat: { const: "CycloneDX" },
    specVersion: { enum: ["1.5", "1.6", "1.7"] },
    version: { type: "integer", minimum: 1 },
    metadata: {
      required: ["timestamp", "component"],
      properties: { timestamp: { type: "string", pattern: "^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z$" }, component },
    },
    components: { type: "array", uniqueItems: true, items: component },
    dependencies: { type: "array", items: { required: ["ref"], properties: { ref: text } } },
  },
};

test("the list of packages is CycloneDX, and names all that a server runs with", () => {
  const bill = JSON.parse(textOf("release/0.2.0/projekter-0.2.0.cdx.json"));
  const check = new Ajv({ strict: false, allErrors: true }).compile(BILL);
  expect(check(bill) || check.errors).toBe(true);
  expect(check({ ...bill, components: [{ type: "library", name: "x" }] })).toBe(false);
  expect(bill.metadata.component).toMatchObject({ type: "application", name: "projekter", version: "0.2.0" });
  type Part = { "bom-ref": string };
  const { packages } = JSON.parse(textOf("package-lock.json")) as {
    packages: Record<string, { version: string; dev?: boolean; name?: string }>;
  };
  const locked = Object.entries(packages).flatMap(([path, { version, dev, name }]) =>
    path && !dev ? [`${name ?? path.slice(path.lastIndexOf("node_modules/") + 13)}@${version}`] : [],
  );
  const told = (bill.components as Part[]).map((one) => one["bom-ref"]);
  for (const name of ["pg", "react", "zod"])
    expect(told.some((one) => one.startsWith(`${name}@`))).toBe(true);
  expect([...new Set(told)].sort()).toEqual([...new Set(locked)].sort());
  const refs = new Set([bill.metadata.component, ...bill.components].map((one: Part) => one["bom-ref"]));
  expect(bill.dependencies.filter(({ ref }: { ref: string }) => !refs.has(ref))).toEqual([]);
});
