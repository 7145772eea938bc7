import type { Address } from "./addresses/address-parts";
import { folded, lowered } from "./addresses/spelling";

/** The values of a case that a search uses. */
export type SearchedCase = { addressParts: Address; number: number | null; reference: string | null };

/** A text of a case that is tested; `line` is all the parts in `LINE`, in that order, with blanks between. */
export type Place = "line" | "street" | "houseNo" | "floor" | "door";
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
 * A test of a case: its line contains a text, both `folded`; or a place, `lowered`, matches a pattern, and its street
 * matches `street` if there is one. The patterns mean the same in JavaScript and PostgreSQL.
 */
export type Test = { contains: string } | { place: Place; pattern: string; street?: string };

/** Finds a case when each word passes one of its tests, or when the reference, `lowered`, contains `reference`. */
export type Search = { words: Test[][]; reference: string };

/** The words of a search that are used; those after them are ignored. */
const MOST_WORDS = 10;

/** »12« or »12a«: beside other words a house number, a floor or a door. */
const HOUSE = /^\d{1,3}[a-zæøå]?$/;

/** A floor or a side: beside other words it must be a whole word, so that »st« does not find »Østergade«. */
const FLOOR_OR_SIDE = /^(st|kl|k\d|tv|mf|th)$/;

const NO_LETTER = "[^0-9a-zæøå]";
const asWord = (word: string) => `(^|${NO_LETTER})${word}(${NO_LETTER}|$)`;
/** Exactly that number: 2 finds 2 and 2A, but neither 12 nor 20. */
const asNumber = (word: string) => `^${word}(${/\d$/.test(word) ? "[^0-9]" : NO_LETTER}|$)`;

/** »10« stands in »10. Februar Vej«. */
const inStreet = (word: string) => `(^|[ .-])${word}([ .-]|$)`;

/** »bakkevej7«; a shorter beginning is no street. */
const STREET_AND_HOUSE = /^(\p{L}{3,})(\d{1,3}[a-zæøå]?)$/u;
const FLOOR_WITH_SIDE = /^(\d{1,2}|st|kl|k\d)(tv|mf|th)$/;

/** Floors and sides as they are said. */
const SAID: Record<string, string> = {
  ...{ stuen: "st", stue: "st", kælderen: "kl", kælder: "kl" },
  ...{ venstre: "tv", højre: "th", midtfor: "mf", midt: "mf" },
};
const LETTER = /^[a-zæøå]$/;

/**
 * As addresses are written: »1tv« is »1 tv«, »12 A« after a street is »12A«, »stuen til venstre« is »st tv«, and »1. sal«
 * and »nr. 12« are said without their words.
 */
function asWritten(words: readonly string[]): string[] {
  if (words.length <= 1) return [...words];
  const parts = words
    .flatMap((word) => FLOOR_WITH_SIDE.exec(word)?.slice(1) ?? word)
    .filter((word, i, all) => !(word === "til" && i > 0 && Object.hasOwn(SAID, all[i + 1] ?? "")))
    .map((word, i) => (i > 0 && Object.hasOwn(SAID, word) ? (SAID[word] as string) : word))
    .filter(
      (word, i, all) =>
        !(word === "sal" && /^\d{1,2}$/.test(all[i - 1] ?? "")) &&
        !(word === "nr" && i > 0 && HOUSE.test(all[i + 1] ?? "")),
    );
  const house = parts.findIndex((word) => HOUSE.test(word));
  const letter = parts[house + 1] ?? "";
  if (house > 0 && /^\d+$/.test(parts[house] ?? "") && LETTER.test(letter))
    parts.splice(house, 2, `${parts[house]}${letter}`);
  return parts;
}

/**
 * Parses a search for cases. Every word must occur in the address, number or reference; a number of up to three digits
 * beside other words must be the house number, the floor, the door or a word of the street; what follows the house number
 * at once is the floor or the door. Without words it finds everything.
 */
export function parseSearch(q: string): Search {
  const words = asWritten(
    q
      .split(/[\s,.]+/)
      .filter(Boolean)
      .slice(0, MOST_WORDS)
      .map(lowered),
  );
  const isAlone = words.length <= 1;
  const house = isAlone ? -1 : words.findIndex((word) => HOUSE.test(word) || STREET_AND_HOUSE.test(word));
  return {
    words: words.flatMap((word, i): Test[][] => {
      const [, street, joined] = STREET_AND_HOUSE.exec(word) ?? [];
      // It may be the street and its house, or one word of a reference.
      if (street && joined) {
        const whole: Test = { contains: folded(word) };
        return [
          [whole, { contains: folded(street) }],
          [whole, { place: "houseNo", pattern: asNumber(joined) }],
        ];
      }
      if (!isAlone && FLOOR_OR_SIDE.test(word)) return [[{ place: "line", pattern: asWord(word) }]];
      if (isAlone || !HOUSE.test(word)) return [[{ contains: folded(word) }]];
      const number: Test = { place: "houseNo", pattern: asNumber(word) };
      const ofStreet: Test = { place: "street", pattern: inStreet(word) };
      // The first number after a street's name is the house.
      if (i === house && i > 0) return [[number, ofStreet]];
      const floor: Test = { place: "floor", pattern: asNumber(word) };
      // After »Torvet 3« a number is no house, unless the 3 is of the street, as in »Haveforeningen 7«.
      const first = words[house] ?? "";
      const isJoined = STREET_AND_HOUSE.test(first);
      const between = words.slice(house + 1, i);
      const isInside =
        (house > 0 || isJoined) && between.every((one) => HOUSE.test(one) || FLOOR_OR_SIDE.test(one));
      const asHouse = isInside ? { ...number, street: inStreet(first) } : number;
      const rest: Test[] = [ofStreet, floor, { place: "door", pattern: `^${word}$` }];
      return [isInside && isJoined ? rest : [asHouse, ...rest]];
    }),
    reference: lowered(q.trim()),
  };
}

/**
 * A text as it stands among the search terms of a project. If a `folded` text contains another one, so do these; and so
 * do they if it holds of the texts in small letters.
 */
export const searchTerm = (text: string): string => folded(text).replaceAll("å", "aa");

/** »10017«, »#10017«, »sag 10017«, »Sagsnr.: 10017«, »sag nr. 10017«. */
const CASE_NUMBER =
  /^(?:#|nr\.?|no\.?|sag|sag nr\.?|sagsnr\.?|sagsnummer|case|case no\.?|case number)?:? ?#?(\d{1,9})$/;

/** The case number that a search consists of; null when it is something else, or more. */
export const caseNumberIn = (q: string): number | null => {
  const digits = CASE_NUMBER.exec(lowered(q.trim()))?.[1];
  return digits === undefined ? null : Number(digits);
};

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
  // Of several texts that a word may be contained as, one is the beginning of the others.
  const contained = words.flatMap((tests) =>
    tests.every((test) => "contains" in test)
      ? tests
          .map(({ contains }) => contains)
          .reduce((short, one) => (one.length < short.length ? one : short))
      : [],
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
      const street = new RegExp(test.street ?? "");
      return (text: TextOf) => pattern.test(text.lowered(test.place)) && street.test(text.lowered("street"));
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
  const values = { ...addressParts, number: number === null ? null : String(number), reference };
  const line = LINE.flatMap((part) => values[part] ?? []).join(" ");
  return {
    folded: folded(line),
    lowered: (place) => lowered(place === "line" ? line : addressParts[place]),
  };
}
