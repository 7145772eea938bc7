import { forgetSelections } from "@/components/selection/forget-selections";
import {
  type ByFilter,
  canHold,
  isSelected,
  NOTHING,
  queryOf,
  type Selection,
  sizeOf,
  storedSelection,
  storeSelection,
  without,
  withoutStates,
  withRows,
} from "@/components/selection/selection";
import type { CaseFilter } from "@/lib/domain/case-filter";
import { aRow as row } from "../support/case-rows";

const rows = ["a", "b", "c", "d"].map((id) => row(id));
const ids = (selection: Selection) =>
  selection.kind === "ids" ? [...selection.versions.keys()].sort().join("") : "by filter";
const all = (filter: CaseFilter, count: number): ByFilter => ({
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

test("a filter is a query", () => {
  expect(String(queryOf({ state: ["approved", "rejected"], q: ["æ", "st tv"] }))).toBe(
    "state=approved&state=rejected&q=%C3%A6&q=st+tv",
  );
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

  test("of a tab from before there were several searches is read as one", () => {
    sessionStorage.setItem("selection:p1", '{"kind":"filter","filter":{"q":"x"},"except":[],"matches":9}');
    expect(storedSelection("p1")).toMatchObject({ filter: { q: ["x"] }, matches: 9 });
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
