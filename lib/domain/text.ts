const INVISIBLE = /[\u00AD\u200B-\u200F\u2060-\u2064\uFEFF]/g;
/** Text without characters that have no width, such as soft hyphens and byte order marks. */
export const withoutInvisible = (text: string) => text.replace(INVISIBLE, "");

// Control characters, and overrides of direction, which make a text look different from what is stored.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

// Matches what needs cleaning. The opposite pattern, of plain text, would backtrack for every word of a long text.
const NOT_PLAIN = /[^\w.,@+/æøåÆØÅ -]|^ | {2}| $/;
/** More marks on one letter than UAX 15's stream-safe format allows (30); normalising them takes quadratic time. */
const MARKS = /\p{M}{31}/u;

/** Excel's error values, in English and Danish. */
export const FORMULA_ERROR =
  /^#(n\/a|ref!|value!|div\/0!|name\?|null!|num!|spill!|calc!|getting_data|i\/t|reference!|værdi!|division\/0!|navn\?|nul!)$/i;

export type CleanText = { text: string; fault?: "forbidden_characters" | "too_long" };

/**
 * In UTF-16 units: the longest raw text that can have `max` characters when it is cleaned, with room for blanks that
 * cleaning removes. Longer text is refused unread, since reading takes time in proportion.
 */
export const rawLimit = (max: number): number => 4 * max + 1_000;

const isLonger = (text: string, max: number) => text.length > max && [...text].length > max;

/**
 * Text as it is stored: composed (NFC), trimmed, each run of blanks as one space, without invisible marks. With
 * `multiline` line breaks stay. More than `max` code points, or characters that cannot be stored or shown safely, are
 * a fault, and the text is empty. A number becomes its digits. Never throws.
 */
export function cleanText(
  raw: string | number,
  max: number,
  options: { multiline?: boolean } = {},
): CleanText {
  const given = typeof raw === "number" ? plainNumber(raw) : raw;
  if (given.length > rawLimit(max)) return { text: "", fault: "too_long" };
  // Most cells of a long sheet need no cleaning.
  const cleaned = NOT_PLAIN.test(given) ? clean(given, options.multiline === true) : given;
  if (cleaned === null) return { text: "", fault: "forbidden_characters" };
  return isLonger(cleaned, max) ? { text: "", fault: "too_long" } : { text: cleaned };
}

function clean(given: string, isMultiline: boolean): string | null {
  if (!given.isWellFormed() || MARKS.test(given)) return null;
  const composed = given.normalize("NFC").replace(INVISIBLE, "");
  if (CONTROL.test(composed)) return null;
  if (!isMultiline) return composed.replace(/\s+/g, " ").trim();
  const lines = composed.replace(/\r\n?|[\u2028\u2029]/g, "\n").split("\n");
  return lines
    .map((line) => line.replace(/\s+/g, " ").trimEnd())
    .join("\n")
    .trim();
}

/** At most the first `characters` code points of a text; a lone surrogate becomes �. */
export const cut = (text: string, characters: number): string =>
  [...text.slice(0, 2 * characters)].slice(0, characters).join("").toWellFormed();

/** A number in digits, without exponent and rounding errors; NaN and infinity as words, which no reader accepts. */
function plainNumber(value: number): string {
  if (Number.isInteger(value)) return BigInt(value).toString();
  return String(Number(value.toPrecision(15)));
}

/** Signs that do not stand beside a letter in names of places; programs put them in place of letters they lack. */
const LOST = "[?¿‹›†‡•¶¤¢£¥¦§©®°±µ×÷¬¯~^|\\\\{}\\[\\]%=_#\\u0080-\\u009F\\u2200-\\u22FF\\u2500-\\u25FF]";
/** What »ø« becomes in other code pages, and letters of other alphabets that look like Latin ones. */
const FOREIGN = "[ÃÂřŘĺĹćĆ]|\\p{Script=Cyrillic}|\\p{Script=Greek}";
const ENTITY = /&(?:aelig|oslash|aring|[aeou](?:acute|uml|grave)|amp|nbsp|#)/i;
const GARBLED = new RegExp(`\uFFFD|\\p{L}${LOST}|${LOST}\\p{L}|${FOREIGN}`, "u");

/** Most names have only these, of which none is garbled; the other patterns are slow. */
const ORDINARY_NAME = /^[A-Za-z0-9æøåÆØÅ .,'/()-]*$/;

/** Whether a program has garbled the letters of a street or a town. */
export const isGarbledName = (text: string): boolean =>
  !ORDINARY_NAME.test(text) && (GARBLED.test(text) || ENTITY.test(text));

/** What programs and people write for an empty value, or for the same as above. */
const NO_VALUE =
  /^(?:null|\(null\)|nan|none|nil|undefined|\\n|<na>|n\/?a|ingen|intet|tom|\(tom\)|blank|ukendt|samme(?: vej| adresse)?|som (?:ovenfor|ovenstående|før)|do\.?|dito|ditto|i alt|total|sum|[-–—?./"〃]+)$/i;

/** Whether a text stands for an empty value. */
export const isNoValue = (text: string): boolean => NO_VALUE.test(text);
