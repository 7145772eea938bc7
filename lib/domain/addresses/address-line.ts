import type { AddressPart } from "./address-parts";

/** In characters; more is no address, and is left whole for the reading of the street to refuse. */
const MAX_LINE = 1_000;
const STREET = /^(.*?\D)(?:\s+nr\.?)?\s+(\d+\s?\p{L}?)$/iu;
const PLACE = /^(?:DK[- ]?)?(\d{3,4})(?:\s+(.*))?$/i;
/** The same without commas: »Bakkevej 20A 3. tv 2740 Skovlunde«. */
const NO_COMMAS =
  /^(\D+ \d{1,3} ?[a-zæøå]?)(?: ((?:(?:st|kl|k\d)\.?|\d{1,2}\.|\d{1,2}(?= (?:sal|tv|th|mf)))(?: ?sal)?(?: ?(?:tv|th|mf|\d{1,3}))?\.?))?(?: (\d{4} \p{L}.*))?$/iu;
const FLOOR = /^((?:st|stuen?|kl|kld|kælder(?:en)?|k ?\d|\d{1,2})\.?(?: *(?:sal|etage)\.?)?)(?: +(.*))?$/iu;

/**
 * The parts of an address written on one line, »Bakkevej 20A, 3. tv, 2740 Skovlunde«, as they were written. What
 * does not fit the pattern stays in the part it stands nearest, for the reading of the parts to refuse.
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

/** »1. tv«: the floor and the door of it; nothing when it does not begin with a floor. */
export function splitInside(text: string): { floor?: string; door?: string } {
  if (text.length > MAX_LINE) return {};
  // »1.tv« is »1. tv«.
  const apart = text.replace(/[\s,]+/g, " ").replace(/^ ?((?:st|kl|k\d|\d{1,2})\.)(?=[^\s.])/i, "$1 ");
  const [, floor, door] = FLOOR.exec(apart.trim()) ?? [];
  return { ...(floor && { floor }), ...(door && { door }) };
}
