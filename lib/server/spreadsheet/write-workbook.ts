import "server-only";
import type { ChildProcess } from "node:child_process";
import { DomainError } from "@/lib/contract/errors";
import type { Translate } from "@/lib/messages";
import type { Ctx } from "@/lib/server/kernel/context";
import { Turns } from "@/lib/server/kernel/turns";
import { NoAnswer, OwnProcesses } from "./own-process";

/**
 * A cell: a text, a number, a day (YYYY-MM-DD) or a truth value. Null is empty, "" is empty with a frame, to fill in.
 */
export type SheetCell =
  | string
  | {
      text: string;
      isBad?: boolean;
      isBold?: boolean;
      /** Runs on over the empty cells beside it. */
      isNote?: boolean;
    }
  | { number: number }
  | { day: string; isBad?: boolean }
  /** A truth value, always marked as an error. */
  | { flag: boolean }
  | null;
export type WorkbookSheet = {
  name: string;
  /** Printed at the top of each page. */
  title: string;
  /** In characters; a column is at least as wide as the words of its header. */
  widths: number[];
  /** The first row, which is frozen and printed on each page. */
  heads?: string[];
  hasFilter?: true;
  /** The number of frozen columns. */
  frozenColumns?: number;
  /** The number of columns that are printed; absent prints all. */
  printedColumns?: number;
  /** The rows in pieces; an async iterable makes them as they are written. */
  rows: Iterable<SheetCell[][]> | AsyncIterable<SheetCell[][]>;
  /** Formats the blank cells below as text, so that a typed 0800 or 1-3 is not changed. */
  isTextBelow?: true;
  /** Lists of choices below the headers. */
  choices?: { column: number; values: string[]; isOpen?: true }[];
};
export type WorkbookOptions = {
  /** Whose download it is. */
  who: string;
  /** Aborted when nobody waits for it any more. */
  gone?: AbortSignal;
  words: {
    /** Ends a text that was cut to the length of an Excel cell. */
    shortened: string;
    /** Excel's number format of a day. */
    dayFormat: string;
    /** The foot of a printed page, with Excel's codes &P (page) and &N (pages). */
    page: string;
  };
};

/** `pieces` are the bytes, made as they are asked for; nothing is read after `return()`. */
export type Workbook = { fileName: string; pieces: AsyncGenerator<Uint8Array<ArrayBuffer>> };

/** A workbook for the actor, in the translator's language. */
export const workbookOf = (
  ctx: Ctx,
  t: Translate,
  fileName: string,
  sheets: readonly WorkbookSheet[],
): Workbook => ({
  fileName,
  pieces: writeWorkbook(sheets, {
    who: ctx.actor.id,
    gone: ctx.gone,
    words: {
      shortened: t("domain.sheet.shortened"),
      dayFormat: t("domain.sheet.dayFormat"),
      page: t("domain.sheet.page", { page: "&P", pages: "&N" }),
    },
  }),
});

/** Open workbooks, each with a process that lives until it is read; two for one person. */
const open = Turns.named("written workbooks", {
  atOnce: 8,
  perPerson: 2,
  patienceMs: 60_000,
  places: { all: 40, each: 10 },
});
/** Limits the reading and writing of pieces of rows, which load the database and the processors. */
const atWork = Turns.named("work on workbooks", { atOnce: 2, perPerson: 1 });
const HEAP_MIB = 256;
/** For one piece of rows. */
const PATIENCE_SECONDS = 60;
const processes = new OwnProcesses("writer-process.mjs", HEAP_MIB, PATIENCE_SECONDS);

/**
 * The bytes of an .xlsx, made in their own process as they are asked for: nothing is read or written before the next
 * piece is asked for, or after `return()`. Throws `busy` when too many wait, and what the rows throw.
 */
export async function* writeWorkbook(
  sheets: readonly WorkbookSheet[],
  { who, gone, words }: WorkbookOptions,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const leave = await open.take(who, gone);
  const writer = openWriter();
  const { tell } = writer;
  let isDone = false;
  try {
    const looks = sheets.map(({ rows: _, ...look }) => look);
    yield* piece(await atTurn(who, () => tell({ begin: { sheets: looks, words } })));
    for (const [sheet, { rows }] of sheets.entries()) {
      yield* piece(await tell({ sheet }));
      const source = Symbol.asyncIterator in rows ? rows[Symbol.asyncIterator]() : rows[Symbol.iterator]();
      const next = () =>
        atTurn(who, async () => {
          const { done, value } = await source.next();
          return done ? null : tell({ rows: value });
        });
      try {
        for (let bytes = await next(); bytes !== null; bytes = await next()) yield* piece(bytes);
      } finally {
        await source.return?.();
      }
    }
    const last = await tell({ end: true });
    isDone = true;
    yield* piece(last);
  } finally {
    writer.close(isDone);
    leave();
  }
}

function* piece(bytes: Uint8Array<ArrayBuffer>) {
  if (bytes.length > 0) yield bytes;
}

async function atTurn<Result>(who: string, work: () => Promise<Result>): Promise<Result> {
  const leave = await atWork.take(who);
  try {
    return await work();
  } finally {
    leave();
  }
}

type Order = { begin: unknown } | { sheet: number } | { rows: SheetCell[][] } | { end: true };

function openWriter() {
  let child: ChildProcess | undefined;
  const ask = async (order: Order) => {
    if (child) return processes.tell<Uint8Array<ArrayBuffer>>(child, order);
    const begun = await processes.begin<Uint8Array<ArrayBuffer>>(order);
    child = begun.child;
    return begun.answer;
  };
  return {
    tell: (order: Order) =>
      ask(order).catch((error) => {
        // A process that ended with a code has a fault; otherwise the machine lacked memory or time.
        throw error instanceof NoAnswer && error.reason !== "code" ? new DomainError("busy") : error;
      }),
    /** With `isDone`, when the workbook is complete, the process is kept for the next one. */
    close: (isDone: boolean) => {
      if (child && isDone) processes.keep(child);
      else if (child) processes.end(child);
    },
  };
}

/** All pieces as one array. */
export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const bytes of pieces) all.push(bytes);
  return new Uint8Array(Buffer.concat(all));
}
