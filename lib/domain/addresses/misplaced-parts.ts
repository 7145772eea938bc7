import { cleanText } from "@/lib/domain/text";
import { splitAddress, splitInside } from "./address-line";
import type { AddressPart, AddressRepair } from "./address-parts";
import { readPart } from "./part-readers";

/** Streets whose name ends in a number, such as »Vej 12« in allotment gardens. */
export const NUMBERED_STREET =
  /^(?:vej|gang|have|række|sti|plads|parcel|hus|blok|afsnit|etape|kvarter) \d+$|^(?:h\/?f|a\/b|e\/f|haveforening|kolonihave|grundejerforening)/i;
const SIDE = /^(?:tv|th|mf|t\.v|t\.h|m\.f)\.?$/i;

/** The parts as they were given: text, numbers, or cells of a sheet. */
export type RawParts = Partial<Record<AddressPart, unknown>>;
type Placed = { raw: RawParts; repairs: AddressRepair[]; disagreeing: AddressPart | null };

/**
 * Moves parts that stand in another part's cell, »Søndervangen 12, 1. tv« in the street or »2740 Skovlunde« in the
 * town, when the part's own cell is empty or says the same. `disagreeing` is the first part whose cell says otherwise.
 */
export function placeParts(given: RawParts): Placed {
  const raw = { ...given };
  const repairs: AddressRepair[] = [];
  const textOf = (part: AddressPart) => {
    const value = raw[part];
    return typeof value === "string" || typeof value === "number" ? cleanText(value, 200).text : "";
  };
  const same = (part: AddressPart, one: string, other: string) => {
    const [a, b] = [one, other].map((text) => {
      const read = readPart(part, text);
      return ("text" in read ? read.text : text).toLowerCase();
    });
    return a === b;
  };
  /** Moves the pieces of the cell `from` to their parts; false, with nothing moved, when a part's own cell differs. */
  const spread = (from: AddressPart, pieces: Partial<Record<AddressPart, string>>): boolean => {
    const others = (Object.keys(pieces) as AddressPart[]).filter((part) => part !== from);
    const disagrees = others.some(
      (part) => textOf(part) !== "" && !same(part, pieces[part] ?? "", textOf(part)),
    );
    if (disagrees) return false;
    const added = others.filter((part) => textOf(part) === "");
    const before = textOf(from);
    Object.assign(
      raw,
      { [from]: pieces[from] ?? "" },
      Object.fromEntries(added.map((part) => [part, pieces[part]])),
    );
    const to = [from, ...added].map((part) => pieces[part]).join(" | ");
    repairs.push({ field: from, from: before, to, code: added.length > 0 ? "split" : "repeated" });
    return true;
  };
  const fail = (part: AddressPart): Placed => ({ raw, repairs, disagreeing: part });

  const street = textOf("street");
  if (/\d/.test(street) && textOf("houseNo") !== "") {
    const pieces = splitAddress(street);
    const isAddress = pieces.houseNo !== undefined && "text" in readPart("houseNo", pieces.houseNo);
    if (isAddress && !NUMBERED_STREET.test(street) && !spread("street", pieces)) return fail("street");
  }
  const city = /^(\d{4}),? (.*\p{L}.*)$/u.exec(textOf("city"));
  if (city && !spread("city", { postcode: city[1] ?? "", city: city[2] ?? "" })) return fail("city");
  const postcode = /^(?:DK[- ]?)?(\d{4}),? (\p{L}.*)$/iu.exec(textOf("postcode"));
  if (postcode) {
    if (textOf("city") === "") raw.city = postcode[2];
    else if (!same("city", postcode[2] ?? "", textOf("city"))) return fail("postcode");
  }
  for (const part of ["floor", "door"] as const) {
    const { floor, door } = splitInside(textOf(part));
    if (floor && door && SIDE.test(door) && !spread(part, { floor, door })) return fail(part);
  }
  return { raw, repairs, disagreeing: null };
}
