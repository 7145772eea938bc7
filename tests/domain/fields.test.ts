import { USUAL_PROMISE } from "@/lib/domain/due";
import { checkFields, readFields, withDefaults } from "@/lib/domain/fields/check-fields";
import { fieldSchema } from "@/lib/domain/fields/field-schema";
import {
  batchFields,
  editableFields,
  type FieldKey,
  FIELD_KEYS,
  field,
  type FieldValues,
} from "@/lib/domain/fields/fields";
import { hasGs1CheckDigit, isRealDay, readValue, slashedDay } from "@/lib/domain/fields/field-value";
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
  ["meterNumber", "12345678,00", "! not_a_meter_number"],
  ["meterNumber", "12345678,0", "! not_a_meter_number"],
  ["meterNumber", "12345678.0", "! not_a_meter_number"],
  ["meterNumber", "1234.00", "! not_a_meter_number"],
  ["meterNumber", "12.345.678,00", "! not_a_meter_number"],
  ["meterNumber", "12.345.678", "12.345.678"],
  ["meterNumber", "12.345.000", "12.345.000"],
  ["meterNumber", "571.00", "571.00"],
  ["meterNumber", "A12345678.0", "A12345678.0"],
  ["remarks", "a\r\nb\u2028c", "a\nb\nc"],
  ["remarks", "\u202eabc", "! forbidden_characters"],
  ["remarks", "  ", null],
  ["reference", "a\nb", "a b"],
  ["reference", null, null],
  ["reference", undefined, null],
  ["reference", 999_999_999_999_999, "999999999999999"],
  ["floorArea", "", null],
  ["floorArea", "52.0000", 52],
  ["floorArea", "5m22", "! not_an_integer"],
  ["ampere", "1a6", "! not_a_choice"],
  ["floorArea", "1", 1],
  ["floorArea", "52 m2", 52],
  ["floorArea", "52m²", 52],
  ["floorArea", "52 KVM.", 52],
  ["floorArea", "52.0", 52],
  ["floorArea", "52,00", 52],
  ["floorArea", "1000.000", 1000],
  ["floorArea", "1.000", 1000],
  ["floorArea", "9,000", "! not_an_integer"],
  ["floorArea", "250,000 m²", "! not_an_integer"],
  ["floorArea", "1000,000", 1000],
  ["floorArea", "9,0000", 9],
  ["floorArea", "65,00", 65],
  ["floorArea", "10.250", "! out_of_range"],
  ["floorArea", "1.250.000", "! out_of_range"],
  ["floorArea", 1e16, "! out_of_range"],
  ["floorArea", "1000.250", "! not_an_integer"],
  ["floorArea", "1.2505", "! not_an_integer"],
  ["floorArea", "-1.250", "! not_an_integer"],
  ["floorArea", "52 A", "! not_an_integer"],
  ["floorArea", "m2 52", "! not_an_integer"],
  ["floorArea", "#N/A", "! formula_error"],
  ["floorArea", { error: "#N/A" }, "! formula_error"],
  ["floorArea", { error: "1E+05" }, "! number_mangled"],
  ["floorArea", [52], "! not_text"],
  ["storeys", "3", 3],
  ["storeys", "99", 99],
  ["storeys", "100", "! out_of_range"],
  ["storeys", "3 A", "! not_an_integer"],
  ["ampere", "16A", 16],
  ["ampere", "16 a.", 16],
  ["ampere", "16 Ampere", 16],
  ["ampere", "16 amp", 16],
  ["ampere", "16 m²", "! not_a_choice"],
  ["ampere", "A 16", "! not_a_choice"],
  ["phases", "3", 3],
  ["phases", "2", "! not_a_choice"],
  ["phases", 1e16, "! not_a_choice"],
  ["connectionDate", "01.03.2027", "2027-03-01"],
  ["connectionDate", "1. 3. 2027", "2027-03-01"],
  ["connectionDate", "1 3 2027", "2027-03-01"],
  ["connectionDate", "1 - 3 - 2027", "2027-03-01"],
  ["connectionDate", "31.12.2027", "2027-12-31"],
  ["connectionDate", "2027/3/1", "2027-03-01"],
  ["connectionDate", "2027.03.01", "2027-03-01"],
  ["connectionDate", "2027-03-01 00:00:00", "2027-03-01"],
  ["connectionDate", "2027-03-01T00.00", "2027-03-01"],
  ["connectionDate", "1.3.2027 8:00", "2027-03-01"],
  ["connectionDate", "1.3.2027 10.30", "2027-03-01"],
  ["connectionDate", "01-03-2027 00:00:00", "2027-03-01"],
  ["connectionDate", "01-03-2027 00.00.00", "2027-03-01"],
  ["connectionDate", "1/3/2027 12:00 AM", "2027-03-01"],
  ["connectionDate", "1/3/2027 12:00am", "2027-03-01"],
  ["connectionDate", "1/3/2027 1:30:00 pm", "2027-03-01"],
  ["connectionDate", "2027-05-31t22:00:00z", "2027-06-01"],
  ["connectionDate", "2027-05-31T22:00Z", "2027-06-01"],
  ["connectionDate", "2027-05-31T22:00:00,5Z", "2027-06-01"],
  ["connectionDate", "2027-05-31 22:00:00 +0000", "2027-06-01"],
  ["connectionDate", "2027-05-31 22:00:00+00", "2027-06-01"],
  ["connectionDate", "1900-01-01", "1900-01-01"],
  ["connectionDate", "1899-12-31", "! not_a_date"],
  ["connectionDate", "2199-12-31", "2199-12-31"],
  ["connectionDate", "2200-01-01", "! not_a_date"],
  ["connectionDate", "2027-03/01", "! not_a_date"],
  ["connectionDate", "2027-03-01 til 2027-04-01", "! not_a_date"],
  ["connectionDate", "2027-03-01-15", "! not_a_date"],
  ["connectionDate", "12027-03-01", "! not_a_date"],
  ["connectionDate", "1.3.2027-15.3.2027", "! not_a_date"],
  ["connectionDate", "1.3.2027 eller 15.3.2027", "! not_a_date"],
  ["connectionDate", "111.3.2027", "! not_a_date"],
  ["connectionDate", "1.3.20277", "! not_a_date"],
  ["connectionDate", "2027-05-31T22:00:00Z[Europe/Copenhagen]", "! not_a_date"],
  ["connectionDate", "12027-05-31T22:00:00Z", "! not_a_date"],
  ["connectionDate", "uge 9", "! not_a_date"],
  ["connectionDate", "x".repeat(300), "! not_a_date"],
  ["connectionDate", true, "! not_a_date"],
  ["meterPlacement", true, "! not_a_choice"],
  ["phases", true, "! not_a_choice"],
  ["floorArea", true, "! not_an_integer"],
  ["customerEmail", true, "! not_an_email"],
  ["customerPhone", true, "! not_a_phone"],
  ["customerCvr", true, "! not_a_cvr"],
  ["payerEan", true, "! not_an_ean"],
  ["meteringPointId", true, "! not_a_metering_point"],
  ["payerSameAsCustomer", true, true],
  ["payerSameAsCustomer", false, false],
  ["payerSameAsCustomer", { date: "2027-03-01" }, "! not_a_boolean"],
  ["floorArea", { date: "2027-03-01" }, "! not_an_integer"],
  ...["JA", "yes", "true", "1", "X"].map((word): [FieldKey, string, true] => ["feePaid", word, true]),
  ...["nej", "No", "FALSE", "0"].map((word): [FieldKey, string, false] => ["feePaid", word, false]),
  ["customerEmail", "Navn.Navnesen+el@post-1.firma.co.uk", "Navn.Navnesen+el@post-1.firma.co.uk"],
  ["customerEmail", `${"n".repeat(64)}@firma.dk`, `${"n".repeat(64)}@firma.dk`],
  ["customerEmail", `${"n".repeat(65)}@firma.dk`, "! not_an_email"],
  ["customerEmail", `navn@${"firma.".repeat(41)}dk1`, `navn@${"firma.".repeat(41)}dk1`],
  ["customerEmail", `navn@${"firma.".repeat(41)}dk12`, "! not_an_email"],
  ["customerEmail", "Navn Navnesen <navn@firma.dk>", "! not_an_email"],
  ["customerEmail", "navn@firma.dk (kontor)", "! not_an_email"],
  ["customerEmail", "e-mail: navn@firma.dk", "! not_an_email"],
  ["customerEmail", "mailto:navn@firma.dk", "! not_an_email"],
  ["customerEmail", "a@b.dk;c@d.dk", "! not_an_email"],
  ["customerEmail", "a@b@c.dk", "! not_an_email"],
  ["customerEmail", "navn@firma..dk", "! not_an_email"],
  ["customerEmail", "navn@.firma.dk", "! not_an_email"],
  ["customerEmail", "navn@firma.dk.", "! not_an_email"],
  ["customerEmail", "navn@firma,dk", "! not_an_email"],
  ["customerEmail", "@firma.dk", "! not_an_email"],
  ["customerEmail", "navn@ firma.dk", "! not_an_email"],
  ["customerPhone", "33.12.34.56", "+4533123456"],
  ["customerPhone", "33-12-34-56", "+4533123456"],
  ["customerPhone", 33123456, "+4533123456"],
  ["customerPhone", "33004512", "+4533004512"],
  ["customerPhone", "331234567", "! not_a_phone"],
  ["customerPhone", "03312345", "! not_a_phone"],
  ["customerPhone", "33123456/33123457", "! not_a_phone"],
  ["customerCvr", "dk10150817", "10150817"],
  ["customerCvr", 10150817, "10150817"],
  ["customerCvr", "101508170", "! not_a_cvr"],
  ["customerCvr", "10DK150817", "! not_a_cvr"],
  ["customerCvr", "1015O817", "! not_a_cvr"],
  ["payerEan", "5 790001 330552", "5790001330552"],
  ["payerEan", "571313174200000019", "! not_an_ean"],
  ["payerEan", "579000133055X", "! not_an_ean"],
  ["meteringPointId", "57 1313 1742 0000 0019", "571313174200000019"],
  ["meteringPointId", "5790001330552", "! not_a_metering_point"],
])("%s from %j is %j", (key, raw, expected) => expect(value(key, raw)).toBe(expected));

