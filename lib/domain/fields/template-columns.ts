import { ADDRESS_PARTS, type AddressPart } from "@/lib/domain/addresses/address";
import { isAddressPart, isRequiredPart, REQUIRED_PARTS } from "@/lib/domain/addresses/address-parts";
import { splitAddress, splitInside } from "@/lib/domain/addresses/address-line";
import { addressFields, needOf } from "./fields";
import type { ValueRepair } from "@/lib/domain/problem";
import { withoutInvisible } from "@/lib/domain/text";
import type { CaseType } from "@/lib/domain/vocabulary";

/** The columns of the template of a case type, in order: the parts of the address, then the per-address fields. */
export const templateColumns = (caseType: CaseType): { key: string; isRequired: boolean }[] => [
  ...ADDRESS_PARTS.map((key) => ({ key, isRequired: isRequiredPart(key) })),
  ...addressFields(caseType).map((key) => ({
    key,
    isRequired: needOf(key, caseType) === "M" && key === "floorArea",
  })),
];

/** Columns of people's own sheets that hold a piece of a part, or two parts at once. */
const COMBINED = ["letter", "floorDoor", "postcodeCity"] as const;

/** What people call the columns in sheets of their own. */
const ALSO: Record<string, readonly string[]> = {
  street: [
    ...[
      "vej",
      "gade",
      "gadenavn",
      "adresse",
      "adr",
      "adressenavn",
      "fuld adresse",
      "hele adressen",
      "address",
    ],
    ...["adresselinje", "adresselinje 1", "beliggenhed", "byggeplads", "installationssted"],
  ],
  houseNo: ["husnummer", "hus", "nr", "nummer", "house number"],
  letter: ["bogstav", "litra", "husbogstav", "husnr bogstav", "bogst", "letter"],
  floor: ["sal", "etagebetegnelse", "etg", "et", "etage nr", "etagenummer"],
  door: ["side", "dørbetegnelse", "sidebetegnelse", "sidedør", "sidedør nr", "dør nr", "dørnummer"],
  floorDoor: [
    ...[
      "lejlighed",
      "lejl",
      "lejl nr",
      "lejlighedsnr",
      "lejlighedsnummer",
      "bolig",
      "boligbetegnelse",
      "flat",
    ],
    ...["etagedør", "etageside", "saldør", "salside"],
  ],
  postcode: ["postnummer", "post nr", "zip", "zip code", "postal code"],
  postcodeCity: ["postnrby", "postadresse"],
  city: ["bynavn", "postdistrikt", "postnr navn", "city"],
  cadastralNumber: ["matrikel", "matrikelnummer", "matr nr"],
  reference: ["reference", "ref", "egen ref"],
  floorArea: ["areal", "bbr areal", "kvm", "m2"],
  ampere: ["ampere", "sikring"],
  connectionDate: ["tilslutningsdato", "ønsket dato"],
  remarks: ["bemærkning", "note", "kommentar"],
};

/** The names that are no label of ours. */
export const headerNames = (): string[] => [...Object.keys(ALSO), ...Object.values(ALSO).flat()];

/** Names that mean something else as often: a running number, a page. The values say which. */
const WEAK = ["nr", "nummer", "side"];
/** Two of them side by side, »Etage/dør«, »Postnr. og by«, make one column of two parts. */
const TOGETHER: readonly [parts: readonly string[], key: string][] = [
  [["floor", "door"], "floorDoor"],
  [["postcode", "city"], "postcodeCity"],
];
/** Before such names, and run together with them, stands whose address it is: »Installation vej«, »Kundeadresse«. */
const OF_SOMEBODY: Partial<Record<string, readonly string[]>> = {
  street: ["vejnavn", "vej", "gadenavn", "adresse", "street", "address"],
  houseNo: ["husnummer", "husnr", "nummer", "nr"],
  floor: ["etage", "sal"],
  door: ["dør"],
  postcode: ["postnummer", "postnr", "postcode"],
  city: ["bynavn", "by", "town"],
};
/** An »adresse« that is no place. */
const NO_PLACE = /^(e?mail|web|ip|mac|net|hjemmeside|url)/;
/** Where the bill or a letter goes: never taken beside another address. */
const FOR_BILLS =
  /^(faktur|betal|kunde|ejer(?!lej)|bygherre|firma|kontor|kontakt|kreditor|debitor|rekvirent|billing|invoice|customer|owner|payer|post$)/;

