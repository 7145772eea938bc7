import { defineConfig } from "@playwright/test";

/** A demo for each worker; one that is begun anew after a failure goes on with the demo of the one before. */
const demos = (process.env.E2E_URLS ?? "").split(" ");

export default defineConfig({
  testDir: "tests/e2e",
  // The tests of a file play after each other.
  workers: demos.length,
  fullyParallel: false,
  // A shared machine may stall for seconds; what needed another try is reported as flaky.
  retries: process.env.CI ? 2 : 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: demos[Number(process.env.TEST_PARALLEL_INDEX ?? 0)],
    actionTimeout: 15_000,
    // Pages are Danish until somebody chooses otherwise, whatever the browser prefers.
    locale: "en-US",
    timezoneId: "Europe/Copenhagen",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    // Recording slows everything (`--trace on`); where a failed test is tried again, the second try is recorded.
    trace: "on-first-retry",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
