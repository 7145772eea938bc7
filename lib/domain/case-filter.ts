import { parseSearch, type SearchedCase, searchMatcher } from "./search";
import type { CaseState } from "./vocabulary";

/** By when a case must be acted on: its day is over, is one of the next three working days, is later, or there is none. */
export const DUE_STATUSES = ["overdue", "soon", "later", "none"] as const;
export type DueStatus = (typeof DUE_STATUSES)[number];
/** Whose turn it is, as the reader sees it. */
export const WAITING = ["us", "them"] as const;
export type Waiting = (typeof WAITING)[number];

/** A case matches when each given list holds its own value and every search in `q` finds it. */
export type CaseFilter = {
  project?: string[];
  /** Codes of grid areas. */
  area?: string[];
  group?: string[];
  state?: CaseState[];
  installer?: string[];
  /** »none« matches cases without a handler. */
  handler?: string[];
  due?: DueStatus[];
  /** Cases that wait for nobody match neither. */
  waiting?: Waiting[];
  q?: string[];
};

/** The values of a case that a filter uses. */
export type FilteredCase = SearchedCase & {
  projectId: string;
  gridArea: string;
  groupId: string;
  state: CaseState;
  installerId: string;
  handlerId: string | null;
  /** Null when nobody must act. */
  due: { status: DueStatus; waiting: Waiting } | null;
};

/** What the cases of all projects are put together by: a part is what the filter `{[grouping]: [part]}` leaves. */
export const WORK_GROUPINGS = ["project", "due", "state", "installer", "handler"] as const;
export type WorkGrouping = (typeof WORK_GROUPINGS)[number];

const LISTS = ["project", "area", "group", "state", "installer", "handler", "due", "waiting"] as const;

const has = (list: readonly string[] | undefined, value: string) => !list || list.includes(value);

/** Tells whether a case matches a filter, as `matchingCases` does in SQL. The searches are parsed once. */
export function filterMatcher({
  project,
  area,
  group,
  state,
  installer,
  handler,
  due,
  waiting,
  q = [],
}: CaseFilter): (row: FilteredCase) => boolean {
  const searches = q.map((one) => searchMatcher(parseSearch(one)));
  return (row) =>
    has(project, row.projectId) &&
    has(area, row.gridArea) &&
    has(group, row.groupId) &&
    has(state, row.state) &&
    has(installer, row.installerId) &&
    has(handler, row.handlerId ?? "none") &&
    has(due, row.due?.status ?? "none") &&
    has(waiting, row.due?.waiting ?? "nobody") &&
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
 * The filter of the cases that match either filter. Null unless they differ in one list alone or one of them matches
 * everything: no other union is one filter.
 */
export function united(a: CaseFilter, b: CaseFilter): CaseFilter | null {
  if (isEverything(a) || isEverything(b)) return {};
  const isSame = (key: keyof CaseFilter) => JSON.stringify(a[key]) === JSON.stringify(b[key]);
  const [key, ...others] = LISTS.filter((one) => !isSame(one));
  if (others.length > 0 || !isSame("q")) return null;
  if (!key) return a;
  const { [key]: ofA, ...rest } = a;
  const { [key]: ofB } = b;
  return ofA && ofB ? { ...rest, [key]: [...new Set([...ofA, ...ofB])] } : rest;
}

const isEverything = (filter: CaseFilter) => Object.values(filter).every((value) => value === undefined);
