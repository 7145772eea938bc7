/**
 * What `npm run mutate` may be given, and the tests that must find the mutants: those of a layer that hold to the part,
 * because every mutant loads the files of them all. Without a database they are much faster.
 */
export const PARTS = {
  actions: { mutate: ["lib/domain/actions/*.ts"], layer: "domain" },
  "kernel-memory": {
    mutate: ["context", "cursor", "database", "demand", "heavy-reads", "in-turns", "turns"].map(
      (name) => `lib/server/kernel/${name}.ts`,
    ),
    layer: "server",
    suites: ["kernel-{pieces,database-state,in-turns,turns}"],
  },
  "kernel-writes": {
    mutate: ["idempotency", "mutate"].map((name) => `lib/server/kernel/${name}.ts`),
    layer: "server",
    suites: ["kernel-writes"],
    database: true,
  },
  "kernel-reads": {
    mutate: ["access", "address-columns", "history", "search", "sql"].map(
      (name) => `lib/server/kernel/${name}.ts`,
    ),
    layer: "server",
    suites: ["kernel-reads"],
    database: true,
  },
  domain: {
    mutate: ["lib/domain/**/*.ts", "!lib/domain/actions/*.ts"],
    layer: "domain",
    // A mutant of what is made while its module loads runs all tests, and here are hundreds: the tables of fields and words.
    ignoreStatic: true,
  },
};

const part = process.env.MUTATION_PART;
const files = `.cache/mutation/${part}`;

export default {
  mutate: PARTS[part]?.mutate,
  testRunner: "jest",
  jest: { configFile: "jest.mutation.config.mjs" },
  coverageAnalysis: "perTest",
  ignoreStatic: PARTS[part]?.ignoreStatic,
  concurrency: 2,
  // A machine with other work to do is slow; what it takes longer for is no mutant that hangs.
  timeoutMS: 60_000,
  tempDirName: files,
  ignorePatterns: [".*", "docs", "public"],
  reporters: ["progress-append-only", "clear-text", "json", "html"],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `${files}.json` },
  htmlReporter: { fileName: `${files}.html` },
};
