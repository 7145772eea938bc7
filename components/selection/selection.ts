import { type CaseFilter, filterMatcher } from "@/lib/domain/case-filter";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import type { CaseRow } from "@/components/grid/case-row";
import { PREFIX } from "./forget-selections";

/**
 * Which cases are selected: some, with the version each was seen in, or all that match a filter but for a few, when not
 * all of them are on the page. `matches` is the server's count, the excepted ones in it.
 */
export type Selection = ById | ByFilter;
export type ById = { kind: "ids"; versions: ReadonlyMap<string, number> };
export type ByFilter = {
  kind: "filter";
  filter: CaseFilter;
  except: ReadonlySet<string>;
  matches: number;
};

export type Selectable = Pick<CaseRow, "id" | "version">;

export const NOTHING: ById = { kind: "ids", versions: new Map() };

export const sizeOf = (selection: Selection): number =>
  selection.kind === "ids" ? selection.versions.size : Math.max(0, selection.matches - selection.except.size);

/** Says of each of the cases here whether it is selected. */
export function selectedBy(selection: Selection): (row: CaseRow) => boolean {
  if (selection.kind === "ids") return (row) => selection.versions.has(row.id);
  const matches = filterMatcher(selection.filter);
  return (row) => !selection.except.has(row.id) && matches(row);
}

export const isSelected = (selection: Selection, row: CaseRow): boolean => selectedBy(selection)(row);

/** False for a row outside the filter of a selection by filter: it must become one of ids first. */
export const canHold = (selection: Selection, rows: readonly CaseRow[]): boolean =>
  selection.kind === "ids" || rows.every(filterMatcher(selection.filter));

export function withRows(selection: Selection, rows: readonly Selectable[]): Selection {
  if (selection.kind === "filter") {
    const except = new Set(selection.except);
    for (const row of rows) except.delete(row.id);
    return { ...selection, except };
  }
  const versions = new Map(selection.versions);
  for (const row of rows) versions.set(row.id, row.version);
  return { kind: "ids", versions };
}

/** Of a selection by filter only take out what is in it. */
export function without(selection: Selection, ids: Iterable<string>): Selection {
  if (selection.kind === "filter") {
    return orNothing({ ...selection, except: new Set([...selection.except, ...ids]) });
  }
  const versions = new Map(selection.versions);
  for (const id of ids) versions.delete(id);
  return { kind: "ids", versions };
}

const orNothing = (selection: Selection) => (sizeOf(selection) === 0 ? NOTHING : selection);

/** All that match, minus those in some states; `counted` of them were in these states. */
export function withoutStates(selection: ByFilter, states: readonly CaseState[], counted: number): Selection {
  const left = (selection.filter.state ?? CASE_STATES).filter((state) => !states.includes(state));
  return orNothing({
    ...selection,
    filter: { ...selection.filter, state: [...left] },
    matches: selection.matches - counted,
  });
}

/** With the server's count, which is of those that are not excepted. */
export const counted = (selection: Selection, count: number): Selection =>
  selection.kind === "filter" && selection.matches !== count + selection.except.size
    ? { ...selection, matches: count + selection.except.size }
    : selection;

/** A filter as a query of the list or the page. */
export const queryOf = (filter: CaseFilter): URLSearchParams =>
  new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) =>
      [value ?? []].flat().map((one): [string, string] => [key, one]),
    ),
  );

const storeKey = (projectId: string | null) => `${PREFIX}${projectId ?? "all"}`;

/** Kept for this tab, so that a reload or a visit to a case loses nothing. */
export function storeSelection(projectId: string | null, selection: Selection): void {
  const stored =
    selection.kind === "ids"
      ? { ids: [...selection.versions] }
      : { ...selection, except: [...selection.except] };
  try {
    if (sizeOf(selection) === 0) sessionStorage.removeItem(storeKey(projectId));
    else sessionStorage.setItem(storeKey(projectId), JSON.stringify(stored));
  } catch {
    // A full or closed store costs the memory of the selection, nothing else.
  }
}

export function storedSelection(projectId: string | null): Selection {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storeKey(projectId)) ?? "{}");
    if (stored.ids) return { kind: "ids", versions: new Map(stored.ids) };
    if (Array.isArray(stored.except)) {
      const { filter, except, matches } = stored;
      // A tab from before there were several searches has kept its one as a text.
      const q = filter.q === undefined ? {} : { q: [filter.q].flat() };
      return { kind: "filter", filter: { ...filter, ...q }, except: new Set(except), matches };
    }
  } catch {
    // What cannot be read is no selection.
  }
  return NOTHING;
}
