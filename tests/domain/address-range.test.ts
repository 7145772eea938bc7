import { type AddressRange, expandRange } from "@/lib/domain/addresses/address-range";

const RANGE: AddressRange = { street: "Bygaden", from: "1", to: "25", parity: "all", postcode: "2740" };
const linesOf = (part: Partial<AddressRange>) =>
  expandRange({ ...RANGE, ...part }).addresses.map(({ houseNo, floor, door }) =>
    [houseNo, floor, door].filter(Boolean).join(" "),
  );
const faultsOf = (part: Partial<AddressRange>) =>
  expandRange({ ...RANGE, ...part }).faults.map(({ field, code }) => `${field} ${code}`);

test("»Bygaden 1–25, ulige« makes thirteen addresses", () => {
  expect(linesOf({ parity: "odd" })).toEqual([
    "1",
    "3",
    "5",
    "7",
    "9",
    "11",
    "13",
    "15",
    "17",
    "19",
    "21",
    "23",
    "25",
  ]);
});

test("floors and doors multiply it: thirteen by »st–3« by »tv, th« are 104", () => {
  const lines = linesOf({ parity: "odd", floors: "st–3", doors: "tv, th" });
  expect(lines).toHaveLength(104);
  expect(lines.slice(0, 3)).toEqual(["1 st tv", "1 st th", "1 1 tv"]);
  expect(lines.at(-1)).toBe("25 3 th");
});

test.each<[Partial<AddressRange>, string[]]>([
  [{ to: "4", parity: "even" }, ["2", "4"]],
  [{ from: "7", to: "7" }, ["7"]],
  [{ from: "12A–12C", to: "" }, ["12A", "12B", "12C"]],
  [{ from: "12 a - c", to: "" }, ["12A", "12B", "12C"]],
  [{ from: "12B", to: "12c" }, ["12B", "12C"]],
  [{ from: "12–14", to: "" }, ["12", "13", "14"]],
  [{ to: "1", floors: "stuen–2" }, ["1 st", "1 1", "1 2"]],
  [{ to: "1", floors: "Kælderen, Stuen–1. sal" }, ["1 kl", "1 st", "1 1"]],
  [{ to: "5", except: "2, 4" }, ["1", "3", "5"]],
  [{ to: "9", except: "2-8" }, ["1", "9"]],
  [{ to: "1", letters: "A–C" }, ["1A", "1B", "1C"]],
  [{ to: "1", letters: "a, c" }, ["1A", "1C"]],
  [{ to: "1", letters: "Æ-Å" }, ["1Æ", "1Ø", "1Å"]],
  [{ to: "1", floors: "kl, st, 1-2" }, ["1 kl", "1 st", "1 1", "1 2"]],
  [{ to: "1", floors: "St. - 1." }, ["1 st", "1 1"]],
  [{ to: "1", doors: "1-3" }, ["1 1", "1 2", "1 3"]],
  [{ to: "1", doors: "tv; mf; th" }, ["1 tv", "1 mf", "1 th"]],
  [{ to: "1", doors: "tv, tv" }, ["1 tv"]],
  [{ from: " 1 ", to: " 2 " }, ["1", "2"]],
  [{ from: "12 – 14", to: " " }, ["12", "13", "14"]],
  [{ from: "12a", to: "c" }, ["12A", "12B", "12C"]],
  [{ from: "12A–12A", to: "" }, ["12A"]],
  [{ from: " 12A", to: "12B " }, ["12A", "12B"]],
  [{ from: "12A–12B", to: "", letters: " " }, ["12A", "12B"]],
  [{ from: "998", to: "999" }, ["998", "999"]],
  [{ to: "6", parity: "odd", except: "3" }, ["1", "5"]],
  [{ to: "6", parity: "even", except: "1; 4" }, ["2", "6"]],
  [{ to: "1", letters: "y-ø" }, ["1Y", "1Z", "1Æ", "1Ø"]],
  [{ to: "1", letters: "A,, B, " }, ["1A", "1B"]],
  [{ to: "2", letters: "B", floors: "st", doors: "th" }, ["1B st th", "2B st th"]],
  [{ to: "1", floors: "Kld., stueetage, 1. etage" }, ["1 kl", "1 st", "1 1"]],
  [{ to: "1", floors: "kælder; Stue – 2. sal" }, ["1 kl", "1 st", "1 1", "1 2"]],
  [{ to: "1", floors: "1 sal-2 sal" }, ["1 1", "1 2"]],
  [{ to: "1", floors: "k3-st" }, ["1 k3", "1 k2", "1 kl", "1 st"]],
  [{ to: "1", floors: "Stueetagen–1" }, ["1 st", "1 1"]],
  [{ to: "1", floors: undefined }, ["1"]],
  [{ to: "1", floors: "98–99" }, ["1 98", "1 99"]],
  [{ to: "1", doors: "tv / mf/th" }, ["1 tv", "1 mf", "1 th"]],
  [{ to: "1", doors: "Tv., Th." }, ["1 tv", "1 th"]],
  [{ to: "1", doors: "1/2, a1" }, ["1 1/2", "1 a1"]],
])("%j", (part, lines) => expect(linesOf(part)).toEqual(lines));