/** Columns of our own that say something about the row and hold nothing to read. */
const IGNORED = ["fejl", "error", "rækkeidinfil", "rowinyourfile"];
/** A header with one of these words may stand over a part of the address. */
const MAY_BE_PART =
  /bogstav|litra|lejl|bolig|dør|etage|^etg?$|^sal$|^st(ue|uen)?$|side|opgang|indgang|^blok$|^hus|^nr$|^nummer$|^adr|adresse|vejnavn|plads$|^ejendom|^lokation|beliggenhed/;

/** In characters; what a longer header says after it makes it no other column. */
const MAX_HEADER = 200;

/** The words of a header; a hyphen at the end of a line joins what it parts. */
const wordsOf = (header: string) =>
  withoutInvisible(header.slice(0, MAX_HEADER).normalize("NFC"))
    .toLowerCase()
    .replace(/-[ \t]*[\r\n]+\s*/g, "")
    .replace(/\([^()]*\)/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
/** Blanks say nothing: »Hus nr.« is »Husnr.«. */
export const plainHeader = (header: string) => wordsOf(header).replaceAll(" ", "");

export type MappedHeaders = {
  /** Key by column; null for a column that is not read. */
  keys: (string | null)[];
  /** Every header there is, as it is told and chosen: one that stands twice with the letter of its column. */
  headers: string[];
  /** The header by key; several where a part came in pieces. */
  columns: Record<string, string>;
  /** Headers that are not read, for the user to see. */
  unknown: string[];
  /** Those among them that may hold part of the address. */
  doubtful: string[];
  /** Required parts no column was found for. */
  missing: string[];
  /** Parts that several columns may be, which do not say the same: the headers to choose from. */
  ambiguous: Record<string, string[]>;
  /** Whether the street's column holds whole addresses. */
  isWhole: boolean;
};

/** A column's name as it is told and chosen. */
type Column = {
  at: number;
  told: string;
  key?: string;
  rank: "own" | "common" | "weak";
  /** Whose address it is of, where the header says so. */
  whose: string;
  isUnnamed?: boolean;
};

/** What a cell says; a number that is shown otherwise as it is shown. */
function textOf(cell: unknown): string {
  const shown = typeof cell === "object" && cell !== null && "shown" in cell ? cell.shown : cell;
  return typeof shown === "string" || typeof shown === "number" ? String(shown).trim() : "";
}

/** A B … Z AA AB …: as sheets call their columns. */
function letterOf(at: number): string {
  const rest = Math.floor(at / 26);
  return (rest > 0 ? letterOf(rest - 1) : "") + String.fromCharCode(65 + (at % 26));
}

/** By plain header: the key it means, and how surely. */
function namesOf(caseType: CaseType, labels: Readonly<Record<string, readonly string[]>>) {
  const names = new Map<string, Pick<Column, "key" | "rank">>();
  const keys = [...templateColumns(caseType).map(({ key }) => key), ...COMBINED];
  for (const key of keys)
    for (const name of ALSO[key] ?? [])
      names.set(plainHeader(name), { key, rank: WEAK.includes(plainHeader(name)) ? "weak" : "common" });
  for (const { key } of templateColumns(caseType))
    for (const name of [key, ...(labels[key] ?? [])]) names.set(plainHeader(name), { key, rank: "own" });
  return names;
}

type Names = ReturnType<typeof namesOf>;

function meaningOf(header: string, names: Names): Pick<Column, "key" | "rank" | "whose"> {
  const known = names.get(plainHeader(header));
  if (known) return { ...known, whose: "" };
  const name = plainHeader(header);
  const words = wordsOf(header)
    .split(" ")
    .filter((word) => !["og", "and"].includes(word));
  const parts = words.map((word) => names.get(word)?.key);
  if (words.length > 1 && parts.every(Boolean)) {
    const [first] = parts;
    if (parts.every((part) => part === first)) return { key: first, rank: "common", whose: "" };
    for (const [both, key] of [...TOGETHER, [["houseNo", "letter"], "houseNo"]] as typeof TOGETHER)
      if (parts.length === 2 && both.every((part) => parts.includes(part)))
        return { key, rank: "common", whose: "" };
    if (parts.includes("street") && parts.every((part) => isAddressPart(part ?? "")))
      return { key: "street", rank: "common", whose: "" };
  }
  for (const [key, endings = []] of Object.entries(OF_SOMEBODY)) {
    for (const ending of endings) {
      const isApart = words.includes(ending);
      if (!isApart && (!name.endsWith(ending) || ending.length < 5)) continue;
      const whose = isApart
        ? words.filter((word) => word !== ending).join("")
        : name.slice(0, -ending.length);
      // »Installationsadresse« and »Installation nr.« are of the same installation.
      if (whose !== "" && !NO_PLACE.test(whose))
        return { key, rank: "common", whose: whose.replace(/(?<=.{4})e?s$/, "") };
    }
  }
  return { rank: "common", whose: "" };
}

/** A number at the end of the street's own text: the cell holds more than the street. */
const holdsNumber = (cell: unknown) => splitAddress(textOf(cell)).houseNo !== undefined;
const MAX_INSIDE = 20;
/** In rows: what is looked at to tell what a column may hold. */
const LOOKED_AT = 200;
const INSIDE =
  /^(?:(?:st|kl|k\d|\d{1,2})\.?(?: ?sal)?[ ,./-]*)?(?:tv|th|mf)\.?$|^(?:st|stuen?|kl|\d{1,2}\. ?sal)\.?$|^[a-zæøå]$/i;
/** A whole address: a street by its usual endings, and a number. */
const PLACE =
  /\p{L}(?:vej|gade|all[eé]|stræde|plads|torv|boulevard|vang|vænge|park|toft)(?:en|et)? \d{1,3} ?\p{L}?(?:,|$)/iu;

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
  rows: readonly (readonly unknown[])[] = [],
): MappedHeaders {
  const names = namesOf(caseType, labels);
  const trimmed = headers.map((header) => withoutInvisible(header).trim());
  const times = new Map<string, number>();
  for (const text of trimmed) times.set(text, (times.get(text) ?? 0) + 1);
  const width = Math.max(headers.length, ...rows.slice(0, LOOKED_AT).map((cells) => cells.length));
  const columns = Array.from({ length: width }, (_, at) => headers[at] ?? "").flatMap(
    (header, at): Column[] => {
      if (IGNORED.includes(plainHeader(header))) return [];
      // What stands under no header is told by the letter of its column.
      if (plainHeader(header) === "")
        return rows.some((cells) => textOf(cells[at]) !== "")
          ? [{ at, told: trimmed[at] || `(${letterOf(at)})`, rank: "common", whose: "", isUnnamed: true }]
          : [];
      const text = trimmed[at] ?? "";
      const isRepeated = (times.get(text) ?? 0) > 1;
      return [{ at, told: isRepeated ? `${text} (${letterOf(at)})` : text, ...meaningOf(header, names) }];
    },
  );
  const filled = (column: Column) =>
    rows.length === 0 || rows.some((cells) => textOf(cells[column.at]) !== "");
  const taken = new Map<string, Column>();
  const ambiguous: Record<string, string[]> = {};
  for (const [key, header] of Object.entries(chosen)) {
    const column = columns.find(({ told }) => told === header.trim());
    if (column) taken.set(key, column);
  }
  const free = () => columns.filter((column) => ![...taken.values()].includes(column));

  // Whose address is meant: the streets first, the other parts go with the street.
  const streets = columns.filter(({ key }) => key === "street");
  const isForBills = ({ whose }: Column) => FOR_BILLS.test(whose);
  const places = streets.filter((column) => filled(column) && !isForBills(column));
  const wanted = places.length > 0 ? places : streets;
  const own = wanted.filter(({ rank, whose }) => rank === "own" && whose === "");
  const [first = wanted[0]] = own;
  if (first && !taken.has("street")) {
    const others = wanted.filter(
      (other) => other !== first && (own.includes(other) || differ(rows, first.at, other.at)),
    );
    if (others.length > 0) ambiguous.street = [first, ...others].map(({ told }) => told);
    taken.set("street", first);
  }
  const street = taken.get("street");
  const next = street && streets.find(({ at }) => at > street.at);
  const isBeside = ({ at }: Column) => street !== undefined && at > street.at && (!next || at < next.at);
  const isElsewhere = (column: Column) =>
    streets.length > 1 &&
    street !== undefined &&
    !isBeside(column) &&
    streets.some(({ at }) => at < column.at);

  const keys = new Set(columns.flatMap(({ key }) => (key && key !== "street" ? [key] : [])));
  for (const key of keys) {
    if (taken.has(key)) continue;
    let candidates = free().filter(
      (column) => column.key === key && (column.whose === "" || column.whose === street?.whose),
    );
    const narrow = (fits: (column: Column) => boolean) => {
      if (candidates.some(fits)) candidates = candidates.filter(fits);
    };
    if (street?.whose) narrow(({ whose }) => whose === street.whose);
    narrow(filled);
    narrow(({ rank }) => rank === "own");
    narrow(({ rank }) => rank !== "weak");
    if (!ambiguous.street) {
      narrow(isBeside);
      // The town beside another street is that one's, and the postcode says ours.
      if (!isRequiredPart(key) && isAddressPart(key))
        candidates = candidates.filter((column) => !isElsewhere(column));
    }
    const [one, ...others] = candidates;
    if (!one) continue;
    const isOpen = others.some((other) => rows.length === 0 || differ(rows, one.at, other.at));
    // Pieces of a part cannot be chosen; left unread they must be acknowledged.
    if (isOpen && (COMBINED as readonly string[]).includes(key)) continue;
    if (isOpen) ambiguous[key] = candidates.map(({ told }) => told);
    taken.set(key, one);
  }
  // Parts of another block are asked about as well, while nobody has said which street it is.
  if (ambiguous.street) {
    for (const key of ["houseNo", "postcode"]) {
      const others = columns.filter(
        (column) =>
          column.key === key && !isForBills(column) && wanted.some(({ whose }) => whose === column.whose),
      );
      if (others.length > 1 && !(key in chosen)) ambiguous[key] = others.map(({ told }) => told);
    }
  }

  const drop = (key: string) => {
    if (!(key in chosen)) taken.delete(key);
  };
  // Both »Etage« and »Etage/dør«: nobody can tell what the second one is for.
  if (taken.has("floorDoor") && (taken.has("floor") || taken.has("door"))) drop("floorDoor");
  const cellsOf = (key: string) => {
    const at = taken.get(key)?.at;
    return at === undefined ? [] : rows.map((cells) => textOf(cells[at])).filter(Boolean);
  };
  // »Lejl. 4« is no floor, nor is a 4 alone.
  if (
    taken.get("floorDoor")?.rank === "common" &&
    cellsOf("floorDoor").some((text) => !splitInside(text).floor || /^\d+\.?$/.test(text))
  ) {
    const flat = plainHeader(taken.get("floorDoor")?.told ?? "");
    if (/^(lejl|bolig|flat)/.test(flat)) drop("floorDoor");
  }
  // »Side« over numbers is a page.
  const doors = cellsOf("door");
  if (taken.get("door")?.rank === "weak" && doors.length > 0 && doors.every((text) => /^\d+$/.test(text)))
    drop("door");
  // 1, 2, 3 … from the first row on count the rows: whoever means house numbers says so.
  const numbers = cellsOf("houseNo");
  const isCount = numbers.length > 1 && numbers.every((text, i) => Number(text) === i + 1);
  const isWhole = holdsWholeAddresses(rows, street?.at, taken.get("houseNo"));
  if ((isWhole || isCount) && taken.get("houseNo")?.rank === "weak") drop("houseNo");

  const first200 = street ? rows.slice(0, LOOKED_AT) : [];
  const read = new Map([...taken].map(([key, { at }]) => [at, key]));
  const unread = columns.filter(({ at }) => !read.has(at));
  const isDoubtful = (column: Column) => {
    const { key, at, told, whose } = column;
    const name = plainHeader(told);
    if (!filled(column) || (whose !== "" && whose !== street?.whose && (!key || taken.has(key))))
      return false;
    if (NO_PLACE.test(name) || FOR_BILLS.test(name) || (streets.length > 1 && key && taken.has(key)))
      return false;
    if (isWhole && key === "houseNo") return false;
    const cells = first200.map((row) => textOf(row[at])).filter(Boolean);
    const looksInside = cells.filter((text) => text.length <= MAX_INSIDE && INSIDE.test(text));
    return (
      column.isUnnamed ||
      cells.filter((text) => text.length <= MAX_HEADER && PLACE.test(text)).length * 2 > cells.length ||
      // One letter alone says too little.
      (looksInside.length * 2 >= cells.length && looksInside.some((text, i) => i > 0 || text.length > 1)) ||
      (cells.length > 0 &&
        wordsOf(told)
          .split(" ")
          .some((word) => MAY_BE_PART.test(word)))
    );
  };
  const inside = isWhole ? rows.map((row) => splitAddress(textOf(row[street?.at ?? -1]))) : [];
  const isFound = (key: string) =>
    taken.has(key) ||
    (key === "postcode" && taken.has("postcodeCity")) ||
    (isWhole && (key === "houseNo" || inside.some((parts) => parts[key as AddressPart])));
  const told: Record<string, string> = {};
  const tell = (key: string, from: string | undefined) => {
    if (from) told[key] = key in told ? `${told[key]} + ${from}` : from;
  };
  for (const { key } of templateColumns(caseType)) tell(key, taken.get(key)?.told);
  tell("houseNo", taken.get("letter")?.told);
  for (const [parts, key] of TOGETHER)
    for (const part of parts) if (!(part in told)) tell(part, taken.get(key)?.told);
  if (isWhole)
    for (const part of ADDRESS_PARTS)
      if (!(part in told) && inside.some((pieces) => pieces[part])) tell(part, street?.told);
  return {
    keys: headers.map((_, at) => read.get(at) ?? null),
    headers: columns.map((column) => column.told),
    columns: told,
    unknown: unread.map(({ told }) => told),
    doubtful: unread.filter(isDoubtful).map(({ told }) => told),
    missing: REQUIRED_PARTS.filter((key) => !isFound(key)),
    ambiguous,
    isWhole,
  };
}

