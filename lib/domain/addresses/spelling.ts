/** Marks that make no difference in a street's name. Migration 0010_spelling has the same list for stored keys. */
const MARKS = /[ .,;:'’‘`´"«»()/‐‑–—-]/g;

/** A text that is equal for two spellings of a street that differ only in capitals, marks and blanks. */
export const bareStreet = (street: string): string => street.toLowerCase().replace(MARKS, "");

const ACCENTS: Record<string, string> = Object.fromEntries(
  Object.entries({ e: "éèêë", a: "áàâã", i: "íìîï", o: "óòôõ", u: "úùûü", y: "ýÿ", æ: "ä", ø: "ö" }).flatMap(
    ([plain, accented]) => [...accented].map((letter) => [letter, plain]),
  ),
);
/** Capitals beyond A–Z that occur in names of places here, each with its small letter. */
const CAPITALS: Record<string, string> = Object.fromEntries(
  [..."æøåçñðþšžčł", ...Object.keys(ACCENTS)].map((letter) => [letter.toUpperCase(), letter]),
);

/** A table as two texts of equal length for PostgreSQL's `translate`, which needs no locale. */
const lettersOf = (table: Record<string, string>) => ({
  from: Object.keys(table).join(""),
  to: Object.values(table).join(""),
});
const FOLDED: Record<string, string> = {
  ...Object.fromEntries(Object.entries(CAPITALS).map(([from, to]) => [from, ACCENTS[to] ?? to])),
  ...ACCENTS,
};
export const LOWERED_LETTERS = lettersOf(CAPITALS);
export const FOLDED_LETTERS = lettersOf(FOLDED);

const written = (text: string, table: Record<string, string>) =>
  text
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replace(/[\u0080-\uffff]/g, (letter) => table[letter] ?? letter);

/** Text in small letters. Accents stay, as do letters of other alphabets. */
export const lowered = (text: string): string => written(text, CAPITALS);

/** Text as it is searched: small letters without accents, »aa« as »å«. */
export const folded = (text: string): string => written(text, FOLDED).replaceAll("aa", "å");

/** Other spellings of words in street names, each with the one it is compared as. */
const ABBREVIATED: Record<string, string> = {
  gl: "gammel",
  gml: "gammel",
  gamle: "gammel",
  ...{ sct: "sankt", skt: "sankt", st: "sankt", saint: "sankt", store: "sankt" },
  ...{ nr: "nørre", ndr: "nørre", nordre: "nørre", n: "nørre" },
  ...{ sdr: "søndre", sønder: "søndre", s: "søndre" },
  ...{ vestr: "vester", vestre: "vester", v: "vester", østre: "øster", ø: "øster" },
  ...{ ll: "lille", l: "lille", kg: "kong" },
  ...{ dr: "doktor", prof: "professor", kgs: "kongens", chr: "christian", fred: "frederik" },
  ...{ pl: "plads", blvd: "boulevard", bvd: "boulevard" },
};
/** Abbreviated ends of words, »Kirkev.«, and what they stand for. */
const CUT_SHORT: readonly [RegExp, string][] = [
  [/(?<=\p{L}{3})v\./gu, "vej"],
  [/(?<=\p{L}{3})pl\./gu, "plads"],
  [/(?<=\p{L}{3})g\./gu, "gade"],
];
/** Danish letters as they are written on a keyboard without them: »Soenderaa«, »Sondera«. */
const PLAIN: readonly [RegExp, string][] = [
  [/ae|æ/g, "a"],
  [/oe|ø/g, "o"],
  [/å/g, "a"],
];
const replaced = (text: string, pairs: readonly [RegExp, string][]) =>
  pairs.reduce((now, [pattern, by]) => now.replace(pattern, by), text);

/** A text that is equal for spellings that are likely the same street: »Gl. Alle«, »Gammel Allé«; »Aagade«, »Ågade«. */
export const looseStreet = (street: string): string =>
  replaced(
    replaced(folded(street.toLowerCase()), CUT_SHORT)
      .split(/[^\p{L}\p{N}]+/u)
      .map((word) => ABBREVIATED[word] ?? word)
      .join(""),
    PLAIN,
  );