test.each<[Partial<AddressRange>, string[]]>([
  [{ street: " " }, ["street required"]],
  [{ postcode: "" }, ["postcode required"]],
  [{ from: "", to: "" }, ["from required", "to required"]],
  [{ from: " ", to: " " }, ["from required", "to required"]],
  [{ from: "12A–12Bx", to: "" }, ["from invalid", "to invalid"]],
  [{ to: "100", letters: "A–U" }, ["to too_many"]],
  [{ from: "9", to: "3" }, ["to reversed"]],
  [{ from: "0" }, ["from invalid"]],
  [{ from: "12A", to: "14C" }, ["from invalid", "to invalid"]],
  [{ from: "12–14", to: "20" }, ["from invalid"]],
  [{ to: "1000" }, ["to invalid"]],
  [{ to: "x" }, ["to invalid"]],
  [{ from: "1.5" }, ["from invalid"]],
  [{ except: "x" }, ["except invalid"]],
  [{ letters: "C-A" }, ["letters invalid"]],
  [{ letters: "AB" }, ["letters invalid"]],
  [{ floors: "3-st" }, ["floors invalid"]],
  [{ floors: "0" }, ["floors invalid"]],
  [{ doors: "tv-th" }, ["doors invalid"]],
  [{ from: "12A", to: "" }, ["from invalid", "to required"]],
  [{ from: "A", to: "C" }, ["from invalid", "to invalid"]],
  [{ from: "12A", to: "13A" }, ["from invalid", "to invalid"]],
  [{ from: "12A–12C", to: "", letters: "D" }, ["from invalid", "to invalid"]],
  [{ from: "12C–12A", to: "" }, ["letters invalid"]],
  [{ from: "12–14–16", to: "" }, ["from invalid", "to required"]],
  [{ from: "1200A–1200C", to: "" }, ["from invalid", "to invalid"]],
  [{ except: "9-3" }, ["except invalid"]],
  [{ except: "1-2-9" }, ["except invalid"]],
  [{ letters: "A–C–F" }, ["letters invalid"]],
  [{ floors: "st-2-4" }, ["floors invalid"]],
  [{ doors: "1-3-5" }, ["doors invalid"]],
  [{ letters: "A-1" }, ["letters invalid"]],
  [{ floors: "st-" }, ["floors invalid"]],
  [{ floors: "1-tag" }, ["floors invalid"]],
  [{ floors: "1 salon" }, ["floors invalid"]],
  [{ doors: "4-1" }, ["doors invalid"]],
  [
    { street: "", postcode: " ", from: "x", to: "", letters: "?" },
    ["street required", "postcode required", "from invalid", "to required", "letters invalid"],
  ],
  [{ to: "999", floors: "1-3" }, ["to too_many"]],
])("%j is refused: %j", (part, faults) => {
  expect([faultsOf(part), linesOf(part)]).toEqual([faults, []]);
});

test("an address has what was given, without the blanks around it, and no other part", () => {
  const place = { street: " Bygaden ", postcode: " 2740 ", to: "1" };
  const { addresses, faults } = expandRange({ ...RANGE, ...place });
  expect([addresses, faults]).toEqual([[{ street: "Bygaden", houseNo: "1", postcode: "2740" }], []]);
  expect(Object.keys(addresses[0] ?? {})).toEqual(["street", "houseNo", "postcode"]);
  expect(expandRange({ ...RANGE, ...place, floors: "st", doors: "tv" }).addresses).toEqual([
    { street: "Bygaden", houseNo: "1", floor: "st", door: "tv", postcode: "2740" },
  ]);
});

test("a field of ten thousand characters is read, a longer one is not", () => {
  const doors = `${"tv,".repeat(3_333)} `;
  expect(linesOf({ to: "1", doors })).toEqual(["1 tv"]);
  expect(expandRange({ ...RANGE, street: "", doors: `${doors} ` })).toEqual({
    addresses: [],
    faults: [{ field: "doors", code: "invalid" }],
  });
});

test("exactly two thousand are allowed, one more is not", () => {
  expect(linesOf({ to: "500", doors: "1-4" })).toHaveLength(2_000);
  expect(faultsOf({ to: "501", doors: "1-4" })).toEqual(["to too_many"]);
});

test("a range so large that it would fill the memory is refused before it is made", () => {
  expect(faultsOf({ to: "999", letters: "A-Z", floors: "1-99", doors: "1-999" })).toEqual(["to too_many"]);
});
