import "server-only";
import { createHash } from "node:crypto";
import { DomainError } from "@/lib/contract/errors";
import type { CasesImported } from "@/lib/contract/answers/imports";
import { ImportInput } from "@/lib/contract/inputs/imports";
import type { InputFault } from "@/lib/domain/fault";
import { cut } from "@/lib/domain/text";
import { composeRow } from "@/lib/domain/fields/compose-row";
import { type MappedHeaders, mapHeaders } from "@/lib/domain/fields/header-map";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import type { CaseType } from "@/lib/domain/vocabulary";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { headerWords, labelsOf } from "./header-words";
import { createCases, type ImportOutcome } from "./import";
import type { RawRow, RowProblem } from "@/lib/domain/problem";
import { type EarlierImport, earlierImport } from "./last-batch";
import { parseInput } from "@/lib/server/kernel/mutate";
import { getGroup } from "@/lib/server/projects/groups";
import { type AddressSheet, type FileChoices, type FileReading, readChosenSheet } from "./import-sheet";
import { type Cell, readSheets, type Sheet, type SheetRow } from "@/lib/server/spreadsheet/read-sheets";

export type UploadedFile = { name: string; bytes: Uint8Array };

const headerText = (cell: Cell) =>
  typeof cell === "string" || typeof cell === "number" ? cut(String(cell), 200) : "";

/** In rows: where the headers are looked for; a title, a date and a contact may stand above them. */
const HEADERS_WITHIN = 50;

/**
 * Reads the addresses of a sheet. Its headers are in the first row that names all required parts, or else in the first
 * row. Throws `missing_columns` when a required part has no column, `ambiguous_columns` when several fit a key (both with
 * the headers), and `invalid_file` for an empty sheet.
 */
export function readAddressSheet(
  sheet: { rows: SheetRow[] },
  caseType: CaseType,
  chosen?: Record<string, string>,
): AddressSheet {
  const { at, head } = findHeaders(sheet, caseType, chosen);
  if (!head) throw new DomainError("invalid_file", { params: { reason: "empty" } });
  const { keys, headers, columns, unknown, doubtful, missing, ambiguous, isWhole } = head;
  if (missing.length > 0) {
    throw new DomainError("missing_columns", {
      params: { columns: missing.join(", ") },
      extra: { headers, missing, columns },
    });
  }
  if (Object.keys(ambiguous).length > 0) {
    throw new DomainError("ambiguous_columns", {
      params: { columns: Object.keys(ambiguous).join(", ") },
      extra: { headers, missing, columns, ambiguous },
    });
  }
  const rows = sheet.rows.slice(at + 1).flatMap(({ row, cells }) => {
    const values: Record<string, Cell> = {};
    for (const [i, key] of keys.entries()) {
      const cell = cells[i] ?? null;
      if (key !== null && cell !== null && !(typeof cell === "string" && cell.trim() === ""))
        values[key] = cell;
    }
    // A row with values only in columns that are not read is no address.
    if (Object.keys(values).length === 0) return [];
    const { values: parts, repairs } = composeRow(values, isWhole);
    return [{ row, values: parts, ...(repairs.length > 0 && { repairs }) }];
  });
  return { rows, columns, unknownColumns: unknown, doubtful, keys, headerRow: sheet.rows[at]?.row ?? 1 };
}

/** What the headers mean, and the place of their row. */
function findHeaders(
  sheet: { rows: SheetRow[] },
  caseType: CaseType,
  chosen: Record<string, string> | undefined,
): { at: number; head?: MappedHeaders | undefined } {
  const labels = labelsOf(caseType);
  const all = sheet.rows.map(({ cells }) => cells);
  let first: MappedHeaders | undefined;
  for (const [at, cells] of all.slice(0, HEADERS_WITHIN).entries()) {
    const head = mapHeaders(caseType, cells.map(headerText), labels, chosen, all.slice(at + 1));
    if (head.missing.length === 0) return { at, head };
    first ??= head;
  }
  return { at: 0, head: first };
}

export type FileOutcome = ImportOutcome &
  FileReading &
  Pick<CasesImported, "columns" | "unknownColumns"> & { earlier: EarlierImport | null };

