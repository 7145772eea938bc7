import "server-only";
import type { CasesImported } from "@/lib/contract/answers/imports";
import { DomainError, isRefusal } from "@/lib/contract/errors";
import type { FileNotice, SheetInFile } from "@/lib/domain/file-notice";
import { cut } from "@/lib/domain/text";
import { prepareSheet } from "./import-cells";
import type { KeysOf } from "./second-list";
import type { CellChoices } from "./sheet-told";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import type { Sheet } from "@/lib/server/spreadsheet/read-sheets";

export type AddressSheet = {
  rows: RawRow[];
  /** The header of each key that was found. */
  columns: Record<string, string>;
  unknownColumns: string[];
  /** Those of `unknownColumns` that may hold part of the address. */
  doubtful: string[];
  /** The key of each column; null for one that is not read. */
  keys: (string | null)[];
  /** Excel's number of the row with the headers. */
  headerRow: number;
};

/** The sheet that was read, all sheets, and the notices of the file. */
export type FileReading = Pick<CasesImported, "sheet" | "sheets"> & { notices: FileNotice[] };

export type FileChoices = CellChoices & { sheet?: string | undefined };

/** The addresses of a sheet, with the notices and the problems of the sheet as a whole. */
export type ReadSheet = AddressSheet & { notices: FileNotice[]; ofFile: RowProblem[] };

/** Reads a sheet by its headers (`first`), prepares its cells (`prepareSheet`), and reads it again. */
export async function readCells(
  sheet: Sheet,
  read: (sheet: Sheet) => AddressSheet,
  choices: CellChoices,
  first: AddressSheet = read(sheet),
): Promise<ReadSheet> {
  const keysOf = keysByCells((row) => {
    try {
      return read({ ...sheet, rows: [row] }).keys;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  });
  const prepared = await prepareSheet(sheet, first, choices, keysOf);
  const { notices, ofFile, problems, repairs } = prepared;
  const found = read(prepared.sheet);
  const rows = found.rows.map((line) => {
    const [mended, wrong] = [repairs.get(line.row), problems.get(line.row)];
    if (!mended && !wrong) return line;
    return {
      ...line,
      repairs: [...(mended ?? []), ...(line.repairs ?? [])],
      problems: [...(wrong ?? []), ...(line.problems ?? [])],
    };
  });
  return { ...found, rows, notices, ofFile };
}

/** In rows: a sheet in many parts repeats a few rows of headers; more would only take memory. */
const HEADERS_KEPT = 100;

/** `keysOf`, asked once for rows that hold the same. */
function keysByCells(keysOf: KeysOf): KeysOf {
  const known = new Map<string, ReturnType<KeysOf>>();
  return (row) => {
    const cells = JSON.stringify(row.cells);
    const before = known.get(cells);
    if (before !== undefined) return before;
    const keys = keysOf(row);
    if (known.size < HEADERS_KEPT) known.set(cells, keys);
    return keys;
  };
}

/** The addresses of a sheet, or why it has none. */
type Reading = { sheet: Sheet; read?: AddressSheet; refusal?: DomainError };

/**
 * Reads the chosen sheet, otherwise the only visible sheet with addresses. `choose_sheet` when there are several, or
 * only hidden ones. When there are none, throws the refusal of the sheet that lacks the fewest columns.
 */
export async function readChosenSheet(
  sheets: readonly Sheet[],
  read: (sheet: Sheet) => AddressSheet,
  choices: FileChoices,
): Promise<ReadSheet & FileReading> {
  const filled = sheets.filter(({ rows }) => rows.length > 0);
  const readings = filled.map((sheet): Reading => {
    try {
      return { sheet, read: read(sheet) };
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      return { sheet, refusal: error };
    }
  });
  const listed = readings.map(({ sheet, read: found }) => ({
    name: sheet.name,
    hidden: sheet.hidden,
    rows: found ? found.rows.length : sheet.rows.length,
    hasColumns: found !== undefined,
  }));
  const { sheet, read: found, refusal } = chosenOf(readings, choices.sheet, listed);
  if (!found) {
    if (!isRefusal(refusal, "missing_columns")) throw refusal ?? new DomainError("invalid_file");
    const { extra, ...detail } = refusal.detail;
    throw new DomainError("missing_columns", { ...detail, extra: { ...extra, sheets: listed } });
  }
  const { notices, ...whole } = await readCells(sheet, read, choices, found);
  return {
    ...whole,
    sheet: { name: sheet.name, hidden: sheet.hidden, headerRow: found.headerRow },
    sheets: listed,
    notices: [...(filled.length < 2 ? [] : [whichSheet(sheet, listed)]), ...notices],
  };
}

const whichSheet = ({ name }: Sheet, listed: readonly SheetInFile[]): FileNotice => ({
  code: "sheet_read",
  row: null,
  column: null,
  params: { sheet: name },
  choice: { input: "sheet", options: listed.map((one) => one.name), taken: name },
});

function chosenOf(readings: Reading[], asked: string | undefined, listed: SheetInFile[]): Reading {
  if (asked !== undefined) {
    const found = readings.find(({ sheet }) => sheet.name === asked);
    if (found) return found;
    const choices = cut(listed.map(({ name }) => name).join(", "), 1_000);
    throw new DomainError("invalid", {
      faults: [{ path: "sheet", code: "not_a_choice", params: { choices } }],
    });
  }
  const withAddresses = readings.filter(({ read }) => read && read.rows.length > 0);
  const visible = withAddresses.filter(({ sheet }) => !sheet.hidden);
  const [only] = visible;
  if (only && visible.length === 1) return only;
  if (withAddresses.length > 0) {
    throw new DomainError("choose_sheet", {
      params: { hidden: String(visible.length === 0) },
      extra: { sheets: listed },
    });
  }
  // The sheet that lacks the fewest columns has the most useful refusal; headers without rows lack none.
  const lacking = ({ read, refusal }: Reading) =>
    read ? 0 : isRefusal(refusal, "missing_columns") ? refusal.detail.extra.missing.length : 9;
  const [closest] = [...readings].sort(
    (a, b) => Number(a.sheet.hidden) - Number(b.sheet.hidden) || lacking(a) - lacking(b),
  );
  if (!closest) throw new DomainError("invalid_file", { params: { reason: "empty" } });
  return closest;
}
