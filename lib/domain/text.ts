const INVISIBLE = /[\u00AD\u200B-\u200F\u2060-\u2064\uFEFF]/g;
// Controls, and overrides of direction, which make text read otherwise than it is stored.
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F\u202A-\u202E\u2066-\u2069]/;
const LONE_SURROGATE = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

const PLAIN = /^[\w.,@+/æøåÆØÅ-]+(?: [\w.,@+/æøåÆØÅ-]+)*$/;

/** Excel's words for a value it could not reckon out, in English and Danish: whoever wrote them meant something else. */
export const FORMULA_ERROR =
  /^#(n\/a|ref!|value!|div\/0!|name\?|null!|num!|spill!|calc!|getting_data|i\/t|reference!|værdi!|division\/0!|navn\?|nul!)$/i;

export type CleanText = { text: string; fault?: "forbidden_characters" };

/**
 * Text as it is stored: composed (NFC), every kind of blank a plain one, runs of blanks as one, trimmed, without
 * invisible marks. With `multiline` line breaks stay. Characters that a database or a reader chokes on are a
 * fault; the text is then empty. A number becomes its plain digits.
 */
export function cleanText(raw: string | number, options: { multiline?: boolean } = {}): CleanText {
  const given = typeof raw === "number" ? plainNumber(raw) : raw;
  // Most cells of a long sheet are plain words, and need none of what follows.
  if (PLAIN.test(given)) return { text: given };
  if (LONE_SURROGATE.test(given)) return { text: "", fault: "forbidden_characters" };
  const composed = given.normalize("NFC").replace(INVISIBLE, "");
  if (CONTROL.test(composed)) return { text: "", fault: "forbidden_characters" };
  if (!options.multiline) return { text: composed.replace(/\s+/g, " ").trim() };
  const lines = composed.replace(/\r\n?|[\u2028\u2029]/g, "\n").split("\n");
  return {
    text: lines
      .map((line) => line.replace(/\s+/g, " ").trimEnd())
      .join("\n")
      .trim(),
  };
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
