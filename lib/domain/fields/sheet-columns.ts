import { splitAddress } from "@/lib/domain/addresses/address-line";
import { withoutInvisible } from "@/lib/domain/text";
import { headerMeaning, type KnownHeaders, type Meaning, plainHeader } from "./header-names";

/** The cells below the headers, row by row. */
export type Rows = readonly (readonly unknown[])[];

export type Column = Meaning & {
  /** Its place in the sheet, from 0. */
  at: number;
  /** Its name as the user sees and chooses it. */
  told: string;
  isUnnamed?: boolean;
};

/** In rows, from the first: enough to tell what a column holds. */
export const LOOKED_AT = 200;

/** Columns of our own error workbook that say something about the row and hold nothing to read. */
const IGNORED = ["fejl", "error", "rækkeidinfil", "rowinyourfile"];

/** A cell's text, trimmed; a number cell `{shown}` as the sheet shows it; "" for dates, errors and truth values. */
export function cellText(cell: unknown): string {
  const shown = typeof cell === "object" && cell !== null && "shown" in cell ? cell.shown : cell;
  return typeof shown === "string" || typeof shown === "number" ? String(shown).trim() : "";
}

/** A column's letters, A B … Z AA AB …, by its place from 0. */
export function columnLetters(at: number): string {
  const rest = Math.floor(at / 26);
  return (rest > 0 ? columnLetters(rest - 1) : "") + String.fromCharCode(65 + (at % 26));
}

/**
 * The columns of a sheet with what their headers mean. Headers that stand twice are told with the column's letter,
 * (B); a column without a header is told by its letter alone, and left out when it is empty.
 */
export function sheetColumns(headers: readonly string[], known: KnownHeaders, rows: Rows): Column[] {
  const trimmed = headers.map((header) => withoutInvisible(header).trim());
  const times = new Map<string, number>();
  for (const text of trimmed) times.set(text, (times.get(text) ?? 0) + 1);
  const width = Math.max(headers.length, ...rows.slice(0, LOOKED_AT).map((cells) => cells.length));
  return Array.from({ length: width }, (_, at) => headers[at] ?? "").flatMap((header, at): Column[] => {
    if (IGNORED.includes(plainHeader(header))) return [];
    if (plainHeader(header) === "")
      return rows.some((cells) => cellText(cells[at]) !== "")
        ? [{ at, told: trimmed[at] || `(${columnLetters(at)})`, rank: "common", whose: "", isUnnamed: true }]
        : [];
    const text = trimmed[at] ?? "";
    const isRepeated = (times.get(text) ?? 0) > 1;
    return [
      { at, told: isRepeated ? `${text} (${columnLetters(at)})` : text, ...headerMeaning(header, known) },
    ];
  });
}

/** Whether a column holds anything; without rows every column counts as filled. */
export const isFilled = (rows: Rows, { at }: Column): boolean =>
  rows.length === 0 || rows.some((cells) => cellText(cells[at]) !== "");

/** Whether any row says two different things in two columns; a text that begins with the other one is no difference. */
export function columnsDiffer(rows: Rows, one: Column, other: Column): boolean {
  return rows.some((cells) => {
    const [a, b] = [one, other].map(({ at }) =>
      cellText(cells[at])
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, ""),
    );
    return a && b && !a.startsWith(b) && !b.startsWith(a);
  });
}

/**
 * Whether at least half of the street's cells hold a house number, and there is no other column of house numbers. A
 * weak one, »Nr.«, is taken for running numbers when it disagrees with the street's cells.
 */
export function holdsWholeAddresses(
  rows: Rows,
  street: Column | undefined,
  houseNo: Column | undefined,
): boolean {
  if (street === undefined || (houseNo && houseNo.rank !== "weak")) return false;
  const numbers = rows
    .map((cells) => ({ cells, text: cellText(cells[street.at]) }))
    .filter(({ text }) => text !== "")
    .map(({ cells, text }) => ({ cells, inside: splitAddress(text).houseNo }));
  const holding = numbers.filter(({ inside }) => inside !== undefined);
  if (holding.length === 0 || holding.length * 2 < numbers.length) return false;
  return (
    !houseNo ||
    holding.some(({ cells, inside = "" }) => {
      const beside = cellText(cells[houseNo.at]);
      return beside !== "" && plainHeader(inside) !== plainHeader(beside);
    })
  );
}
