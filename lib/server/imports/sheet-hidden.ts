import "server-only";
import type { Sheet } from "@/lib/server/spreadsheet/read-sheets";
import type { Told } from "./sheet-told";
import { type CellChoices, type Head, isEmpty, rangesOf } from "./sheet-told";

/** Tells the hidden rows and columns of a sheet; until the user chooses, each one with values is a warning. */
export function tellHidden(sheet: Sheet, head: Head, choices: CellChoices, told: Told) {
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
