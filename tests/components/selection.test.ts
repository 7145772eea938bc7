import {
  coverage,
  NOTHING,
  storedSelection,
  storeSelection,
  toggled,
  toggledAll,
  without,
  withRange,
  withRows,
} from "@/components/cases/selection";

const rows = ["a", "b", "c", "d", "e"].map((id, i) => ({ id, version: i + 1 }));
const [a, b] = rows as [(typeof rows)[0], (typeof rows)[0]];
const ids = (selection: ReadonlyMap<string, number>) => [...selection.keys()].sort().join("");

describe("a selection", () => {
  beforeEach(() => sessionStorage.clear());

  test("a click takes a case in with the version it was seen in, the next takes it out, others stay", () => {
    const two = toggled(toggled(NOTHING, a), b);
    expect([...two]).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(ids(toggled(two, a))).toBe("b");
    expect(NOTHING.size).toBe(0);
  });

  test.each([
    ["b", "d", "bcd"],
    ["d", "b", "bcd"],
    ["c", "c", "c"],
  ])("a range from %s to %s is what lies between in the order shown", (from, to, expected) => {
    expect(ids(withRange(NOTHING, rows, from, to))).toBe(expected);
  });

  test("a range adds to what was selected", () => {
    expect(ids(withRange(toggled(NOTHING, a), rows, "c", "d"))).toBe("acd");
  });

  test("a range whose start is not shown, or unknown, is its end alone", () => {
    expect(ids(withRange(NOTHING, rows, "hidden", "c"))).toBe("c");
    expect(ids(withRange(NOTHING, rows, null, "c"))).toBe("c");
  });

  test("a range to a row that is not shown changes nothing", () => {
    const before = toggled(NOTHING, a);
    expect(withRange(before, rows, "a", "hidden")).toBe(before);
  });

  test("a group's box goes from none and from some to all, and from all to none", () => {
    expect(coverage(NOTHING, rows)).toBe("none");
    expect(coverage(toggled(NOTHING, a), rows)).toBe("some");
    const all = toggledAll(toggled(NOTHING, a), rows);
    expect(coverage(all, rows)).toBe("all");
    expect(toggledAll(all, rows).size).toBe(0);
  });

  test("a group's box leaves the cases of other groups alone", () => {
    const mixed = withRows(NOTHING, rows);
    expect(ids(toggledAll(mixed, [a, b]))).toBe("cde");
  });

  test("a group without cases shows no tick", () => {
    expect(coverage(withRows(NOTHING, rows), [])).toBe("none");
  });

  test("blocking cases leave, unknown ones are passed over", () => {
    expect(ids(without(withRows(NOTHING, rows), ["a", "e", "elsewhere"]))).toBe("bcd");
  });

  test("is remembered for each project", () => {
    storeSelection("p1", withRows(NOTHING, [a, b]));
    expect([...storedSelection("p1")]).toEqual([
      ["a", 1],
      ["b", 2],
    ]);
    expect(storedSelection("p2").size).toBe(0);
  });

  test("a spoiled memory is an empty one", () => {
    sessionStorage.setItem("selection:p1", "{not json");
    expect(storedSelection("p1").size).toBe(0);
    sessionStorage.setItem("selection:p1", "{}");
    expect(storedSelection("p1").size).toBe(0);
  });
});