/** Whether two columns ever say something that cannot be the same place. */
function differ(rows: readonly (readonly unknown[])[], one: number, other: number): boolean {
  return rows.some((cells) => {
    const [a, b] = [one, other].map((at) =>
      textOf(cells[at])
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, ""),
    );
    return a && b && !a.startsWith(b) && !b.startsWith(a);
  });
}

/**
 * Whether the street's cells hold the numbers as well, and no column of numbers that is surely the houses' does: beside
 * them »Nr.« is a running number unless it says the same.
 */
function holdsWholeAddresses(
  rows: readonly (readonly unknown[])[],
  street: number | undefined,
  houseNo: Column | undefined,
) {
  if (street === undefined || (houseNo && houseNo.rank !== "weak")) return false;
  const filled = rows.filter((cells) => textOf(cells[street]) !== "");
  const holding = filled.filter((cells) => holdsNumber(cells[street]));
  if (holding.length === 0 || holding.length * 2 < filled.length) return false;
  return (
    !houseNo ||
    holding.some((cells) => {
      const inside = splitAddress(textOf(cells[street])).houseNo ?? "";
      const beside = textOf(cells[houseNo.at]);
      return beside !== "" && plainHeader(inside) !== plainHeader(beside);
    })
  );
}

type Values = Record<string, unknown>;

