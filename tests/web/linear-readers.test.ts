import { isCaseColumn } from "@/lib/domain/case-columns";
import { sql } from "drizzle-orm";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { readAddress } from "@/lib/domain/addresses/address";
import { placeParts } from "@/lib/domain/addresses/misplaced-parts";
import { readPart } from "@/lib/domain/addresses/part-readers";
import { splitAddress, splitInside } from "@/lib/domain/addresses/address-line";
import { comparable, isMeterNumber, repeatedNumbers } from "@/lib/domain/fields/case-numbers";
import { expandRange } from "@/lib/domain/addresses/address-range";
import { readFields } from "@/lib/domain/fields/check-fields";
import { hasGs1CheckDigit, readValue, slashedDay } from "@/lib/domain/fields/field-value";
import { FIELDS } from "@/lib/domain/fields/fields";
import { isUuid, readAs, readText, text } from "@/lib/contract/inputs/pieces";
import { faultOfErrorCell, isExponent } from "@/lib/domain/problem";
import { LIMITS } from "@/lib/domain/limits";
import { networkOf } from "@/lib/domain/network";
import {
  columnTeller,
  finderByAddress,
  finderByNumber,
  type KnownCase,
} from "@/lib/domain/fields/case-finder";
import { composeRow, splitStreet } from "@/lib/domain/fields/compose-row";
import { isDoubtful } from "@/lib/domain/fields/doubtful-columns";
import { headerMeaning, knownHeaders, plainHeader, wordsOf } from "@/lib/domain/fields/header-names";
import { mapHeaders } from "@/lib/domain/fields/header-map";
import { pastedAddresses } from "@/lib/domain/fields/pasted-addresses";
import { pastedCells, pastedLines } from "@/lib/domain/fields/pasted-cells";
import { pastedValues } from "@/lib/domain/fields/pasted-values";
import {
  cellText,
  type Column,
  columnsDiffer,
  holdsWholeAddresses,
  isFilled,
  sheetColumns,
} from "@/lib/domain/fields/sheet-columns";
import { bareStreet, folded, looseStreet, lowered } from "@/lib/domain/addresses/spelling";
import { filterMatcher } from "@/lib/domain/case-filter";
import { caseNumberIn, parseSearch, searchMatcher, searchTerm, termsOf } from "@/lib/domain/search";
import { cleanText, cut, isGarbledName, isNoValue, withoutInvisible } from "@/lib/domain/text";
import { translator } from "@/lib/messages";
import { problemSentence, shortDay } from "@/lib/messages/sentences";
import { readCursor } from "@/lib/server/kernel/cursor";
import { readPostcodes } from "@/lib/server/places/postcodes";
import { readAddressSheet } from "@/lib/server/imports/import-file";
import { parseInput } from "@/lib/server/kernel/mutate";
import { NewPassword } from "@/lib/server/people/profile";
import { hitsInProject, matchesSearch, mayFind } from "@/lib/server/kernel/search";
import { literal, storable } from "@/lib/server/kernel/sql";
import { parseJson } from "@/lib/web/request-body";
import { queryOf } from "@/lib/web/route";
import { hostileTexts } from "../support/hostile-text";
import { tooMuchFor } from "../support/steps";

// What a sentence cannot be made of is logged, thousands of times here.
beforeAll(() => jest.spyOn(console, "error").mockImplementation(() => {}));

const DOMAIN = join(__dirname, "../../lib/domain");
const CONTRACT = join(__dirname, "../../lib/contract");

type Reader = (text: string) => unknown;
const each = <Key extends string>(keys: readonly Key[], value: unknown) =>
  Object.fromEntries(keys.map((key) => [key, value])) as Record<Key, never>;

const searched = (given: string) => ({
  addressParts: { ...each(["street", "houseNo", "floor", "door", "postcode", "city"], ""), street: given },
  number: 1,
  reference: null,
});
const FILTERED = {
  projectId: "p",
  gridArea: "791",
  groupId: "g",
  state: "submitted",
  installerId: "i",
  handlerId: null,
  due: null,
} as const;

const KNOWN_HEADERS = knownHeaders("apartment", { street: ["Vejnavn"] });
const STREET: Column = { at: 0, told: "Vejnavn", key: "street", rank: "own", whose: "" };
const KNOWN_CASES: KnownCase[] = [{ id: "a", number: 1, address: "Bakkevej 1, 2740 Skovlunde" }];

