import { ADDRESS_PARTS, type AddressPart } from "@/lib/domain/addresses/address";
import { isAddressPart, isRequiredPart, REQUIRED_PARTS } from "@/lib/domain/addresses/address-parts";
import { splitAddress, splitInside } from "@/lib/domain/addresses/address-line";
import type { CaseType } from "@/lib/domain/vocabulary";
import { isDoubtful } from "./doubtful-columns";
import { COMBINED, FOR_BILLS, knownHeaders, plainHeader, TOGETHER } from "./header-names";
import {
  cellText,
  type Column,
  columnsDiffer,
  holdsWholeAddresses,
  isFilled,
  type Rows,
  sheetColumns,
} from "./sheet-columns";
import { templateColumns } from "./template-columns";

export type MappedHeaders = {
  /** The key of each column; null for one that is not read. */
  keys: (string | null)[];
  /** Every header as the user sees and chooses it; one that stands twice with the letter of its column. */
  headers: string[];
  /** The header of each key; »A + B« where a part came in pieces. */
  columns: Record<string, string>;
  /** Headers of the columns that are not read. */
  unknown: string[];
  /** Those of `unknown` that may hold part of the address. */
  doubtful: string[];
  /** Required parts for which no column was found. */
  missing: string[];
  /** Keys for which several columns fit that do not say the same: the headers to choose from. */
  ambiguous: Record<string, string[]>;
  /** Whether the column of the street holds whole addresses. */
  isWhole: boolean;
};

type Sheet = {
  rows: Rows;
  columns: readonly Column[];
  /** The columns that may be the street. */
  streets: readonly Column[];
  chosen: Readonly<Record<string, string>>;
  /** The column of each key, as far as they are found. */
  taken: Map<string, Column>;
  ambiguous: Record<string, string[]>;
};

/**
 * Finds the columns of a sheet by their headers in any order: code, label in either language (`labels`: key →
 * names) or what people commonly write, without regard to case, marks, breaks, stars and units. Where a header may
 * mean two things, `rows` (the cells below) decide, or it is `ambiguous`. `chosen` (key → header as told) wins.
 */
export function mapHeaders(
  caseType: CaseType,
  headers: readonly string[],
  labels: Readonly<Record<string, readonly string[]>>,
  chosen: Readonly<Record<string, string>> = {},
  rows: Rows = [],
): MappedHeaders {
  const columns = sheetColumns(headers, knownHeaders(caseType, labels), rows);
  const taken = new Map<string, Column>();
  for (const [key, header] of Object.entries(chosen)) {
    const column = columns.find(({ told }) => told === header.trim());
    if (column) taken.set(key, column);
  }
  const streets = columns.filter(({ key }) => key === "street");
  const sheet: Sheet = { rows, columns, streets, chosen, taken, ambiguous: {} };
  takeStreet(sheet);
  takeOthers(sheet);
  const street = taken.get("street");
  const isWhole = holdsWholeAddresses(rows, street, taken.get("houseNo"));
  dropMisread(sheet, isWhole);

  const read = new Map([...taken].map(([key, { at }]) => [at, key]));
  const unread = columns.filter(({ at }) => !read.has(at));
  const inside = isWhole && street ? rows.map((cells) => splitAddress(cellText(cells[street.at]))) : [];
  const isFound = (key: AddressPart) =>
    taken.has(key) || (key === "postcode" && taken.has("postcodeCity")) || inside.some((parts) => parts[key]);
  return {
    keys: headers.map((_, at) => read.get(at) ?? null),
    headers: columns.map((column) => column.told),
    columns: toldByKey(caseType, taken, inside),
    unknown: unread.map(({ told }) => told),
    doubtful: unread.filter((column) => isDoubtful(sheet, column, isWhole)).map(({ told }) => told),
    missing: REQUIRED_PARTS.filter((key) => !isFound(key)),
    ambiguous: sheet.ambiguous,
    isWhole,
  };
}

const isForBills = ({ whose }: Column) => FOR_BILLS.test(whose);

/** The columns of streets from which one is taken: filled ones of places before the others. */
function wantedStreets({ rows, streets }: Sheet): readonly Column[] {
  const places = streets.filter((column) => isFilled(rows, column) && !isForBills(column));
  return places.length > 0 ? places : streets;
}

/** Says whose address is meant: the other parts go with the street. */
function takeStreet(sheet: Sheet): void {
  const { rows, taken, ambiguous } = sheet;
  const wanted = wantedStreets(sheet);
  const own = wanted.filter(({ rank }) => rank === "own");
  const [first = wanted[0]] = own;
  if (!first || taken.has("street")) return;
  const others = wanted.filter(
    (other) => other !== first && (own.includes(other) || columnsDiffer(rows, first, other)),
  );
  if (others.length > 0) ambiguous.street = [first, ...others].map(({ told }) => told);
  taken.set("street", first);
}

