import type { AddressPart } from "./address-parts";

/** In characters. A longer line is not split; `readAddress` refuses it as a street that is too long. */
const MAX_LINE = 1_000;
const STREET = /^(.*?\D)(?:\s+nr\.?)?\s+(\d+\s?\p{L}?)$/iu;
const PLACE = /^(?:DK[- ]?)?(\d{3,4})(?:\s+(.*))?$/i;
/** A whole address without commas: »Bakkevej 20A 3. tv 2740 Skovlunde«. */
const NO_COMMAS =
  /^(\D+ \d{1,3} ?[a-zæøå]?)(?: ((?:(?:st|kl|k\d)\.?|\d{1,2}\.|\d{1,2}(?= (?:sal|tv|th|mf)))(?: ?sal)?(?: ?(?:tv|th|mf|\d{1,3}))?\.?))?(?: (\d{4} \p{L}.*))?$/iu;
const FLOOR = /^((?:st|stuen?|kl|kld|kælder(?:en)?|k ?\d|\d{1,2})\.?(?: *(?:sal|etage)\.?)?)(?: +(.*))?$/iu;

/**
 * Splits an address on one line, »Bakkevej 20A, 3. tv, 2740 Skovlunde«, into its parts, with each text as written.
 * Text that fits no pattern stays in the part next to it, where `readAddress` finds the fault. Never throws.
 */
export function splitAddress(line: string): Partial<Record<AddressPart, string>> {
  if (line.length > MAX_LINE) return { street: line };
  const plain = line.replace(/\s+/g, " ").trim();
  const [first = "", ...others] = (NO_COMMAS.exec(plain)?.slice(1) ?? plain.split(/[,;]/))
    .map((part) => part?.trim() ?? "")
    .filter((part) => part && !/^(?:danmark|denmark|dk)$/i.test(part));
  const [, street = first, houseNo] = STREET.exec(first) ?? [];
  const place = PLACE.exec(others.at(-1) ?? "");
  const inside = (place ? others.slice(0, -1) : others).join(" ");
  const { floor = inside, door } = splitInside(inside);
  const [, postcode, city] = place ?? [];
  return Object.fromEntries(
    Object.entries({ street, houseNo, floor, door, postcode, city }).filter(([, text]) => text),
  );
}

/** The floor and the door in »1. tv«, as written; empty when the text does not begin with a floor. */
export function splitInside(text: string): { floor?: string; door?: string } {
  if (text.length > MAX_LINE) return {};
  // A blank after the floor: »1.tv« is read as »1. tv«, and »1tv« and »1-tv« as »1 tv«.
  const apart = text
    .replace(/[\s,]+/g, " ")
    .replace(/^ ?((?:st|kl|k\d|\d{1,2})\.?)[ -]?(?=(?:t\.?[vh]|m\.?f)\.?$)/i, "$1 ")
    .replace(/^ ?((?:st|kl|k\d|\d{1,2})\.)(?=[^\s.])/i, "$1 ");
  const [, floor, door] = FLOOR.exec(apart.trim()) ?? [];
  return { ...(floor && { floor }), ...(door && { door }) };
}
