/** Blanks and marks that people put into a street's name or leave out; the migration of stored keys names the same. */
const MARKS = /[ .,;:'’‘`´"«»()/‐‑–—-]/g;

/** Equal for two ways of writing one street that differ in capitals, marks and blanks alone. */
export const bareStreet = (street: string): string => street.toLowerCase().replace(MARKS, "");

const ACCENTS: Record<string, string> = Object.fromEntries(
  Object.entries({ e: "éèêë", a: "áàâã", i: "íìîï", o: "óòôõ", u: "úùûü", y: "ýÿ", æ: "ä", ø: "ö" }).flatMap(
    ([plain, accented]) => [...accented].map((letter) => [letter, plain]),
  ),
);
/** Capitals beyond A–Z, each as its small letter; those that no name of a place here has are left out. */
const CAPITALS: Record<string, string> = Object.fromEntries(
  [..."æøåçñðþšžčł", ...Object.keys(ACCENTS)].map((letter) => [letter.toUpperCase(), letter]),
);

/** Letters and what becomes of them, for the database to do the same whatever its locale. */
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

/** In small letters; accents stay. Letters of other alphabets stay as they are. */
export const lowered = (text: string): string => written(text, CAPITALS);

/** As it is searched: small letters without accents, »aa« as »å«. */
export const folded = (text: string): string => written(text, FOLDED).replaceAll("aa", "å");

/** Words that are written in two ways in the names of streets. */
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
/** The ends of words that are cut short by a point, »Kirkev.«. */
const CUT_SHORT: readonly [RegExp, string][] = [
  [/(?<=\p{L}{3})v\./gu, "vej"],
  [/(?<=\p{L}{3})pl\./gu, "plads"],
  [/(?<=\p{L}{3})g\./gu, "gade"],
];
/** Danish letters as who has none of them on the keyboard writes them: »Soenderaa«, »Sondera«. */
const PLAIN: readonly [RegExp, string][] = [
  [/ae|æ/g, "a"],
  [/oe|ø/g, "o"],
  [/å/g, "a"],
];
const replaced = (text: string, pairs: readonly [RegExp, string][]) =>
  pairs.reduce((now, [pattern, by]) => now.replace(pattern, by), text);

/** Equal for ways of writing that may well be the same street: »Gl. Alle«, »Gammel Allé«; »Aagade«, »Ågade«. */
export const looseStreet = (street: string): string =>
  replaced(
    replaced(folded(street.toLowerCase()), CUT_SHORT)
      .split(/[^\p{L}\p{N}]+/u)
      .map((word) => ABBREVIATED[word] ?? word)
      .join(""),
    PLAIN,
  );