/** Takes for each key that has none yet the column that fits best. */
function takeOthers(sheet: Sheet): void {
  const { rows, columns, chosen, taken, ambiguous } = sheet;
  for (const key of new Set(columns.flatMap(({ key }) => key ?? []))) {
    if (taken.has(key)) continue;
    const candidates = candidatesFor(key, sheet);
    const [one, ...others] = candidates;
    if (!one) continue;
    const isOpen = others.some((other) => rows.length === 0 || columnsDiffer(rows, one, other));
    // Pieces of a part cannot be chosen: their columns stay unread, which the user is told.
    if (isOpen && (COMBINED as readonly string[]).includes(key)) continue;
    if (isOpen) ambiguous[key] = candidates.map(({ told }) => told);
    taken.set(key, one);
  }
  if (!ambiguous.street) return;
  // While it is open which street is meant, its house numbers and postcodes are open as well.
  const wanted = wantedStreets(sheet);
  for (const key of ["houseNo", "postcode"]) {
    const others = columns.filter(
      (column) =>
        column.key === key && !isForBills(column) && wanted.some(({ whose }) => whose === column.whose),
    );
    if (others.length > 1 && !(key in chosen)) ambiguous[key] = others.map(({ told }) => told);
  }
}

/** The columns that may be a key, the most likely ones only; empty when none may. */
function candidatesFor(key: string, { rows, columns, streets, taken, ambiguous }: Sheet): Column[] {
  const street = taken.get("street");
  const next = street && streets.find(({ at }) => at > street.at);
  const isBeside = ({ at }: Column) => street !== undefined && at > street.at && (!next || at < next.at);
  const used = [...taken.values()];
  let candidates = columns.filter(
    (column) =>
      !used.includes(column) && column.key === key && (column.whose === "" || column.whose === street?.whose),
  );
  const narrow = (fits: (column: Column) => boolean) => {
    if (candidates.some(fits)) candidates = candidates.filter(fits);
  };
  if (street?.whose) narrow(({ whose }) => whose === street.whose);
  narrow((column) => isFilled(rows, column));
  narrow(({ rank }) => rank === "own");
  narrow(({ rank }) => rank !== "weak");
  if (ambiguous.street) return candidates;
  narrow(isBeside);
  // A town, floor or door beside another street belongs to that one; the postcode says our town.
  const mayBeMissing = isAddressPart(key) && !isRequiredPart(key);
  if (!mayBeMissing) return candidates;
  return candidates.filter((column) => isBeside(column) || streets.every(({ at }) => at >= column.at));
}

/** Gives up columns whose cells show that they hold something else; what the user has chosen stays. */
function dropMisread({ rows, chosen, taken }: Sheet, isWhole: boolean): void {
  const drop = (key: string) => {
    if (!(key in chosen)) taken.delete(key);
  };
  const cellsOf = (key: string) => {
    const at = taken.get(key)?.at;
    return at === undefined ? [] : rows.map((cells) => cellText(cells[at])).filter(Boolean);
  };
  // Beside a column »Etage« or »Dør« it is unknown what »Etage/dør« is for.
  if (taken.has("floorDoor") && (taken.has("floor") || taken.has("door"))) drop("floorDoor");
  const floorDoor = taken.get("floorDoor");
  // »Lejl. 4« is no floor, nor is a 4 alone.
  if (
    floorDoor?.rank === "common" &&
    /^(lejl|bolig|flat)/.test(plainHeader(floorDoor.told)) &&
    cellsOf("floorDoor").some((text) => !splitInside(text).floor || /^\d+\.?$/.test(text))
  )
    drop("floorDoor");
  // »Side« over numbers is a page.
  const doors = cellsOf("door");
  if (taken.get("door")?.rank === "weak" && doors.length > 0 && doors.every((text) => /^\d+$/.test(text)))
    drop("door");
  // 1, 2, 3 … from the first row on are running numbers, unless the user says that they are house numbers.
  const numbers = cellsOf("houseNo");
  const isCount = numbers.length > 1 && numbers.every((text, i) => Number(text) === i + 1);
  if ((isWhole || isCount) && taken.get("houseNo")?.rank === "weak") drop("houseNo");
}

/** The header, or headers, of each key. `inside`: the parts of whole addresses, row by row. */
function toldByKey(
  caseType: CaseType,
  taken: ReadonlyMap<string, Column>,
  inside: readonly Partial<Record<AddressPart, string>>[],
): Record<string, string> {
  const told: Record<string, string> = {};
  const tell = (key: string, from: string | undefined) => {
    if (from) told[key] = key in told ? `${told[key]} + ${from}` : from;
  };
  for (const { key } of templateColumns(caseType)) tell(key, taken.get(key)?.told);
  tell("houseNo", taken.get("letter")?.told);
  for (const [parts, key] of TOGETHER)
    for (const part of parts) if (!(part in told)) tell(part, taken.get(key)?.told);
  for (const part of ADDRESS_PARTS)
    if (!(part in told) && inside.some((pieces) => pieces[part])) tell(part, taken.get("street")?.told);
  return told;
}
