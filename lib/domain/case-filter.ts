import { parseSearch, type SearchedCase, searchMatcher } from "./search";
import type { CaseState } from "./vocabulary";

/** A case matches when each given list holds its own value and every search in `q` finds it. */
export type CaseFilter = {
  group?: string[];
  state?: CaseState[];
  installer?: string[];
  /** »none« matches cases without a handler. */
  handler?: string[];
  q?: string[];
};

/** The values of a case that a filter uses. */
export type FilteredCase = SearchedCase & {
  groupId: string;
  state: CaseState;
  installerId: string;
  handlerId: string | null;
};

const LISTS = ["group", "state", "installer", "handler"] as const;

const has = (list: readonly string[] | undefined, value: string) => !list || list.includes(value);

/** Tells whether a case matches a filter, as `matchingCases` does in SQL. The searches are parsed once. */
export function filterMatcher({
  group,
  state,
  installer,
  handler,
  q = [],
}: CaseFilter): (row: FilteredCase) => boolean {
  const searches = q.map((one) => searchMatcher(parseSearch(one)));
  return (row) =>
    has(group, row.groupId) &&
    has(state, row.state) &&
    has(installer, row.installerId) &&
    has(handler, row.handlerId ?? "none") &&
    searches.every((found) => found(row));
}

/** The filter of the cases that match both filters; null when their lists have nothing in common. */
export function both(a: CaseFilter, b: CaseFilter): CaseFilter | null {
  const joined: CaseFilter = { ...a, ...b };
  for (const key of LISTS) {
    const [one, other]: (readonly string[] | undefined)[] = [a[key], b[key]];
    if (!one || !other) continue;
    const common = one.filter((value) => other.includes(value));
    if (common.length === 0) return null;
    joined[key] = common as never;
  }
  if (a.q && b.q) joined.q = [...new Set([...a.q, ...b.q])];
  return joined;
}

/** Whether `wide` matches every case that `narrow` does. True is certain; false may be wrong. */
export const covers = (wide: CaseFilter, narrow: CaseFilter): boolean =>
  LISTS.every((key) => {
    const allowed: readonly string[] | undefined = wide[key];
    return !allowed || narrow[key]?.every((value) => allowed.includes(value));
  }) && (wide.q ?? []).every((one) => narrow.q?.includes(one));

/**
 * The filter of the cases that match either filter. Null unless they differ only in their groups or one of them
 * matches everything: no other union is one filter.
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
