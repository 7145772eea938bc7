import { layer, onEmbedded } from "./jest.config.mjs";
import { PARTS } from "./stryker.config.mjs";

/** The tests of one part as a project of its own: Stryker does not read Jest's list of projects. */
export default () => {
  const part = PARTS[process.env.MUTATION_PART];
  const suites = part.suites ?? ["*"];
  return layer(part.layer, {
    testTimeout: 20_000,
    testMatch: suites.map((name) => `<rootDir>/tests/${part.layer}/${name}.test.ts`),
    ...(part.database && { ...onEmbedded, testEnvironment: "./tests/support/embedded-environment.mjs" }),
  });
};
