import type { CaseRow, ShownPart } from "@/components/grid/case-row";
import {
  coverageOf,
  coveragesOf,
  type Event,
  type Facts,
  selectionTarget,
  type Step,
  stepOf,
} from "@/components/selection/project-selection";
import { type ByFilter, NOTHING, type Selection, without, withRows } from "@/components/selection/selection";
import type { CaseFilter } from "@/lib/domain/case-filter";
import { CASE_STATES } from "@/lib/domain/vocabulary";
import { aRow } from "../support/case-rows";

const NO_COUNTS = Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as ShownPart["counts"];
const house = (id: string, groupId: string, houseNo: string, more: Partial<CaseRow> = {}) =>
  aRow(id, { ...more, groupId, addressParts: { houseNo, floor: "", door: "" } });

const A = [house("a2", "A", "2"), house("a12", "A", "12", { state: "approved" })];
const B = [house("b2", "B", "2"), house("b20", "B", "20")];
const group = (id: string, rows: CaseRow[], shown = rows.length): ShownPart => ({
  id,
  name: `Blok ${id}`,
  caseCount: shown,
  counts: NO_COUNTS,
  shown,
  rows,
  isOpen: true,
});
/** Everything is on the page, or only what `rows` says of more. */
const facts = (groups: ShownPart[], filter: CaseFilter = {}): Facts => {
  const known = new Map([...A, ...B].map((row) => [row.id, row]));
  return { filter, by: "group", groups, hasMore: false, rowOf: (id) => known.get(id) };
};
const WHOLE = facts([group("A", A), group("B", B)]);
/** Of a thousand in the first group none is here, of the second all are. */
const LARGE = facts([group("A", [], 1_000), group("B", B)]);

const all = (filter: CaseFilter, count: number, except: string[] = []): ByFilter => ({
  kind: "filter",
  filter,
  except: new Set(except),
  matches: count,
});
const some = (...rows: CaseRow[]) => withRows(NOTHING, rows);
const idsOf = (step: Step) => {
  if ("read" in step || step.kind !== "ids") throw new Error("no selection of ids");
  return [...step.versions.keys()].sort();
};
const afterReading = (step: Step, ...rows: CaseRow[][]): Selection => {
  if (!("read" in step)) throw new Error("nothing is to be read");
  return step.then(rows);
};
const steps = (facts: Facts, ...events: Event[]) =>
  events.reduce((now: Step, event) => stepOf(now as Selection, event, facts), NOTHING as Step);

describe("when every case is on the page", () => {
  test("all that is shown becomes ids, of a search those it means", () => {
    expect(idsOf(steps(WHOLE, { type: "select", want: {}, count: 4 }))).toEqual(["a12", "a2", "b2", "b20"]);
    const want = { q: ["Bygaden 2"] };
    expect(idsOf(stepOf(NOTHING, { type: "select", want, count: 2 }, WHOLE))).toEqual(["a2", "b2"]);
  });

  test("a group, then a state, are added to each other; a group is taken out", () => {
    const chosen = steps(
      WHOLE,
      { type: "select", want: { group: ["B"] }, count: 2 },
      { type: "select", want: { state: ["approved"] }, count: 1 },
    );
    expect(idsOf(chosen)).toEqual(["a12", "b2", "b20"]);
    expect(idsOf(stepOf(chosen as Selection, { type: "deselect", groupId: "B" }, WHOLE))).toEqual(["a12"]);
    expect(idsOf(stepOf(chosen as Selection, { type: "deselect" }, WHOLE))).toEqual([]);
  });

  test("a row toggles, and a range adds and takes out", () => {
    const [a2, a12] = A as [CaseRow, CaseRow];
    expect(idsOf(steps(WHOLE, { type: "toggle", row: a2 }, { type: "toggle", row: a12 }))).toEqual([
      "a12",
      "a2",
    ]);
    expect(idsOf(steps(WHOLE, { type: "toggle", row: a2 }, { type: "toggle", row: a2 }))).toEqual([]);
    expect(idsOf(stepOf(some(a2), { type: "change", added: [a12], removed: ["a2"] }, WHOLE))).toEqual([
      "a12",
    ]);
    expect(idsOf(stepOf(some(a2, a12), { type: "change", added: [], removed: ["a2"] }, WHOLE))).toEqual([
      "a12",
    ]);
  });
});