test.each<[FieldKey, unknown, string, object]>([
  ["reference", "x".repeat(51), "too_long", { limit: 50 }],
  ["customerName", "x", "too_short", { limit: 2 }],
  ["storeys", "100", "out_of_range", { min: 1, max: 99 }],
  ["phases", "2", "not_a_choice", { choices: "1, 3" }],
  ["meterType", "ct", "not_a_choice", { choices: "direct, transformer" }],
])("%s from %j: %s with %j", (key, raw, code, params) =>
  expect(readValue(field(key), raw)).toEqual({ ok: false, code, params }),
);

test.each([
  ["03/13/2027", { first: 3, second: 13, isSlashed: true, dmy: "2027-13-03", mdy: "2027-03-13" }],
  [" 1 / 3 / 2027 ", { first: 1, second: 3, isSlashed: true, dmy: "2027-03-01", mdy: "2027-01-03" }],
  ["1-3-2027", { isSlashed: false, dmy: "2027-03-01" }],
  ["1/3 2027", { isSlashed: false }],
  ["1-3/2027", { isSlashed: false }],
])("%j has its day and month in either order", (text, read) => expect(slashedDay(text)).toMatchObject(read));

test.each(["", "2027-03-01", "uge 9"])("%j is no day in figures with the year last", (text) =>
  expect(slashedDay(text)).toBeNull(),
);

