import type { ActionTarget, SelectedCase } from "@/components/actions/offers";
import {
  type CaseRow,
  type Coverage,
  type Grouping,
  partOf,
  type ShownPart,
} from "@/components/grid/case-row";
import { both, type CaseFilter, covers, filterMatcher, united } from "@/lib/domain/case-filter";
import {
  type ById,
  type ByFilter,
  canHold,
  NOTHING,
  selectedBy,
  type Selection,
  without,
  withRows,
} from "./selection";

/** What the page knows when something is selected. */
export type Facts = {
  filter: CaseFilter;
  by: Grouping;
  groups: readonly ShownPart[];
  /** There are more parts than `groups`. */
  hasMore: boolean;
  /** A case as far as it is known here. */
  rowOf: (id: string) => CaseRow | undefined;
};

/** What a reader does to the selection. `count` is the server's count of what a filter finds. */
export type Event =
  | { type: "select"; want: CaseFilter; count: number }
  /** What is shown of one group, or of all. */
  | { type: "deselect"; groupId?: string }
  | { type: "add"; rows: readonly CaseRow[] }
  | { type: "toggle"; row: CaseRow }
  | { type: "change"; added: readonly CaseRow[]; removed: readonly string[] };

/** The selection afterwards; or the filters whose cases must be read first, and what follows from them. */
export type Step = Selection | { read: CaseFilter[]; then: (rows: CaseRow[][]) => Selection };

/** The selection after an event, without asking anybody. */
export function stepOf(selection: Selection, event: Event, facts: Facts): Step {
  switch (event.type) {
    case "select":
      return select(selection, event.want, event.count, facts);
    case "deselect":
      return deselect(selection, event.groupId, facts);
    case "add":
      return add(selection, event.rows);
    case "toggle":
      return selectedBy(selection)(event.row)
        ? without(selection, [event.row.id])
        : add(selection, [event.row]);
    case "change":
      if (event.added.length === 0) return without(selection, event.removed);
      return canHold(selection, event.added)
        ? withRows(without(selection, event.removed), event.added)
        : add(selection, event.added);
  }
}

/** A selection by filter becomes one of ids when cases join it that no one filter would hold. */
function add(selection: Selection, rows: readonly CaseRow[]): Step {
  if (selection.kind === "ids" || canHold(selection, rows)) return withRows(selection, rows);
  return { read: [selection.filter], then: ([inside = []]) => withRows(asIds(selection, inside), rows) };
}

const asIds = (selection: ByFilter, rows: readonly CaseRow[]) =>
  without(withRows(NOTHING, rows), selection.except) as ById;

const byFilter = (filter: CaseFilter, count: number): ByFilter => ({
  kind: "filter",
  filter,
  except: new Set(),
  matches: count,
});

function select(
  selection: Selection,
  want: CaseFilter,
  count: number,
  { filter, by, groups, hasMore, rowOf }: Facts,
): Step {
  const matches = filterMatcher(want);
  const wanted: readonly string[] | undefined = want[by];
  const here = groups.filter((group) => !wanted || wanted.includes(group.id));
  if (covers(filter, want) && (wanted || !hasMore) && here.every(isWhole))
    return add(selection, here.flatMap((group) => group.rows).filter(matches));
  const all = byFilter(want, count);
  const matchesKnown = (id: string) => {
    const row = rowOf(id);
    return row !== undefined && matches(row);
  };
  if (selection.kind === "ids") {
    if ([...selection.versions.keys()].every(matchesKnown)) return all;
    return {
      read: [want],
      then: ([found = []]) => ({
        kind: "ids",
        versions: new Map([...withVersions(found), ...selection.versions]),
      }),
    };
  }
  if (covers(want, selection.filter)) return all;
  if (covers(selection.filter, want)) {
    const back = [...selection.except].filter(matchesKnown);
    return withRows(
      selection,
      back.map((id) => ({ id, version: 1 })),
    );
  }
  const joined = united(selection.filter, want);
  if (joined && both(selection.filter, want) === null)
    return { ...selection, filter: joined, matches: selection.matches + count };
  return {
    read: [selection.filter, want],
    then: ([before = [], found = []]) => ({
      kind: "ids",
      versions: new Map([...withVersions(found), ...asIds(selection, before).versions]),
    }),
  };
}

