import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import {
  columnTeller,
  type CopiedColumn,
  type Finder,
  finderByAddress,
  finderByNumber,
  type KnownCase,
} from "./case-finder";
import { COMBINED, plainHeader } from "./header-names";
import { mapHeaders } from "./header-map";
import { pastedLines } from "./pasted-cells";

/** What people call the columns of numbers that the grid company fills in. */
const NUMBER_NAMES: Record<string, readonly string[]> = {
  meterNumber: [
    "meterNumber",
    "målernummer",
    "målernr",
    "måler nr",
    "måler",
    "serienummer",
    "serienr",
    "meter number",
    "meter no",
  ],
  meteringPointId: [
    "meteringPointId",
    "aftagenummer",
    "aftagenr",
    "målepunkt",
    "målepunktsid",
    "målepunkts id",
    "gsrn",
    "metering point",
    "metering point id",
  ],
};
const CASE_NAMES = ["sagsnr", "sagsnummer", "sag", "sags nr", "sag nr", "case number", "case no", "case"].map(
  plainHeader,
);

/** The address columns of an export in either language; what is copied may come from the other one. */
const ADDRESS_HEADERS: Record<string, readonly string[]> = {
  street: ["Vejnavn", "Adresse", "Street", "Address"],
  houseNo: ["Husnr.", "House no."],
  floor: ["Etage", "Floor"],
  door: ["Dør", "Door"],
  postcode: ["Postnr.", "Postcode"],
  city: ["By", "Town"],
};

export type PastedValues = {
  /** How the rows found their cases. */
  by: "number" | "address" | "order";
  changes: [id: string, column: string, value: string][];
  /** The number of rows whose values were put in. */
  filled: number;
  /** Rows without a case, or with one that an earlier row has; their cells joined by » · «. */
  left: string[];
  /** Rows at the beginning that were taken for a title or for unknown headers; joined likewise. */
  titles: string[];
  /** No column is left for values, or more than there are places for; nothing is put in. */
  isUnclear: boolean;
};

/**
 * Values for cases, copied from a sheet with or without headers. A row goes to the case of its case number or its
 * address when the copy has such a column; otherwise the rows fill the shown `cases` in order from `place.row`.
 * `columns`: the places for values in order; a column without a known header goes to the next one from `place.column`.
 */
export function pastedValues(
  text: string,
  columns: readonly { key: string; label: string }[],
  place: { row: number; column: number },
  cases: readonly KnownCase[],
): PastedValues {
  const copy = readCopy(pastedLines(text), columns, columnTeller(cases));
  if (!placeUnnamed(copy.columns, columns.slice(place.column)))
    return { by: "order", changes: [], filled: 0, left: [], titles: [], isUnclear: true };
  const by = copy.columns.some(({ isNumber }) => isNumber)
    ? "number"
    : copy.columns.some(({ part }) => part)
      ? "address"
      : "order";
  const finder: Finder = by === "number" ? finderByNumber(cases) : finderByAddress(cases);
  const changes: PastedValues["changes"] = [];
  const left: string[] = [];
  const found = new Set<string>();
  for (const [i, cells] of copy.body.entries()) {
    // An empty row skips its case, so that the rows below it keep theirs.
    if (told(cells) === "") continue;
    const one = by === "order" ? cases[place.row + i] : finder(cells, copy.columns, copy.isWhole);
    if (!one || found.has(one.id)) {
      left.push(told(cells));
      continue;
    }
    found.add(one.id);
    for (const [j, { value: column }] of copy.columns.entries())
      if (column) changes.push([one.id, column, cells[j] ?? ""]);
  }
  const titles = copy.titles.map(told).filter(Boolean);
  return { by, changes, filled: found.size, left, titles, isUnclear: false };
}

const told = (cells: readonly string[]) => cells.filter(Boolean).join(" · ");

/** Copied rows: what each column is, the rows below the headers, and those above that were not read. */
type Copy = { columns: CopiedColumn[]; body: string[][]; titles: string[][]; isWhole: boolean };

function readCopy(
  lines: string[][],
  columns: readonly { key: string; label: string }[],
  tellColumn: ReturnType<typeof columnTeller>,
): Copy {
  const names = new Map(
    columns.flatMap(({ key, label }) =>
      [label, ...(NUMBER_NAMES[key] ?? [])].map((name) => [plainHeader(name), key] as const),
    ),
  );
  // A title may stand above the headers.
  const at = Math.max(
    0,
    lines.slice(0, HEAD_WITHIN).findIndex((row) => row.some((cell) => names.has(plainHeader(cell)))),
  );
  const [head = [], ...below] = lines.slice(at);
  const mapped = mapHeaders("apartment", head, ADDRESS_HEADERS, {}, below);
  const meaning = head.map((cell, i): CopiedColumn => {
    const name = plainHeader(cell);
    const own = names.get(name);
    if (own) return { value: own };
    if (CASE_NAMES.includes(name)) return { isNumber: true };
    const key = mapped.keys[i];
    // »Nummer« without other headers is no house number.
    if (key === "houseNo" && head.filter(Boolean).length === 1) return {};
    return key && ADDRESS_KEYS.includes(key) ? { part: key } : {};
  });
  const isHead =
    meaning.some((one) => Object.keys(one).length > 0) && !head.some((cell) => tellColumn([cell]));
  if (isHead) return { columns: meaning, body: below, titles: lines.slice(0, at), isWhole: mapped.isWhole };
  const titles = titlesOf(lines);
  const body = lines.slice(titles.length);
  const wide = Math.max(0, ...body.map((cells) => cells.length));
  // A single column is the one to fill in, whatever its numbers look like.
  const columnAt = (i: number) => (wide > 1 && tellColumn(body.map((cells) => cells[i] ?? ""))) || {};
  return { columns: Array.from({ length: wide }, (_, i) => columnAt(i)), body, titles, isWhole: true };
}

/** Gives unknown columns the places in order, unless a header has named one; false when they do not fit. */
function placeUnnamed(columns: CopiedColumn[], places: readonly { key: string }[]): boolean {
  if (columns.some(({ value }) => value)) return true;
  const unnamed = columns.filter((one) => Object.keys(one).length === 0);
  if (unnamed.length > places.length || unnamed.length === 0) return false;
  for (const [i, one] of unnamed.entries()) one.value = places[i]?.key ?? "";
  return true;
}

const ADDRESS_KEYS: readonly string[] = [...ADDRESS_PARTS, ...COMBINED];

/** In rows: where the headers of a copy are looked for. */
const HEAD_WITHIN = 5;

/** The rows before the first with a digit, when most rows below have digits: titles, or headers by unknown names. */
function titlesOf(lines: string[][]): string[][] {
  const hasDigit = (line: string[] | undefined) => line?.some((cell) => /\d/.test(cell)) ?? false;
  const filled = lines.filter((line) => line.some(Boolean));
  if (2 * filled.filter(hasDigit).length <= filled.length - 1) return [];
  const first = lines.findIndex(hasDigit);
  const last = lines.slice(0, Math.max(0, first)).findLastIndex((line) => line.some(Boolean));
  return lines.slice(0, last + 1);
}
