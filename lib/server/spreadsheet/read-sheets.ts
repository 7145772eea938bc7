import "server-only";
import { DomainError } from "@/lib/contract/errors";
import { LIMITS } from "@/lib/domain/limits";
import { Turns } from "@/lib/server/kernel/turns";
import { NoAnswer, OwnProcesses } from "./own-process";

/**
 * What a cell holds: formulas by their kept result, dates as YYYY-MM-DD, and as `error` what is no value: Excel's
 * word for a fault, a formula nobody reckoned out, a number that Excel shows with an exponent.
 */
export type Cell =
  | string
  | number
  | boolean
  | null
  | { date: string }
  | { error: string }
  /** A number that is shown with more than its digits. */
  | { shown: string; number: number };
/** `row` is Excel's own number; rows without content are left out. */
export type SheetRow = { row: number; cells: Cell[]; hidden?: true; struck?: true };
export type Sheet = {
  name: string;
  hidden: boolean;
  rows: SheetRow[];
  /** Texts that programs had garbled or wrapped, as they stood; columns count from 0. */
  mends: { row: number; column: number; from: string }[];
  hiddenColumns: number[];
  /** Blocks of merged cells: rows by Excel's number, columns from 0, both ends included. */
  merges: { from: number; to: number; left: number; right: number }[];
  /** Whether its days are counted from 1904. */
  date1904: boolean;
};

const AT_ONCE = 2;
/** One that had hard work is let go with its memory. */
const HARD_WORK_MS = 3_000;
const HEAP_MIB = 512;
const PATIENCE_SECONDS = 20;
const processes = new OwnProcesses("reader-process.mjs", HEAP_MIB, PATIENCE_SECONDS);

/** Whatever waits is held in memory whole. */
const readers = Turns.named("read workbooks", {
  atOnce: AT_ONCE,
  perPerson: 1,
  patienceMs: 60_000,
  places: { all: 20, each: 4 },
});

/**
 * The sheets of an .xlsx or .csv file. `invalid_file` with a reason for anything that is no readable workbook,
 * `payload_too_large` and `too_many_rows` above the limits. Two files are read at once, one of each person (`who`);
 * `busy` when too many wait. By `words`, headers that may stand in it, a text file's separator is found.
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

/** What ran out of the memory it was given is ended by a signal. What was never read says nothing of the file. */
function withoutAnswer(error: unknown): { child?: undefined; answer: Answer } {
  if (!(error instanceof NoAnswer)) throw error;
  if (!error.hasBegun) throw new DomainError("busy");
  const faults = { signal: "too_big_inside", timeout: "timeout", code: "damaged", not_started: "damaged" };
  return { answer: { fault: faults[error.reason] } };
}