/** Every function of the domain that takes text from outside. */
const DOMAIN_READERS: Record<string, Reader> = {
  cleanText: (given) => [cleanText(given, 120), cleanText(given, 1_000, { multiline: true })],
  cut: (given) => cut(given, 200),
  readAddress: (given) =>
    [given, { date: given }, { error: given }, { other: given }].map((value) =>
      readAddress(each(["street", "houseNo", "floor", "door", "postcode", "city"], value)),
    ),
  // Longer parts are refused before they are read.
  readPart: (given) =>
    (["street", "houseNo", "floor", "door", "postcode", "city"] as const).map((part) =>
      readPart(part, given.slice(0, 200)),
    ),
  placeParts: (given) => placeParts(each(["street", "houseNo", "floor", "door", "postcode", "city"], given)),
  splitAddress,
  expandRange: (given) =>
    ["from", "letters", "doors"].map((key) =>
      expandRange({ street: "A", from: "1", to: "2", parity: "all", postcode: "2740", [key]: given }),
    ),
  readFields: (given) => [
    readFields("apartment", [], { [given]: given }),
    readFields("business", ["remarks"], { remarks: { other: given } }),
  ],
  readValue: (given) =>
    [
      FIELDS.floorArea,
      FIELDS.ampere,
      FIELDS.meterType,
      FIELDS.customerEmail,
      FIELDS.customerPhone,
      FIELDS.customerCvr,
      FIELDS.payerEan,
      FIELDS.payerSameAsCustomer,
      FIELDS.remarks,
      FIELDS.connectionDate,
    ].flatMap((field) => [given, { date: given }, { error: given }].map((value) => readValue(field, value))),
  networkOf,
  slashedDay,
  isGarbledName,
  isNoValue,
  hasGs1CheckDigit: (given) => hasGs1CheckDigit(given, 18),
  isUuid,
  isCaseColumn,
  readAs: (given) =>
    (["date", "email", "cvr", "ean", "phone"] as const).map((kind) => readAs(kind).safeParse(given)),
  readText: (given) => readText(given, 120, 1),
  text: (given) => [text(120), text(120, 1, { multiline: true })].map((one) => one.safeParse(given)),
  faultOfErrorCell,
  isExponent,
  mapHeaders: (given) => [
    mapHeaders("apartment", [given, "Vejnavn"], { street: ["Vejnavn"] }, { city: given }),
    mapHeaders("apartment", ["Adresse", "Nr.", "X"], {}, {}, [[given, given, given]]),
  ],
  splitInside,
  bareStreet,
  folded,
  lowered,
  looseStreet,
  // A longer search never comes here: the inputs refuse it.
  searchTerm,
  termsOf: (given) => termsOf(given.slice(0, LIMITS.searchLength)),
  caseNumberIn,
  parseSearch: (given) => parseSearch(given.slice(0, LIMITS.searchLength)),
  searchMatcher: (given) => searchMatcher(parseSearch("Bygaden 2 tv"))(searched(given)),
  filterMatcher: (given) =>
    filterMatcher({ q: [given.slice(0, LIMITS.searchLength)] })({ ...searched("B"), ...FILTERED }),
  comparable,
  isMeterNumber,
  repeatedNumbers: (given) => repeatedNumbers([["a", given]]),
  plainHeader,
  wordsOf,
  knownHeaders: (given) => knownHeaders("apartment", { street: [given] }),
  headerMeaning: (given) => headerMeaning(given, KNOWN_HEADERS),
  cellText: (given) => [cellText(given), cellText({ shown: given })],
  sheetColumns: (given) => sheetColumns([given, "Vejnavn"], KNOWN_HEADERS, [[given, given, given]]),
  isFilled: (given) => isFilled([[given]], STREET),
  columnsDiffer: (given) => columnsDiffer([[given, "x"]], STREET, { ...STREET, at: 1 }),
  holdsWholeAddresses: (given) =>
    holdsWholeAddresses([[given, given]], STREET, { ...STREET, at: 1, rank: "weak" }),
  isDoubtful: (given) =>
    isDoubtful(
      { rows: [[given, given]], streets: [STREET], taken: new Map([["street", STREET]]) },
      { at: 1, told: given, rank: "common", whose: "" },
      false,
    ),
  withoutInvisible,
  composeRow: (given) =>
    composeRow({ street: given, houseNo: given, letter: given, floorDoor: given, postcodeCity: given }, true),
  splitStreet: (given) => splitStreet({ street: given }),
  pastedLines,
  pastedCells,
  pastedAddresses: (given) =>
    pastedAddresses(given, "apartment", { street: ["Vejnavn"] }, { columns: ["street"], column: 0 }),
  pastedValues: (given) =>
    pastedValues(given, [{ key: "meterNumber", label: "Målernr." }], { row: 0, column: 0 }, KNOWN_CASES),
  columnTeller: (given) => columnTeller(KNOWN_CASES)([given]),
  finderByNumber: (given) => finderByNumber(KNOWN_CASES)([given], [{ isNumber: true }], false),
  finderByAddress: (given) => finderByAddress(KNOWN_CASES)([given], [{ part: "street" }], true),
};
/** What is given only what the readers have made, or nothing. */
const NO_READERS =
  `addressKey addressSortKey may isForAdministrators permissionsOf sideOf undoingOf formatAddress checkFields withDefaults actionsOf isAction decide DomainError fieldSchema
  hasCvrCheckSum addressFields batchFields editableFields field installerFields isAddressPart isRequiredPart isFieldKey choiceKey needOf shownFields needsActionOf
  both covers united offersFor templateColumns headerNames isRealDay rawLimit addWorkingDays isWorkingDay workingDayFrom fault listOf optional
  anyOf known isRefusal asksOf formOf dateFault earliestMeterDate firstValues isRequired touchesFields triedValues withoutCases
  textField columnLetters isCell danishDay toldOf answerDue meterDue soonUntil statesWaiting statusOf waitingIn`.split(
    /\s+/,
  );