test("a check digit is of digits alone", () => {
  expect(hasGs1CheckDigit("5790001330552", 13)).toBe(true);
  expect(hasGs1CheckDigit("579 001330552", 13)).toBe(false);
  expect(hasGs1CheckDigit("5790001330552", 18)).toBe(false);
});

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

test("installers change what they filled in, grid companies their own, and administrators nothing", () => {
  expect(editableFields("installer", "business").join(" ")).toBe(
    "cadastralNumber reference floorArea ampere phases meterType meterPlacement usage serviceCable existingInstallation " +
      "cableCabinet connectionDate customerName customerCvr customerEmail customerPhone payerSameAsCustomer payerName " +
      "payerEmail payerEan remarks",
  );
  expect(editableFields("dso", "business")).toEqual([
    "connectionPoint",
    "meteringPointId",
    "meterNumber",
    "meterInstalledOn",
    "feePaid",
  ]);
  expect(editableFields("admin", "business")).toEqual([]);
});

test.each([
  ["reference", { type: "string", maxLength: 50 }],
  ["storeys", { type: "integer", minimum: 1, maximum: 99 }],
  ["phases", { type: "integer", enum: [1, 3] }],
  ["meterType", { type: "string", enum: ["direct", "transformer"] }],
  ["feePaid", { type: "boolean" }],
  ["connectionDate", { type: "string", format: "date" }],
  ["customerEmail", { type: "string" }],
  ["street", { type: "string" }],
])("the schema of %s", (key, schema) =>
  expect(fieldSchema(key)).toEqual({ anyOf: [schema, { type: "null" }] }),
);

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

