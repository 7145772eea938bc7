import { ADDRESS_PARTS, type Address, addressKey, readAddress } from "@/lib/domain/addresses/address";
import { splitAddress } from "@/lib/domain/addresses/address-line";
import { composeRow, mapHeaders, plainHeader, templateColumns } from "./template-columns";
import type { CaseType } from "@/lib/domain/vocabulary";

/** In characters; a clipboard with more is no list to be typed or matched by hand. */
const MAX_TEXT = 5_000_000;

/**
 * What is copied from a sheet, as rows of cells. A cell that begins with a quote and ends with one holds tabs, line
 * breaks and doubled quotes as its own; a quote anywhere else is a character like others. Rows without anything are none.
 */
export const pastedCells = (text: string): string[][] =>
  pastedLines(text).filter((row) => row.some((cell) => cell !== ""));

/** The same with the rows that hold nothing, but for those at the end. */
function pastedLines(text: string): string[][] {
  const given = withTabs(text.slice(0, MAX_TEXT).replace(/\r\n?/g, "\n").trimEnd());
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  for (;;) {
    const { cell, end } = cellFrom(given, at);
    row.push(linesOf(cell));
    if (given[end] !== "\t") {
      rows.push(row);
      row = [];
    }
    if (end >= given.length) return rows;
    at = end + 1;
  }
}

/** Lines copied from a text file, where each has its semicolons. */
const withTabs = (text: string) =>
  !text.includes("\t") && text.split("\n").every((line) => line.trim() === "" || line.includes(";"))
    ? text.replaceAll(";", "\t")
    : text;

/** On one line, which is all that a box of a form shows, without the apostrophe by which a sheet marks text. */
const linesOf = (cell: string) =>
  cell
    .split("\n")
    .map((one) => one.trim())
    .join(" ")
    .trim()
    .replace(/^'(?=[^']*$)/, "");

/** A cell's text and where it ends: at a tab, a line break or the end. */
function cellFrom(text: string, from: number): { cell: string; end: number } {
  if (text[from] === '"') {
    for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
      if (text[at + 1] === '"') at += 1;
      else if (at + 1 === text.length || text[at + 1] === "\t" || text[at + 1] === "\n")
        return { cell: text.slice(from + 1, at).replaceAll('""', '"'), end: at + 1 };
      else break;
    }
  }
  const next = /[\t\n]/g;
  next.lastIndex = from;
  const end = next.exec(text)?.index ?? text.length;
  return { cell: text.slice(from, end), end };
}

type Labels = Readonly<Record<string, readonly string[]>>;

export type PastedAddresses = {
  /** Values by field, in the order they were copied; none is left out. */
  rows: Record<string, string>[];
  /** Headers, or columns by their number, that hold something and were not put in. */
  left: string[];
  /** Parts that several of the columns may be; nothing is put in then. */
  ambiguous: string[];
};

/**
 * Addresses copied from a sheet. With headers the columns are found by them, in any order; without they go from
 * `column` of `columns` to the right, and a single column of whole addresses is told apart.
 */
export function pastedAddresses(
  text: string,
  caseType: CaseType,
  labels: Labels,
  place: { columns: readonly string[]; column: number },
): PastedAddresses {
  const all = withoutListMarks(pastedCells(text));
  const [head = [], ...below] = all;
  const mapped = mapHeaders(caseType, head, labels, {}, below);
  const named = mapped.keys.filter((key) => key !== null).length;
  const filled = head.filter((cell) => cell !== "").length;
  const isHead =
    filled > 0 &&
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
    : wide === 1 &&
      keys[0] === "street" &&
      2 * body.filter(([cell = ""]) => isWholeAddress(cell)).length >= body.length;
  const left = isHead
    ? mapped.unknown
    : keys.flatMap((key, i) => (key === null && body.some((cells) => cells[i]) ? [String(i + 1)] : []));
  const rows = body.map((cells) => {
    const values: Record<string, string> = {};
    for (const [i, key] of keys.entries()) if (key !== null && cells[i] !== undefined) values[key] = cells[i];
    const given = isHead
      ? Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""))
      : values;
    const parts = isWhole ? { ...splitAddress(given.street ?? ""), ...withoutStreet(given) } : given;
    return composeRow(parts, isWhole).values as Record<string, string>;
  });
  return { rows, left, ambiguous: [] };
}

/** A house number, and somewhere behind it a postcode. */
function isWholeAddress(cell: string): boolean {
  const number = /\d\p{L}?[, ]/u.exec(cell);
  return number !== null && /\b\d{4}\b/.test(cell.slice(number.index + number[0].length));
}

