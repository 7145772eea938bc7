"use client";

import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import { postJson } from "@/components/api";
import type { Coverage } from "@/components/grid/case-grid";
import type { CaseRow, ShownGroup } from "@/components/grid/case-row";
import type { ActionTarget, OffersAnswer, SelectedCase } from "@/components/actions/offers";
import {
  type ByFilter,
  canHold,
  isSelected,
  NOTHING,
  type Selection,
  selectedBy,
  without,
  withRows,
} from "./selection";
import type { useSelection } from "./selection-state";
import { notify } from "@/components/ui/toast";
import { both, type CaseFilter, covers, filterMatcher, united } from "@/lib/domain/case-filter";
import { readAllCases } from "./loaded-cases";

type Props = {
  projectId: string;
  caseCount: number;
  filter: CaseFilter;
  groups: readonly ShownGroup[];
  state: ReturnType<typeof useSelection>;
};

const byFilter = (filter: CaseFilter, count: number): ByFilter => ({
  kind: "filter",
  filter,
  except: new Set(),
  matches: count,
});

/** Selecting and deselecting in a project some of whose cases may not be on the page (docs/rules.md, R5–R7, R10). */
export function useProjectSelection({ projectId, caseCount, filter, groups, state }: Props) {
  const t = useTranslations("projects");
  const { selection, setSelection, rowOf } = state;
  const isWhole = groups.every((group) => group.rows.length === group.shown);

  /** A selection by filter as ids: needed when cases are to join it that no one filter would hold. */
  const asIds = async (given: Selection): Promise<Selection | null> => {
    if (given.kind === "ids") return given;
    notify({ message: t("readingCases") });
    const rows = await readAllCases(projectId, given.filter);
    if (!rows) notify({ tone: "danger", message: t("notRead") });
    return rows && without(withRows(NOTHING, rows), given.except);
  };
  const add = async (rows: readonly CaseRow[]) => {
    const before = canHold(selection, rows) ? selection : await asIds(selection);
    if (before) setSelection(withRows(before, rows));
  };

  /** All that match, `count` of them by the server's word. */
  const select = async (want: CaseFilter, count: number) => {
    const matches = filterMatcher(want);
    const here = groups.filter((group) => !want.group || want.group.includes(group.id));
    const isHere = covers(filter, want) && here.every((group) => group.rows.length === group.shown);
    if (isHere) return add(here.flatMap((group) => group.rows).filter(matches));
    if (selection.kind === "ids") {
      const rows = [...selection.versions.keys()].map(rowOf);
      if (rows.every((row) => row && matches(row))) return setSelection(byFilter(want, count));
    } else if (covers(want, selection.filter)) return setSelection(byFilter(want, count));
    else if (covers(selection.filter, want)) {
      const back = [...selection.except].filter((id) => {
        const row = rowOf(id);
        return row && matches(row);
      });
      return setSelection(
        withRows(
          selection,
          back.map((id) => ({ id, version: 1 })),
        ),
      );
    } else {
      const joined = united(selection.filter, want);
      if (joined && both(selection.filter, want) === null)
        return setSelection({ ...selection, filter: joined, matches: selection.matches + count });
    }
    const before = await asIds(selection);
    const wanted = await asIds(byFilter(want, count));
    if (before?.kind === "ids" && wanted?.kind === "ids")
      setSelection({ kind: "ids", versions: new Map([...wanted.versions, ...before.versions]) });
  };

  const deselect = async (want: CaseFilter, rows: readonly CaseRow[] | null) => {
    if (selection.kind === "filter" && covers(want, selection.filter)) return setSelection(NOTHING);
    const out = rows ?? (await readAllCases(projectId, want));
    if (out)
      setSelection(
        without(
          selection,
          out.map((row) => row.id),
        ),
      );
    else notify({ tone: "danger", message: t("notRead") });
  };

  const coverages = useMemo(() => {
    const isIn = selectedBy(selection);
    const hiddenGroups = new Set(state.hiddenIds.map((id) => rowOf(id)?.groupId));
    return new Map(
      groups.map((group): [string, Coverage] => {
        const here = group.rows.filter(isIn).length;
        if (group.shown === 0) return [group.id, "none"];
        if (group.rows.length === group.shown)
          return [group.id, here === 0 ? "none" : here === group.shown ? "all" : "some"];
        const want = { ...filter, group: [group.id] };
        if (selection.kind === "ids")
          return [group.id, here > 0 || hiddenGroups.has(group.id) ? "some" : "none"];
        if (both(selection.filter, want) === null) return [group.id, "none"];
        const isTouched = here < group.rows.length || hiddenGroups.has(group.id);
        return [group.id, covers(selection.filter, want) && !isTouched ? "all" : "some"];
      }),
    );
    // eslint-disable-next-line react-hooks/exhaustive-deps -- rowOf reads what the others bring
  }, [groups, selection, filter, state.hiddenIds]);
  const told = groups.filter((group) => group.shown > 0).map((group) => coverages.get(group.id));
  const coverage: Coverage =
    told.length > 0 && told.every((one) => one === "all")
      ? "all"
      : told.every((one) => one === "none")
        ? "none"
        : "some";
  const shown = groups.reduce((sum, group) => sum + group.shown, 0);

  return {
    coverage,
    coverageOf: (groupId: string) => coverages.get(groupId) ?? "none",
    selectFilter: () => void select(filter, shown),
    selectProject: () => void select({}, caseCount),
    selectPart: (part: CaseFilter, count: number) => void select({ ...filter, ...part }, count),
    toggleAll: () => {
      if (coverage !== "all") void select(filter, shown);
      else void deselect(filter, isWhole ? groups.flatMap((group) => group.rows) : null);
    },
    toggleGroup: (groupId: string) => {
      const group = groups.find(({ id }) => id === groupId);
      if (!group) return;
      const want = { ...filter, group: [groupId] };
      if (coverages.get(groupId) !== "all") void select(want, group.shown);
      else void deselect(want, group.rows.length === group.shown ? group.rows : null);
    },
    toggle: (row: CaseRow) =>
      isSelected(selection, row) ? setSelection(without(selection, [row.id])) : add([row]),
    change: async (added: readonly CaseRow[], removed: readonly string[]) => {
      if (added.length === 0 && removed.length > 0) setSelection(without(selection, removed));
      else if (canHold(selection, added)) setSelection(withRows(without(selection, removed), added));
      else await add(added);
    },
  };
}