/** The parts of an address as one column each, whatever columns they came in. */
export function composeRow(values: Values, isWhole: boolean): { values: Values; repairs: ValueRepair[] } {
  const { letter, floorDoor, postcodeCity, ...parts } = values;
  const repairs: ValueRepair[] = [];
  if (letter !== undefined) {
    const [house, added] = [textOf(parts.houseNo), textOf(letter)];
    if (house.toLowerCase().endsWith(added.toLowerCase())) parts.houseNo ??= letter;
    else {
      parts.houseNo = /\d$/.test(house) ? house + added : `${house} ${added}`.trim();
      repairs.push({
        field: "houseNo",
        from: `${house} + ${added}`,
        to: String(parts.houseNo),
        code: "joined",
      });
    }
  }
  if (floorDoor !== undefined) {
    const text = textOf(floorDoor);
    // »1/3« and »1-3« are a floor and a door where the column says that it holds both.
    const apart =
      text.length > MAX_INSIDE ? text : text.replace(/(?<=[\p{L}\d.])\s*[/-]\s*(?=[\p{L}\d])/u, " ");
    const { floor, door } = splitInside(apart);
    if (floor && door) repairs.push({ field: "floor", from: text, to: `${floor} | ${door}`, code: "split" });
    if (floor) Object.assign(parts, { floor, ...(door && { door }) });
    else if (/^(tv|th|mf)\.?$/i.test(text)) parts.door = text;
    else parts.floor = floorDoor;
  }
  if (postcodeCity !== undefined) {
    const given = parts.postcode;
    parts.postcode = given === undefined ? postcodeCity : given;
    if (given !== undefined && parts.city === undefined) parts.city = postcodeCity;
  }
  if (isWhole && parts.houseNo === undefined) {
    const { houseNo } = splitAddress(textOf(parts.street));
    if (houseNo !== undefined) {
      parts.houseNo = houseNo;
      repairs.push({ field: "houseNo", from: textOf(parts.street), to: houseNo, code: "split" });
    }
  }
  return { values: parts, repairs };
}