/** Of what a request, a list of postcodes or a sheet holds. */
const OTHER_READERS: Record<string, Reader> = {
  readCursor: (given) => readCursor("cases number", given),
  matchesSearch,
  mayFind,
  hitsInProject: (given) => hitsInProject(given, sql`projects.id`),
  literal,
  storable,
  readPostcodes: (given) => readPostcodes([{ row: 1, cells: [given, given, given] }]),
  readAddressSheet: (given) =>
    readAddressSheet(
      { rows: [{ row: 1, cells: [given, "Vejnavn", "Husnr.", "Postnr.", given] }] },
      "apartment",
    ),
  NewPassword: (given) => NewPassword.safeParse(given),
  parseJson: (given) => [parseJson(given), parseJson(JSON.stringify({ [given]: given }))],
  queryOf: (given) => queryOf(new URL(`http://localhost/?${given}`)),
  problemSentence: (given) =>
    problemSentence(translator("da"), {
      field: "city",
      value: cut(given, 200),
      code: "too_long",
      params: {},
    }),
  shortDay: (given) => shortDay(translator("da"), given),
};

/** What a schema can be given that holds the text: itself, and every member that it knows or does not know. */
function givenTo(schema: z.ZodType, given: string): unknown[] {
  const shape = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  const nested = [given, [given], { [given]: given }];
  return [...nested, ...nested.map((value) => each(shape, value))];
}

const exportedBy = (folder: string) =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => Object.entries(jest.requireActual<Record<string, unknown>>(join(folder, file))));
const exported = [DOMAIN, CONTRACT].flatMap(exportedBy);
/** Of the contract the inputs: an answer is never read from outside. */
const schemas = [DOMAIN, join(CONTRACT, "inputs")]
  .flatMap(exportedBy)
  .flatMap(([name, value]): [string, z.ZodType][] =>
    value instanceof z.ZodType
      ? [[name, value]]
      : name === "ACTION_PARAMS"
        ? Object.entries(value as Record<string, z.ZodType>)
        : [],
  );
const isSchema = (value: unknown) => value instanceof z.ZodType;

test("every function of the domain stands in one of the two lists", () => {
  const functions = exported
    .filter(([, value]) => typeof value === "function" && !isSchema(value))
    .map(([name]) => name);
  const listed = [...Object.keys(DOMAIN_READERS), ...NO_READERS];
  expect(functions.filter((name) => !listed.includes(name))).toEqual([]);
});

const outcomesOf =
  (schema: z.ZodType): Reader =>
  (given) => {
    for (const value of givenTo(schema, given)) {
      try {
        parseInput(schema, value);
      } catch {
        // Refused, which is read as well.
      }
    }
  };

/** Beyond every limit of these the length alone decides. */
const WITHIN = [400, 2_000];
const BEYOND = 20_000;

test.each<[string, number[], Reader]>([
  ...Object.entries(DOMAIN_READERS).map(([name, read]): [string, number[], Reader] => [
    name,
    [...WITHIN, BEYOND],
    read,
  ]),
  ...Object.entries(OTHER_READERS).map(([name, read]): [string, number[], Reader] => [name, WITHIN, read]),
  ...schemas.map(([name, schema]): [string, number[], Reader] => [
    name,
    // No text of theirs may be longer than a thousand.
    [400, BEYOND],
    outcomesOf(schema),
  ]),
])("%s does twice the work for twice the text", (_, lengths, read) => {
  const tooMuch = lengths.flatMap((length) => {
    const twice = hostileTexts(2 * length);
    return hostileTexts(length).flatMap(([kind, given], i) => {
      const told = tooMuchFor(read, given, twice[i]?.[1] ?? "");
      return told ? [`${kind} × ${length}: ${told}`] : [];
    });
  });
  expect(tooMuch).toEqual([]);
});
