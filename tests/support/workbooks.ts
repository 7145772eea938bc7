import {
  bytesOf,
  type SheetCell,
  type Workbook,
  type WorkbookSheet,
  writeWorkbook,
} from "@/lib/server/spreadsheet/write-workbook";

export const WORDS = { shortened: "… (cut)", dayFormat: "dd.mm.yyyy", page: "&P/&N" };

/** A workbook whose rows are at hand, whole. */
export const written = (sheets: (Omit<WorkbookSheet, "rows" | "title"> & { rows: SheetCell[][] })[]) =>
  bytesOf(
    writeWorkbook(
      sheets.map((sheet) => ({ title: "", ...sheet, rows: [sheet.rows] })),
      { who: "somebody", words: WORDS },
    ),
  );

/** What would be downloaded. */
export const downloaded = async (workbook: Workbook) => ({
  fileName: workbook.fileName,
  bytes: await bytesOf(workbook.pieces),
});