const withVersions = (rows: readonly CaseRow[]) =>
  rows.map(({ id, version }): [string, number] => [id, version]);

function deselect(
  selection: Selection,
  groupId: string | undefined,
  { filter, by, groups, hasMore }: Facts,
): Step {
  const want = groupId === undefined ? filter : { ...filter, [by]: [groupId] };
  if (selection.kind === "filter" && covers(want, selection.filter)) return NOTHING;
  const out = (rows: readonly CaseRow[]) =>
    without(
      selection,
      rows.map(({ id }) => id),
    );
  const here = groups.filter(({ id }) => groupId === undefined || id === groupId);
  return here.every(isWhole) && (groupId !== undefined || !hasMore)
    ? out(here.flatMap((group) => group.rows))
    : { read: [want], then: ([found = []]) => out(found) };
}

const isWhole = (group: ShownPart) => group.rows.length === group.shown;

/** How much of each group that is shown is selected, by group; `hiddenIds` are selected or excepted, and not here. */
export function coveragesOf(
  selection: Selection,
  hiddenIds: readonly string[],
  { filter, by, groups, rowOf }: Facts,
): Map<string, Coverage> {
  const isIn = selectedBy(selection);
  const hiddenGroups = new Set(
    hiddenIds.map((id) => {
      const row = rowOf(id);
      return row && partOf(by, row);
    }),
  );
  return new Map(
    groups.map((group): [string, Coverage] => {
      const here = group.rows.filter(isIn).length;
      if (group.shown === 0) return [group.id, "none"];
      if (isWhole(group)) return [group.id, here === 0 ? "none" : here === group.shown ? "all" : "some"];
      const want = { ...filter, [by]: [group.id] };
      if (selection.kind === "ids")
        return [group.id, here > 0 || hiddenGroups.has(group.id) ? "some" : "none"];
      if (both(selection.filter, want) === null) return [group.id, "none"];
      const isTouched = here < group.rows.length || hiddenGroups.has(group.id);
      return [group.id, covers(selection.filter, want) && !isTouched ? "all" : "some"];
    }),
  );
}

/** Of everything that the filter leaves; groups without cases do not count. */
export function coverageOf(
  selection: Selection,
  coverages: ReadonlyMap<string, Coverage>,
  { filter, groups, hasMore }: Facts,
): Coverage {
  const told = groups.filter((group) => group.shown > 0).map((group) => coverages.get(group.id));
  const isKnown = !hasMore || (selection.kind === "filter" && covers(selection.filter, filter));
  if (told.length > 0 && told.every((one) => one === "all")) return isKnown ? "all" : "some";
  return told.every((one) => one === "none") ? "none" : "some";
}

/** What the actions are to be taken on. Of a selection by filter the caller knows how many `filter` hides. */
export function selectionTarget(
  { projectId, size, hidden }: { projectId: string | null; size: number; hidden: number },
  selection: Selection,
  hiddenIds: readonly string[],
  { filter, groups, rowOf }: Pick<Facts, "filter" | "groups" | "rowOf">,
): ActionTarget {
  if (selection.kind === "ids") {
    const matches = filterMatcher(filter);
    // What the page shows now is what its reader has seen.
    const rows = [...selection.versions].map(([id, version]): SelectedCase => rowOf(id) ?? { id, version });
    return {
      selection: { ids: rows.map((row) => row.id), versions: rows.map((row) => row.version) },
      count: size,
      rows,
      hidden: hiddenIds.filter((id) => {
        const row = rowOf(id);
        return !row || !matches(row);
      }).length,
    };
  }
  return {
    selection: {
      ...(projectId && { projectId }),
      filter: selection.filter as Record<string, string[]>,
      except: [...selection.except],
    },
    count: size,
    rows: groups.flatMap((group) => group.rows).filter(selectedBy(selection)),
    hidden,
  };
}