/** What the actions are to be taken on, and how many of it the page's filter hides. */
export function useTarget({ projectId, filter, groups, state }: Omit<Props, "caseCount">): ActionTarget {
  const { selection, rowOf, size } = state;
  const hiddenOfFilter = useHiddenCount(projectId, selection, filter, size);
  return useMemo(() => {
    if (selection.kind === "ids") {
      const rows = [...selection.versions].map(([id, version]): SelectedCase => {
        const row = rowOf(id);
        // What the page shows now is what its reader has seen.
        return row ?? { id, version };
      });
      const matches = filterMatcher(filter);
      return {
        selection: { ids: rows.map((row) => row.id), versions: rows.map((row) => row.version) },
        count: size,
        rows,
        hidden: state.hiddenIds.filter((id) => {
          const row = rowOf(id);
          return !row || !matches(row);
        }).length,
      };
    }
    return {
      selection: {
        projectId,
        filter: selection.filter as Record<string, string[]>,
        except: [...selection.except],
      },
      count: size,
      rows: groups.flatMap((group) => group.rows).filter(selectedBy(selection)),
      hidden: hiddenOfFilter,
    };
    // eslint-disable-next-line react-hooks/exhaustive-deps -- rowOf reads what the others bring
  }, [selection, size, groups, filter, projectId, state.hiddenIds, state.known, hiddenOfFilter]);
}

/** Of a selection by filter only the server knows how much another filter leaves of it. */
function useHiddenCount(projectId: string, selection: Selection, filter: CaseFilter, size: number): number {
  const [answered, setAnswered] = useState<{ selection: Selection; filter: CaseFilter; left: number }>();
  const isInside = selection.kind === "ids" || covers(filter, selection.filter);
  useEffect(() => {
    if (selection.kind === "ids" || isInside) return;
    let isCurrent = true;
    const shared = both(selection.filter, filter);
    const counted = shared
      ? postJson<OffersAnswer>("/api/v1/cases/offers", {
          selection: { projectId, filter: shared, except: [...selection.except] },
        }).then((answer) => (answer.ok ? answer.body.count : null))
      : Promise.resolve(0);
    void counted.then((left) => {
      if (isCurrent && left !== null) setAnswered({ selection, filter, left });
    });
    return () => {
      isCurrent = false;
    };
  }, [projectId, selection, filter, isInside]);
  if (isInside || answered?.selection !== selection || answered.filter !== filter) return 0;
  return Math.max(0, size - answered.left);
}
