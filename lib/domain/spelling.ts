/** Blanks and marks that people put into a street's name or leave out; the migration of stored keys names the same. */
const MARKS = /[ .,;:'’‘`´"«»()/‐‑–—-]/g;

/** Equal for two ways of writing one street that differ in capitals, marks and blanks alone. */
export const bareStreet = (street: string): string => street.toLowerCase().replace(MARKS, "");

const ACCENTS: Record<string, string> = Object.fromEntries(
  Object.entries({ e: "éèêë", a: "áàâã", i: "íìîï", o: "óòôõ", u: "úùûü", y: "ýÿ", æ: "ä", ø: "ö" }).flatMap(
    ([plain, accented]) => [...accented].map((letter) => [letter, plain]),
  ),
);
/** The letters that `folded` changes, and what it makes of them, for the database to do the same. */
export const FOLDED_LETTERS = {
  from: `ÆØÅ${Object.keys(ACCENTS).join("")}${Object.keys(ACCENTS).join("").toUpperCase()}`,
  to: `æøå${Object.values(ACCENTS).join("").repeat(2)}`,
};

/** As it is searched: small letters without accents, »aa« as »å«. */
export const folded = (text: string): string =>
  [...text.toLowerCase()]
    .map((letter) => ACCENTS[letter] ?? letter)
    .join("")
    .replaceAll("aa", "å");

/** Words that are written in two ways in the names of streets. */
const ABBREVIATED: Record<string, string> = {
  gl: "gammel",
  gml: "gammel",
  gamle: "gammel",
  ...{ sct: "sankt", skt: "sankt", st: "sankt", saint: "sankt" },
  ...{ nr: "nørre", ndr: "nordre", sdr: "søndre", vestr: "vestre", ø: "øster", v: "vester" },
  ...{ dr: "doktor", prof: "professor", kgs: "kongens", chr: "christian", fred: "frederik" },
  ...{ pl: "plads", blvd: "boulevard", bvd: "boulevard" },
};

/** Equal for ways of writing that may well be the same street: »Gl. Alle«, »Gammel Allé«; »Aagade«, »Ågade«. */
export const looseStreet = (street: string): string =>
  folded(street)
    .split(/[^\p{L}\p{N}]+/u)
    .map((word) => ABBREVIATED[word] ?? word)
    .join("");
