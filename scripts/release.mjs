/**
 * Makes a release: npm run release -- VERSION, with TEST_DATABASE_URL of a PostgreSQL server for the dump. The version is
 * committed and tagged, and what people fetch is put in release/VERSION. With --dry-run all of it is made, in a folder
 * elsewhere, and the repository is left as it was; so it is when a step fails.
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const MANIFEST = "deploy/kubernetes/projekter.yaml";
/** They name the version. */
const NAMING = ["package.json", "package-lock.json", MANIFEST];

const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).trim();
const npm = (...args) => execFileSync("npm", args, { stdio: ["ignore", "inherit", "inherit"] });
const read = (path) => readFileSync(path, "utf8");

const args = process.argv.slice(2);
const isDry = args.includes("--dry-run");
const [version = "", ...more] = args.filter((arg) => arg !== "--dry-run");
const { name, version: last } = JSON.parse(read("package.json"));
const tag = `v${version}`;
const dump = `tests/upgrades/${version}.sql.gz`;

const refusal = refusalOf();
if (refusal) {
  process.stderr.write(`No release: ${refusal}\n`);
  process.exit(1);
}
const told = changesOf(version);
// CTRL+C ends the step that runs, which is an error here.
process.on("SIGINT", () => {});
const stage = mkdtempSync(join(tmpdir(), "projekter-release-"));
const folder = isDry ? mkdtempSync(join(tmpdir(), "projekter-dry-run-")) : join("release", version);
let isDone = false;
try {
  // Of everything in it, so that the same commit gives the same.
  const at = Number(git("show", "-s", "--format=%ct", "HEAD"));
  setVersion();
  npm("run", "db:dump");
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  archive(at);
  writeFileSync(join(folder, `${name}-${version}.cdx.json`), billOfMaterials(at));
  writeFileSync(join(folder, "SHA256SUMS"), sums());
  if (!isDry) {
    git("add", ...NAMING, dump);
    git("commit", "--quiet", "--message", `Release ${version}`);
    isDone = true;
    git("tag", "--annotate", tag, "--cleanup=verbatim", "--message", `${version}\n\n${told}`);
  }
} finally {
  rmSync(stage, { recursive: true, force: true });
  if (!isDone) {
    git("reset", "--quiet");
    git("checkout", "--", ...NAMING);
    rmSync(dump, { force: true });
  }
}
process.stdout.write(
  isDry
    ? `${folder} holds what the release ${version} would be; the repository is as it was\n`
    : `${folder} holds the release ${version}; publish it: git push --follow-tags\n`,
);

/** Why this can be no release; undefined when it can. */
function refusalOf() {
  if (!/^\d+\.\d+\.\d+$/.test(version) || more.length > 0)
    return "name the version, as in npm run release -- 1.2.3, with --dry-run to try it";
  if (git("status", "--porcelain")) return "there are changes that are not committed";
  if (!isNewer(version, last)) return `${version} is not newer than ${last}`;
  if (git("tag", "--list", tag)) return `there is a tag ${tag}`;
  if (!changesOf(version))
    return `CHANGELOG.md says nothing under »## ${version}«; give what stands under »## Unreleased« that heading, and commit it`;
  return undefined;
}

function isNewer(one, other) {
  const [own, least] = [one, other].map((text) => text.split(".").map(Number));
  const at = own.findIndex((part, i) => part !== least[i]);
  return at >= 0 && own[at] > least[at];
}

/** What CHANGELOG.md says of a version. */
function changesOf(wanted) {
  const [, ...sections] = read("CHANGELOG.md").split(/^## /m);
  const section = sections.find((text) => text.split(/\s/, 1)[0] === wanted) ?? "";
  return section.slice(section.indexOf("\n")).trim();
}

function setVersion() {
  const own = JSON.parse(read("package.json"));
  const lock = JSON.parse(read("package-lock.json"));
  for (const one of [own, lock, lock.packages[""]]) one.version = version;
  writeFileSync("package.json", `${JSON.stringify(own, null, 2)}\n`);
  writeFileSync("package-lock.json", `${JSON.stringify(lock, null, 2)}\n`);
  writeFileSync(MANIFEST, read(MANIFEST).replaceAll(`/${name}:${last}`, `/${name}:${version}`));
}

/** What a container runs (scripts/image.mjs), for machines like this one: it holds native code. */
function archive(at) {
  const top = `${name}-${version}`;
  npm("run", "image", "--", join(stage, top));
  const path = join(folder, `${top}-${process.platform}-${process.arch}.tar.gz`);
  const same = [
    "--sort=name",
    `--mtime=@${at}`,
    "--owner=0",
    "--group=0",
    "--numeric-owner",
    "--mode=u+rwX,go+rX,go-w",
  ];
  execFileSync("tar", ["--use-compress-program=gzip -9n", ...same, "-cf", path, "-C", stage, top]);
}

/** The packages that a server may run with, as CycloneDX. */
function billOfMaterials(at) {
  // With `--omit=dev` npm leaves out all that a tool of ours needs as well, such as react. So it is asked without those.
  const { devDependencies: _, ...own } = JSON.parse(read("package.json"));
  const { packages, ...lock } = JSON.parse(read("package-lock.json"));
  const kept = Object.fromEntries(Object.entries(packages).filter(([, { dev }]) => !dev));
  delete kept[""].devDependencies;
  writeFileSync(join(stage, "package.json"), JSON.stringify(own));
  writeFileSync(join(stage, "package-lock.json"), JSON.stringify({ ...lock, packages: kept }));
  const text = execFileSync("npm", ["sbom", "--sbom-format=cyclonedx", "--package-lock-only"], {
    cwd: stage,
    encoding: "utf8",
    maxBuffer: 100_000_000,
  });
  const { serialNumber: __, ...bill } = JSON.parse(text);
  bill.metadata.timestamp = new Date(at * 1_000).toISOString();
  // npm takes the folder's name for the program's.
  Object.assign(bill.metadata.component, { name, type: "application" });
  return `${JSON.stringify(bill, null, 2)}\n`;
}

/** As `sha256sum --check` reads them. */
function sums() {
  const sum = (file) =>
    createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
  return readdirSync(folder)
    .sort()
    .map((file) => `${sum(file)}  ${file}\n`)
    .join("");
}