/**
 * Imports an .xlsx or .csv file into a group of the actor's company: reads it, corrects rows by `overrides` and `omit`,
 * and checks and creates them as `createCases`. Rows have Excel's numbers. `not_found` for a foreign group, `invalid_file`
 * and the other refusals of `readSheets` and `readChosenSheet` for the file.
 */
export async function importCases(
  ctx: Ctx,
  groupId: string,
  file: UploadedFile,
  input: unknown,
): Promise<FileOutcome> {
  const {
    fields,
    columns: chosen,
    overrides = [],
    omit = [],
    mode,
    onError,
    acceptWarnings,
    ...choices
  } = parseInput(ImportInput, input);
  const options = { mode, onError, acceptWarnings };
  const group = await getGroup(ctx, groupId);
  demand(ctx, "import_cases");
  const strangers = Object.keys(chosen ?? {}).filter(
    (key) => !templateColumns(group.caseType).some((column) => column.key === key),
  );
  if (strangers.length > 0) {
    const faults = strangers.map((key): InputFault => ({ path: `columns.${key}`, code: "unknown_field" }));
    throw new DomainError("invalid", { faults });
  }
  const { rows, columns, unknownColumns, doubtful, ofFile, sheet, sheets, notices } = await readFile(
    ctx,
    file,
    (one) => readAddressSheet(one, group.caseType, chosen),
    choices,
  );
  const mended = mend(rows, overrides, omit);
  if (mended.length === 0) throw new DomainError("invalid_file", { params: { reason: "empty" } });
  const fileHash = createHash("sha256").update(file.bytes).digest("base64");
  const place = { projectId: group.projectId, groupId };
  const earlier = options.mode === "check" ? await earlierImport(ctx, place, fileHash) : null;
  const source = {
    columns,
    fileName: cut(file.name, 200),
    fileHash,
    problems: [...ofFile, ...unreadParts(doubtful)],
  };
  const about = { columns, unknownColumns, sheet, sheets, notices, earlier };
  return createCases(ctx, "import_cases", groupId, fields, mended, options, source, about);
}

/** A function of its own, so that the cells of the whole file are not kept while its rows are created. */
async function readFile(
  ctx: Ctx,
  { bytes, name }: UploadedFile,
  read: (sheet: Sheet) => AddressSheet,
  choices: FileChoices,
) {
  ctx.progress?.("reading", 0, 1);
  const sheets = await readSheets(bytes, name, ctx.actor.id, headerWords());
  const chosen = await readChosenSheet(sheets, read, choices);
  ctx.progress?.("reading", 1, 1);
  return chosen;
}

/** A warning about columns that are not read and may hold part of the address. */
const unreadParts = (headers: readonly string[]): RowProblem[] =>
  headers.length === 0
    ? []
    : [
        {
          row: null,
          field: "columns",
          value: cut(headers.join(", "), 200),
          severity: "warning",
          code: "column_not_read",
        },
      ];

type Override = { row: number; field: string; value: unknown };

function mend(rows: readonly RawRow[], overrides: readonly Override[], omit: readonly number[]): RawRow[] {
  const left = new Set(omit);
  const kept = new Map(rows.filter((row) => !left.has(row.row)).map((row) => [row.row, row]));
  const faults: InputFault[] = [];
  for (const [i, { row, field, value }] of overrides.entries()) {
    const mended = kept.get(row);
    if (mended) kept.set(row, withValue(mended, field, value));
    else if (!left.has(row)) faults.push({ path: `overrides.${i}.row`, code: "invalid" });
  }
  if (faults.length > 0) throw new DomainError("invalid", { faults });
  return [...kept.values()];
}

/** A row with a corrected value, without the repairs and problems of the old one. */
const withValue = (
  { values, repairs = [], problems = [], ...row }: RawRow,
  key: string,
  value: unknown,
): RawRow => ({
  ...row,
  values: { ...values, [key]: value },
  repairs: repairs.filter(({ field }) => field !== key),
  problems: problems.filter(
    ({ field, code }) => field !== key || ["hidden_row", "struck_row", "other_heads"].includes(code),
  ),
});
