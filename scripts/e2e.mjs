// The browser tests: builds what has changed, serves a fresh demo on a free port, runs Playwright, cleans up.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "./chromium.mjs";
import { install } from "./install.mjs";

const browser = chromium();
if (!browser) {
  process.stderr.write(
    "Chromium is missing. Install it (Debian, Ubuntu: apt-get install chromium), or say where it is: CHROMIUM_PATH=/path/to/chrome\n",
  );
  process.exit(1);
}
install();
const { buildWhenChanged } = await import("./build.mjs");
const { run } = await import("./program.mjs");
const { freePort, serve } = await import("./serve.mjs");

const folder = ".next";
await buildWhenChanged(folder);
const data = mkdtempSync(join(tmpdir(), "projekter-e2e-"));
const port = await freePort();
// An empty NEXTAUTH_URL would break the drawing of every page on the server.
const env = { DATA_DIR: data, DATABASE_URL: "", NEXTAUTH_URL: `http://localhost:${port}`, CSP_REPORTS: "1" };
let code = await run("tsx", ["scripts/seed.ts"], { env });
if (code === 0) {
  const server = await serve({ folder, port, env, stdio: ["ignore", "inherit", "pipe"] });
  // What a page was kept from doing would otherwise be seen only where a test happens to need it.
  const blocked = [];
  server.stderr.on("data", (chunk) => {
    process.stderr.write(chunk);
    blocked.push(
      ...String(chunk)
        .split("\n")
        .filter((line) => line.startsWith("csp: ")),
    );
  });
  code = await run("playwright", ["test", ...process.argv.slice(2)], {
    env: { CHROMIUM_PATH: browser, E2E_URL: `http://localhost:${port}` },
  });
  server.kill("SIGTERM");
  await new Promise((resolve) => server.on("close", resolve));
  if (blocked.length > 0) {
    process.stderr.write(`The content security policy blocked something ${blocked.length} times.\n`);
    code ||= 1;
  }
}
rmSync(data, { recursive: true, force: true });
process.exit(code);
