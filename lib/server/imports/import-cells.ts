import "server-only";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import { isRealDay, slashedDay } from "@/lib/domain/fields/field-value";
import { field, type FieldDefinition, isFieldKey } from "@/lib/domain/fields/fields";
import type { DateOrder, FileNotice } from "@/lib/domain/file-notice";
import { isExponent, type Problem, type ValueRepair, type RowProblem } from "@/lib/domain/problem";
import { cut, isGarbledName } from "@/lib/domain/text";
import { REQUIRED_PARTS } from "@/lib/domain/fields/template-columns";
import type { Cell, Sheet, SheetRow } from "@/lib/server/spreadsheet/read-sheets";

export type CellChoices = {
  hiddenRows?: "skip" | "include" | undefined;
  hiddenColumns?: "skip" | "include" | undefined;
  mergedCells?: "fill" | "leave" | undefined;
  dateOrder?: DateOrder | undefined;
};

/** Where the addresses of a sheet stand: fields by column, their headers, and the row with these. */
type Head = { keys: (string | null)[]; columns: Record<string, string>; headerRow: number };

export type Prepared = {
  sheet: Sheet;
  notices: FileNotice[];
  /** Of the file as a whole, in the terms of the batch. */
  ofFile: RowProblem[];
  problems: Map<number, Problem[]>;
  repairs: Map<number, ValueRepair[]>;
};

const isPart = (key: string) => (ADDRESS_PARTS as readonly string[]).includes(key);
const kindOf = (key: string): FieldDefinition["kind"] | null => (isFieldKey(key) ? field(key).kind : null);
const isEmpty = (cell: Cell | undefined) =>
  cell === undefined || cell === null || (typeof cell === "string" && cell.trim() === "");

/** A cell as people see it. */
function textOf(cell: Cell): string {
  if (cell === null) return "";
  if (typeof cell !== "object") return cut(String(cell), 200);
  return "date" in cell ? cell.date : "shown" in cell ? cell.shown : cell.error;
}

/**
 * The sheet with cells that mean one thing: what is hidden is left out if it should be, merged cells are filled, numbers
 * are what they are shown as, and days are days. What was changed and what is open is told by row and field.
 */
export function prepareSheet(given: Sheet, head: Head, choices: CellChoices): Prepared {
  const told = new Told(head);
  const skipped = choices.hiddenColumns === "skip" ? new Set(given.hiddenColumns) : new Set<number>();
  tellHidden(given, head, choices, told);
  const isRead = (column: number) => (head.keys[column] ?? null) !== null && !skipped.has(column);
  const columns = head.keys.flatMap((_, column) => (isRead(column) ? [column] : []));
  const rows: SheetRow[] = [];
  const isUnderOthers = otherHeads(
    given.rows.find(({ row }) => row === head.headerRow)?.cells ?? [],
    columns,
  );
  for (const row of given.rows) {
    const isData = row.row > head.headerRow;
    if (isData && row.hidden && choices.hiddenRows === "skip") continue;
    if (isData && isUnderOthers(row.cells))
      told.problem(row.row, { field: "street", value: null, severity: "error", code: "other_heads" });
    if (isData && row.struck)
      told.problem(row.row, { field: "street", value: null, severity: "warning", code: "struck_row" });
    rows.push({ ...row, cells: row.cells.map((cell, column) => (skipped.has(column) ? null : cell)) });
  }
  const merges = [...given.merges].sort((a, b) => a.from - b.from);
  const data = rows.filter(({ row }) => row > head.headerRow);
  for (const column of columns) {
    const key = head.keys[column] as string;
    for (const { row, cells } of data) {
      const cell = cells[column];
      if (cell !== undefined && cell !== null)
        cells[column] = plainCell(cell, key, row, given.date1904, told);
    }
    if (kindOf(key) === "date") readDays(data, column, key, choices.dateOrder, told);
    readMerges(mergesOfColumn(merges, column), data, column, key, choices.mergedCells, told);
  }
  tellMerges(given, head, columns, choices.mergedCells, told);
  tellMends(given, isRead, data, told);
  return {
    sheet: { ...given, rows },
    notices: told.notices,
    ofFile: told.ofFile,
    problems: told.problems,
    repairs: told.repairs,
  };
}

