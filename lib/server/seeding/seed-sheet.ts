import "server-only";
import { DomainError } from "@/lib/contract/errors";
import type { FaultCode } from "@/lib/domain/fault";
import { batchFields, DEFAULTS, field, type FieldKey, isFieldKey, needOf } from "@/lib/domain/fields/fields";
import { templateColumns } from "@/lib/domain/fields/template-columns";
import { LIMITS } from "@/lib/domain/limits";
import type { Problem } from "@/lib/domain/problem";
import { cleanText, cut } from "@/lib/domain/text";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { LOCALES, type MessageKey, translator } from "@/lib/messages";
import { everyLabelOf, labelWithUnit, valueText } from "@/lib/messages/sentences";
import { readAddressSheet } from "@/lib/server/imports/import-file";
import { type AddressSheet, readCells } from "@/lib/server/imports/import-sheet";
import type { Cell, Sheet } from "@/lib/server/spreadsheet/read-sheets";
import type { SeedGroup } from "./seed-insert";

/** The text of a header or a choice, at most 200 characters. */
export const text = (cell: Cell | undefined) =>
  typeof cell === "string" || typeof cell === "number" ? cut(String(cell), 200).trim() : "";

/** A sentence in every language, in small letters. */
export const inEveryLanguage = (key: MessageKey) =>
  LOCALES.map((locale) => translator(locale)(key).toLowerCase());

/** In rows: where the headers are looked for; a title may stand above them. */
const HEADERS_WITHIN = 50;

const isCaseType = (header: string) =>
  header === "casetype" || inEveryLanguage("domain.sheet.caseType").includes(header);

const headerOf = (cell: Cell) =>
  text(cell)
    .toLowerCase()
    .replace(/\s?\*$/, "");

/**
 * Reads a sheet with the template's columns, »Sagstype« and the batch's fields. For batch fields and required fields the
 * first row's value holds for rows that have none.
 */
export async function groupOfSheet(sheet: Sheet): Promise<SeedGroup> {
  const refuse = (code: FaultCode) =>
    new DomainError("invalid", {
      faults: [{ path: cut(sheet.name, 100), code, params: { limit: LIMITS.nameLength } }],
    });
  const name = cleanText(sheet.name, LIMITS.nameLength);
  if (name.fault || name.text === "") throw refuse(name.fault ?? "required");
  if (sheet.hidden) throw refuse("hidden_sheet");
  const top = sheet.rows
    .slice(0, HEADERS_WITHIN)
    .findIndex(({ cells }) => cells.map(headerOf).some(isCaseType));
  const [head, ...body] = sheet.rows.slice(Math.max(0, top));
  const headers = (head?.cells ?? []).map(headerOf);
  const column = headers.findIndex(isCaseType);
  const given = body.map(({ cells }) => text(cells[column])).find(Boolean) ?? "";
  const caseType = CASE_TYPES.find(
    (type) => type === given || inEveryLanguage(`domain.caseType.${type}`).includes(given.toLowerCase()),
  );
  if (!caseType) throw refuse("unknown_case_type");
  const ofBatch = new Map(batchFields(caseType).map((key) => [columnOf(headers, key), key]));
  ofBatch.delete(-1);
  const read = (some: Sheet): AddressSheet => {
    const found = readAddressSheet(some, caseType);
    const keys = Array.from(
      { length: Math.max(found.keys.length, headers.length) },
      (_, i) => found.keys[i] ?? ofBatch.get(i) ?? null,
    );
    const lines = new Map(some.rows.map(({ row, cells }) => [row, cells]));
    const rows = found.rows.map((line) => {
      const values = { ...line.values } as Record<string, Cell>;
      for (const [i, key] of ofBatch) {
        const cell = values[key] ?? lines.get(line.row)?.[i] ?? null;
        if (text(cell) !== "" || (typeof cell === "object" && cell !== null))
          values[key] = choiceOf(key, cell);
      }
      return { ...line, values };
    });
    return { ...found, keys, rows };
  };
  const { rows, ofFile } = await readCells(sheet, read, {});
  const fields: Record<string, unknown> = {};
  for (const key of batchFields(caseType)) {
    const isOwn = templateColumns(caseType).some((one) => one.key === key);
    // An optional field, or one with a default, holds for its own row only.
    if (isOwn && (needOf(key, caseType) !== "M" || key in DEFAULTS[caseType])) continue;
    const first = rows[0] && (rows[0].values as Record<string, unknown>);
    if (first?.[key] === undefined) continue;
    fields[key] = first[key];
    delete first[key];
  }
  // Nobody can be asked here, so open questions are errors.
  const asError = <One extends Problem>(problem: One): One => ({ ...problem, severity: "error" });
  return {
    name: name.text,
    caseType,
    fields,
    rows: rows.map((row) => ({ ...row, problems: row.problems?.map(asError) ?? [] })),
    ofFile: ofFile.map(asError),
  };
}

function columnOf(headers: readonly string[], key: FieldKey): number {
  const names = [
    ...everyLabelOf(key),
    ...LOCALES.map((locale) => labelWithUnit(translator(locale), key)),
  ].map((name) => name.toLowerCase());
  return headers.findIndex((header) => header === key.toLowerCase() || names.includes(header));
}

/** The key of a choice given by its word in either language; other values as they are, for the check to refuse. */
function choiceOf(key: string, value: Cell): Cell {
  if (typeof value !== "string" || !isFieldKey(key)) return value;
  const definition = field(key);
  if (definition.kind !== "choice") return value;
  const word = text(value).toLowerCase();
  const isMeant = (choice: string) =>
    LOCALES.some((locale) => valueText(translator(locale), key, choice).toLowerCase() === word);
  return definition.choices.find(isMeant) ?? value;
}
