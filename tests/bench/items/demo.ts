/** P10, P8: the demo's second start until the first page, and what its project page costs a browser. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "../../../scripts/chromium.mjs";
import { run } from "../../../scripts/program.mjs";
import { freePort } from "../../../scripts/serve.mjs";
import { median, report } from "../measure";
import type { Task } from "../task";

const STARTS = 3;

/** `npm run demo` in a group of processes of its own, until a page is there. */
async function startDemo(data: string) {
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const start = performance.now();
  const child: ChildProcess = spawn("npm", ["run", "-s", "demo"], {
    env: { ...process.env, PORT: String(port), DATA_DIR: data, DATABASE_URL: "", NEXTAUTH_URL: "" },
    stdio: ["ignore", "ignore", "inherit"],
    detached: true,
  });
  let hasEnded = false;
  const ended = new Promise<void>((resolve) => {
    child.on("close", () => {
      hasEnded = true;
      resolve();
    });
  });
  for (;;) {
    const page = await fetch(`${base}/login`).catch(() => null);
    if (page?.ok && (await page.text()).includes("</html>")) break;
    if (hasEnded) throw new Error("the demo stopped before it answered");
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const ms = performance.now() - start;
  const stop = async () => {
    process.kill(-(child.pid ?? 0), "SIGTERM");
    await ended;
  };
  return { ms, base, stop };
}

const task = (item: string, work: (data: string) => Promise<void>): Task => ({
  item,
  run: async () => {
    const data = mkdtempSync(join(tmpdir(), "projekter-bench-"));
    try {
      const first = await startDemo(data);
      await first.stop();
      await work(data);
    } finally {
      rmSync(data, { recursive: true, force: true });
    }
  },
});

export const DEMO: Task[] = [
  task("P10 second start of the demo", async (data) => {
    const times: number[] = [];
    for (let i = 0; i < STARTS; i += 1) {
      const { ms, stop } = await startDemo(data);
      times.push(ms);
      await stop();
    }
    report("P10 second start of the demo", undefined, { ms: median(times) }, { of: "ms", most: 3_000 });
  }),
  task("P8 project page in the browser", async (data) => {
    if (!chromium()) {
      process.stderr.write("P8 needs a Chromium\n");
      return;
    }
    const { base, stop } = await startDemo(data);
    try {
      await run("tests/bench/project-page.mjs", [base, "3"]);
    } finally {
      await stop();
    }
  }),
];
