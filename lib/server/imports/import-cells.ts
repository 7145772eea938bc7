import "server-only";
import { isAddressPart } from "@/lib/domain/addresses/address-parts";
import { field, type FieldDefinition, isFieldKey } from "@/lib/domain/fields/fields";
import type { FileNotice } from "@/lib/domain/file-notice";
import { isExponent, type Problem, type RowProblem, type ValueRepair } from "@/lib/domain/problem";
import { cut, isGarbledName } from "@/lib/domain/text";
import type { Cell, Sheet, SheetRow } from "@/lib/server/spreadsheet/read-sheets";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { type KeysOf, otherHeads } from "./second-list";
import { readDays } from "./sheet-days";
import { tellHidden } from "./sheet-hidden";
import { mergesOfColumn, readMerges, tellMerges } from "./sheet-merges";
import { type CellChoices, type Head, textOf, Told } from "./sheet-told";

export type Prepared = {
  sheet: Sheet;
  notices: FileNotice[];
  /** Problems of the file as a whole (`row` null). */
  ofFile: RowProblem[];
  problems: Map<number, Problem[]>;
  repairs: Map<number, ValueRepair[]>;
};

/** Other requests are served after so many: each may be a second row of headers, a millisecond for the widest. */
const ROWS_AT_A_TIME = 100;

/**
 * Makes the cells of a sheet unambiguous: leaves out hidden rows and columns if chosen, fills merged cells, takes
 * numbers as they are shown, and reads days. `problems` and `repairs` are by row number.
 */
export async function prepareSheet(
  given: Sheet,
  head: Head,
  choices: CellChoices,
  keysOf: KeysOf,
): Promise<Prepared> {
  const told = new Told(head);
  const skipped = choices.hiddenColumns === "skip" ? new Set(given.hiddenColumns) : new Set<number>();
  tellHidden(given, head, choices, told);
  const isRead = (column: number) => (head.keys[column] ?? null) !== null && !skipped.has(column);
  const columns = head.keys.flatMap((_, column) => (isRead(column) ? [column] : []));
  const rows: SheetRow[] = [];
  const isUnderOthers = otherHeads(
    given.rows.find(({ row }) => row === head.headerRow) ?? { cells: [] },
    head,
    columns,
    keysOf,
  );
  for await (const some of inTurns(given.rows, ROWS_AT_A_TIME))
    for (const row of some) {
      const isData = row.row > head.headerRow;
      if (isData && row.hidden && choices.hiddenRows === "skip") continue;
      if (isData && isUnderOthers(row))
        told.problem(row.row, { field: "street", value: null, severity: "error", code: "other_heads" });
      if (isData && row.struck)
        told.problem(row.row, { field: "street", value: null, severity: "warning", code: "struck_row" });
      const cells = [...row.cells];
      for (const column of skipped) if (column < cells.length) cells[column] = null;
      rows.push({ ...row, cells });
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

const kindOf = (key: string): FieldDefinition["kind"] | null => (isFieldKey(key) ? field(key).kind : null);

/** Excel's numbers of the first day of 2000 and the last of 2099; other numbers in a column of days are no days. */
const FIRST_DAY = 36_526;
const LAST_DAY = 73_050;
const DAYS_TO_1904 = 1_462;

/** A cell as the value of its column; adds its repairs and problems to `told`. */
function plainCell(cell: Cell, key: string, row: number, date1904: boolean, told: Told): Cell {
  const kind = kindOf(key);
  if (typeof cell === "object" && cell !== null && "shown" in cell) {
    const { shown, number } = cell;
    const isCounted = kind === "integer" || kind === "number_choice";
    // »52 m²« and »00042« are 52 and 42. A number shown as other text, »ja«, is that text.
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
  // »5.7E+17« would pass as a name, since it has a letter.
  if (isAddressPart(key) && isExponent(cell.trim())) return { error: cell.trim() };
  if (/^\s*=\s*\S/.test(cell)) {
    if (isAddressPart(key)) return { error: cut(cell.trim(), 200) };
    if (kind === "text")
      told.problem(row, { field: key, value: cut(cell, 200), severity: "error", code: "formula_text" });
  }
  const isName = key === "street" || key === "city";
  if (isName ? isGarbledName(cell) : cell.includes("\uFFFD"))
    told.problem(row, { field: key, value: cut(cell, 200), severity: "error", code: "garbled_text" });
  return cell;
}

/** Tells the texts whose garbled letters were mended, in the columns that are read. */
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
