import {
  faultOfErrorCell,
  isExponent,
  type Problem,
  type ProblemCode,
  type ValueRepair,
} from "@/lib/domain/problem";
import { splitAddress, splitInside } from "./address-line";
import {
  type Address,
  ADDRESS_PARTS,
  type AddressPart,
  formatAddress,
  isRequiredPart,
} from "./address-parts";
import { bareStreet } from "./spelling";
import { cleanText, cut, FORMULA_ERROR, isGarbledName, isNoValue } from "@/lib/domain/text";

export { type Address, ADDRESS_PARTS, type AddressPart, formatAddress };

/** A part that is read otherwise than it was written (»2. TH« → th), to be shown to the user. */
export type AddressRepair = ValueRepair & { field: AddressPart };

/** In characters, as typed; the postcode may have its town beside it. */
const MAX_LENGTH: Record<AddressPart, number> = {
  street: 100,
  houseNo: 40,
  floor: 40,
  door: 40,
  postcode: 110,
  city: 100,
};
/** The fault of a part that is longer than `MAX_LENGTH`. */
const TOO_LONG: Record<AddressPart, ProblemCode> = {
  street: "too_long",
  houseNo: "not_a_house_number",
  floor: "not_a_floor",
  door: "not_a_door",
  postcode: "not_a_postcode",
  city: "too_long",
};

type Read = { text: string } | { code: ProblemCode };

