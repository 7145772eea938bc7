import type { CaseRow } from "@/components/grid/case-row";
import {
  type ByFilter,
  both,
  canHold,
  covers,
  forgetSelections,
  isSelected,
  matches,
  NOTHING,
  queryOf,
  type Selection,
  sizeOf,
  storedSelection,
  storeSelection,
  united,
  without,
  withoutStates,
  withRows,
} from "@/components/selection/selection";

const row = (id: string, more: Partial<CaseRow> = {}): CaseRow => ({
  id,
  number: 10_432,
  groupId: "blok-a",
  caseType: "apartment",
  state: "submitted",
  version: 3,
  address: "Bygaden 12A, 3. tv, 2740 Skovlunde",
  installer: "Ida",
  installerId: "ida",
  handler: null,
  handlerId: null,
  connectionDate: null,
  reference: "REF-7",
  closed: null,
  updatedAt: "2026-11-24T10:00:00.000Z",
  ...more,
});
const rows = ["a", "b", "c", "d"].map((id) => row(id));
const ids = (selection: Selection) =>
  selection.kind === "ids" ? [...selection.versions.keys()].sort().join("") : "by filter";
const all = (filter: Parameters<typeof matches>[1], count: number): ByFilter => ({
  kind: "filter",
  filter,
  except: new Set(),
  matches: count,
});

describe("some cases selected", () => {
  test("are kept with the version each was seen in", () => {
    const selection = withRows(NOTHING, [row("a", { version: 7 })]);
    expect(selection).toEqual({ kind: "ids", versions: new Map([["a", 7]]) });
    expect(sizeOf(NOTHING)).toBe(0);
  });

  test("leave one by one; unknown ones are passed over", () => {
    expect(ids(without(withRows(NOTHING, rows), ["a", "elsewhere", "d"]))).toBe("bc");
  });
});

describe("all that match a filter", () => {
  const everything = all({ group: ["blok-a"] }, 10_000);

  test("are as many as the server counts, but for the excepted", () => {
    const but = without(everything, ["a", "b"]);
    expect(sizeOf(but)).toBe(9_998);
    expect(isSelected(but, row("a"))).toBe(false);
    expect(isSelected(but, row("c"))).toBe(true);
    expect(isSelected(but, row("x", { groupId: "blok-b" }))).toBe(false);
    expect(sizeOf(withRows(but, [row("a")]))).toBe(9_999);
  });

  test("with every one of them excepted nothing is selected", () => {
    expect(without(all({}, 2), ["a", "b"])).toBe(NOTHING);
  });

  test("cannot hold a case outside the filter", () => {
    expect(canHold(everything, [row("a")])).toBe(true);
    expect(canHold(everything, [row("x", { groupId: "blok-b" })])).toBe(false);
  });

  test("lose the cases in some states without naming one", () => {
    const left = withoutStates(all({ state: ["submitted", "approved"] }, 300), ["submitted"], 120);
    expect(left).toMatchObject({ filter: { state: ["approved"] }, matches: 180 });
    const ofAny = withoutStates(all({}, 300), ["archived", "cancelled"], 20);
    expect(ofAny).toMatchObject({
      filter: {
        state: ["submitted", "approved", "ready_for_meter", "meter_installed", "completed", "rejected"],
      },
    });
  });
});

describe("a row matches as the server's filter says", () => {
  test.each<[Parameters<typeof matches>[1], boolean]>([
    [{}, true],
    [{ state: ["approved", "submitted"] }, true],
    [{ state: ["approved"] }, false],
    [{ handler: ["none"] }, true],
    [{ handler: ["dorte"] }, false],
    [{ installer: ["ida"] }, true],
    [{ q: "bygaden 12a" }, true],
    [{ q: "skovlunde, 3. tv" }, true],
    [{ q: "10432" }, true],
    [{ q: "ref-7" }, true],
    [{ q: "bygaden 13" }, false],
  ])("%j: %s", (filter, expected) => {
    expect(matches(row("a"), filter)).toBe(expected);
  });
});

describe("filters", () => {
  test("that differ by the group unite; others do not", () => {
    expect(united({ group: ["a"], q: "x" }, { group: ["b"], q: "x" })).toEqual({
      group: ["a", "b"],
      q: "x",
    });
    expect(united({ group: ["a"] }, {})).toEqual({});
    expect(united({ group: ["a"], q: "x" }, { group: ["a"], q: "y" })).toBeNull();
  });

  test("cover what they let through", () => {
    expect(covers({}, { state: ["approved"] })).toBe(true);
    expect(covers({ state: ["approved", "submitted"] }, { state: ["approved"] })).toBe(true);
    expect(covers({ state: ["approved"] }, {})).toBe(false);
    expect(covers({ q: "x" }, { q: "y" })).toBe(false);
  });

  test("together keep what both let through", () => {
    expect(both({ state: ["approved", "rejected"], q: "x" }, { state: ["approved"], q: "y" })).toEqual({
      state: ["approved"],
      q: "x y",
    });
    expect(both({ group: ["a"] }, { group: ["b"] })).toBeNull();
  });

  test("are a query", () => {
    expect(String(queryOf({ state: ["approved", "rejected"], q: "æ" }))).toBe(
      "state=approved&state=rejected&q=%C3%A6",
    );
  });
});

describe("the tab's memory", () => {
  beforeEach(() => sessionStorage.clear());

  test.each<Selection>([
    withRows(NOTHING, rows),
    { kind: "filter", filter: { group: ["g"] }, except: new Set(["a"]), matches: 9 },
  ])("keeps a selection of either kind for each project: $kind", (selection) => {
    storeSelection("p1", selection);
    expect(storedSelection("p1")).toEqual(selection);
    expect(storedSelection("p2")).toBe(NOTHING);
  });

  test("spoiled, it is an empty one", () => {
    for (const spoiled of ["{not json", "{}", "[]", "null"]) {
      sessionStorage.setItem("selection:p1", spoiled);
      expect(storedSelection("p1")).toBe(NOTHING);
    }
  });

  test("forgets everything at log-out, and only that", () => {
    storeSelection("p1", withRows(NOTHING, rows));
    sessionStorage.setItem("draft", "kept");
    forgetSelections();
    expect(sizeOf(storedSelection("p1"))).toBe(0);
    expect(sessionStorage.getItem("draft")).toBe("kept");
  });
});
