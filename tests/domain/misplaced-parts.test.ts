import { formatAddress, readAddress } from "@/lib/domain/addresses/address";

const GOOD = { street: "Søndervangen", houseNo: "12", postcode: "2740" };
const read = (part: object) => {
  const { address, problems, repairs } = readAddress({ ...GOOD, ...part });
  return {
    line: formatAddress(address),
    problems: problems.map(({ field, code }) => `${field} ${code}`),
    repairs: repairs.map(({ field, from, to, code }) => `${field} ${code}: ${from} → ${to}`),
  };
};

test.each([
  ["Bakkevej 12", "Bakkevej"],
  ["Lange Række 12", "Lange Række"],
  ["Ny Kolonihavevej 12", "Ny Kolonihavevej"],
])("»%s« holds the house number beside »%s«", (street, name) => {
  expect(read({ street })).toEqual({
    line: `${name} 12, 2740`,
    problems: [],
    repairs: [`street repeated: ${street} → ${name}`],
  });
});

test.each(["1. 4 tv", "1. tv 4", "1. 4"])("the floor »%s« is not taken apart", (floor) => {
  expect(read({ floor }).problems).toEqual(["floor not_a_floor"]);
});

test.each(["Attemosevej", "Ny Salbyvej", "Gl. Thisted Landevej", "Øster Stuevej"])(
  "»%s« is nothing but a street",
  (street) => expect(read({ street })).toEqual({ line: `${street} 12, 2740`, problems: [], repairs: [] }),
);

test.each<[object, string, string[]]>([
  [{ street: "Søndervangen 12" }, "12, 2740", ["street repeated: Søndervangen 12 → Søndervangen"]],
  [{ street: "Søndervangen  12 " }, "12, 2740", ["street repeated: Søndervangen 12 → Søndervangen"]],
  [
    { street: "Søndervangen 12 A", houseNo: "12a" },
    "12A, 2740",
    ["street repeated: Søndervangen 12 A → Søndervangen", "houseNo spelling: 12a → 12A"],
  ],
  [
    { street: "Søndervangen nr. 12", houseNo: 12, postcode: 2740 },
    "12, 2740",
    ["street repeated: Søndervangen nr. 12 → Søndervangen"],
  ],
  [
    { street: "Søndervangen 12, 1. tv" },
    "12, 1. tv, 2740",
    ["street split: Søndervangen 12, 1. tv → Søndervangen | 1. | tv", "floor spelling: 1. → 1"],
  ],
  [
    { street: "Søndervangen 12, st. th", floor: "Stuen", door: "TH." },
    "12, st. th, 2740",
    [
      "street repeated: Søndervangen 12, st. th → Søndervangen",
      "floor spelling: Stuen → st",
      "door spelling: TH. → th",
    ],
  ],
  [
    { street: "Søndervangen 12, 2740 Skovlunde", city: "skovlunde" },
    "12, 2740 skovlunde",
    ["street repeated: Søndervangen 12, 2740 Skovlunde → Søndervangen"],
  ],
  [{ city: "2740 Skovlunde" }, "12, 2740 Skovlunde", ["city repeated: 2740 Skovlunde → Skovlunde"]],
  [{ city: "2740, Skovlunde" }, "12, 2740 Skovlunde", ["city repeated: 2740, Skovlunde → Skovlunde"]],
  [
    { city: "2740 Skovlunde", postcode: "" },
    "12, 2740 Skovlunde",
    ["city split: 2740 Skovlunde → Skovlunde | 2740"],
  ],
  [
    { city: "2740 Skovlunde", postcode: null },
    "12, 2740 Skovlunde",
    ["city split: 2740 Skovlunde → Skovlunde | 2740"],
  ],
  [{ city: "2100 Ø", postcode: "2100" }, "12, 2100 Ø", ["city repeated: 2100 Ø → Ø"]],
  [{ city: "Boks 1234 Skovlunde" }, "12, 2740 Boks 1234 Skovlunde", []],
  [{ postcode: "2740 Skovlunde" }, "12, 2740 Skovlunde", ["postcode spelling: 2740 Skovlunde → 2740"]],
  [{ postcode: "2740, Skovlunde" }, "12, 2740 Skovlunde", ["postcode spelling: 2740, Skovlunde → 2740"]],
  [
    { postcode: "2740 SKOVLUNDE", city: "Skovlunde" },
    "12, 2740 Skovlunde",
    ["postcode spelling: 2740 SKOVLUNDE → 2740"],
  ],
  [{ floor: "1. tv" }, "12, 1. tv, 2740", ["floor split: 1. tv → 1. | tv", "floor spelling: 1. → 1"]],
  [
    { floor: "1.TH" },
    "12, 1. th, 2740",
    ["floor split: 1.TH → 1. | TH", "floor spelling: 1. → 1", "door spelling: TH → th"],
  ],
  [{ floor: "kl mf" }, "12, kl. mf, 2740", ["floor split: kl mf → kl | mf"]],
  [
    { floor: "St. T.V.", door: "tv" },
    "12, st. tv, 2740",
    ["floor repeated: St. T.V. → St.", "floor spelling: St. → st"],
  ],
  [
    { floor: "st", door: "st. m.f" },
    "12, st. mf, 2740",
    ["door repeated: st. m.f → m.f", "door spelling: m.f → mf"],
  ],
  [{ door: "2, th" }, "12, 2. th, 2740", ["door split: 2, th → th | 2"]],
  [
    { door: "1. tv", floor: "1. sal" },
    "12, 1. tv, 2740",
    ["door repeated: 1. tv → tv", "floor spelling: 1. sal → 1"],
  ],
  [{ door: "1th", floor: "1" }, "12, 1. th, 2740", ["door repeated: 1th → th"]],
  [{ door: "stth", floor: "st" }, "12, st. th, 2740", ["door repeated: stth → th"]],
  [
    { door: "Sttv.", floor: "st" },
    "12, st. tv, 2740",
    ["door repeated: Sttv. → tv.", "door spelling: tv. → tv"],
  ],
  [{ door: "klmf", floor: "kl" }, "12, kl. mf, 2740", ["door repeated: klmf → mf"]],
  [{ door: "k2-tv", floor: "k2" }, "12, k2. tv, 2740", ["door repeated: k2-tv → tv"]],
  [
    { door: "10.-t.v", floor: "10" },
    "12, 10. tv, 2740",
    ["door repeated: 10.-t.v → t.v", "door spelling: t.v → tv"],
  ],
  [{ door: "1tv" }, "12, 1. tv, 2740", ["door split: 1tv → tv | 1"]],
  [{ floor: "2mf" }, "12, 2. mf, 2740", ["floor split: 2mf → 2 | mf"]],
])("%j: what stands in another part's cell is moved", (part, line, repairs) => {
  expect(read(part)).toEqual({ line: `Søndervangen ${line}`, problems: [], repairs });
});

