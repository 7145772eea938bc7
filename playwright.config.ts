import { defineConfig } from "@playwright/test";

export default defineConfig({
  testDir: "tests/e2e",
  // The tests share one demo and play after each other.
  workers: 1,
  fullyParallel: false,
  // A shared machine may stall for seconds; what needed another try is reported as flaky.
  retries: process.env.CI ? 2 : 0,
  timeout: 90_000,
  expect: { timeout: 10_000 },
  reporter: [["list"]],
  use: {
    baseURL: process.env.E2E_URL,
    actionTimeout: 15_000,
    // Pages are Danish until somebody chooses otherwise, whatever the browser prefers.
    locale: "en-US",
    timezoneId: "Europe/Copenhagen",
    viewport: { width: 1440, height: 900 },
    screenshot: "only-on-failure",
    // Recording slows everything; where a failed test is tried again, the second try is recorded.
    trace: process.env.CI ? "on-first-retry" : "retain-on-failure",
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: ["--no-sandbox", "--disable-background-networking", "--disable-component-update"],
    },
  },
});
