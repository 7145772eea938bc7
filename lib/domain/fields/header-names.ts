import { isAddressPart } from "@/lib/domain/addresses/address-parts";
import { withoutInvisible } from "@/lib/domain/text";
import type { CaseType } from "@/lib/domain/vocabulary";
import { templateColumns } from "./template-columns";

/** What a header means: the key, how surely, and whose address it is part of (»kunde«), or "". No key: unknown. */
export type Meaning = {
  key?: string;
  /** `own`: a code or label of ours; `common`: what people write; `weak`: a name that often means something else. */
  rank: "own" | "common" | "weak";
  whose: string;
};
export type KnownHeaders = ReadonlyMap<string, Pick<Meaning, "key" | "rank">>;

/** Columns of people's own sheets that hold a piece of an address part, or two parts at once. */
export const COMBINED = ["letter", "floorDoor", "postcodeCity"] as const;

/** What people call the columns in their own sheets, by key. */
const ALSO: Record<string, readonly string[]> = {
  street: [
    ...[
      "vej",
      "gade",
      "gadenavn",
      "adresse",
      "adr",
      "adressenavn",
      "fuld adresse",
      "hele adressen",
      "address",
    ],
    ...["adresselinje", "adresselinje 1", "beliggenhed", "byggeplads", "installationssted"],
  ],
  houseNo: ["husnummer", "hus", "nr", "nummer", "house number"],
  letter: ["bogstav", "litra", "husbogstav", "husnr bogstav", "bogst", "letter"],
  floor: ["sal", "etagebetegnelse", "etg", "et", "etage nr", "etagenummer"],
  door: ["side", "dørbetegnelse", "sidebetegnelse", "sidedør", "sidedør nr", "dør nr", "dørnummer"],
  floorDoor: [
    ...[
      "lejlighed",
      "lejl",
      "lejl nr",
      "lejlighedsnr",
      "lejlighedsnummer",
      "bolig",
      "boligbetegnelse",
      "flat",
    ],
    ...["etagedør", "etageside", "saldør", "salside"],
  ],
  postcode: ["postnummer", "post nr", "zip", "zip code", "postal code"],
  postcodeCity: ["postnrby", "postadresse"],
  city: ["bynavn", "postdistrikt", "postnr navn", "city"],
  cadastralNumber: ["matrikel", "matrikelnummer", "matr nr"],
  reference: ["reference", "ref", "egen ref"],
  floorArea: ["areal", "bbr areal", "kvm", "m2"],
  ampere: ["ampere", "sikring"],
  connectionDate: ["tilslutningsdato", "ønsket dato"],
  remarks: ["bemærkning", "note", "kommentar"],
};

/** Every name that people use, and the keys: no labels. */
export const headerNames = (): string[] => [...Object.keys(ALSO), ...Object.values(ALSO).flat()];

/** Names that as often mean a running number or a page; the values decide. */
const WEAK = ["nr", "nummer", "side"];
/** Two parts named in one header, »Etage/dør« or »Postnr. og by«, make one column that holds both. */
export const TOGETHER: readonly [parts: readonly string[], key: string][] = [
  [["floor", "door"], "floorDoor"],
  [["postcode", "city"], "postcodeCity"],
];
/** Names that may have an owner in front, apart or as one word: »Installation vej«, »Kundeadresse«. */
const OF_SOMEBODY: Partial<Record<string, readonly string[]>> = {
  street: ["vejnavn", "vej", "gadenavn", "adresse", "street", "address"],
  houseNo: ["husnummer", "husnr", "nummer", "nr"],
  floor: ["etage", "sal"],
  door: ["dør"],
  postcode: ["postnummer", "postnr", "postcode"],
  city: ["bynavn", "by", "town"],
};
/** What makes an »adresse« something else than a place: »e-mailadresse«. */
export const NO_PLACE = /^(e?mail|web|ip|mac|net|hjemmeside|url)/;