describe("when some cases are not on the page", () => {
  test("all is a filter, and so is all that a selection of ids lies within", () => {
    expect(steps(LARGE, { type: "select", want: {}, count: 1_002 })).toEqual(all({}, 1_002));
    expect(stepOf(some(B[0] as CaseRow), { type: "select", want: {}, count: 1_002 }, LARGE)).toEqual(
      all({}, 1_002),
    );
  });

  test("a narrower want brings back what was excepted, a wider one takes its place", () => {
    const but = all({}, 1_002, ["a2", "b2"]);
    expect(stepOf(but, { type: "select", want: { group: ["A"] }, count: 1_000 }, LARGE)).toEqual(
      all({}, 1_002, ["b2"]),
    );
    expect(
      stepOf(all({ group: ["B"] }, 2, ["b2"]), { type: "select", want: {}, count: 1_002 }, LARGE),
    ).toEqual(all({}, 1_002));
  });

  test("two groups are one filter; what no filter says is read, and keeps the versions that were seen", () => {
    const large = facts([group("A", [], 1_000), group("B", [], 2_000)]);
    const want = { group: ["B"] };
    expect(
      stepOf(all({ group: ["A"] }, 1_000, ["a2"]), { type: "select", want, count: 2_000 }, large),
    ).toEqual(all({ group: ["A", "B"] }, 3_000, ["a2"]));
    const step = stepOf(
      all({ state: ["approved"] }, 9, ["b2"]),
      { type: "select", want: { q: ["2"] }, count: 2 },
      large,
    );
    expect(step).toMatchObject({ read: [{ state: ["approved"] }, { q: ["2"] }] });
    const [a2, a12] = A as [CaseRow, CaseRow];
    const read = afterReading(step, [a12, B[0] as CaseRow], [a2, { ...a12, version: 9 }]);
    expect(read).toEqual({
      kind: "ids",
      versions: new Map([
        ["a2", 3],
        ["a12", 3],
      ]),
    });
  });

  test("a case outside a selection by filter makes ids of it, without the excepted", () => {
    const step = stepOf(
      all({ group: ["A"] }, 1_000, ["a12"]),
      { type: "toggle", row: B[0] as CaseRow },
      LARGE,
    );
    expect(step).toMatchObject({ read: [{ group: ["A"] }] });
    expect(idsOf(afterReading(step, A))).toEqual(["a2", "b2"]);
  });

  test("a case that the search only resembles is outside", () => {
    const within = all({ q: ["Bygaden 2"] }, 2);
    expect(stepOf(within, { type: "toggle", row: A[0] as CaseRow }, LARGE)).toEqual(
      all({ q: ["Bygaden 2"] }, 2, ["a2"]),
    );
    expect(stepOf(within, { type: "toggle", row: A[1] as CaseRow }, LARGE)).toMatchObject({
      read: [within.filter],
    });
  });

  test("a group of which not all is here is read to be taken out; all of a filter goes at once", () => {
    const step = stepOf(all({}, 1_002), { type: "deselect", groupId: "A" }, LARGE);
    expect(step).toMatchObject({ read: [{ group: ["A"] }] });
    expect(afterReading(step, A)).toEqual(all({}, 1_002, ["a2", "a12"]));
    expect(stepOf(all({ group: ["A"] }, 1_000), { type: "deselect", groupId: "A" }, LARGE)).toBe(NOTHING);
  });
});

describe("how much is selected", () => {
  const coverages = (selection: Selection, of: Facts, hidden: string[] = []) => {
    const each = coveragesOf(selection, hidden, of);
    return [...each.values(), coverageOf(selection, each, of)];
  };

  test.each<[string, Selection, Facts, string[], string[]]>([
    ["nothing", NOTHING, WHOLE, [], ["none", "none", "none"]],
    ["one group", some(...B), WHOLE, [], ["none", "all", "some"]],
    ["everything", some(...A, ...B), WHOLE, [], ["all", "all", "all"]],
    ["all by filter", all({}, 1_002), LARGE, [], ["all", "all", "all"]],
    ["all but one out of sight", all({}, 1_002, ["a2"]), LARGE, ["a2"], ["some", "all", "some"]],
    ["one out of sight", some(A[0] as CaseRow), LARGE, ["a2"], ["some", "none", "some"]],
    ["a state", all({ state: ["approved"] }, 9), LARGE, [], ["some", "none", "some"]],
    ["another group", all({ group: ["B"] }, 2), LARGE, [], ["none", "all", "some"]],
    ["a search", all({ q: ["Bygaden 2"] }, 9), LARGE, [], ["some", "some", "some"]],
  ])("%s", (_, selection, of, hidden, expected) => {
    expect(coverages(selection, of, hidden)).toEqual(expected);
  });
});

