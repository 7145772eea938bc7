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
])("%j", (part, lines) => expect(linesOf(part)).toEqual(lines));

test.each<[Partial<AddressRange>, string[]]>([
  [{ street: " " }, ["street required"]],
  [{ postcode: "" }, ["postcode required"]],
  [{ from: "", to: "" }, ["from required", "to required"]],
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
  [{ to: "999", floors: "1-3" }, ["to too_many"]],
])("%j is refused: %j", (part, faults) => expect(faultsOf(part)).toEqual(faults));

test("exactly two thousand are allowed, one more is not", () => {
  expect(linesOf({ to: "500", doors: "1-4" })).toHaveLength(2_000);
  expect(faultsOf({ to: "501", doors: "1-4" })).toEqual(["to too_many"]);
});

test("a range so large that it would fill the memory is refused before it is made", () => {
  expect(faultsOf({ to: "999", letters: "A-Z", floors: "1-99", doors: "1-999" })).toEqual(["to too_many"]);
});
