import "server-only";
import { DomainError } from "@/lib/contract/errors";
import { LIMITS } from "@/lib/domain/limits";
import { Turns } from "@/lib/server/kernel/turns";
import { NoAnswer, OwnProcesses } from "./own-process";

/**
 * A cell's value. Formulas are their stored result; dates are YYYY-MM-DD. `error` is Excel's error value, a formula
 * without a result, or a number that Excel shows with an exponent.
 */
export type Cell =
  | string
  | number
  | boolean
  | null
  | { date: string }
  | { error: string }
  /** A number with a format that shows more than its digits: »12 A«, »0800«. */
  | { shown: string; number: number };
/** `row` is Excel's own number; rows without content are left out. */
export type SheetRow = { row: number; cells: Cell[]; hidden?: true; struck?: true };
export type Sheet = {
  name: string;
  hidden: boolean;
  rows: SheetRow[];
  /** Cells whose text was mended, with the text before; columns count from 0. */
  mends: { row: number; column: number; from: string }[];
  hiddenColumns: number[];
  /** Blocks of merged cells: rows by Excel's number, columns from 0, both ends included. */
  merges: { from: number; to: number; left: number; right: number }[];
  /** Whether its days count from 1904. */
  date1904: boolean;
};

const AT_ONCE = 2;
/** A process that took longer than this is ended, to free its memory. */
const HARD_WORK_MS = 3_000;
const HEAP_MIB = 512;
const PATIENCE_SECONDS = 20;
/** In MiB: with less room for young objects than V8's 16 a reader is as fast, and takes 40 MiB less. */
const SMALL = ["--max-semi-space-size=1"];
const processes = new OwnProcesses("reader-process.mjs", HEAP_MIB, PATIENCE_SECONDS, SMALL);

/** Few may wait, since each waiting file is held in memory. */
const readers = Turns.named("read workbooks", {
  atOnce: AT_ONCE,
  perPerson: 1,
  patienceMs: 60_000,
  places: { all: 20, each: 4 },
});

/**
 * The sheets of an .xlsx or .csv file. `invalid_file` with a reason for anything that is no readable workbook,
 * `payload_too_large` and `too_many_rows` above the limits. Two files are read at a time, one for each person (`who`);
 * `busy` when too many wait. `words` are known headers, by which the separator of a text file is found.
 */
export async function readSheets(
  bytes: Uint8Array,
  fileName: string,
  who: string = crypto.randomUUID(),
  words: readonly string[] = [],
): Promise<Sheet[]> {
  if (bytes.byteLength > LIMITS.uploadBytes) {
    throw new DomainError("payload_too_large", {
      params: { limit: `${LIMITS.uploadBytes / 1024 / 1024} MB` },
    });
  }
  const leave = await readers.take(who);
  try {
    return await readApart({ bytes, isCsv: /\.(csv|txt|tsv|tab)$/i.test(fileName), words });
  } finally {
    leave();
  }
}

type Answer = { sheets?: Sheet[]; tooManyRows?: true; fault?: string };

type Job = { bytes: Uint8Array; isCsv: boolean; words: readonly string[] };

async function readApart(job: Job): Promise<Sheet[]> {
  const begun = Date.now();
  const order = { ...job, maxRows: LIMITS.uploadRows, maxInflated: LIMITS.inflatedBytes };
  const { child, answer } = await processes.begin<Answer>(order).catch(withoutAnswer);
  if (child && answer.sheets && Date.now() - begun < HARD_WORK_MS) processes.keep(child);
  else if (child) processes.end(child);
  if (answer.sheets) return answer.sheets;
  if (answer.tooManyRows) throw new DomainError("too_many_rows", { params: { limit: LIMITS.uploadRows } });
  throw new DomainError("invalid_file", { params: { reason: answer.fault ?? "damaged" } });
}

/** A process out of memory ends by a signal: the file is too large. One that never began says nothing of the file. */
function withoutAnswer(error: unknown): { child?: undefined; answer: Answer } {
  if (!(error instanceof NoAnswer)) throw error;
  if (!error.hasBegun) throw new DomainError("busy");
  const faults = { signal: "too_big_inside", timeout: "timeout", code: "damaged", not_started: "damaged" };
  return { answer: { fault: faults[error.reason] } };
}