describe("what actions are taken on", () => {
  const at = { projectId: "p", size: 2, hidden: 7 };

  test("ids in the versions that the page shows; those the filter does not let through are hidden", () => {
    const of = facts([group("A", A)], { q: ["Bygaden 2"] });
    const selection = withRows(some(A[0] as CaseRow), [
      { id: "a12", version: 1 },
      { id: "gone", version: 5 },
    ]);
    expect(selectionTarget(at, selection, ["a12", "gone"], of)).toMatchObject({
      selection: { ids: ["a2", "a12", "gone"], versions: [3, 3, 5] },
      hidden: 2,
    });
  });

  test("a filter with what is excepted, and the rows of it that are here", () => {
    const selection = without(all({ q: ["Bygaden 2"] }, 3), ["b2"]);
    const target = selectionTarget(at, selection, [], WHOLE);
    expect(target).toMatchObject({
      selection: { projectId: "p", filter: { q: ["Bygaden 2"] }, except: ["b2"] },
      count: 2,
      hidden: 7,
    });
    expect(target.rows.map(({ id }) => id)).toEqual(["a2"]);
  });
});

describe("in the list of all projects", () => {
  const inProject = (id: string, projectId: string, more: Partial<CaseRow> = {}) =>
    aRow(id, { ...more, projectId });
  const P = [inProject("p1", "P"), inProject("p2", "P", { state: "approved" })];
  const Q = [inProject("q1", "Q")];
  const listed = (hasMore: boolean, filter: CaseFilter = {}): Facts => {
    const known = new Map([...P, ...Q].map((row) => [row.id, row]));
    return {
      filter,
      by: "project",
      groups: [group("P", P), group("Q", Q)],
      hasMore,
      rowOf: (id) => known.get(id),
    };
  };

  test("a project that is here whole is selected and deselected case by case", () => {
    expect(stepOf(NOTHING, { type: "select", want: { project: ["P"] }, count: 2 }, listed(true))).toEqual(
      some(...P),
    );
    expect(stepOf(some(...P, ...Q), { type: "deselect", groupId: "P" }, listed(true))).toEqual(some(...Q));
  });

  test("with more projects than are here, everything is a filter, which only itself takes back", () => {
    expect(stepOf(NOTHING, { type: "select", want: {}, count: 9 }, listed(true))).toEqual(all({}, 9));
    expect(stepOf(NOTHING, { type: "select", want: {}, count: 3 }, listed(false))).toEqual(some(...P, ...Q));
    expect(stepOf(all({}, 9), { type: "deselect" }, listed(true))).toBe(NOTHING);
    expect(stepOf(some(...P), { type: "deselect" }, listed(true))).toMatchObject({ read: [{}] });
  });

  test("two projects joined are one filter", () => {
    const step = stepOf(
      all({ state: ["submitted"], project: ["X"] }, 5),
      { type: "select", want: { state: ["submitted"], project: ["P"] }, count: 700 },
      { ...listed(false), groups: [group("P", [], 700)] },
    );
    expect(step).toEqual(all({ state: ["submitted"], project: ["X", "P"] }, 705));
  });

  test("all that is here is not everything when there is more", () => {
    const coverage = (selection: Selection, of: Facts) =>
      coverageOf(selection, coveragesOf(selection, [], of), of);
    expect(coverage(some(...P, ...Q), listed(true))).toBe("some");
    expect(coverage(some(...P, ...Q), listed(false))).toBe("all");
    expect(coverage(all({}, 9), listed(true))).toBe("all");
    expect(coverage(all({}, 9, ["q1"]), listed(true))).toBe("some");
  });
});
