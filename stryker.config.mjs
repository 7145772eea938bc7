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
  "kernel-database": {
    mutate: ["access", "address-columns", "history", "idempotency", "mutate", "search", "sql"].map(
      (name) => `lib/server/kernel/${name}.ts`,
    ),
    layer: "server",
    suites: ["kernel-{pieces,sight,write,history}"],
    database: true,
  },
  domain: { mutate: ["lib/domain/**/*.ts", "!lib/domain/actions/*.ts"], layer: "domain" },
};

const part = process.env.MUTATION_PART;
const files = `.cache/mutation/${part}`;

export default {
  mutate: PARTS[part]?.mutate,
  testRunner: "jest",
  jest: { configFile: "jest.mutation.config.mjs" },
  coverageAnalysis: "perTest",
  concurrency: 2,
  tempDirName: ".cache/stryker",
  ignorePatterns: [".*", "docs", "public"],
  reporters: ["clear-text", "json", "html"],
  clearTextReporter: { allowColor: false, reportTests: false, logTests: false },
  jsonReporter: { fileName: `${files}.json` },
  htmlReporter: { fileName: `${files}.html` },
};
