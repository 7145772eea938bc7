import { isExponent, type ProblemCode } from "@/lib/domain/problem";
import { FORMULA_ERROR, isGarbledName, isNoValue } from "@/lib/domain/text";
import type { AddressPart } from "./address-parts";

/** The canonical text of a part, or its fault. */
export type ReadPart = { text: string } | { code: ProblemCode };

/** Reads one part from cleaned text that is not empty. */
export function readPart(part: AddressPart, text: string): ReadPart {
  if (FORMULA_ERROR.test(text)) return { code: "formula_error" };
  const read = READERS[part](text);
  return "code" in read ? { code: manglingOf(part, text) ?? read.code } : read;
}

const READERS: Record<AddressPart, (text: string) => ReadPart> = {
  street: readStreet,
  houseNo: (text) => {
    const match = /^0*([1-9]\d{0,2})(?:[.,]0)? ?([a-zæøå])?\.?$/i.exec(text);
    return match ? { text: `${match[1]}${(match[2] ?? "").toUpperCase()}` } : { code: "not_a_house_number" };
  },
  floor: readFloor,
  door: readDoor,
  postcode: (text) => {
    // A town after the postcode is left out here; `placeParts` has compared it with the town.
    const [, digits] =
      /^(?:DK[- ]?)?(\d{3,4})(?:[.,]0)?$/i.exec(text) ??
      /^(?:DK[- ]?)?(\d{4}),? \p{L}[\p{L} .'-]*$/iu.exec(text) ??
      [];
    // Excel drops the leading zero of 0800; no Danish postcode has three digits.
    return digits ? { text: digits.padStart(4, "0") } : { code: "not_a_postcode" };
  },
  city: (text) => (isGarbledName(text) ? { code: "garbled_text" } : { text }),
};

function readStreet(text: string): ReadPart {
  if (!/\p{L}/u.test(text)) return { code: isNoValue(text) ? "not_a_street" : "not_text" };
  if (/^=/.test(text)) return { code: "formula_error" };
  if (isGarbledName(text)) return { code: "garbled_text" };
  // A name begins with a letter or a digit; another mark comes from a list, a formula or a quotation.
  if (!/^[\p{L}\p{N}'’("»]/u.test(text) || /^"[^"]*$/.test(text) || isNoValue(text))
    return { code: "not_a_street" };
  return { text: text.replace(/,$/, "").trim() };
}

function readFloor(text: string): ReadPart {
  const bare = text
    .toLowerCase()
    .replace(/\s*(sal|etage)\.?$/, "")
    .replace(/[.,]0$/, "")
    .replace(/\.$/, "")
    .trim();
  if (/^(st|stuen?|stueetage|stueplan)$/.test(bare)) return { text: "st" };
  if (/^(kl|kld|k|kælder(en)?)$/.test(bare)) return { text: "kl" };
  const cellar = /^(?:k|kl)\.? ?([2-9])$/.exec(bare);
  if (cellar) return { text: `k${cellar[1]}` };
  const number = /^0*([1-9]\d?)$/.exec(bare);
  return number ? { text: `${number[1]}` } : { code: "not_a_floor" };
}

const DOOR_WORDS: [RegExp, string][] = [
  [/^(t\.? ?v|til venstre|venstre|v)\.?$/, "tv"],
  [/^(t\.? ?h|til højre|højre|h)\.?$/, "th"],
  [/^(m\.? ?f|midt for|midtfor|midt)\.?$/, "mf"],
];

function readDoor(text: string): ReadPart {
  if (isNoValue(text)) return { code: "not_a_door" };
  const lower = text
    .toLowerCase()
    .replace(/(?<=^\d+)[.,]0$/, "")
    .replace(/^(?:(?:dør|nr\.?|lejl\.?) ?)+|[. ]*dør$/g, "");
  const word = DOOR_WORDS.find(([pattern]) => pattern.test(lower));
  if (word) return { text: word[1] };
  // Two sides are two doors, and it is unknown which one is meant.
  if (/\b(tv|mf|th)\b|^(?:tv|mf|th){2}$/.test(lower)) return { code: "not_a_door" };
  // A floor in the cell of the door.
  if (/^(?:st|stue|kld?|\d+[. ]*sal)\.?$/.test(lower)) return { code: "not_a_door" };
  // Points and blanks beside a letter are dropped; between two digits they would join two numbers.
  const bare = lower.replace(/(?<=[a-zæøå])[. ]+(?=.)|(?<=.)[. ]+(?=[a-zæøå])|\.$/g, "");
  return /^(?![/-])[a-zæøå0-9/-]{1,4}(?<![/-])$/.test(bare)
    ? { text: bare.replace(/^0+(?=\d)/, "") }
    : { code: "not_a_door" };
}

/** The fault of a part that Excel has turned into a date. The part is not guessed: a wrong guess is a wrong address. */
export const DATE_FAULT: Partial<Record<AddressPart, ProblemCode>> = {
  houseNo: "house_number_is_date",
  floor: "floor_is_date",
  door: "door_is_date",
};

const MONTH = "(?:jan|feb|mar|apr|maj|may|jun|jul|aug|sep|okt|oct|nov|dec)[a-z]*";
const DATE_TEXT = new RegExp(
  `^(?:\\d{1,2}[-. ]{1,2}${MONTH}|${MONTH}[-. ]{1,2}\\d{1,4}|\\d{1,2}[-./]\\d{1,2}[-./]\\d{2,4}|\\d{4}-\\d\\d-\\d\\d(?:[T ].*)?)(?:[-. ]+\\d{2,4})?$`,
  "i",
);

/** The fault of a part that Excel has changed in a text file: »01-mar«, 1E+05, 12,5. Null when it has not. */
function manglingOf(part: AddressPart, text: string): ProblemCode | null {
  if (part === "street") return null;
  if (isExponent(text)) return "number_mangled";
  if (DATE_TEXT.test(text)) return DATE_FAULT[part] ?? null;
  return /^-?\d+[.,]\d+$/.test(text) ? "number_has_decimals" : null;
}
