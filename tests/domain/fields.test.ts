import { checkFields, readFields } from "@/lib/domain/fields/check-fields";
import { batchFields, type FieldKey, FIELD_KEYS, field, type FieldValues } from "@/lib/domain/fields/fields";
import { readValue } from "@/lib/domain/fields/field-value";
import type { CaseType } from "@/lib/domain/vocabulary";

const value = (key: FieldKey, raw: unknown) => {
  const read = readValue(field(key), raw);
  return read.ok ? read.value : `! ${read.code}`;
};

test.each<[FieldKey, unknown, unknown]>([
  ["reference", "  A  1 ", "A 1"],
  ["reference", 1042, "1042"],
  ["reference", "x".repeat(50), "x".repeat(50)],
  ["reference", "x".repeat(51), "! too_long"],
  ["reference", "1E+05", "! number_mangled"],
  ["reference", true, "! not_text"],
  ["reference", { date: "2026-01-01" }, "! not_text"],
  ["floorArea", "52", 52],
  ["floorArea", "52 m²", 52],
  ["floorArea", "52 kvm", 52],
  ["floorArea", "52,0", 52],
  ["floorArea", "1.250", 1250],
  ["floorArea", 52.5, "! not_an_integer"],
  ["floorArea", "52,5", "! not_an_integer"],
  ["floorArea", "0", "! out_of_range"],
  ["floorArea", "10001", "! out_of_range"],
  ["floorArea", "10.000", 10000],
  ["floorArea", "-5", "! not_an_integer"],
  ["floorArea", "halvtreds", "! not_an_integer"],
  ["floorArea", {}, "! not_text"],
  ["ampere", "16 A", 16],
  ["ampere", "16amp.", 16],
  ["ampere", 16, 16],
  ["ampere", "17", "! not_a_choice"],
  ["ampere", "1.600", 1600],
  ["connectionDate", "2027-03-01", "2027-03-01"],
  ["connectionDate", "1.3.2027", "2027-03-01"],
  ["connectionDate", "01-03-2027", "2027-03-01"],
  ["connectionDate", "1/3 2027", "2027-03-01"],
  ["connectionDate", { date: "2027-03-01" }, "2027-03-01"],
  ["connectionDate", "2027-05-31T22:00:00.000Z", "2027-06-01"],
  ["connectionDate", "2027-05-31T21:59:59Z", "2027-05-31"],
  ["connectionDate", "2027-12-31T23:00:00Z", "2028-01-01"],
  ["connectionDate", "2027-06-01T00:00:00+02:00", "2027-06-01"],
  ["connectionDate", "2027-06-01 01:30:00-0500", "2027-06-01"],
  ["connectionDate", "2027-06-01T20:00-05", "2027-06-02"],
  ["connectionDate", "2027-06-01T23:59:00", "2027-06-01"],
  ["connectionDate", "2027-02-30T22:00:00Z", "! not_a_date"],
  ["connectionDate", "2027-05-31T25:00:00Z", "! not_a_date"],
  ["connectionDate", "2027-02-30", "! not_a_date"],
  ["connectionDate", "31-04-2027", "! not_a_date"],
  ["connectionDate", "0001-01-01", "! not_a_date"],
  ["connectionDate", "03/2027", "! not_a_date"],
  ["connectionDate", 46447, "! not_a_date"],
  ["connectionDate", "1-3-27", "! not_a_date"],
  ["meterPlacement", "dwelling", "dwelling"],
  ["meterPlacement", "loft", "! not_a_choice"],
  ["payerSameAsCustomer", "ja", true],
  ["payerSameAsCustomer", "Nej", false],
  ["payerSameAsCustomer", "måske", "! not_a_boolean"],
  ["customerEmail", "navn@firma.dk", "navn@firma.dk"],
  ["customerEmail", "navn@firma", "! not_an_email"],
  ["customerEmail", "navn firma.dk", "! not_an_email"],
  ["customerEmail", "a@b.dk, c@d.dk", "! not_an_email"],
  ["customerPhone", "33 12 34 56", "+4533123456"],
  ["customerPhone", "+45 33123456", "+4533123456"],
  ["customerPhone", "0045 33123456", "+4533123456"],
  ["customerPhone", "3312345", "! not_a_phone"],
  ["customerPhone", "+46 33123456", "! not_a_phone"],
  ["customerCvr", "DK 10 15 08 17", "10150817"],
  ["customerCvr", "1015081", "! not_a_cvr"],
  ["payerEan", "5790001330552", "5790001330552"],
  ["payerEan", "5790001330553", "! not_an_ean"],
  ["payerEan", "5,79E+12", "! number_mangled"],
  ["meteringPointId", "571313174200000019", "571313174200000019"],
  ["meteringPointId", "571313174200000018", "! not_a_metering_point"],
  ["customerName", "x", "! too_short"],
  ["meteringPointId", 571313000001000142, "! number_too_long"],
  ["meteringPointId", "000000000000000000", "! not_a_metering_point"],
  ["customerCvr", "00000000", "! not_a_cvr"],
  ["payerEan", "0000000000000", "! not_an_ean"],
  ["payerEan", 5790001330552, "5790001330552"],
  ["reference", 123456789012345, "123456789012345"],
  ["reference", 1234567890123456, "! number_too_long"],
  ["reference", -1e21, "! number_too_long"],
  ["meterNumber", 12345678901234567890, "! number_too_long"],
  ["meterNumber", "A-0041", "A-0041"],
  ["meterNumber", "00000000", "! not_a_meter_number"],
  ["meterNumber", "-", "! not_a_meter_number"],
  ["meterNumber", "NULL", "! not_a_meter_number"],
  ["remarks", "a\r\nb\u2028c", "a\nb\nc"],
  ["remarks", "\u202eabc", "! forbidden_characters"],
  ["remarks", "  ", null],
])("%s from %j is %j", (key, raw, expected) => expect(value(key, raw)).toBe(expected));

