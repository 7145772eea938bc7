import type { CaseFilter } from "@/lib/contract/inputs/selection";
import { CASE_STATES, type CaseState } from "@/lib/domain/vocabulary";
import type { CaseRow } from "@/components/grid/case-row";

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

/** What the server's filter says, said of a case that is here: which rows of the page show a tick. */
export function matches(row: CaseRow, { group, state, installer, handler, q }: CaseFilter): boolean {
  const told = `${row.address} ${row.number} ${row.reference ?? ""}`.toLowerCase();
  return (
    (!group || group.includes(row.groupId)) &&
    (!state || state.includes(row.state)) &&
    (!installer || installer.includes(row.installerId)) &&
    (!handler || handler.includes(row.handlerId ?? "none")) &&
    (!q || wordsOf(q).every((word) => told.includes(word.toLowerCase())))
  );
}

const wordsOf = (q: string) => q.split(/[\s,.]+/).filter(Boolean);

export const isSelected = (selection: Selection, row: CaseRow): boolean =>
  selection.kind === "ids"
    ? selection.versions.has(row.id)
    : !selection.except.has(row.id) && matches(row, selection.filter);

/** False for a row outside the filter of a selection by filter: it must become one of ids first. */
export const canHold = (selection: Selection, rows: readonly CaseRow[]): boolean =>
  selection.kind === "ids" || rows.every((row) => matches(row, selection.filter));

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

/**
 * Both filters' cases as one filter, when there is one that means exactly that: the same but for the groups, or one that
 * holds everything. Null otherwise.
 */
export function united(a: CaseFilter, b: CaseFilter): CaseFilter | null {
  if (isEverything(a) || isEverything(b)) return {};
  const { group: ofA, ...restA } = a;
  const { group: ofB, ...restB } = b;
  if (keyOf(restA) !== keyOf(restB)) return null;
  return ofA && ofB ? { ...restA, group: [...new Set([...ofA, ...ofB])] } : restA;
}

const isEverything = (filter: CaseFilter) => Object.values(filter).every((value) => value === undefined);

const keyOf = (filter: CaseFilter) =>
  JSON.stringify(Object.entries(filter).sort(([a], [b]) => (a < b ? -1 : 1)));

/** Whether a filter lets through everything that another does; a no may be wrong, a yes is not. */
export const covers = (wide: CaseFilter, narrow: CaseFilter): boolean =>
  (["group", "state", "installer", "handler"] as const).every((key) => {
    const allowed: readonly string[] | undefined = wide[key];
    return !allowed || narrow[key]?.every((value) => allowed.includes(value));
  }) &&
  (!wide.q || wide.q === narrow.q);

/** A case must match both. Null when nothing can. */
export function both(a: CaseFilter, b: CaseFilter): CaseFilter | null {
  const joined: CaseFilter = { ...a, ...b };
  for (const key of ["group", "state", "installer", "handler"] as const) {
    const [one, other] = [a[key] as string[] | undefined, b[key] as string[] | undefined];
    if (!one || !other) continue;
    const common = one.filter((value) => other.includes(value));
    if (common.length === 0) return null;
    joined[key] = common as never;
  }
  if (a.q && b.q) joined.q = `${a.q} ${b.q}`;
  return joined;
}

/** A filter as a query of the list or the page. */
export const queryOf = (filter: CaseFilter): URLSearchParams =>
  new URLSearchParams(
    Object.entries(filter).flatMap(([key, value]) =>
      [value ?? []].flat().map((one): [string, string] => [key, one]),
    ),
  );

const storeKey = (projectId: string) => `selection:${projectId}`;

/** Kept for this tab, so that a reload or a visit to a case loses nothing. */
export function storeSelection(projectId: string, selection: Selection): void {
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

export function storedSelection(projectId: string): Selection {
  try {
    const stored = JSON.parse(sessionStorage.getItem(storeKey(projectId)) ?? "{}");
    if (stored.ids) return { kind: "ids", versions: new Map(stored.ids) };
    if (Array.isArray(stored.except)) {
      const { filter, except, matches } = stored;
      return { kind: "filter", filter, except: new Set(except), matches };
    }
  } catch {
    // What cannot be read is no selection.
  }
  return NOTHING;
}

/** At log-out: whoever comes next finds no selection. */
export function forgetSelections(): void {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("selection:")) sessionStorage.removeItem(key);
  }
}