test.each<[string, unknown, string | null]>([
  ["usage", "Kontor", "Kontor"],
  ["usage", 17, "17"],
  ["usage", null, null],
  ["usage", undefined, null],
  ["usage", { date: "2027-03-01" }, "2027-03-01"],
  ["usage", { error: "#N/A" }, "#N/A"],
  ["usage", ["Kontor"], '["Kontor"]'],
  ["usage", "x".repeat(201), "x".repeat(200)],
  ["x".repeat(101), "Kontor", "Kontor"],
])("what is refused is told as it was given: %s %j", (key, given, told) =>
  expect(readFields("apartment", [], { [key]: given }).problems).toEqual([
    {
      field: key.slice(0, 100),
      value: told,
      severity: "error",
      code: key === "usage" ? "not_for_case_type" : "unknown_field",
    },
  ]),
);

test("blank text is no value", () => {
  expect(readFields("apartment", ["reference"], { reference: " " }).values).toStrictEqual({});
});

test("a value's fault comes with its parameters", () => {
  expect(readFields("apartment", ["storeys"], { storeys: "100" }).problems).toEqual([
    { field: "storeys", value: "100", severity: "error", code: "out_of_range", params: { min: 1, max: 99 } },
  ]);
});

test("what is missing becomes the case type's usual value", () => {
  expect(withDefaults("apartment", { ampere: 20, usage: "x" })).toEqual({
    ampere: 20,
    phases: 3,
    usage: "x",
  });
  expect(withDefaults("business", {})).toEqual({ ampere: 25, phases: 3 });
  expect(withDefaults("terraced_house", {})).toEqual({ ampere: 25, phases: 3 });
  expect(withDefaults("apartment", {})).toEqual({ ampere: 16, phases: 3 });
  expect(withDefaults("youth_elderly_care", {})).toEqual({ ampere: 10, phases: 3 });
});

const TODAY = "2026-11-24";
const on = (today: string, promise = USUAL_PROMISE) => ({ today, promise });
const check = (caseType: CaseType, values: FieldValues, required: FieldKey[] = []) =>
  checkFields(caseType, values, required, on(TODAY)).map(
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
  ["business", { ampere: 80 }, []],
  ["apartment", { ampere: 80, meterType: "direct" }, ["error ampere ampere_too_large"]],
  ["business", { storeys: 1 }, []],
  ["business", { storeys: 12 }, []],
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
  ["apartment", { payerSameAsCustomer: false, payerName: "A/S" }, ["error payerEmail required"]],
  ["apartment", { payerSameAsCustomer: false, payerName: "A/S", payerEmail: "a@b.dk" }, []],
  ["apartment", { payerSameAsCustomer: true }, []],
  ["apartment", { connectionDate: "2026-11-23" }, ["error connectionDate date_in_past"]],
  ["apartment", { connectionDate: "2026-11-24" }, ["warning connectionDate date_too_soon"]],
  ["apartment", { connectionDate: "2026-12-14" }, ["warning connectionDate date_too_soon"]],
  ["apartment", { connectionDate: "2027-03-06" }, ["warning connectionDate not_a_working_day"]],
  ["apartment", { connectionDate: "2027-03-26" }, ["warning connectionDate not_a_working_day"]],
  ["apartment", { connectionDate: "2027-12-25" }, ["warning connectionDate not_a_working_day"]],
  ["apartment", { connectionDate: "2026-12-15" }, []],
])("%s with %j: %j", (caseType, values, told) => expect(check(caseType, values)).toEqual(told));

