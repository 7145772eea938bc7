import type { Address } from "./addresses/address-parts";
import { folded, lowered } from "./addresses/spelling";

/** What a search looks at of a case. */
export type SearchedCase = { addressParts: Address; number: number; reference: string | null };

/** The text of a case a test is made on; `line` is everything that can be searched, in the order of `LINE`. */
export type Place = "line" | "street" | "houseNo" | "floor";
export const LINE = [
  "street",
  "houseNo",
  "floor",
  "door",
  "postcode",
  "city",
  "number",
  "reference",
] as const;

/**
 * One look at a case: a text that stands somewhere in its line, both `folded`, or a regular expression that its place,
 * `lowered`, matches. Patterns use only what JavaScript and PostgreSQL read alike.
 */
export type Test = { contains: string } | { place: Place; pattern: string };

/** Every word must pass one of its tests; or the reference, `lowered`, holds the whole search as it was typed. */
export type Search = { words: Test[][]; reference: string };

/** Of a longer search the words after these are not looked for. */
const MOST_WORDS = 10;

/** »12« or »12a« beside other words: after a street its house, anywhere else a house or a floor. */
const HOUSE = /^\d{1,3}[a-zæøå]?$/;

/** A floor or a side as Danish addresses write it: beside other words a whole word, not a piece of »Østergade«. */
const FLOOR_OR_SIDE = /^(st|kl|k\d|tv|mf|th)$/;

const NO_LETTER = "[^0-9a-zæøå]";
const asWord = (word: string) => `(^|${NO_LETTER})${word}(${NO_LETTER}|$)`;
/** That number and no other: 2 finds 2 and 2A, but neither 12 nor 20. */
const asNumber = (word: string) => `^${word}(${/\d$/.test(word) ? "[^0-9]" : NO_LETTER}|$)`;

/**
 * What a search for cases means. Every word must stand somewhere in the address, number or reference; a short number
 * beside other words is the house's, the floor's or a word of the street, not a piece of a postcode. A search without
 * words finds everything.
 */
export function parseSearch(q: string): Search {
  const words = q
    .split(/[\s,.]+/)
    .filter(Boolean)
    .slice(0, MOST_WORDS);
  const isAlone = words.length <= 1;
  const small = words.map(lowered);
  const house = isAlone ? -1 : small.findIndex((word) => HOUSE.test(word));
  return {
    words: small.map((word, i): Test[] => {
      if (!isAlone && FLOOR_OR_SIDE.test(word)) return [{ place: "line", pattern: asWord(word) }];
      if (isAlone || !HOUSE.test(word)) return [{ contains: folded(word) }];
      const number: Test = { place: "houseNo", pattern: asNumber(word) };
      const ofStreet: Test = { place: "street", pattern: `(^| )${word}( |$)` };
      // The first number after a street's name is the house.
      if (i === house && i > 0) return [number, ofStreet];
      return [number, ofStreet, { place: "floor", pattern: asNumber(word) }];
    }),
    reference: lowered(q.trim()),
  };
}

/** Whether a search finds a case, as the database would say. */
export function searchMatcher({ words, reference }: Search): (row: SearchedCase) => boolean {
  if (words.length === 0) return () => true;
  const tests = words.map((any) =>
    any.map((test) => {
      if ("contains" in test) return (text: TextOf) => text.folded.includes(test.contains);
      const pattern = new RegExp(test.pattern);
      return (text: TextOf) => pattern.test(text.lowered(test.place));
    }),
  );
  return (row) => {
    const text = textOf(row);
    return (
      tests.every((any) => any.some((holds) => holds(text))) ||
      (row.reference !== null && lowered(row.reference).includes(reference))
    );
  };
}

type TextOf = { folded: string; lowered: (place: Place) => string };

function textOf({ addressParts, number, reference }: SearchedCase): TextOf {
  const values = { ...addressParts, number: String(number), reference };
  const line = LINE.flatMap((part) => values[part] ?? []).join(" ");
  return {
    folded: folded(line),
    lowered: (place) => lowered(place === "line" ? line : addressParts[place]),
  };
}
