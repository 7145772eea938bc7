import { ADDRESS_PARTS } from "./address";
import { addressFields, needOf } from "./fields";
import type { CaseType } from "./vocabulary";

/** The parts of an address without which no row can be read. */
export const REQUIRED_PARTS = ["street", "houseNo", "postcode"] as const;

/** The columns of the template of a case type, in order: the parts of the address, then the per-address fields. */
export const templateColumns = (caseType: CaseType): { key: string; isRequired: boolean }[] => [
  ...ADDRESS_PARTS.map((key) => ({ key, isRequired: (REQUIRED_PARTS as readonly string[]).includes(key) })),
  ...addressFields(caseType).map((key) => ({
    key,
    isRequired: needOf(key, caseType) === "M" && key === "floorArea",
  })),
];

/** What people call the columns in sheets of their own. */
const ALSO: Record<string, readonly string[]> = {
  street: ["vej", "gade", "gadenavn", "adresse", "adressenavn"],
  houseNo: ["husnummer", "nr", "nummer", "house number"],
  floor: ["sal", "etagebetegnelse"],
  door: ["side", "dørbetegnelse", "sidedør"],
  postcode: ["postnummer", "post nr", "zip", "postal code"],
  city: ["bynavn", "postdistrikt", "city"],
  cadastralNumber: ["matrikel", "matrikelnummer", "matr nr"],
  reference: ["reference", "ref", "egen ref"],
  floorArea: ["areal", "bbr areal", "kvm", "m2"],
  ampere: ["ampere", "sikring"],
  connectionDate: ["tilslutningsdato", "ønsket dato"],
  remarks: ["bemærkning", "note", "kommentar"],
};

/** The names that are no label of ours. */
export const headerNames = (): string[] => [...Object.keys(ALSO), ...Object.values(ALSO).flat()];

/** Columns of our own that say something about the row and hold nothing to read. */
const IGNORED = ["fejl", "error", "række i din fil", "row in your file"];

/** In characters; what a longer header says after it makes it no other column. */
const MAX_HEADER = 200;

const plain = (header: string) =>
  header
    .slice(0, MAX_HEADER)
    .normalize("NFC")
    .toLowerCase()
    .replace(/\([^()]*\)/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();

export type MappedHeaders = {
  /** Key by column; null for a column that is not read. */
  keys: (string | null)[];
  /** The header text by key. */
  columns: Record<string, string>;
  /** Headers nobody knows, for the user to see. */
  unknown: string[];
  /** Required parts no column was found for. */
  missing: string[];
};

/**
 * Finds the columns of a sheet by their headers in any order: code, label in either language (`labels`: key →
 * names) or what people commonly write, without regard to case, stars and units. `chosen` (key → header) wins.
 */
export function mapHeaders(
  caseType: CaseType,
  headers: readonly string[],
  labels: Readonly<Record<string, readonly string[]>>,
  chosen: Readonly<Record<string, string>> = {},
): MappedHeaders {
  const namesOf = (key: string) => [key, ...(labels[key] ?? [])].map(plain);
  const byName = new Map<string, string>();
  const byCustom = new Map<string, string>();
  const given = new Set(headers.map(plain));
  for (const { key } of templateColumns(caseType)) {
    for (const name of namesOf(key)) byName.set(name, key);
    // »Adresse« may be the street, but not beside a column that is called so.
    if (!namesOf(key).some((name) => given.has(name)))
      for (const name of ALSO[key] ?? []) byCustom.set(plain(name), key);
  }
  const chosenKeys = new Map(Object.entries(chosen).map(([key, header]) => [header.trim(), key]));
  const columns: Record<string, string> = {};
  const unknown: string[] = [];
  const keys = headers.map((header) => {
    const name = plain(header);
    if (name === "" || IGNORED.includes(name)) return null;
    const key = chosenKeys.get(header.trim()) ?? byName.get(name) ?? byCustom.get(name);
    const isTaken =
      key !== undefined && (key in columns || (key in chosen && chosen[key]?.trim() !== header.trim()));
    if (key === undefined || isTaken) {
      unknown.push(header.trim());
      return null;
    }
    columns[key] = header.trim();
    return key;
  });
  return { keys, columns, unknown, missing: REQUIRED_PARTS.filter((key) => !(key in columns)) };
}