test("the list as it was agreed, kept by hand: who needs what, and where it comes from", () => {
  const lines = FIELD_KEYS.map((key) => `${key} ${field(key).need.join("")} ${field(key).scope}`);
  expect(lines).toEqual([
    "cadastralNumber oooo A",
    "reference oooo A",
    "floorArea oooM AB",
    "storeys -MMo B",
    "ampere MMMM AB",
    "phases MMMM B",
    "meterType M--- B",
    "meterPlacement MMMM B",
    "usage M--- B",
    "housingKind ---M B",
    "serviceCable MMMM B",
    "existingInstallation oooo B",
    "cableCabinet oooo B",
    "connectionDate MMMM AB",
    "customerName MMMM B",
    "customerCvr Mooo B",
    "customerEmail MMMM B",
    "customerPhone oooo B",
    "payerSameAsCustomer MMMM B",
    "payerName oooo B",
    "payerEmail oooo B",
    "payerEan oooo B",
    "remarks oooo AB",
    "connectionPoint oooo D",
    "meteringPointId oooo D",
    "meterNumber oooo D",
    "meterInstalledOn oooo D",
    "feePaid oooo D",
    "meterDate oooo S",
    "completedOn oooo S",
  ]);
});

test("a key that is not allowed is an error, never dropped", () => {
  const { values, problems } = readFields("apartment", batchFields("apartment"), {
    ampere: 16,
    reference: "x",
    usage: "x",
    connectionPoint: "x",
    __proto__x: 1,
  });
  expect(values).toEqual({ ampere: 16 });
  expect(problems.map(({ field: key, code }) => `${key} ${code}`)).toEqual([
    "reference not_your_field",
    "usage not_for_case_type",
    "connectionPoint not_your_field",
    "__proto__x unknown_field",
  ]);
});

