import type { CaseRow, CountsByState, GroupRow, ShownGroup } from "@/components/grid/case-row";
import type { Selection } from "@/components/selection/selection";
import { CASE_STATES } from "@/lib/domain/vocabulary";

export type CountedGroup = GroupRow & { counts: CountsByState };

export function byGroup(rows: readonly CaseRow[]): Map<string, CaseRow[]> {
  const groups = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const list = groups.get(row.groupId);
    if (list) list.push(row);
    else groups.set(row.groupId, [row]);
  }
  return groups;
}

/** Every group, but no more than the first rows among them. */
export function withFirstRows(groups: readonly ShownGroup[], limit: number): ShownGroup[] {
  let left = limit;
  return groups.map((group) => {
    const rows = group.rows.slice(0, left);
    if (group.isOpen) left -= rows.length;
    return { ...group, rows };
  });
}

/** The groups with some cases only, all open; groups without any of them are left out. */
export function withOnly(groups: readonly CountedGroup[], rows: readonly CaseRow[]): ShownGroup[] {
  const rowsOf = byGroup(rows);
  return groups.flatMap((group) => {
    const own = rowsOf.get(group.id);
    if (!own) return [];
    const counts = noCounts();
    for (const row of own) counts[row.state] += 1;
    return [{ ...group, counts, shown: own.length, rows: own, isOpen: true }];
  });
}

const noCounts = () => Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as CountsByState;

export function totalOf(groups: readonly ShownGroup[]): CountsByState {
  const total = noCounts();
  for (const { counts } of groups) for (const state of CASE_STATES) total[state] += counts[state];
  return total;
}

export const shownOf = (groups: readonly ShownGroup[]) => groups.reduce((sum, group) => sum + group.shown, 0);

/** How many rows stand under each other: a group's own, those of its cases when it is open, and the one for more. */
export const rowCountOf = (groups: readonly ShownGroup[]) =>
  groups.reduce(
    (sum, { isOpen, rows, shown }) => sum + 1 + (isOpen ? rows.length + Number(rows.length < shown) : 0),
    0,
  );

/** In how many groups the selected cases lie; `known` are the groups of those that are here. */
export const groupCountOf = (
  known: readonly (string | undefined)[],
  selection: Selection,
  groups: readonly GroupRow[],
) =>
  selection.kind === "ids"
    ? new Set(known).size
    : (selection.filter.group?.length ?? groups.filter((group) => group.caseCount > 0).length);
