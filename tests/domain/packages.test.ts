import lock from "@/package-lock.json";

type Entry = { version?: string; hasInstallScript?: boolean };
const packages = Object.entries(lock.packages as Record<string, Entry>);
const nameOf = (path: string) => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);

/** The versions that were judged, below which no copy of a package may fall. Raised when a hole in one is told of. */
const FLOORS = {
  next: "16.4.6",
  "next-auth": "4.24.15",
  react: "19.3.1",
  "react-dom": "19.3.1",
  pg: "8.23.1",
  xlsx: "0.20.3",
  zod: "4.6.7",
  "drizzle-orm": "0.45.4",
  "@electric-sql/pglite": "0.5.16",
  "@node-rs/argon2": "2.2.1",
};

const partsOf = (version: string) => version.split(/[.-]/).slice(0, 3).map(Number);
const isBelow = (version: string, floor: string) => {
  const [own, least] = [partsOf(version), partsOf(floor)];
  const at = own.findIndex((part, i) => part !== least[i]);
  return at !== -1 && (own[at] ?? 0) < (least[at] ?? 0);
};

test.each([
  ["16.4.5", "16.4.6", true],
  ["16.4.6", "16.4.6", false],
  ["16.10.0", "16.4.6", false],
  ["9.9.9", "16.4.6", true],
  ["17.0.0", "16.4.6", false],
  ["16.4.6-canary.1", "16.4.6", false],
])("%s is below %s: %s", (version, floor, expected) => {
  expect(isBelow(version, floor)).toBe(expected);
});

test.each(Object.entries(FLOORS))("%s is at least %s, wherever the lock file has it", (name, floor) => {
  const found = packages.filter(([path]) => path.startsWith("node_modules/") && nameOf(path) === name);
  expect(found.length).toBeGreaterThan(0);
  expect(found.filter(([, { version = "0" }]) => isBelow(version, floor))).toEqual([]);
});

/** Looked at: each puts its binary for the platform in place, or finds that npm did. */
const MAY_RUN_AT_INSTALL = ["@parcel/watcher", "@swc/core", "esbuild"];

test("no package runs a script at its installation but those that were looked at", () => {
  const running = packages.filter(([, entry]) => entry.hasInstallScript).map(([path]) => nameOf(path));
  expect([...new Set(running)].sort()).toEqual(MAY_RUN_AT_INSTALL);
});
