import "server-only";
import { isRequiredPart } from "@/lib/domain/addresses/address-parts";
import { columnLetters } from "@/lib/domain/fields/sheet-columns";
import type { Sheet, SheetRow } from "@/lib/server/spreadsheet/read-sheets";
import type { Told } from "./sheet-told";
import { type CellChoices, type Head, isEmpty, RANGES, textOf } from "./sheet-told";

type Merge = Sheet["merges"][number];

const cellsOf = ({ from, to, left, right }: Merge) =>
  `${columnLetters(left)}${from}:${columnLetters(right)}${to}`;

/** The merged blocks that cover a column, from top to bottom, without overlaps. `sorted` is by first row. */
export function mergesOfColumn(sorted: readonly Merge[], column: number): Merge[] {
  const merges: Merge[] = [];
  for (const merge of sorted) {
    if (merge.left <= column && merge.right >= column && merge.from > (merges.at(-1)?.to ?? 0))
      merges.push(merge);
  }
  return merges;
}

/**
 * Fills the empty cells of merged blocks in a column, when chosen. Until the user chooses they are errors in required
 * parts, and warnings elsewhere.
 */
export function readMerges(
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
      const isRequired = isRequiredPart(key);
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

/** Tells the merged blocks of a sheet that are read, as one notice. */
export function tellMerges(
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
