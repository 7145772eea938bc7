import "server-only";
import type { ChildProcess } from "node:child_process";
import { DomainError } from "@/lib/contract/errors";
import type { Translate } from "@/lib/messages";
import type { Ctx } from "@/lib/server/kernel/context";
import { Turns } from "@/lib/server/kernel/turns";
import { NoAnswer, OwnProcesses } from "./own-process";

/** A text alone is a plain cell; a day is YYYY-MM-DD. An empty cell is null, one to fill in an empty text. */
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
  /** A yes or no that a sheet holds as such, which is wrong wherever it is given back. */
  | { flag: boolean }
  | null;
export type WorkbookSheet = {
  name: string;
  /** Printed above every page. */
  title: string;
  /** In characters; a column is as wide as the words of its head at least. */
  widths: number[];
  /** The first row, which stays in sight and stands on every printed page. */
  heads?: string[];
  hasFilter?: true;
  /** Columns that stay in sight. */
  frozenColumns?: number;
  /** So many are printed, where the others hold nothing. */
  printedColumns?: number;
  /** Some rows at a time; those of a long sheet are made as they are asked for. */
  rows: Iterable<SheetCell[][]> | AsyncIterable<SheetCell[][]>;
  /** Blank cells below the rows are text too, so that a typed 0800 or 1-3 stays what it is. */
  isTextBelow?: true;
  /** Choices to pick from below the head, by column. */
  choices?: { column: number; values: string[]; isOpen?: true }[];
};
export type WorkbookOptions = {
  /** Whose download it is. */
  who: string;
  /** Tells when nobody waits for it any more. */
  gone?: AbortSignal;
  words: {
    /** Said at the end of a text that is longer than Excel's cells can be. */
    shortened: string;
    /** How Excel is to show a day. */
    dayFormat: string;
    /** The foot of a printed page, with Excel's signs &P and &N for its number and how many there are. */
    page: string;
  };
};

/** `pieces` are made as they are asked for: nothing of a long sheet is read before, and nothing after `return()`. */
export type Workbook = { fileName: string; pieces: AsyncGenerator<Uint8Array<ArrayBuffer>> };

/** A workbook for the one who asks, in the language asked for. */
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

/** A process each, which lives as long as its reader reads; so many may, and two of one person. */
const open = Turns.named("written workbooks", {
  atOnce: 8,
  perPerson: 2,
  patienceMs: 60_000,
  places: { all: 40, each: 10 },
});
/** Reading and writing some rows: what costs the database and the processor. */
const atWork = Turns.named("work on workbooks", { atOnce: 2, perPerson: 1 });
const HEAP_MIB = 256;
/** For some rows; one that answers no more must not keep its place for ever. */
const PATIENCE_SECONDS = 60;
const processes = new OwnProcesses("writer-process.mjs", HEAP_MIB, PATIENCE_SECONDS);

/**
 * The bytes of an .xlsx as they are made, in a process of their own. Nothing is read or written before somebody asks
 * for the next piece, and nothing after `return()`. Throws `busy` when too many wait, and what the rows throw.
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
        // Only what ended by a code of its own has a fault; else the machine had no room for it.
        throw error instanceof NoAnswer && error.reason !== "code" ? new DomainError("busy") : error;
      }),
    /** `isDone` when the workbook is whole: then the next one may be written by the same process. */
    close: (isDone: boolean) => {
      if (child && isDone) processes.keep(child);
      else if (child) processes.end(child);
    },
  };
}

/** All of it at once, where it is small or a test reads it. */
export async function bytesOf(pieces: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const all: Uint8Array[] = [];
  for await (const bytes of pieces) all.push(bytes);
  return new Uint8Array(Buffer.concat(all));
}