/** Reads each part: takes cleaned text that is not empty, gives the canonical text or the fault. */
const READERS: Record<AddressPart, (text: string) => Read> = {
  street: readStreet,
  houseNo: (text) => {
    const match = /^0*([1-9]\d{0,2})(?:[.,]0)? ?([a-zæøå])?\.?$/i.exec(text);
    return match ? { text: `${match[1]}${(match[2] ?? "").toUpperCase()}` } : { code: "not_a_house_number" };
  },
  floor: readFloor,
  door: readDoor,
  postcode: (text) => {
    // A town after the postcode is left out here; `untangle` has compared it with the town.
    const [, digits] =
      /^(?:DK[- ]?)?(\d{3,4})(?:[.,]0)?$/i.exec(text) ?? /^(\d{4}),? \p{L}[\p{L} .'-]*$/u.exec(text) ?? [];
    // Excel drops the leading zero of 0800; no Danish postcode has three digits.
    return digits ? { text: digits.padStart(4, "0") } : { code: "not_a_postcode" };
  },
  city: (text) => (isGarbledName(text) ? { code: "garbled_text" } : { text }),
};

function readStreet(text: string): Read {
  if (!/\p{L}/u.test(text)) return { code: isNoValue(text) ? "not_a_street" : "not_text" };
  if (/^=/.test(text)) return { code: "formula_error" };
  if (isGarbledName(text)) return { code: "garbled_text" };
  // A name begins with a letter or a digit; another mark comes from a list, a formula or a quotation.
  if (!/^[\p{L}\p{N}'’("»]/u.test(text) || /^"[^"]*$/.test(text) || isNoValue(text))
    return { code: "not_a_street" };
  return { text: text.replace(/,$/, "").trim() };
}

function readFloor(text: string): Read {
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

function readDoor(text: string): Read {
  if (isNoValue(text)) return { code: "not_a_door" };
  const lower = text
    .toLowerCase()
    .replace(/(?<=^\d+)[.,]0$/, "")
    .replace(/^(dør|nr\.?|lejl\.?) ?|[. ]*dør$/g, "");
  const word = DOOR_WORDS.find(([pattern]) => pattern.test(lower));
  if (word) return { text: word[1] };
  // Two sides are two doors, and it is unknown which one is meant.
  if (/\b(tv|mf|th)\b|^(?:tv|mf|th){2}$/.test(lower)) return { code: "not_a_door" };
  // Points and blanks beside a letter are dropped; between two digits they would join two numbers.
  const bare = lower.replace(/(?<=[a-zæøå])[. ]+(?=.)|(?<=.)[. ]+(?=[a-zæøå])|\.$/g, "");
  return /^[a-zæøå0-9/-]{1,4}$/.test(bare)
    ? { text: /^0+\d/.test(bare) ? bare.replace(/^0+/, "") : bare }
    : { code: "not_a_door" };
}

/** The fault of a part that Excel has turned into a date. The part is not guessed: a wrong guess is a wrong address. */
const DATE_FAULT: Partial<Record<AddressPart, ProblemCode>> = {
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
  if (part === "street" || part === "city") return null;
  if (isExponent(text)) return "number_mangled";
  if (DATE_TEXT.test(text)) return DATE_FAULT[part] ?? null;
  return /^-?\d+[.,]\d+$/.test(text) ? "number_has_decimals" : null;
}

const isMarked = <Key extends string>(raw: unknown, key: Key): raw is Record<Key, string> =>
  typeof raw === "object" && raw !== null && typeof (raw as Record<Key, unknown>)[key] === "string";

/** Streets whose name ends in a number, such as »Vej 12« in allotment gardens. */
const NUMBERED_STREET =
  /^(?:vej|gang|have|række|sti|plads|parcel|hus|blok|afsnit|etape|kvarter) \d+$|^(?:h\/?f|a\/b|e\/f|haveforening|kolonihave|grundejerforening)/i;
/**
 * A street with more in it than its name: a number (but not »10. Februar Vej«, »Christian 10.s Vej«), a side, a person.
 */
const HOLDS_MORE =
  /(?:^|[ ,(])\d+(?!\d*\.)|[ ,](?:tv|th|mf|sal|stuen?|kælder|nr)\.?$|(?:^| )(?:c\/o|v\/|att[.: ])/iu;
const SIDE = /^(?:tv|th|mf|t\.v|t\.h|m\.f)\.?$/i;

type RawParts = Partial<Record<AddressPart, unknown>>;
type Untangled = { raw: RawParts; repairs: AddressRepair[]; disagreeing: AddressPart | null };

/**
 * Moves parts that stand in another part's cell, »Søndervangen 12, 1. tv« in the street or »2740 Skovlunde« in the
 * town, when the part's own cell is empty or says the same. `disagreeing` is the first part whose cell says otherwise.
 */
function untangle(given: RawParts): Untangled {
  const raw = { ...given };
  const repairs: AddressRepair[] = [];
  const textOf = (part: AddressPart) => {
    const value = raw[part];
    return typeof value === "string" || typeof value === "number" ? cleanText(value, 200).text : "";
  };
  const same = (part: AddressPart, one: string, other: string) => {
    const [a, b] = [one, other].map((text) => {
      const read = READERS[part](text);
      return ("text" in read ? read.text : text).toLowerCase();
    });
    return a === b;
  };
  /** Moves the pieces of the cell `from` to their parts; false, with nothing moved, when a part's own cell differs. */
  const spread = (from: AddressPart, pieces: Partial<Record<AddressPart, string>>): boolean => {
    const others = (Object.keys(pieces) as AddressPart[]).filter((part) => part !== from);
    const disagrees = others.some(
      (part) => textOf(part) !== "" && !same(part, pieces[part] ?? "", textOf(part)),
    );
    if (disagrees) return false;
    const added = others.filter((part) => textOf(part) === "");
    const before = textOf(from);
    Object.assign(
      raw,
      { [from]: pieces[from] ?? "" },
      Object.fromEntries(added.map((part) => [part, pieces[part]])),
    );
    const to = [pieces[from], ...added.map((part) => pieces[part])].filter(Boolean).join(" | ");
    repairs.push({ field: from, from: before, to, code: added.length > 0 ? "split" : "repeated" });
    return true;
  };
  const fail = (part: AddressPart): Untangled => ({ raw, repairs, disagreeing: part });

  const street = textOf("street");
  if (/\d/.test(street) && textOf("houseNo") !== "") {
    const pieces = splitAddress(street);
    const isAddress = pieces.houseNo !== undefined && "text" in READERS.houseNo(pieces.houseNo);
    if (isAddress && !NUMBERED_STREET.test(street) && !spread("street", pieces)) return fail("street");
  }
  const city = /^(\d{4}),? (.*\p{L}.*)$/u.exec(textOf("city"));
  if (city && !spread("city", { postcode: city[1] ?? "", city: city[2] ?? "" })) return fail("city");
  const postcode = /^(?:DK[- ]?)?(\d{4}),? (\p{L}.*)$/iu.exec(textOf("postcode"));
  if (postcode) {
    if (textOf("city") === "") raw.city = postcode[2];
    else if (!same("city", postcode[2] ?? "", textOf("city"))) return fail("postcode");
  }
  for (const part of ["floor", "door"] as const) {
    const { floor, door } = splitInside(textOf(part));
    if (floor && door && SIDE.test(door) && !spread(part, { floor, door })) return fail(part);
  }
  return { raw, repairs, disagreeing: null };
}

/**
 * Reads the parts of an address: text, numbers, and the cells `{date}` and `{error}` of a sheet. Gives the canonical
 * address, in which a part with an error is empty, the problems and the repairs. Never throws.
 */
export function readAddress(given: RawParts): {
  address: Address;
  problems: Problem[];
  repairs: AddressRepair[];
} {
  const address: Address = { street: "", houseNo: "", floor: "", door: "", postcode: "", city: "" };
  const problems: Problem[] = [];
  const { raw, repairs, disagreeing } = untangle(given);
  for (const part of ADDRESS_PARTS) {
    const value = raw[part];
    if (value === undefined && !isRequiredPart(part)) continue;
    const fail = (code: ProblemCode, told: string | null, params?: Problem["params"]) =>
      problems.push({ field: part, value: told, severity: "error", code, ...(params && { params }) });
    if (part === disagreeing) fail("parts_disagree", cut(String(value), 200));
    else if (isMarked(value, "error")) fail(faultOfErrorCell(value.error), cut(value.error, 200));
    else if (isMarked(value, "date")) fail(DATE_FAULT[part] ?? faultOf(part), cut(value.date, 200));
    else if (
      value !== undefined &&
      value !== null &&
      typeof value !== "string" &&
      typeof value !== "number"
    ) {
      fail("not_text", cut(String(typeof value === "object" ? JSON.stringify(value) : value), 200));
    } else {
      const { text, fault } = cleanText(value ?? "", MAX_LENGTH[part]);
      if (fault === "too_long")
        fail(
          TOO_LONG[part],
          cut(String(value), 200),
          TOO_LONG[part] === "too_long" ? { limit: MAX_LENGTH[part] } : undefined,
        );
      else if (fault) fail(fault, null);
      else if (text === "") {
        if (isRequiredPart(part)) fail("required", null);
      } else {
        const read = READERS[part](text);
        if (FORMULA_ERROR.test(text)) fail("formula_error", text);
        else if ("code" in read) fail(manglingOf(part, text) ?? read.code, text);
        else {
          address[part] = read.text;
          if (read.text !== text) repairs.push({ field: part, from: text, to: read.text, code: "spelling" });
        }
      }
    }
  }
  if (HOLDS_MORE.test(address.street) && !NUMBERED_STREET.test(address.street)) {
    const told = cut(address.street, 200);
    problems.push({ field: "street", value: told, severity: "warning", code: "street_holds_more" });
  }
  if (address.door && !address.floor && !problems.some((problem) => problem.field === "floor")) {
    problems.push({ field: "door", value: address.door, severity: "warning", code: "door_without_floor" });
  }
  return { address, problems, repairs };
}

const faultOf = (part: AddressPart): ProblemCode => (part === "postcode" ? "not_a_postcode" : "not_text");

/** A text that is equal for two spellings of one address. It leaves out the town, which the postcode implies. */
export const addressKey = ({ street, houseNo, floor, door, postcode }: Address): string =>
  [bareStreet(street), houseNo, floor, door, postcode].join("|");

const CELLAR = /^k(\d)$/;
const pad = (text: string, length: number) => text.padStart(length, "0");

/** Two characters or more that sort k9 … k2, kl, st, 1 … 99; an empty floor sorts first. */
function floorOrder(floor: string): string {
  if (floor === "") return "00";
  const cellar = CELLAR.exec(floor);
  if (cellar) return pad(String(10 - Number(cellar[1])), 2);
  if (floor === "kl") return "09";
  if (floor === "st") return "10";
  return `2${pad(floor, 2)}`;
}

function doorOrder(door: string): string {
  const side = ["", "tv", "mf", "th"].indexOf(door);
  if (side >= 0) return String(side);
  return /^\d+$/.test(door) ? `4${pad(door, 4)}` : `5${door}`;
}

/** Text whose bytes sort in Danish order: æ, ø, å last, »aa« as å, accents ignored. */
const alphabetical = (text: string) =>
  text
    .toLowerCase()
    .replaceAll("aa", "å")
    .replace(/[éèêëáàâãíìîïóòôõúùûüýÿ]/g, (letter) => letter.normalize("NFD").charAt(0))
    .replace(/[æäøöå]/g, (letter) => ({ æ: "{", ä: "{", ø: "|", ö: "|", å: "}" })[letter] ?? letter);

/** A text whose bytes sort by street, postcode, number, letter, floor from below, door from the left. */
export function addressSortKey({ street, houseNo, floor, door, postcode }: Address): string {
  const [, number = "", letter = ""] = /^(\d*)(.*)$/.exec(houseNo) ?? [];
  return [
    alphabetical(street),
    postcode,
    pad(number, 3),
    alphabetical(letter),
    floorOrder(floor),
    doorOrder(door),
  ].join("\t");
}
