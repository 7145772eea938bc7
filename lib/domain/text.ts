const INVISIBLE = /[\u00AD\u200B-\u200F\u2060-\u2064\uFEFF]/g;
export const withoutInvisible = (text: string) => text.replace(INVISIBLE, "");

// Controls, and overrides of direction, which make text read otherwise than it is stored.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;

// Asked for what it is not: to be sure of a long text that it is plain would take a step back for every word of it.
const NOT_PLAIN = /[^\w.,@+/æøåÆØÅ -]|^ | {2}| $/;
/** More marks on one letter than Unicode lets a text carry that is read as it comes (UAX 15); to order them is quadratic. */
const MARKS = /\p{M}{31}/u;

/** Excel's words for a value it could not reckon out, in English and Danish: whoever wrote them meant something else. */
export const FORMULA_ERROR =
  /^#(n\/a|ref!|value!|div\/0!|name\?|null!|num!|spill!|calc!|getting_data|i\/t|reference!|værdi!|division\/0!|navn\?|nul!)$/i;

export type CleanText = { text: string; fault?: "forbidden_characters" | "too_long" };

/**
 * What is looked at of a text that may have `max` characters: no character has more than four parts (Unicode's bound),
 * and cleaning takes away blanks. Anything longer is refused by its length, before any reading whose work grows with it.
 */
export const rawLimit = (max: number): number => 4 * max + 1_000;

const isLonger = (text: string, max: number) => text.length > max && [...text].length > max;

/**
 * Text as it is stored: composed (NFC), every kind of blank a plain one, runs of blanks as one, trimmed, without
 * invisible marks. With `multiline` line breaks stay. More than `max` characters (code points), and characters that a
 * database or a reader chokes on, are a fault; the text is then empty. A number becomes its plain digits.
 */
export function cleanText(
  raw: string | number,
  max: number,
  options: { multiline?: boolean } = {},
): CleanText {
  const given = typeof raw === "number" ? plainNumber(raw) : raw;
  if (given.length > rawLimit(max)) return { text: "", fault: "too_long" };
  // Most cells of a long sheet are plain words, and need no cleaning.
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

/** At most the first `characters` of a text, counted as code points; half a character, or one of our making, becomes �. */
export const cut = (text: string, characters: number): string =>
  [...text.slice(0, 2 * characters)].slice(0, characters).join("").toWellFormed();

/** 1e21 and 0.1 + 0.2 as a person would write them; what is no number is kept for the reader to refuse. */
function plainNumber(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  if (Number.isInteger(value)) return BigInt(value).toString();
  return String(Number(value.toPrecision(15)));
}

/** Signs beside a letter that no name of a place has: what programs put in place of letters they do not know. */
const LOST = "[?¿‹›†‡•¶¤¢£¥¦§©®°±µ×÷¬¯~^|\\\\{}\\[\\]%=_#\\u0080-\\u009F\\u2200-\\u22FF\\u2500-\\u25FF]";
/** What »ø« becomes in the pages of other languages, and letters of other alphabets that look like ours. */
const FOREIGN = "[ÃÂřŘĺĹćĆ]|\\p{Script=Cyrillic}|\\p{Script=Greek}";
const ENTITY = /&(?:aelig|oslash|aring|[aeou](?:acute|uml|grave)|amp|nbsp|#)/i;
const GARBLED = new RegExp(`\uFFFD|\\p{L}${LOST}|${LOST}\\p{L}|${FOREIGN}`, "u");

/** Whether a street or a town has lost letters on its way through programs. */
export const isGarbledName = (text: string): boolean => GARBLED.test(text) || ENTITY.test(text);

/** What programs and people write where there is nothing, or the same as above. */
const NO_VALUE =
  /^(?:null|\(null\)|nan|none|nil|undefined|\\n|<na>|n\/?a|ingen|intet|tom|\(tom\)|blank|ukendt|samme(?: vej| adresse)?|som (?:ovenfor|ovenstående|før)|do\.?|dito|ditto|i alt|total|sum|[-–—?./"〃]+)$/i;

/** Whether a text only says that there is none. */
export const isNoValue = (text: string): boolean => NO_VALUE.test(text);