/** Without »1.«, »2.«, … or the dots that a letter or a web page puts before the lines of a list. */
function withoutListMarks(rows: string[][]): string[][] {
  const isMarked =
    rows.every(([cell = ""]) => /^[-–*•·] /.test(cell)) ||
    (rows.length > 1 && rows.every(([cell = ""], i) => new RegExp(`^${i + 1}[.)] `).test(cell)));
  return isMarked ? rows.map(([cell = "", ...others]) => [cell.replace(/^\S+ /, ""), ...others]) : rows;
}

const withoutStreet = ({ street: _, ...others }: Record<string, string>) => others;

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

export type KnownCase = { id: string; number?: number | undefined; address?: string | undefined };
export type PastedValues = {
  /** By which the lines found their cases. */
  by: "number" | "address" | "order";
  changes: [id: string, column: string, value: string][];
  /** Lines whose values were put in. */
  filled: number;
  /** Lines that found no case, or one that another line had found, as they were copied. */
  left: string[];
  /** Lines at the beginning that were taken for a title or headers by names that are not known. */
  titles: string[];
  /** There are more columns than can be told apart; nothing is put in. */
  isUnclear: boolean;
};

/**
 * Values for cases copied from a sheet. A line goes to the case of its case number, or of its address, where the copy
 * has such a column, with headers or without; only where it has none the lines go down from `row` in the order shown.
 */
export function pastedValues(
  text: string,
  columns: readonly { key: string; label: string }[],
  place: { row: number; column: number },
  cases: readonly KnownCase[],
): PastedValues {
  const lines = pastedLines(text);
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
  const above = lines.slice(0, at);
  const [head = [], ...below] = lines.slice(at);
  const mapped = mapHeaders(
    "apartment",
    head,
    {
      ...Object.fromEntries(templateColumns("apartment").map(({ key }) => [key, HEADERS[key] ?? []])),
    },
    {},
    below,
  );
  const meaning = head.map((cell, i): Column => {
    const name = plainHeader(cell);
    const own = names.get(name);
    if (own) return { value: own };
    if (CASE_NAMES.includes(name)) return { isNumber: true };
    const key = mapped.keys[i];
    // »Nummer« alone is no house's.
    if (key === "houseNo" && head.filter(Boolean).length === 1) return {};
    return key && (ADDRESS_PARTS.includes(key as never) || PIECES.includes(key)) ? { part: key } : {};
  });
  const isKnown = knownTo(cases);
  const isHead = meaning.some((one) => Object.keys(one).length > 0) && !head.some((cell) => isKnown([cell]));
  const titles = isHead ? above : titlesOf(lines);
  const body = isHead ? below : lines.slice(titles.length);
  const wide = Math.max(0, ...body.map((cells) => cells.length));
  const columnsOf: Columns = isHead
    ? meaning
    : Array.from({ length: wide }, (_, i) =>
        // A single column is what is to be filled in, whatever its numbers look like.
        wide > 1 ? (isKnown(body.map((cells) => cells[i] ?? "")) ?? {}) : {},
      );
  // Without a name a column is the next one to be filled in.
  if (!columnsOf.some(({ value }) => value)) {
    const unnamed = columnsOf.filter((one) => Object.keys(one).length === 0);
    const slots = columns.slice(place.column);
    if (unnamed.length > slots.length || unnamed.length === 0)
      return { by: "order", changes: [], filled: 0, left: [], titles: [], isUnclear: true };
    for (const [i, one] of unnamed.entries()) one.value = slots[i]?.key ?? "";
  }
  const by = columnsOf.some(({ isNumber }) => isNumber)
    ? "number"
    : columnsOf.some(({ part }) => part)
      ? "address"
      : "order";
  const finder = by === "number" ? finderByNumber(cases) : finderByAddress(cases);
  const changes: PastedValues["changes"] = [];
  const told = (cells: readonly string[]) => cells.filter(Boolean).join(" · ");
  const left: string[] = [];
  const found = new Set<string>();
  for (const [i, cells] of body.entries()) {
    // An empty cell of the copy passes its case by, so that none below gets another one's value.
    if (told(cells) === "") continue;
    const one = by === "order" ? cases[place.row + i] : finder(cells, columnsOf, mapped.isWhole || !isHead);
    if (!one || found.has(one.id)) {
      left.push(told(cells));
      continue;
    }
    found.add(one.id);
    for (const [j, { value: column }] of columnsOf.entries())
      if (column) changes.push([one.id, column, cells[j] ?? ""]);
  }
  return {
    by,
    changes,
    filled: found.size,
    left,
    titles: titles.map(told).filter(Boolean),
    isUnclear: false,
  };
}