/** Where the bill or a letter goes: such an address is never taken beside another one. */
export const FOR_BILLS =
  /^(faktur|betal|kunde|ejer(?!lej)|bygherre|firma|kontor|kontakt|kreditor|debitor|rekvirent|billing|invoice|customer|owner|payer|post$)/;

/** In characters; only so much of a header is read. */
export const MAX_HEADER = 200;

/** The words of a header in small letters, a blank between them; a word hyphenated over a line break is one word. */
export const wordsOf = (header: string) =>
  withoutInvisible(header.slice(0, MAX_HEADER).normalize("NFC"))
    .toLowerCase()
    .replace(/-[ \t]*[\r\n]+\s*/g, "")
    .replace(/\([^()]*\)/g, " ")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
/** A header as it is compared: its words without blanks, so that »Hus nr.« equals »Husnr.«. */
export const plainHeader = (header: string) => wordsOf(header).replaceAll(" ", "");

type Labels = Readonly<Record<string, readonly string[]>>;

const knownByLabels = new WeakMap<Labels, Map<CaseType, KnownHeaders>>();

/**
 * The plain headers that are known for a case type. `labels`: key → its labels in every language. Made once for the same
 * object: every row of a sheet may be looked at as a row of headers.
 */
export function knownHeaders(caseType: CaseType, labels: Labels): KnownHeaders {
  const made = knownByLabels.get(labels) ?? new Map<CaseType, KnownHeaders>();
  const known = made.get(caseType) ?? makeKnownHeaders(caseType, labels);
  knownByLabels.set(labels, made.set(caseType, known));
  return known;
}

function makeKnownHeaders(caseType: CaseType, labels: Labels): KnownHeaders {
  const known = new Map<string, Pick<Meaning, "key" | "rank">>();
  const keys = [...templateColumns(caseType).map(({ key }) => key), ...COMBINED];
  for (const key of keys)
    for (const name of ALSO[key] ?? [])
      known.set(plainHeader(name), { key, rank: WEAK.includes(plainHeader(name)) ? "weak" : "common" });
  for (const { key } of templateColumns(caseType))
    for (const name of [key, ...(labels[key] ?? [])]) known.set(plainHeader(name), { key, rank: "own" });
  return known;
}

/** What a header means by its words alone. */
export function headerMeaning(header: string, known: KnownHeaders): Meaning {
  const name = plainHeader(header);
  const whole = known.get(name);
  if (whole) return { ...whole, whose: "" };
  const words = wordsOf(header)
    .split(" ")
    .filter((word) => !["og", "and"].includes(word));
  const key = keyOfWords(words.map((word) => known.get(word)?.key));
  return key ? { key, rank: "common", whose: "" } : partOfSomebody(name, words);
}

/** The key of a header in which every word has a key of its own. */
function keyOfWords(parts: readonly (string | undefined)[]): string | undefined {
  const [first] = parts;
  if (parts.length <= 1 || !parts.every(Boolean)) return undefined;
  if (parts.every((part) => part === first)) return first;
  for (const [both, key] of [...TOGETHER, [["houseNo", "letter"], "houseNo"]] as typeof TOGETHER)
    if (parts.length === 2 && both.every((part) => parts.includes(part))) return key;
  return parts.includes("street") && parts.every((part) => isAddressPart(part ?? "")) ? "street" : undefined;
}

/** A part of an address with an owner in front of it: »Kundeadresse«. */
function partOfSomebody(name: string, words: readonly string[]): Meaning {
  for (const [key, endings = []] of Object.entries(OF_SOMEBODY)) {
    for (const ending of endings) {
      const isApart = words.includes(ending);
      if (!isApart && (!name.endsWith(ending) || ending.length < 5)) continue;
      const whose = isApart
        ? words.filter((word) => word !== ending).join("")
        : name.slice(0, -ending.length);
      // Without the linking s: »Installationsadresse« and »Installation nr.« belong together.
      if (whose !== "" && !NO_PLACE.test(whose))
        return { key, rank: "common", whose: whose.replace(/(?<=.{4})e?s$/, "") };
    }
  }
  return { rank: "common", whose: "" };
}
