// The browser tests: builds what has changed, serves fresh demos on free ports, runs Playwright, cleans up.
import { cpSync, mkdtempSync, rmSync } from "node:fs";
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
/** Each worker of Playwright has a demo of its own, so that files play at once and none sees what another does. */
const homes = Array.from({ length: 2 }, (_, worker) => join(data, String(worker)));
const ports = await Promise.all(homes.map(freePort));
const urls = ports.map((port) => `http://localhost:${port}`);
// An empty NEXTAUTH_URL would break the drawing of every page on the server.
const env = { DATABASE_URL: "", NEXTAUTH_URL: urls[0], CSP_REPORTS: "1" };
const [first, ...others] = homes;
let code = await run("tsx", ["scripts/seed.ts"], { env: { ...env, DATA_DIR: first } });
if (code === 0) {
  for (const home of others) cpSync(first, home, { recursive: true });
  const start = (home, i) =>
    serve({
      ...{ folder, port: ports[i], stdio: ["ignore", "inherit", "pipe"] },
      env: { ...env, DATA_DIR: home, NEXTAUTH_URL: urls[i] },
    });
  const servers = await Promise.all(homes.map(start));
  // What a page was kept from doing would otherwise be seen only where a test happens to need it.
  const blocked = [];
  for (const server of servers) {
    server.stderr.on("data", (chunk) => {
      process.stderr.write(chunk);
      blocked.push(
        ...String(chunk)
          .split("\n")
          .filter((line) => line.startsWith("csp: ")),
      );
    });
  }
  code = await run("playwright", ["test", ...process.argv.slice(2)], {
    env: { CHROMIUM_PATH: browser, E2E_URLS: urls.join(" ") },
  });
  for (const server of servers) server.kill("SIGTERM");
  await Promise.all(servers.map((server) => new Promise((resolve) => server.on("close", resolve))));
  if (blocked.length > 0) {
    process.stderr.write(`The content security policy blocked something ${blocked.length} times.\n`);
    code ||= 1;
  }
}
rmSync(data, { recursive: true, force: true });
process.exit(code);
