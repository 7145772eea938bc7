import "server-only";
import type { Blob, Buffer } from "node:buffer";
import type { Stream } from "node:stream";
import writeExcelFile, { type Feature } from "write-excel-file/node";
import { getOrderOfSiblings, insertElementMarkupAccordingToOrderOfSiblings } from "write-excel-file/utility";

export type SheetCell = { text: string; isBad?: boolean; isHead?: boolean; isBold?: boolean } | null;
export type WorkbookSheet = {
  name: string;
  /** In characters. */
  widths: number[];
  rows: SheetCell[][];
  hasHead: boolean;
  /** Blank cells below the rows are text too, so that a typed 0800 or 1-3 stays what it is. */
  isTextBelow?: true;
  /** Choices to pick from below the head, by column. */
  choices?: { column: number; values: string[]; isOpen?: true }[];
};

const SHEET = "xl/worksheets/sheet{id}.xml";
const LAST_ROW = 20_001;

/** Every cell is text, so that 0800 keeps its nought and nothing that looks like a formula can run. */
export async function writeWorkbook(sheets: readonly WorkbookSheet[]): Promise<Uint8Array> {
  const written = sheets.map((sheet) => ({
    sheet: sheet.name,
    columns: sheet.widths.map((width) => ({ width })),
    ...(sheet.hasHead && { stickyRowsCount: 1 }),
    data: sheet.rows.map((row) =>
      row.map((cell) =>
        cell
          ? {
              type: String,
              value: cell.text,
              format: "@",
              wrap: !cell.isHead && cell.text.length > 60,
              alignVertical: "top" as const,
              ...((cell.isHead || cell.isBold) && { fontWeight: "bold" as const }),
              ...(cell.isHead && { backgroundColor: "#E6EEF5" }),
              ...(cell.isBad && { backgroundColor: "#F8D0CE", textColor: "#8A1C14" }),
            }
          : null,
      ),
    ),
  }));
  return new Uint8Array(
    await writeExcelFile(written, { features: [dropDowns(sheets), textBelow(sheets)] }).toBuffer(),
  );
}

const columnName = (index: number): string =>
  index < 26
    ? String.fromCharCode(65 + index)
    : columnName(Math.floor(index / 26) - 1) + columnName(index % 26);

/** Adds the lists to pick from, which the library leaves to hooks like this one. */
const dropDowns = (sheets: readonly WorkbookSheet[]): Feature<Stream | Buffer | Blob> => ({
  files: {
    transform: {
      [SHEET]: {
        transform: (xml: string, _: unknown, { sheetIndex }: { sheetIndex: number }) => {
          const choices = sheets[sheetIndex]?.choices ?? [];
          if (choices.length === 0) return xml;
          const rules = choices.map(({ column, values, isOpen }) => {
            const letter = columnName(column);
            return `<dataValidation type="list" allowBlank="1" showErrorMessage="${isOpen ? 0 : 1}" sqref="${letter}2:${letter}${LAST_ROW}"><formula1>"${values.join(",")}"</formula1></dataValidation>`;
          });
          const element = `<dataValidations count="${rules.length}">${rules.join("")}</dataValidations>`;
          return insertElementMarkupAccordingToOrderOfSiblings(
            xml,
            element,
            getOrderOfSiblings(SHEET, "worksheet") ?? [],
            "worksheet",
          );
        },
      },
    },
  },
});

/** Gives the columns the look of their first blank cell, which the library does not offer. */
const textBelow = (sheets: readonly WorkbookSheet[]): Feature<Stream | Buffer | Blob> => ({
  files: {
    transform: {
      [SHEET]: {
        transform: (xml: string, _: unknown, { sheetIndex }: { sheetIndex: number }) => {
          const style = /<c r="A2" s="(\d+)"/.exec(xml)?.[1];
          if (!sheets[sheetIndex]?.isTextBelow || style === undefined) return xml;
          return xml.replaceAll("<col ", `<col style="${style}" `);
        },
      },
    },
  },
});