test("what crosses a line says where it goes, and what was given", () => {
  const told = (caseType: CaseType, values: FieldValues, required: FieldKey[] = [], today = TODAY) =>
    checkFields(caseType, values, required, on(today)).map(({ field: key, value: given, params }) => [
      key,
      given,
      params,
    ]);
  expect(told("apartment", {}, ["customerName"])).toEqual([["customerName", null, undefined]]);
  expect(told("apartment", { ampere: 80 })).toEqual([["ampere", "80", { limit: 63 }]]);
  expect(told("apartment", { ampere: 35 })).toEqual([["ampere", "35", { limit: 25 }]]);
  expect(told("youth_elderly_care", { ampere: 13 })).toEqual([["ampere", "13", { limit: 10 }]]);
  expect(told("business", { ampere: 80, meterType: "direct" })).toEqual([
    ["meterType", "direct", { limit: 63 }],
  ]);
  expect(told("youth_elderly_care", { floorArea: 66 })).toEqual([["floorArea", "66", { limit: 65 }]]);
  const soon = { connectionDate: "2026-12-14" };
  expect(told("apartment", soon)).toEqual([
    ["connectionDate", "2026-12-14", { date: "2026-12-15", count: 15 }],
  ]);
  expect(told("apartment", soon, [], "2026-11-23")).toEqual([]);
  expect(told("apartment", { connectionDate: "2027-03-06" })).toEqual([
    ["connectionDate", "2027-03-06", { date: "2027-03-08" }],
  ]);
});

test("a connection date is checked by what its own grid company promises, and on its own days", () => {
  const promise = { answerDays: 5, meterDays: 5, works: { december24: true, december31: false } };
  const told = (connectionDate: string) =>
    checkFields("apartment", { connectionDate }, [], on(TODAY, promise)).map(({ code, params }) => [
      code,
      params,
    ]);
  expect(told("2026-11-30")).toEqual([["date_too_soon", { date: "2026-12-01", count: 5 }]]);
  expect(told("2026-12-01")).toEqual([]);
  expect(told("2026-12-24")).toEqual([]);
  expect(told("2026-12-31")).toEqual([["not_a_working_day", { date: "2027-01-04" }]]);
});

test("a date that was good when it was given is not asked again", () => {
  expect(checkFields("apartment", { connectionDate: "2026-11-23" }, [], on(TODAY), "kept")).toEqual([]);
});

test("a required field says so by its type", () => {
  expect(check("youth_elderly_care", {}, ["floorArea", "housingKind"])).toEqual([
    "error floorArea required",
    "error housingKind required",
  ]);
  expect(check("apartment", {}, ["floorArea", "housingKind"])).toEqual([]);
  expect(check("apartment", { customerName: "A/S" }, ["customerName"])).toEqual([]);
});

test("a moment of another time zone is told as a repair, a plain date is not", () => {
  const read = (connectionDate: unknown) =>
    readFields("apartment", ["connectionDate"], { connectionDate }).repairs;
  expect(read("2027-05-31T22:00:00.000Z")).toEqual([
    { field: "connectionDate", from: "2027-05-31T22:00:00.000Z", to: "2027-06-01", code: "day" },
  ]);
  expect(read(" 2027-05-31T22:00Z ")).toMatchObject([{ from: "2027-05-31T22:00Z", to: "2027-06-01" }]);
  expect(read("2027-05-31T12:00:00.000Z")).toEqual([]);
  for (const plain of ["31-05-2027", "1-3-2027", " 2027-03-01 ", "2027-03-01 00:00", { date: "2027-03-01" }])
    expect(read(plain)).toEqual([]);
  expect(readFields("apartment", ["reference"], { reference: "2027-  4" }).repairs).toEqual([]);
});

test("a real day is one that a Date can be, in every year from 1900 to 2199", () => {
  const isOne = (day: string) => new Date(`${day}T00:00:00Z`).toJSON()?.startsWith(day) ?? false;
  const two = (n: number) => String(n).padStart(2, "0");
  const wrong: string[] = [];
  for (let year = 1900; year < 2200; year += 1)
    for (let month = 0; month < 14; month += 1)
      for (const date of [0, 1, 28, 29, 30, 31, 32]) {
        const day = `${year}-${two(month)}-${two(date)}`;
        if (isRealDay(day) !== isOne(day)) wrong.push(day);
      }
  expect(wrong).toEqual([]);
  for (const text of ["", "2026-1-1", "2026-01-01 ", "2026-01-01T00:00", "26-01-01", "２０２６-01-01"])
    expect([text, isRealDay(text)]).toEqual([text, false]);
});
