import { availableParallelism } from "node:os";
import nextJest from "next/jest.js";

const createConfig = nextJest({ dir: "./" });

// Packages that are ECMAScript modules only; Jest's own loader wants them transformed.
const MODULES = [
  "next-intl",
  "use-intl",
  "intl-messageformat",
  "icu-minify",
  "@formatjs/.*",
  "@schummar/icu-type-parser",
  "openid-client",
  "oauth4webapi",
  "jose",
];

export const layer = async (name, more) => {
  const config = await createConfig({
    displayName: name,
    testMatch: [`<rootDir>/tests/${name.split(" ")[0]}/**/*.test.{ts,tsx}`],
    testEnvironment: "node",
    // Mutation testing works on copies there.
    modulePathIgnorePatterns: ["<rootDir>/.cache/"],
    moduleNameMapper: {
      "^@/(.*)$": "<rootDir>/$1",
      "^server-only$": "<rootDir>/tests/support/server-only.ts",
    },
    ...more,
  })();
  return {
    ...config,
    transformIgnorePatterns: [`/node_modules/(?!(${MODULES.join("|")})/)`, "^.+\\.module\\.(css|sass|scss)$"],
  };
};

export const onEmbedded = {
  globalSetup: "<rootDir>/tests/support/embedded-setup.mjs",
  globalTeardown: "<rootDir>/tests/support/embedded-teardown.mjs",
  testEnvironment: "<rootDir>/tests/support/embedded-environment.mjs",
};
const onPostgres = {
  globalSetup: "<rootDir>/tests/support/postgres-setup.mjs",
  globalTeardown: "<rootDir>/tests/support/postgres-teardown.mjs",
  testEnvironment: "<rootDir>/tests/support/postgres-environment.mjs",
};

/** The production build, served over a fresh database; it is built first when the sources changed. */
const overHttp = (kind) => ({
  globalSetup: "<rootDir>/tests/support/api-setup.mjs",
  globalTeardown: "<rootDir>/tests/support/api-teardown.mjs",
  globals: { apiServer: kind },
  setupFilesAfterEnv: ["<rootDir>/tests/support/api-patience.ts"],
});

export default async () => {
  const url = process.env.TEST_DATABASE_URL;
  const databases = url
    ? "the embedded database and PostgreSQL"
    : "the embedded database (TEST_DATABASE_URL adds PostgreSQL)";
  if (!process.env.JEST_WORKER_ID) process.stderr.write(`Server tests run on ${databases}.\n`);
  return {
    // Each embedded database takes some 300 MB.
    maxWorkers: Math.min(4, Math.max(2, availableParallelism())),
    testSequencer: "<rootDir>/tests/support/longest-first.cjs",
    // A machine with other work to do is slow; that is no fault of ours.
    testTimeout: 20_000,
    projects: [
      await layer("domain"),
      await layer("server", onEmbedded),
      // The writers of cases, the corpus, the lock, the steps of readers and what is written are about files; once is enough.
      ...(url
        ? [
            await layer("server (PostgreSQL)", {
              ...onPostgres,
              testPathIgnorePatterns: [
                "server/case-door",
                "server/corpus",
                "server/directory-lock",
                "server/linear",
                "server/printed-workbooks",
                "server/file-kinds",
                "server/own-process",
                "server/write-workbook",
              ],
            }),
          ]
        : []),
      await layer("web", onEmbedded),
      // What is asked at random, of every route, or of the server and the provider in front is asked of one database;
      // the servers of the metrics have databases of their own.
      await layer("api", {
        ...overHttp("embedded"),
        testPathIgnorePatterns: url
          ? ["fuzz", "sweep", "hostile", "front", "sign-on", "metrics"].map((name) => `api/${name}`)
          : [],
      }),
      ...(url ? [await layer("api (PostgreSQL)", overHttp("postgresql"))] : []),
      await layer("components", {
        testEnvironment: "jsdom",
        setupFilesAfterEnv: ["<rootDir>/tests/support/components-setup.ts"],
      }),
    ],
  };
};