test.each<[object, string, string]>([
  [{ street: "Søndervangen 14" }, "street", "Søndervangen 14"],
  [{ street: "Søndervangen 12, 2750 Ballerup" }, "street", "Søndervangen 12, 2750 Ballerup"],
  [{ street: "Søndervangen 12, st. th", floor: "1" }, "street", "Søndervangen 12, st. th"],
  [{ street: "Søndervangen 12, st. th", floor: "st", door: "tv" }, "street", "Søndervangen 12, st. th"],
  [{ city: "2750 Ballerup" }, "city", "2750 Ballerup"],
  [{ postcode: "2740 Skovlunde", city: "Ballerup" }, "postcode", "2740 Skovlunde"],
  [{ floor: "1. tv", door: "th" }, "floor", "1. tv"],
  [{ door: "1. tv", floor: "2" }, "door", "1. tv"],
  [{ door: "1tv", floor: "2" }, "door", "1tv"],
  [{ door: "stth", floor: "1" }, "door", "stth"],
])("%j: two cells that say different things are an error in the %s", (part, field, value) => {
  const { address, problems } = readAddress({ ...GOOD, ...part });
  expect(problems).toEqual([{ field, value, severity: "error", code: "parts_disagree" }]);
  expect(address).toMatchObject({ [field]: "" });
});

test.each<[string, string]>([
  ["Vej 12", "12"],
  ["Række 4", "4"],
  ["HF Solvang 7", "7"],
  ["H/F Ny Vang 22", "22"],
  ["Haveforeningen Solvang 12", "12"],
  ["10. Februar Vej", "10"],
  ["Christian 10.s Vej", "10"],
])("the number in the street »%s« belongs to its name", (street, houseNo) => {
  expect(read({ street, houseNo })).toEqual({
    line: `${street} ${houseNo}, 2740`,
    problems: [],
    repairs: [],
  });
});

test.each([
  "Søndervangen 12-14",
  "12 Søndervangen",
  "Søndervangen (12)",
  "Søndervangen 1200",
  "Søndervangen, 2740 Skovlunde",
  "Søndervangen tv",
  "Søndervangen,th",
  "Søndervangen st. mf.",
  "Søndervangen 1. sal",
  "Søndervangen stuen",
  "Søndervangen stue",
  "Søndervangen nr.",
  "Vej 3 4",
  "c/o Hansen",
  "Søndervangen v/Hansen",
  "Søndervangen att. Hansen",
  "Att: Hansen",
])("»%s« is more than a street, and is told as it was written", (street) => {
  const { address, problems } = readAddress({ ...GOOD, street });
  expect(address.street).toBe(street);
  expect(problems).toEqual([
    { field: "street", value: street, severity: "warning", code: "street_holds_more" },
  ]);
});

test("a street with its number is left as it is when the number has no cell of its own", () => {
  expect(read({ street: "Søndervangen 12", houseNo: "" }).problems).toEqual([
    "houseNo required",
    "street street_holds_more",
  ]);
});

test.each(["12740 Skovlunde", "Postnr. 2740 Skovlunde"])("»%s« has no town to take", (postcode) => {
  expect(read({ postcode })).toEqual({
    line: "Søndervangen 12",
    problems: ["postcode not_a_postcode"],
    repairs: [],
  });
});

test("a door without a floor is told unless the floor itself is wrong", () => {
  expect(read({ door: "tv" }).problems).toEqual(["door door_without_floor"]);
  expect(read({ door: "tv", floor: "loftet" }).problems).toEqual(["floor not_a_floor"]);
  expect(read({ door: "tv", houseNo: "x" }).problems).toEqual([
    "houseNo not_a_house_number",
    "door door_without_floor",
  ]);
});
