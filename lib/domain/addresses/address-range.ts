import type { AddressPart } from "./address";

export type Parity = "all" | "odd" | "even";
export type AddressRange = {
  street: string;
  from: string;
  to: string;
  parity: Parity;
  /** House numbers to leave out: »13, 17«. */
  except?: string;
  /** »A–C« or »A, B«: each number once with each letter. */
  letters?: string;
  /** »st–3« or »kl, st, 1-4«. */
  floors?: string;
  /** »tv, th« or »1-4«. */
  doors?: string;
  postcode: string;
};
export type RangeFault = {
  field: keyof AddressRange;
  code: "required" | "invalid" | "reversed" | "too_many";
};
export type RangeAddress = Partial<Record<AddressPart, string>>;

/** In addresses: the most that one range makes. */
export const RANGE_LIMIT = 2_000;
/** In characters, for each field; enough for a list of 2,000 doors. */
const MAX_TEXT = 10_000;

const FLOORS = [
  ...[..."98765432"].map((depth) => `k${depth}`),
  "kl",
  "st",
  ...Array.from({ length: 99 }, (_, i) => String(i + 1)),
];
const LETTERS = [..."ABCDEFGHIJKLMNOPQRSTUVWXYZÆØÅ"];
const NUMBERS = Array.from({ length: 999 }, (_, i) => String(i + 1));

/** Splits sides at a slash, »tv/th«; »1/2« stays, since it may be the name of one door. */
const sidesApart = (doors: string | undefined) =>
  doors?.replace(/(?<=\b(?:tv|mf|th))\s*\/\s*(?=(?:tv|mf|th)\b)/g, ",");

/** Floors in the words of `FLOORS`: »Stuen–2. sal« becomes »st–2«. */
const floorsAsWritten = (floors: string | undefined) =>
  floors
    ?.toLowerCase()
    .replace(/\./g, "")
    .replace(/stue(?:etagen?|n)?/g, "st")
    .replace(/kælder(?:en)?|kld/g, "kl")
    .replace(/ (?:sal|etage)(?![a-zæøå])/g, "");

/** Reads »12A« to »12F«, in one field or two, as the letters of one house; splits »12-20« in one field in two. */
function withLetters(range: AddressRange): AddressRange {
  const isInOneBox = range.to.trim() === "" && /^[^-–]{1,10}[-–][^-–]{1,10}$/.test(range.from);
  const [from = "", to = range.to] = isInOneBox ? range.from.split(/[-–]/) : [range.from];
  const [first, last] = [from, to].map((text) => /^\s*(\d{0,3})\s?([a-zæøå])\s*$/i.exec(text));
  if (!first || !last || range.letters?.trim()) return { ...range, from, to };
  const [, number = "", start] = first;
  const isOne = number !== "" && (last[1] === number || last[1] === "");
  return isOne
    ? { ...range, from: number, to: number, letters: `${start}–${last[2]}` }
    : { ...range, from, to };
}

/**
 * The words of a list with ranges, »a–c, e«, over an ordered scale; null when one is not on the scale. With `isFree`
 * single words that are not on the scale are kept as they are.
 */
function listOf(text: string | undefined, scale: readonly string[], isFree = false): string[] | null {
  const words: string[] = [];
  for (const part of (text ?? "")
    .split(/[,;]/)
    .map((one) => one.trim())
    .filter(Boolean)) {
    const [first = "", last, ...others] = part.split(/[-–]/).map((end) => end.trim());
    // »1-3-5« may mean three or five; it is not guessed.
    if (others.length > 0) return null;
    const start = scale.indexOf(first);
    const end = last === undefined ? start : scale.indexOf(last);
    if (start >= 0 && end >= start) words.push(...scale.slice(start, end + 1));
    else if (isFree && last === undefined) words.push(first);
    else return null;
  }
  return [...new Set(words)];
}

/**
 * The addresses of a range: »Bygaden 1–25, ulige« makes thirteen, times the letters, floors and doors that are given.
 * At most `RANGE_LIMIT`; with faults, each naming its field, there are no addresses. The addresses are not checked.
 */
export function expandRange(given: AddressRange): { addresses: RangeAddress[]; faults: RangeFault[] } {
  const faults = (Object.keys(given) as (keyof AddressRange)[])
    .filter((field) => (given[field]?.length ?? 0) > MAX_TEXT)
    .map((field): RangeFault => ({ field, code: "invalid" }));
  if (faults.length > 0) return { addresses: [], faults };
  const range = withLetters(given);
  const street = range.street.trim();
  const postcode = range.postcode.trim();
  if (street === "") faults.push({ field: "street", code: "required" });
  if (postcode === "") faults.push({ field: "postcode", code: "required" });
  const [from, to] = [range.from, range.to].map((text) => NUMBERS.indexOf(text.trim()) + 1) as [
    number,
    number,
  ];
  if (range.from.trim() === "") faults.push({ field: "from", code: "required" });
  else if (from === 0) faults.push({ field: "from", code: "invalid" });
  if (range.to.trim() === "") faults.push({ field: "to", code: "required" });
  else if (to === 0) faults.push({ field: "to", code: "invalid" });
  else if (to < from) faults.push({ field: "to", code: "reversed" });
  const lists = {
    except: listOf(range.except, NUMBERS),
    letters: listOf(range.letters?.toUpperCase(), LETTERS),
    floors: listOf(floorsAsWritten(range.floors), FLOORS),
    doors: listOf(sidesApart(range.doors?.toLowerCase().replace(/\./g, "")), NUMBERS, true),
  };
  for (const [field, list] of Object.entries(lists)) {
    if (list === null) faults.push({ field: field as keyof typeof lists, code: "invalid" });
  }
  if (faults.length > 0) return { addresses: [], faults };
  const { except, letters, floors, doors } = lists as Record<keyof typeof lists, string[]>;
  const numbers = NUMBERS.slice(from - 1, to).filter(
    (number) =>
      (range.parity === "all" || Number(number) % 2 === (range.parity === "odd" ? 1 : 0)) &&
      !except.includes(number),
  );
  const orNone = (list: string[]) => (list.length > 0 ? list : [""]);
  const count = numbers.length * orNone(letters).length * orNone(floors).length * orNone(doors).length;
  if (count > RANGE_LIMIT) return { addresses: [], faults: [{ field: "to", code: "too_many" }] };
  const addresses = numbers.flatMap((number) =>
    orNone(letters).flatMap((letter) =>
      orNone(floors).flatMap((floor) =>
        orNone(doors).map((door) => ({
          street,
          houseNo: number + letter,
          ...(floor && { floor }),
          ...(door && { door }),
          postcode,
        })),
      ),
    ),
  );
  return { addresses, faults: [] };
}