/** In lines: where the headers of a copy are looked for. */
const HEAD_WITHIN = 5;

/** Lines at the beginning without a single digit, where most below have some: headers by names that nobody foresaw. */
function titlesOf(lines: string[][]): string[][] {
  const hasDigit = (line: string[] | undefined) => line?.some((cell) => /\d/.test(cell)) ?? false;
  const filled = lines.filter((line) => line.some(Boolean));
  if (2 * filled.filter(hasDigit).length <= filled.length - 1) return [];
  const first = lines.findIndex(hasDigit);
  const last = lines.slice(0, Math.max(0, first)).findLastIndex((line) => line.some(Boolean));
  return lines.slice(0, last + 1);
}

/** Columns that hold a piece of an address, beside its parts. */
const PIECES = ["letter", "floorDoor", "postcodeCity"];
/** Labels in both languages: what is copied may come from an export in the other one. */
const HEADERS: Record<string, readonly string[]> = {
  street: ["Vejnavn", "Adresse", "Street", "Address"],
  houseNo: ["Husnr.", "House no."],
  floor: ["Etage", "Floor"],
  door: ["Dør", "Door"],
  postcode: ["Postnr.", "Postcode"],
  city: ["By", "Town"],
};

/** What a column of the copy is: values to fill in, the cases' numbers, or a part of their address. */
type Column = { value?: string; isNumber?: boolean; part?: string };
type Columns = readonly Column[];
type Finder = (cells: readonly string[], columns: Columns, isWhole: boolean) => KnownCase | undefined;

/** Each key once: what stands for two cases stands for neither. */
function byKey(
  cases: readonly KnownCase[],
  keyOf: (one: KnownCase) => string | null,
): Map<string, KnownCase | null> {
  const known = new Map<string, KnownCase | null>();
  for (const one of cases) {
    const key = keyOf(one);
    if (key !== null) known.set(key, known.has(key) ? null : one);
  }
  return known;
}

const digitsOf = (text: string) => /^(?:sag )?#?(\d+)$/i.exec(text.trim())?.[1] ?? null;

function finderByNumber(cases: readonly KnownCase[]): Finder {
  const known = byKey(cases, ({ number }) => (number === undefined ? null : String(number)));
  return (cells, columns) => {
    const number = digitsOf(cells[columns.findIndex(({ isNumber }) => isNumber)] ?? "");
    return (number !== null && known.get(number)) || undefined;
  };
}

const withoutPostcode = (address: Address) => addressKey({ ...address, postcode: "" });
const ofLine = (line: string) => readAddress(splitAddress(line)).address;

function finderByAddress(cases: readonly KnownCase[]): Finder {
  const keyed = (key: (address: Address) => string) =>
    byKey(cases, ({ address }) => (address === undefined ? null : key(ofLine(address))));
  const [whole, bare] = [keyed(addressKey), keyed(withoutPostcode)];
  return (cells, columns, isWhole) => {
    const parts: Record<string, string> = {};
    for (const [i, { part }] of columns.entries()) if (part && cells[i]) parts[part] = cells[i];
    const line = parts.street ?? "";
    const split = isWhole ? { ...splitAddress(line), ...withoutStreet(parts) } : parts;
    const { address } = readAddress(composeRow(split, isWhole).values);
    return (
      (address.postcode ? whole.get(addressKey(address)) : bare.get(withoutPostcode(address))) ?? undefined
    );
  };
}

/** What a column without a name is by what it holds: the cases' numbers, their addresses, or nothing known. */
function knownTo(cases: readonly KnownCase[]) {
  const numbers = new Set(cases.map(({ number }) => String(number)));
  const streets = new Set(cases.map(({ address = "" }) => withoutPostcode(ofLine(address))));
  return (cells: readonly string[]): Column | null => {
    const filled = cells.filter(Boolean);
    const half = Math.max(1, filled.length / 2);
    if (filled.filter((cell) => numbers.has(digitsOf(cell) ?? "")).length >= half) return { isNumber: true };
    return filled.filter((cell) => streets.has(withoutPostcode(ofLine(cell)))).length >= half
      ? { part: "street" }
      : null;
  };
}
