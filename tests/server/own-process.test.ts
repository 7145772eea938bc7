import { execFileSync, spawnSync } from "node:child_process";
import { setTimeout as pause } from "node:timers/promises";
import { readSheets } from "@/lib/server/spreadsheet/read-sheets";
import { bytesOf, writeWorkbook } from "@/lib/server/spreadsheet/write-workbook";
import { WORDS, written } from "../support/workbooks";

jest.setTimeout(60_000);

const CSV = new TextEncoder().encode("Vejnavn;Husnr.\nBakkevej;1\n");
const read = () => readSheets(CSV, "a.csv");
const write = () => written([{ name: "A", widths: [], rows: [["x"]] }]);

/** To every process that this one has started, as a service manager or the system would. */
const signalAll = (signal: string) => execFileSync("pkill", [`-${signal}`, "-P", String(process.pid)]);

/** What a program of ours says that ends by itself, with so many open files at most. */
function program(name: string, openFiles = 1_000) {
  const tsx = "node_modules/tsx/dist/loader.mjs";
  const line = `ulimit -n ${openFiles}; exec "${process.execPath}" --conditions=react-server --import ./${tsx} tests/support/${name}.ts`;
  const { stdout, stderr } = spawnSync("bash", ["-c", line], { encoding: "utf8" });
  return { stdout, stderr };
}

test.each([
  ["read", read],
  ["written", write],
])(
  "where a process that was kept has been ended meanwhile, the next workbook is %s all the same",
  async (_, work) => {
    await work();
    signalAll("KILL");
    await expect(work()).resolves.toBeTruthy();
  },
);

test.each(["TERM", "INT"])(
  "a workbook that is being written survives SIG%s, which a service gets as a whole",
  async (signal) => {
    const rows = Array.from({ length: 20 }, (_, i) => [[`${i} ${crypto.randomUUID()}`.repeat(100)]]);
    const sheets = [{ name: "A", title: "", widths: [], rows }];
    const pieces = writeWorkbook(sheets, { who: "somebody", words: WORDS });
    const first = await pieces.next();
    signalAll(signal);
    await pause(100);
    const rest = await bytesOf(pieces);
    const whole = new Uint8Array([...(first.value ?? []), ...rest]);
    expect((await readSheets(whole, "a.xlsx"))[0]?.rows).toHaveLength(20);
  },
);

test("where no process can be started, people are told to try again, and can", () => {
  const { stdout, stderr } = program("without-files", 60);
  expect(stdout).toBe(
    `${JSON.stringify([
      ["busy", "busy"],
      ["done", "done"],
    ])}\n`,
  );
  expect(stderr).toContain("No process for workbooks could be started");
});

test("no process goes on with a file when the server has ended", async () => {
  const pid = Number(program("end-while-reading").stdout);
  expect(pid).toBeGreaterThan(1);
  await pause(500);
  // One that has ended may stand in the list until its parent has asked for it.
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  expect(stdout.trim()).toMatch(/^(?:Z.*)?$/);
});
