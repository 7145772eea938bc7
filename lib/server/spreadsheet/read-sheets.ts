import "server-only";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { DomainError } from "@/lib/domain/error";
import { LIMITS } from "@/lib/domain/limits";

/** What a cell holds: formulas by their kept result, dates as YYYY-MM-DD, errors by Excel's word for them. */
export type Cell = string | number | boolean | null | { date: string } | { error: string };
/** `row` is Excel's own number; rows without content are left out. */
export type SheetRow = { row: number; cells: Cell[] };
export type Sheet = { name: string; rows: SheetRow[] };

const SECONDS = 20;
const AT_ONCE = 2;
// A plain script beside this file, not bundled: the same in development, in production and under test.
const SCRIPT = join(process.cwd(), "lib", "server", "spreadsheet", "reader-worker.mjs");

let running = 0;
const waiting: (() => void)[] = [];

/**
 * The sheets of an .xlsx or .csv file. `invalid_file` with a reason for anything that is no readable workbook,
 * `payload_too_large` and `too_many_rows` above the limits. Never more than two files are read at once.
 */
export async function readSheets(bytes: Uint8Array, fileName: string): Promise<Sheet[]> {
  if (bytes.byteLength > LIMITS.uploadBytes) {
    throw new DomainError("payload_too_large", {
      params: { limit: `${LIMITS.uploadBytes / 1024 / 1024} MB` },
    });
  }
  if (running >= AT_ONCE) await new Promise<void>((resolve) => waiting.push(resolve));
  running += 1;
  try {
    return await readInThread(bytes, /\.(csv|txt)$/i.test(fileName));
  } finally {
    running -= 1;
    waiting.shift()?.();
  }
}

type Answer = { sheets?: Sheet[]; tooManyRows?: true; fault?: string };

function readInThread(bytes: Uint8Array, isCsv: boolean): Promise<Sheet[]> {
  const workerData = { bytes, isCsv, maxRows: LIMITS.uploadRows, maxInflated: LIMITS.inflatedBytes };
  return new Promise((resolve, reject) => {
    const worker = new Worker(/* turbopackIgnore: true */ SCRIPT, {
      workerData,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    const refuse = (reason: string) => {
      clearTimeout(timer);
      void worker.terminate();
      reject(new DomainError("invalid_file", { params: { reason } }));
    };
    const timer = setTimeout(() => refuse("timeout"), SECONDS * 1000);
    worker.once("error", () => refuse("damaged"));
    worker.once("exit", () => refuse("damaged"));
    worker.once("message", ({ sheets, tooManyRows, fault }: Answer) => {
      clearTimeout(timer);
      void worker.terminate();
      if (sheets) resolve(sheets);
      else if (tooManyRows)
        reject(new DomainError("too_many_rows", { params: { limit: LIMITS.uploadRows } }));
      else refuse(fault ?? "damaged");
    });
  });
}
