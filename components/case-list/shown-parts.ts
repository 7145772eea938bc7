import {
  type CaseRow,
  type CountsByState,
  type Grouping,
  type Part,
  partOf,
  type ShownPart,
} from "@/components/grid/case-row";
import type { Selection } from "@/components/selection/selection";
import { CASE_STATES } from "@/lib/domain/vocabulary";

export type CountedPart = Part & { counts: CountsByState };

export function inParts(by: Grouping, rows: readonly CaseRow[]): Map<string, CaseRow[]> {
  const parts = new Map<string, CaseRow[]>();
  for (const row of rows) {
    const part = partOf(by, row);
    const list = parts.get(part);
    if (list) list.push(row);
    else parts.set(part, [row]);
  }
  return parts;
}

/** Every part, but no more than the first rows among them. */
export function withFirstRows(groups: readonly ShownPart[], limit: number): ShownPart[] {
  let left = limit;
  return groups.map((group) => {
    const rows = group.rows.slice(0, left);
    if (group.isOpen) left -= rows.length;
    return { ...group, rows };
  });
}

/** The parts with some cases only, all open; parts without any of them are left out. */
export function withOnly(
  by: Grouping,
  groups: readonly CountedPart[],
  rows: readonly CaseRow[],
): ShownPart[] {
  const rowsOf = inParts(by, rows);
  return groups.flatMap((group) => {
    const own = rowsOf.get(group.id);
    if (!own) return [];
    const counts = noCounts();
    for (const row of own) counts[row.state] += 1;
    return [{ ...group, counts, shown: own.length, rows: own, isOpen: true }];
  });
}

const noCounts = () => Object.fromEntries(CASE_STATES.map((state) => [state, 0])) as CountsByState;

export function totalOf(groups: readonly ShownPart[]): CountsByState {
  const total = noCounts();
  for (const { counts } of groups) for (const state of CASE_STATES) total[state] += counts[state];
  return total;
}

export const shownOf = (groups: readonly ShownPart[]) => groups.reduce((sum, group) => sum + group.shown, 0);

/** How many rows stand under each other: a group's own, those of its cases when it is open, and the one for more. */
export const rowCountOf = (groups: readonly ShownPart[]) =>
  groups.reduce(
    (sum, { isOpen, rows, shown }) => sum + 1 + (isOpen ? rows.length + Number(rows.length < shown) : 0),
    0,
  );

/** In how many parts the selected cases lie; `known` are the parts of those that are here. */
export const partCountOf = (
  by: Grouping,
  known: readonly (string | undefined)[],
  selection: Selection,
  parts: readonly Part[],
) =>
  selection.kind === "ids"
    ? new Set(known).size
    : (selection.filter[by]?.length ?? parts.filter((part) => part.caseCount > 0).length);
