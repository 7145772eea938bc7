import { type Address, readAddress } from "@/lib/domain/addresses/address";
import { addressKey } from "@/lib/domain/addresses/address-keys";
import { splitAddress } from "@/lib/domain/addresses/address-line";
import { composeRow, splitStreet } from "./compose-row";

/** A case that values may be pasted into; `address` on one line. */
export type KnownCase = { id: string; number?: number | undefined; address?: string | undefined };

/** A column of copied values: the key to fill in, the cases' numbers, a part of their addresses, or (empty) unknown. */
export type CopiedColumn = { value?: string; isNumber?: boolean; part?: string };
type Columns = readonly CopiedColumn[];
/** The case that a copied row is about. With `isWhole` the street's cell holds the whole address. */
export type Finder = (cells: readonly string[], columns: Columns, isWhole: boolean) => KnownCase | undefined;

/** The cases by their key; null for a key that several cases have. */
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

const digitsOf = (text: string) => /^(?:sag )?#?(\d+)$/i.exec(text)?.[1] ?? null;

/** Finds by the case number, »1041«, »#1041« or »Sag 1041«. */
export function finderByNumber(cases: readonly KnownCase[]): Finder {
  const known = byKey(cases, ({ number }) => (number === undefined ? null : String(number)));
  return (cells, columns) => {
    const number = digitsOf(cells[columns.findIndex(({ isNumber }) => isNumber)] ?? "");
    return (number !== null && known.get(number)) || undefined;
  };
}

const withoutPostcode = (address: Address) => addressKey({ ...address, postcode: "" });
const ofLine = (line: string) => readAddress(splitAddress(line)).address;

/** Finds by the address; without a postcode by the rest of it. */
export function finderByAddress(cases: readonly KnownCase[]): Finder {
  const keyed = (key: (address: Address) => string) =>
    byKey(cases, ({ address }) => (address === undefined ? null : key(ofLine(address))));
  const [whole, bare] = [keyed(addressKey), keyed(withoutPostcode)];
  return (cells, columns, isWhole) => {
    const parts: Record<string, string> = {};
    for (const [i, { part }] of columns.entries()) if (part && cells[i]) parts[part] = cells[i];
    const split = isWhole ? splitStreet(parts) : parts;
    const { address, problems } = readAddress(composeRow(split, isWhole).values);
    // A part that cannot be read is empty in the address, which may then be another case's.
    if (problems.some(({ severity, code }) => severity === "error" && code !== "required")) return undefined;
    return (
      (address.postcode ? whole.get(addressKey(address)) : bare.get(withoutPostcode(address))) ?? undefined
    );
  };
}

/** Tells a column without a header by its cells: at least half are case numbers, or addresses. Null when neither. */
export function columnTeller(cases: readonly KnownCase[]) {
  const numbers = new Set(cases.map(({ number }) => String(number)));
  const streets = new Set(cases.map(({ address = "" }) => withoutPostcode(ofLine(address))));
  return (cells: readonly string[]): CopiedColumn | null => {
    const filled = cells.filter(Boolean);
    const half = Math.max(1, filled.length / 2);
    if (filled.filter((cell) => numbers.has(digitsOf(cell) ?? "")).length >= half) return { isNumber: true };
    return filled.filter((cell) => streets.has(withoutPostcode(ofLine(cell)))).length >= half
      ? { part: "street" }
      : null;
  };
}
