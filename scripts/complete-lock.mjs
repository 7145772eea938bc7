/**
 * npm leaves binaries for other platforms out of the lock when its registry does not hold them, and `npm ci` then
 * refuses the lock everywhere. Adds what is missing; `--check` only tells. Run after every change of dependencies.
 */
import { readFileSync, writeFileSync } from "node:fs";

const FILE = "package-lock.json";
const OS = [
  "aix",
  "android",
  "darwin",
  "freebsd",
  "linux",
  "netbsd",
  "openbsd",
  "openharmony",
  "sunos",
  "win32",
];
const CPU = ["arm", "arm64", "ia32", "loong64", "mips64el", "ppc64", "riscv64", "s390x", "x64", "wasm32"];

const lock = JSON.parse(readFileSync(FILE, "utf8"));
const added = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (lock.packages[`${path}/node_modules/${name}`] || lock.packages[`node_modules/${name}`]) continue;
    const words = name.split(/[-/]/).map((word) => (word === "win32" || word === "windows" ? "win32" : word));
    const os = OS.filter((one) => words.includes(one));
    const cpu = CPU.filter((one) => words.includes(one));
    const libc = ["musl", "gnu"]
      .filter((one) => words.includes(one))
      .map((one) => (one === "gnu" ? "glibc" : one));
    const place = {
      version: version.replace(/^[\^~>=]+/, ""),
      ...(cpu.length > 0 && { cpu }),
      ...(os.length > 0 && { os }),
      ...(libc.length > 0 && { libc }),
      optional: true,
    };
    lock.packages[`node_modules/${name}`] = place;
    added.push(name);
  }
}
if (added.length > 0 && process.argv.includes("--check")) {
  process.stderr.write(`${FILE} lacks ${added.join(", ")}; run: node scripts/complete-lock.mjs\n`);
  process.exit(1);
}
if (added.length > 0) {
  const { "": root, ...rest } = lock.packages;
  const sorted = Object.fromEntries(Object.entries(rest).sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(FILE, `${JSON.stringify({ ...lock, packages: { "": root, ...sorted } }, null, 2)}\n`);
  process.stdout.write(`Added ${added.length} entries to ${FILE}\n`);
}
