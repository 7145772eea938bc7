import {
  bytesOf,
  type SheetCell,
  type Workbook,
  type WorkbookSheet,
  writeWorkbook,
} from "@/lib/server/spreadsheet/write-workbook";

/** A workbook whose rows are at hand, whole. */
export const written = (sheets: (Omit<WorkbookSheet, "rows"> & { rows: SheetCell[][] })[]) =>
  bytesOf(
    writeWorkbook(
      sheets.map((sheet) => ({ ...sheet, rows: [sheet.rows] })),
      { who: "somebody", shortened: "… (cut)" },
    ),
  );

/** What would be downloaded. */
export const downloaded = async (workbook: Workbook) => ({
  fileName: workbook.fileName,
  bytes: await bytesOf(workbook.pieces),
});
