import { faultOfErrorCell, isExponent } from "@/lib/domain/problem";
import { readAddress } from "@/lib/domain/addresses/address";
import { expandRange } from "@/lib/domain/addresses/address-range";
import { field } from "@/lib/domain/fields/fields";
import { readValue } from "@/lib/domain/fields/field-value";

const address = { street: "Bakkevej", houseNo: "1", postcode: "2740" };
const codesOf = (raw: object) =>
  readAddress({ ...address, ...raw }).problems.map(({ field, code }) => [field, code]);

test.each(["#N/A", "#REF!", "#VÆRDI!", "#i/t", "#DIV/0!"])(
  "%s as text is still a formula's error",
  (word) => {
    expect(codesOf({ street: word })).toEqual([["street", "formula_error"]]);
    expect(codesOf({ city: word })).toEqual([["city", "formula_error"]]);
    expect(readValue(field("reference"), word)).toEqual({ ok: false, code: "formula_error" });
  },
);

test("a number sign alone is text", () => {
  expect(readValue(field("reference"), "#12")).toEqual({ ok: true, value: "#12" });
});

test.each(["Måler #N/A", "#REF! i arket"])("»%s« is text about an error", (text) => {
  expect(readValue(field("reference"), text)).toEqual({ ok: true, value: text });
});

test.each([
  ["1E+05", true],
  ["5,71313E+17", true],
  ["-1.5e-3", true],
  ["12E+05", true],
  ["1E5", false],
  ["MP 1E+05", false],
  ["1E+05 kWh", false],
  ["12", false],
])("%s is a number with an exponent: %s", (text, is) => {
  expect(isExponent(text)).toBe(is);
  expect(faultOfErrorCell(text)).toBe(is ? "number_mangled" : "formula_error");
});

test.each([
  ["tv th", "not_a_door"],
  ["tv/th", "not_a_door"],
])("two sides are not one door: %s", (door, code) => {
  expect(codesOf({ floor: "1", door })).toEqual([["door", code]]);
});

test.each([
  ["dør tv", "tv"],
  ["nr. 4", "4"],
  ["1/2", "1/2"],
])("a door is read: %s", (door, read) => {
  expect(readAddress({ ...address, floor: "1", door })).toMatchObject({
    address: { door: read },
    problems: [],
  });
});

test("a range of floors and sides, as people write it", () => {
  const range = {
    street: "Bygaden",
    from: "1",
    to: "25",
    parity: "odd",
    floors: "st–3",
    doors: "tv/th",
    postcode: "2740",
  };
  const { addresses } = expandRange(range as Parameters<typeof expandRange>[0]);
  expect(addresses).toHaveLength(104);
  expect(new Set(addresses.map(({ door }) => door))).toEqual(new Set(["tv", "th"]));
  const cellars = expandRange({ ...range, to: "1", floors: "k2-st", doors: "1/2" } as Parameters<
    typeof expandRange
  >[0]);
  expect(cellars.addresses.map(({ floor, door }) => `${floor} ${door}`)).toEqual([
    "k2 1/2",
    "kl 1/2",
    "st 1/2",
  ]);
});
