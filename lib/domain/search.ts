import type { Address } from "./addresses/address-parts";
import { folded, lowered } from "./addresses/spelling";

/** The values of a case that a search uses. */
export type SearchedCase = { addressParts: Address; number: number; reference: string | null };

/** A text of a case that is tested; `line` is all the parts in `LINE`, in that order, with blanks between. */
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
 * A test of a case: its line contains a text, both `folded`; or a place, `lowered`, matches a pattern. The patterns
 * mean the same in JavaScript and PostgreSQL.
 */
export type Test = { contains: string } | { place: Place; pattern: string };

/** Finds a case when each word passes one of its tests, or when the reference, `lowered`, contains `reference`. */
export type Search = { words: Test[][]; reference: string };

/** The words of a search that are used; those after them are ignored. */
const MOST_WORDS = 10;

/** »12« or »12a«: beside other words a house number or a floor. */
const HOUSE = /^\d{1,3}[a-zæøå]?$/;

/** A floor or a side: beside other words it must be a whole word, so that »st« does not find »Østergade«. */
const FLOOR_OR_SIDE = /^(st|kl|k\d|tv|mf|th)$/;

const NO_LETTER = "[^0-9a-zæøå]";
const asWord = (word: string) => `(^|${NO_LETTER})${word}(${NO_LETTER}|$)`;
/** Exactly that number: 2 finds 2 and 2A, but neither 12 nor 20. */
const asNumber = (word: string) => `^${word}(${/\d$/.test(word) ? "[^0-9]" : NO_LETTER}|$)`;

/**
 * Parses a search for cases. Every word must occur in the address, number or reference; a number of up to three digits
 * beside other words must be the house number, the floor or a word of the street. Without words it finds everything.
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

/**
 * A text as it stands among the search terms of a project. If a `folded` text contains another one, so do these; and so
 * do they if it holds of the texts in small letters.
 */
export const searchTerm = (text: string): string => folded(text).replaceAll("å", "aa");

/** In characters: a shorter word can be a house number or a floor, which are no terms. */
const SHORTEST_TERM = 4;
const HOUSE_WITH_LETTER = /^\d{3}[a-zæøå]$/;

/**
 * What a project must have if a search finds some case in it: for each of `words` a term that contains it, or a case
 * number if it is digits; or else a term that contains `reference`. Null when any project may have such a case. `house`
 * is the house number, three digits, of the cases found by a street without digits; null when it may be any.
 */
export function termsOf(q: string): { words: string[]; reference: string; house: string | null } | null {
  const { words } = parseSearch(q);
  const contained = words.flatMap((tests) =>
    tests.flatMap((test) => ("contains" in test ? test.contains : [])),
  );
  const telling = contained.filter((word) => word.length >= SHORTEST_TERM && !HOUSE_WITH_LETTER.test(word));
  if (telling.length === 0) return null;
  const isHouse = (tests: Test[]) =>
    tests.every((test) => "place" in test && (test.place === "houseNo" || test.place === "street"));
  const house = words.find(isHouse)?.flatMap((test) => ("place" in test ? test.pattern : []))[0];
  return {
    words: telling.map(searchTerm),
    reference: searchTerm(q.trim()),
    house: house === undefined ? null : (/\d+/.exec(house)?.[0].padStart(3, "0") ?? null),
  };
}

/** Tells whether a search finds a case, as `matchesSearch` does in SQL. */
export function searchMatcher({ words, reference }: Search): (row: SearchedCase) => boolean {
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