const TODAY = "2026-11-24";
const check = (caseType: CaseType, values: FieldValues, required: FieldKey[] = []) =>
  checkFields(caseType, values, required, TODAY).map(
    ({ field: key, severity, code }) => `${severity} ${key} ${code}`,
  );

test.each<[CaseType, FieldValues, string[]]>([
  ["apartment", { ampere: 25 }, []],
  ["apartment", { ampere: 35 }, ["warning ampere ampere_unusual"]],
  ["apartment", { ampere: 63 }, ["warning ampere ampere_unusual"]],
  ["apartment", { ampere: 80 }, ["error ampere ampere_too_large"]],
  ["terraced_house", { ampere: 35 }, ["warning ampere ampere_unusual"]],
  ["youth_elderly_care", { ampere: 10 }, []],
  ["youth_elderly_care", { ampere: 13 }, ["warning ampere ampere_unusual"]],
  ["youth_elderly_care", { ampere: 80 }, ["error ampere ampere_too_large"]],
  ["business", { ampere: 63, meterType: "direct" }, []],
  ["business", { ampere: 80, meterType: "direct" }, ["error meterType needs_transformer"]],
  ["business", { ampere: 1600, meterType: "transformer" }, []],
  ["youth_elderly_care", { floorArea: 65 }, []],
  ["youth_elderly_care", { floorArea: 66 }, ["error floorArea floor_area_too_large"]],
  ["apartment", { floorArea: 66 }, []],
  ["terraced_house", { storeys: 2 }, []],
  ["terraced_house", { storeys: 3 }, ["warning storeys storeys_unusual"]],
  ["apartment", { storeys: 3 }, []],
  ["apartment", { storeys: 2 }, ["warning storeys storeys_unusual"]],
  ["apartment", { serviceCable: "existing" }, ["error existingInstallation required"]],
  ["apartment", { serviceCable: "existing", existingInstallation: "7" }, []],
  ["apartment", { customerCvr: "10150817" }, []],
  ["apartment", { customerCvr: "10150818" }, ["warning customerCvr cvr_check_sum"]],
  ["apartment", { payerSameAsCustomer: false }, ["error payerName required", "error payerEmail required"]],
  ["apartment", { payerSameAsCustomer: true }, []],
  ["apartment", { connectionDate: "2026-11-23" }, ["error connectionDate date_in_past"]],
  ["apartment", { connectionDate: "2026-11-24" }, ["warning connectionDate date_too_soon"]],
  ["apartment", { connectionDate: "2026-12-14" }, ["warning connectionDate date_too_soon"]],
  ["apartment", { connectionDate: "2027-03-06" }, ["warning connectionDate not_a_working_day"]],
  ["apartment", { connectionDate: "2027-03-26" }, ["warning connectionDate not_a_working_day"]],
  ["apartment", { connectionDate: "2027-12-25" }, ["warning connectionDate not_a_working_day"]],
  ["apartment", { connectionDate: "2026-12-15" }, []],
])("%s with %j: %j", (caseType, values, told) => expect(check(caseType, values)).toEqual(told));

test("a required field says so by its type", () => {
  expect(check("youth_elderly_care", {}, ["floorArea", "housingKind"])).toEqual([
    "error floorArea required",
    "error housingKind required",
  ]);
  expect(check("apartment", {}, ["floorArea", "housingKind"])).toEqual([]);
});

test("a moment of another time zone is told as a repair, a plain date is not", () => {
  const read = (connectionDate: string) =>
    readFields("apartment", ["connectionDate"], { connectionDate }).repairs;
  expect(read("2027-05-31T22:00:00.000Z")).toEqual([
    { field: "connectionDate", from: "2027-05-31T22:00:00.000Z", to: "2027-06-01", code: "day" },
  ]);
  expect(read("2027-05-31T12:00:00.000Z")).toEqual([]);
  expect(read("31-05-2027")).toEqual([]);
});
