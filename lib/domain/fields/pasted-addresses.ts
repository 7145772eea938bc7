import type { CaseType } from "@/lib/domain/vocabulary";
import { splitAddress } from "@/lib/domain/addresses/address-line";
import { composeRow, splitStreet } from "./compose-row";
import { mapHeaders } from "./header-map";
import { pastedCells } from "./pasted-cells";

export type PastedAddresses = {
  /** Values by field, one for each copied row, in the same order. */
  rows: Record<string, string>[];
  /** Columns that were not put in: their headers, or their numbers from 1 where there are none. */
  left: string[];
  /** Keys for which several columns fit; `rows` is empty then. */
  ambiguous: string[];
};

/**
 * Addresses copied from a sheet. With headers the columns are found by them, in any order. Without headers the first
 * column goes to `columns[column]`, the next ones to those after it; a single column of whole addresses is split.
 */
export function pastedAddresses(
  text: string,
  caseType: CaseType,
  labels: Readonly<Record<string, readonly string[]>>,
  place: { columns: readonly string[]; column: number },
): PastedAddresses {
  const all = withoutListMarks(pastedCells(text), place.columns[place.column] === "street");
  const [head = [], ...below] = all;
  const mapped = mapHeaders(caseType, head, labels, {}, below);
  const named = mapped.keys.filter((key) => key !== null).length;
  const filled = head.filter((cell) => cell !== "").length;
  const isHead =
    filled > 0 &&
    // A single address, »Kaj Munks Vej 7«, has the words of a header.
    (filled > 1 || splitAddress(head.find(Boolean) ?? "").houseNo === undefined) &&
    (named === filled || named >= 2 || Object.keys(mapped.ambiguous).length > 0) &&
    !head.some((cell, i) => mapped.keys[i] === null && /^\d/.test(cell));
  if (isHead && Object.keys(mapped.ambiguous).length > 0)
    return { rows: [], left: [], ambiguous: Object.keys(mapped.ambiguous) };
  const body = isHead ? below : all;
  const wide = Math.max(0, ...body.map((cells) => cells.length));
  const keys = isHead
    ? mapped.keys
    : Array.from({ length: wide }, (_, i) => place.columns[place.column + i] ?? null);
  const isWhole = isHead
    ? mapped.isWhole
    : wide === 1 && 2 * body.filter(([cell = ""]) => isWholeAddress(cell)).length >= body.length;
  const left = isHead
    ? mapped.unknown
    : keys.flatMap((key, i) => (key === null && body.some((cells) => cells[i]) ? [String(i + 1)] : []));
  const rows = body.map((cells) => {
    const values: Record<string, string> = {};
    for (const [i, key] of keys.entries()) if (key !== null && cells[i] !== undefined) values[key] = cells[i];
    const given = isHead
      ? Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""))
      : values;
    const parts = isWhole ? splitStreet(given) : given;
    return composeRow(parts, isWhole).values as Record<string, string>;
  });
  return { rows, left, ambiguous: [] };
}

/** Whether a cell holds a house number and somewhere after it four digits that may be a postcode. */
function isWholeAddress(cell: string): boolean {
  const number = /\d\p{L}?[, ]/u.exec(cell);
  return number !== null && /\b\d{4}\b/.test(cell.slice(number.index + number[0].length));
}

/** »1. sal«, »2. th«: a floor, whose number is no mark of a list. */
const FLOOR = /^\d{1,2}[.)] (?:sal|etage|side|tv|th|mf)(?!\p{L}).{0,5}$/iu;

/**
 * Removes the bullets of a list that is copied from a letter or a web page, and its numbers »1.«, »2.«, … where a
 * street is expected; a floor begins with a number too.
 */
function withoutListMarks(rows: string[][], isStreet: boolean): string[][] {
  const isMarked =
    rows.every(([cell = ""]) => /^[-–*•·] /.test(cell)) ||
    (isStreet &&
      rows.length > 1 &&
      rows.every(([cell = ""], i) => new RegExp(`^${i + 1}[.)] `).test(cell) && !FLOOR.test(cell)));
  return isMarked ? rows.map(([cell = "", ...others]) => [cell.replace(/^\S+ /, ""), ...others]) : rows;
}