class Told {
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

/** »4–11, 15«, at most so many of them. */
const RANGES = 20;
function rangesOf(numbers: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  const words = ranges.slice(0, RANGES).map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`));
  return words.join(", ") + (ranges.length > RANGES ? " …" : "");
}

function tellHidden(sheet: Sheet, head: Head, choices: CellChoices, told: Told) {
  const hidden = sheet.rows.filter(
    ({ row, hidden: isHidden, cells }) =>
      isHidden && row > head.headerRow && head.keys.some((key, i) => key !== null && !isEmpty(cells[i])),
  );
  if (hidden.length > 0) {
    const taken = choices.hiddenRows ?? null;
    told.notice({
      code: "hidden_rows",
      row: hidden[0]?.row ?? null,
      params: { count: hidden.length, rows: rangesOf(hidden.map(({ row }) => row)), choice: taken ?? "none" },
      choice: { input: "hiddenRows", options: ["skip", "include"], taken },
    });
    if (taken === null) {
      for (const { row } of hidden)
        told.problem(row, { field: "street", value: null, severity: "warning", code: "hidden_row" });
    }
  }
  const columns = sheet.hiddenColumns.flatMap((column) => {
    const key = head.keys[column] ?? null;
    const isFilled = sheet.rows.some(({ row, cells }) => row > head.headerRow && !isEmpty(cells[column]));
    return key !== null && isFilled ? [{ key, header: head.columns[key] ?? key }] : [];
  });
  if (columns.length === 0) return;
  const taken = choices.hiddenColumns ?? null;
  told.notice({
    code: "hidden_columns",
    column: columns[0]?.header ?? null,
    params: { columns: columns.map(({ header }) => header).join(", "), choice: taken ?? "none" },
    choice: { input: "hiddenColumns", options: ["skip", "include"], taken },
  });
  if (taken !== null) return;
  for (const { key, header } of columns)
    told.ofFile.push({ row: null, field: key, value: header, severity: "warning", code: "hidden_column" });
}

/** Excel's numbers of the days that anybody may mean: 2000 to 2099. */
const FIRST_DAY = 36_526;
const LAST_DAY = 73_050;
const DAYS_TO_1904 = 1_462;

/** What a number, a shown number or a text stands for in its column. */
function plainCell(cell: Cell, key: string, row: number, date1904: boolean, told: Told): Cell {
  const kind = kindOf(key);
  if (typeof cell === "object" && cell !== null && "shown" in cell) {
    const { shown, number } = cell;
    const isCounted = kind === "integer" || kind === "number_choice";
    // »52 m²« and »00042« count 52 and 42; where »ja« is shown of a number, nobody can have meant it.
    if (isCounted && Number(shown.replace(/[^\d,]/g, "").replace(",", ".")) === number) return number;
    told.repair(row, { field: key, from: String(number), to: shown, code: "shown" });
    return shown === "" ? null : shown;
  }
  if (kind === "date" && typeof cell === "number") {
    const day = date1904 ? cell + DAYS_TO_1904 : cell;
    if (day < FIRST_DAY || day >= LAST_DAY + 1) return cell;
    const date = new Date(Date.UTC(1899, 11, 30 + Math.floor(day))).toISOString().slice(0, 10);
    told.repair(row, { field: key, from: String(cell), to: date, code: "date" });
    return { date };
  }
  if (typeof cell !== "string") return cell;
  // »5.7E+17« has a letter, and is no name of a place for that.
  if (isPart(key) && isExponent(cell.trim())) return { error: cell.trim() };
  if (/^\s*=\s*\S/.test(cell)) {
    if (isPart(key)) return { error: cut(cell.trim(), 200) };
    if (kind === "text")
      told.problem(row, { field: key, value: cut(cell, 200), severity: "error", code: "formula_text" });
  }
  const isName = key === "street" || key === "city";
  if (isName ? isGarbledName(cell) : cell.includes("\uFFFD"))
    told.problem(row, { field: key, value: cut(cell, 200), severity: "error", code: "garbled_text" });
  return cell;
}

/**
 * Texts of days with the month in front become days, where the column shows that they are: one of its dates can be read
 * in no other way. With slashes, and nothing to show it, each is in error until somebody says which.
 */
function readDays(
  data: readonly SheetRow[],
  column: number,
  key: string,
  chosen: DateOrder | undefined,
  told: Told,
) {
  const found = data.flatMap(({ row, cells }) => {
    const text = cells[column];
    const parts = typeof text === "string" ? slashedDay(text) : null;
    return parts ? [{ row, cells, text: text as string, ...parts }] : [];
  });
  for (const isSlashed of [true, false]) {
    const days = found.filter((one) => one.isSlashed === isSlashed);
    const dayFirst = days.find(({ first, second }) => first > 12 && second <= 12);
    const monthFirst = days.find(({ first, second }) => second > 12 && first <= 12);
    const open = days.filter(({ first, second }) => first <= 12 && second <= 12 && first !== second);
    const proof = chosen || (dayFirst && monthFirst) ? undefined : (dayFirst ?? monthFirst);
    const isUnclear = !chosen && !proof && (isSlashed || monthFirst !== undefined);
    const order: DateOrder = chosen ?? (proof && proof === monthFirst ? "mdy" : "dmy");
    const [example] = open;
    const about = {
      column: told.head.columns[key] ?? null,
      choice: {
        input: "dateOrder" as const,
        options: ["dmy", "mdy"],
        taken: isUnclear ? null : order,
      },
    };
    if (example && isUnclear) {
      told.notice({
        ...about,
        code: "date_order_unclear",
        row: example.row,
        params: { from: example.text.trim(), dmy: example.dmy, mdy: example.mdy },
      });
      for (const { row, text } of open)
        told.problem(row, {
          field: key,
          value: cut(text, 200),
          severity: "error",
          code: "date_order_unclear",
        });
    } else if (example && (isSlashed || order === "mdy")) {
      told.notice({
        ...about,
        code: "date_order",
        row: proof?.row ?? null,
        params: { from: example.text.trim(), day: example[order], choice: order },
      });
    }
    for (const day of days) {
      // Read like the others, or in the one way it can be.
      const isMonthFirst = order === "mdy" && !isUnclear && day.first <= 12;
      if (!isMonthFirst || day.mdy === day.dmy || !isRealDay(day.mdy)) continue;
      day.cells[column] = { date: day.mdy };
      told.repair(day.row, { field: key, from: day.text.trim(), to: day.mdy, code: "date" });
    }
  }
}

const nameOf = (index: number): string =>
  index < 26 ? String.fromCharCode(65 + index) : nameOf(Math.floor(index / 26) - 1) + nameOf(index % 26);
type Merge = Sheet["merges"][number];
const cellsOf = ({ from, to, left, right }: Merge) => `${nameOf(left)}${from}:${nameOf(right)}${to}`;

/** The blocks that cover a column, from above, each beginning below the one before. */
function mergesOfColumn(sorted: readonly Merge[], column: number): Merge[] {
  const merges: Merge[] = [];
  for (const merge of sorted) {
    if (merge.left <= column && merge.right >= column && merge.from > (merges.at(-1)?.to ?? 0))
      merges.push(merge);
  }
  return merges;
}

function readMerges(
  merges: readonly Merge[],
  data: readonly SheetRow[],
  column: number,
  key: string,
  chosen: CellChoices["mergedCells"],
  told: Told,
) {
  let at = 0;
  let first: SheetRow | undefined;
  for (const line of data) {
    while (merges[at] && (merges[at] as Merge).to < line.row) at += 1;
    const merge = merges[at];
    if (!merge) return;
    if (line.row === merge.from) first = line;
    if (line.row < merge.from || !isEmpty(line.cells[column])) continue;
    const value = first?.row === merge.from && merge.left === column ? first.cells[column] : undefined;
    if (chosen === "fill" && value !== undefined && value !== null && line !== first) {
      line.cells[column] = value;
      told.repair(line.row, { field: key, from: "", to: textOf(value), code: "merged" });
    } else if (chosen === undefined) {
      const isRequired = (REQUIRED_PARTS as readonly string[]).includes(key);
      told.problem(line.row, {
        field: key,
        value: null,
        severity: isRequired ? "error" : "warning",
        code: "merged_cell",
        params: { cells: cellsOf(merge) },
      });
    }
  }
}

function tellMerges(
  sheet: Sheet,
  head: Head,
  columns: readonly number[],
  chosen: CellChoices["mergedCells"],
  told: Told,
) {
  const last = sheet.rows.at(-1)?.row ?? 0;
  const merges = sheet.merges.filter(
    ({ from, to, left, right }) =>
      to > head.headerRow && from <= last && columns.some((column) => left <= column && right >= column),
  );
  if (merges.length === 0) return;
  const cells = merges.slice(0, RANGES).map(cellsOf).join(", ") + (merges.length > RANGES ? " …" : "");
  told.notice({
    code: "merged_cells",
    row: merges[0]?.from ?? null,
    params: { count: merges.length, cells, choice: chosen ?? "none" },
    choice: { input: "mergedCells", options: ["fill", "leave"], taken: chosen ?? null },
  });
}

/** What programs had done to letters, in the columns that are read. */
function tellMends(sheet: Sheet, isRead: (column: number) => boolean, data: readonly SheetRow[], told: Told) {
  const byRow = new Map(data.map((row) => [row.row, row]));
  const mends = sheet.mends.flatMap(({ row, column, from }) => {
    const line = byRow.get(row);
    const to = line && isRead(column) ? textOf(line.cells[column] ?? null) : null;
    return to === null ? [] : [{ row, column, from: cut(from, 200), to }];
  });
  for (const { row, column, from, to } of mends)
    told.repair(row, { field: told.head.keys[column] as string, from, to, code: "text" });
  const [first] = mends;
  if (!first) return;
  told.notice({
    code: "text_repaired",
    row: first.row,
    column: told.head.columns[told.head.keys[first.column] as string] ?? null,
    params: { count: mends.length, from: first.from, to: first.to },
  });
}

const headOf = (cell: Cell | undefined) =>
  typeof cell === "string" && cell.length <= MAX_HEAD ? cell.trim().toLowerCase() : "";
/** In characters. */
const MAX_HEAD = 60;

/**
 * Told row after row, whether a second list with the headers in another order has begun: its cells stand in columns
 * that mean something else.
 */
function otherHeads(head: readonly Cell[], columns: readonly number[]): (cells: readonly Cell[]) => boolean {
  const own = new Map(columns.map((column) => [headOf(head[column]), column]));
  own.delete("");
  let isUnder = false;
  return (cells) => {
    const found = cells.flatMap((cell, column) => {
      const of = own.get(headOf(cell));
      return of === undefined ? [] : [of === column];
    });
    if (found.length >= 2) isUnder = found.includes(false);
    return isUnder;
  };
}
