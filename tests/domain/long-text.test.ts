import { readAddress } from "@/lib/domain/addresses/address";
import { readFields } from "@/lib/domain/fields/check-fields";
import { readValue } from "@/lib/domain/fields/field-value";
import { FIELDS } from "@/lib/domain/fields/fields";
import { ProjectInput } from "@/lib/contract/inputs/projects";
import { cleanText } from "@/lib/domain/text";

const ADDRESS = { street: "Bygaden", houseNo: "1", floor: "1", postcode: "2740" };
const MARKS = "\u0301\u0323";

test("a name of eleven megabytes is too long, in its own words", () => {
  const { error } = ProjectInput.safeParse({ name: "a ".repeat(5_800_000), gridArea: "791" });
  expect(error?.issues).toMatchObject([{ path: ["name"], params: { code: "too_long", limit: 120 } }]);
});

test.each([
  ["street", `Bygaden${".".repeat(80_000)}`, "too_long"],
  ["houseNo", `1${"0".repeat(80_000)}`, "not_a_house_number"],
  ["floor", `1${".".repeat(80_000)}1`, "not_a_floor"],
  ["door", `1${".".repeat(80_000)}1`, "not_a_door"],
  ["postcode", `2740 ${"S ".repeat(40_000)}`, "not_a_postcode"],
  ["city", MARKS.repeat(100_000), "too_long"],
])("a %s of 80,000 characters is refused and told in two hundred", (part, given, code) => {
  const { problems } = readAddress({ ...ADDRESS, [part]: given });
  expect(problems).toMatchObject([{ field: part, code, severity: "error" }]);
  expect(problems[0]?.value).toHaveLength(200);
});

test("what cleaning makes short enough is not refused for its length before", () => {
  const decomposed = "ễ".normalize("NFD").repeat(100);
  const lines = Array.from({ length: 10 }, () => `${" ".repeat(50)}${decomposed.slice(0, 290)}`).join("\r\n");
  expect(readValue(FIELDS.remarks, lines)).toMatchObject({ ok: true });
  expect(cleanText(decomposed, 100)).toEqual({ text: "ễ".repeat(100) });
  expect(cleanText(`${" ".repeat(900)}Bygaden`, 100)).toEqual({ text: "Bygaden" });
  expect(cleanText("😀".repeat(120), 120)).toEqual({ text: "😀".repeat(120) });
  expect(cleanText("😀".repeat(121), 120)).toEqual({ text: "", fault: "too_long" });
});

test("thirty marks on a letter are text, more are none", () => {
  expect(cleanText(`a${"\u0301".repeat(30)}`, 100)).not.toHaveProperty("fault");
  expect(cleanText(`a${"\u0301".repeat(31)}`, 100)).toEqual({ text: "", fault: "forbidden_characters" });
});

test("a key and a value that nobody knows are told cut", () => {
  const { problems } = readFields("apartment", [], { ["x".repeat(10_000)]: "y".repeat(10_000) });
  expect(problems).toMatchObject([{ field: "x".repeat(100), value: "y".repeat(200), code: "unknown_field" }]);
  const dated = readFields("apartment", ["remarks"], { remarks: { date: "z".repeat(10_000) } });
  expect(dated.problems).toMatchObject([{ value: "z".repeat(200) }]);
});
