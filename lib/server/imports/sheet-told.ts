import "server-only";
import type { DateOrder, FileNotice } from "@/lib/domain/file-notice";
import type { Problem, RowProblem, ValueRepair } from "@/lib/domain/problem";
import { cut } from "@/lib/domain/text";
import type { Cell } from "@/lib/server/spreadsheet/read-sheets";

/** The headers of a sheet: the key of each column, the header of each key, and Excel's number of their row. */
export type Head = { keys: (string | null)[]; columns: Record<string, string>; headerRow: number };

export type CellChoices = {
  hiddenRows?: "skip" | "include" | undefined;
  hiddenColumns?: "skip" | "include" | undefined;
  mergedCells?: "fill" | "leave" | undefined;
  dateOrder?: DateOrder | undefined;
};

export class Told {
  readonly notices: FileNotice[] = [];
  readonly ofFile: RowProblem[] = [];
  readonly problems = new Map<number, Problem[]>();
  readonly repairs = new Map<number, ValueRepair[]>();
  constructor(readonly head: Head) {}

  problem(row: number, problem: Problem) {
    this.problems.set(row, [...(this.problems.get(row) ?? []), problem]);
  }
  repair(row: number, repair: ValueRepair) {
    this.repairs.set(row, [...(this.repairs.get(row) ?? []), repair]);
  }
  notice(notice: Pick<FileNotice, "code" | "params"> & Partial<FileNotice>) {
    this.notices.push({ row: null, column: null, choice: null, ...notice });
  }
}

/** A cell's text as the sheet shows it. */
export function textOf(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "object") return cut(String(cell), 200);
  return "date" in cell ? cell.date : "shown" in cell ? cell.shown : cell.error;
}

export const isEmpty = (cell: Cell | undefined) =>
  cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");

/** The most ranges that `rangesOf` names. */
export const RANGES = 20;

/** Numbers in words, »4–11, 15«; they must be in order. */
export function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const words = ranges.slice(0, RANGES).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return words.join(", ") + (ranges.length > RANGES ? " …" : "");
}
