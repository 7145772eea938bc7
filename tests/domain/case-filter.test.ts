import { both, type CaseFilter, covers, filterMatcher, united } from "@/lib/domain/case-filter";
import { CaseFilter as FilterInput } from "@/lib/contract/inputs/selection";
import { aRow } from "../support/case-rows";

describe("a case matches as the server's filter says", () => {
  test.each<[CaseFilter, boolean]>([
    [{}, true],
    [{ group: ["blok-a", "blok-b"] }, true],
    [{ group: ["blok-b"] }, false],
    [{ state: ["approved", "submitted"] }, true],
    [{ state: ["approved"] }, false],
    [{ state: [] }, false],
    [{ handler: ["none"] }, true],
    [{ handler: ["dorte", "none"] }, true],
    [{ handler: ["dorte"] }, false],
    [{ installer: ["ida"] }, true],
    [{ installer: ["otto"] }, false],
    [{ q: ["bygaden 12a"] }, true],
    [{ q: ["bygaden 12a, 3. tv"] }, true],
    // The first number after a name is the house's.
    [{ q: ["skovlunde, 3. tv"] }, false],
    [{ q: ["10432"] }, true],
    [{ q: ["ref-7"] }, true],
    [{ q: ["bygaden 13"] }, false],
    [{ q: ["bygaden 2"] }, false],
    [{ q: ["bygaden", "3 tv"] }, true],
    [{ q: ["bygaden", "4 tv"] }, false],
    [{ q: [] }, true],
    [{ group: ["blok-a"], q: ["bygaden 13"] }, false],
  ])("%j: %s", (filter, expected) => {
    expect(filterMatcher(filter)(aRow("a"))).toBe(expected);
  });

  test("a handler is told by the id, and is not nobody", () => {
    const row = aRow("a", { handlerId: "dorte" });
    expect(filterMatcher({ handler: ["dorte"] })(row)).toBe(true);
    expect(filterMatcher({ handler: ["none"] })(row)).toBe(false);
  });
});

describe("filters", () => {
  test("that differ by the group unite; others do not", () => {
    expect(united({ group: ["a"], q: ["x"] }, { group: ["b"], q: ["x"] })).toEqual({
      group: ["a", "b"],
      q: ["x"],
    });
    expect(united({ group: ["a"] }, {})).toEqual({});
    expect(united({ group: ["a"], q: ["x"] }, { group: ["a"], q: ["y"] })).toBeNull();
    expect(united({ group: ["a"], q: ["x"] }, { q: ["x"] })).toEqual({ q: ["x"] });
    expect(united({ state: ["approved"], q: ["x"] }, { q: ["x"], state: ["approved"] })).toEqual({
      state: ["approved"],
      q: ["x"],
    });
    expect(united({ q: ["x"], state: ["approved"] }, { state: ["approved"], q: ["x"] })).not.toBeNull();
  });

  test("that ask for nothing unite with any to nothing asked", () => {
    const some: CaseFilter = { state: ["approved"] };
    expect(united(some, {})).toEqual({});
    expect(united({ q: undefined }, some)).toEqual({});
    expect(united({ group: ["a"], q: undefined }, some)).toBeNull();
  });

  test("cover what they let through", () => {
    expect(covers({}, { state: ["approved"] })).toBe(true);
    expect(covers({ state: ["approved", "submitted"] }, { state: ["approved"] })).toBe(true);
    expect(covers({ state: ["approved"] }, {})).toBe(false);
    expect(covers({ state: ["approved"] }, { state: ["approved", "submitted"] })).toBe(false);
    expect(covers({ q: ["x"] }, { q: ["y"] })).toBe(false);
    expect(covers({ q: ["x"] }, {})).toBe(false);
    expect(covers({ q: ["x"] }, { q: ["y", "x"] })).toBe(true);
    expect(covers({ q: ["x", "y"] }, { q: ["x"] })).toBe(false);
  });

  test("together keep what both let through", () => {
    expect(both({ state: ["approved", "rejected"], q: ["x"] }, { state: ["approved"], q: ["y"] })).toEqual({
      state: ["approved"],
      q: ["x", "y"],
    });
    expect(both({ handler: ["none", "d"] }, { handler: ["none"], q: ["x"] })).toEqual({
      handler: ["none"],
      q: ["x"],
    });
    expect(both({ q: ["x"] }, { q: ["x"] })).toEqual({ q: ["x"] });
    expect(both({ group: ["a"] }, { group: ["b"] })).toBeNull();
    expect(both({ group: ["a"] }, { state: ["approved"] })).toEqual({ group: ["a"], state: ["approved"] });
  });

  test("two searches are asked one by one: joined to one text they would mean something else", () => {
    const joined = both({ q: ["12"] }, { q: ["7 tv"] });
    const at = (houseNo: string, floor: string, postcode: string) =>
      filterMatcher(joined ?? {})(aRow("a", { addressParts: { houseNo, floor, postcode } }));
    expect(at("7", "1", "8120")).toBe(true);
    expect(at("12", "7", "2740")).toBe(true);
    expect(at("7", "1", "2740")).toBe(false);
  });
});

test("a search is given as one text or as several, of which empty ones are left out", () => {
  expect(FilterInput.parse({ q: " Bygaden  2" })).toEqual({ q: ["Bygaden 2"] });
  expect(FilterInput.parse({ q: ["a", " ", "b"] })).toEqual({ q: ["a", "b"] });
  expect(FilterInput.parse({ q: "" })).toEqual({ q: [] });
  const faultOf = (q: unknown) => FilterInput.safeParse({ q }).error?.issues[0];
  expect(faultOf("x".repeat(201))).toMatchObject({ path: ["q"], params: { code: "too_long", limit: 200 } });
  expect(faultOf(["a", "a\0"])).toMatchObject({ path: ["q", 1], params: { code: "forbidden_characters" } });
  expect(faultOf(Array(11).fill("a"))).toMatchObject({
    path: ["q"],
    params: { code: "too_large", limit: 10 },
  });
  expect(faultOf(7)).toMatchObject({ path: ["q"] });
});
