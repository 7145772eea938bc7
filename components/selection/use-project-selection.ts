"use client";

import { useTranslations } from "next-intl";
import { useEffect, useMemo, useState } from "react";
import type { ActionTarget, OffersAnswer } from "@/components/actions/offers";
import { postJson } from "@/components/api";
import type { CaseRow, Grouping, ShownPart } from "@/components/grid/case-row";
import { notify } from "@/components/ui/toast";
import { both, type CaseFilter, covers } from "@/lib/domain/case-filter";
import { readAllCases } from "./loaded-cases";
import { coverageOf, coveragesOf, type Event, selectionTarget, stepOf } from "./project-selection";
import type { Selection } from "./selection";
import type { useSelection } from "./selection-state";

type Props = {
  /** Null: in all projects. */
  projectId: string | null;
  by: Grouping;
  caseCount: number;
  filter: CaseFilter;
  groups: readonly ShownPart[];
  /** How many cases the filter leaves, those of parts that are not in `groups` among them. */
  matches: number;
  state: ReturnType<typeof useSelection>;
};

/** Selecting and deselecting in a list some of whose cases may not be on the page. */
export function useProjectSelection(props: Props) {
  const { projectId, by, caseCount, filter, groups, matches, state } = props;
  const t = useTranslations("projects");
  const { selection, setSelection, rowOf, hiddenIds } = state;

  const hasMore = groups.reduce((sum, group) => sum + group.shown, 0) < matches;
  const facts = useMemo(() => ({ filter, by, groups, hasMore, rowOf }), [filter, by, groups, hasMore, rowOf]);
  const send = async (event: Event) => {
    const step = stepOf(selection, event, facts);
    if (!("read" in step)) return setSelection(step);
    if (event.type !== "deselect") notify({ message: t("readingCases") });
    const read: CaseRow[][] = [];
    for (const wanted of step.read) {
      const rows = await readAllCases(projectId, wanted);
      if (!rows) return notify({ tone: "danger", message: t("notRead") });
      read.push(rows);
    }
    setSelection(step.then(read));
  };
  const coverages = useMemo(() => coveragesOf(selection, hiddenIds, facts), [selection, hiddenIds, facts]);
  const coverage = coverageOf(selection, coverages, facts);
  const select = (want: CaseFilter, count: number) => void send({ type: "select", want, count });
  const deselect = (groupId?: string) => void send({ type: "deselect", groupId });

  return {
    coverage,
    coverageOf: (groupId: string) => coverages.get(groupId) ?? "none",
    selectFilter: () => select(filter, matches),
    selectEverything: () => select({}, caseCount),
    selectPart: (part: CaseFilter, count: number) => select({ ...filter, ...part }, count),
    toggleAll: () => (coverage === "all" ? deselect() : select(filter, matches)),
    toggleGroup: (groupId: string) => {
      const group = groups.find(({ id }) => id === groupId);
      if (coverages.get(groupId) === "all") deselect(groupId);
      else if (group) select({ ...filter, [by]: [groupId] }, group.shown);
    },
    toggle: (row: CaseRow) => void send({ type: "toggle", row }),
    change: (added: readonly CaseRow[], removed: readonly string[]) =>
      void send({ type: "change", added, removed }),
  };
}

/** What the actions are to be taken on, and how many of it the page's filter hides. */
export function useTarget({
  projectId,
  filter,
  groups,
  state,
}: Omit<Props, "caseCount" | "by" | "matches">): ActionTarget {
  const { selection, rowOf, size, hiddenIds } = state;
  const hidden = useHiddenCount(projectId, selection, filter, size);
  return useMemo(
    () => selectionTarget({ projectId, size, hidden }, selection, hiddenIds, { filter, groups, rowOf }),
    [projectId, size, hidden, selection, hiddenIds, filter, groups, rowOf],
  );
}

/** Of a selection by filter only the server knows how much another filter leaves of it. */
function useHiddenCount(
  projectId: string | null,
  selection: Selection,
  filter: CaseFilter,
  size: number,
): number {
  const [answered, setAnswered] = useState<{ selection: Selection; filter: CaseFilter; left: number }>();
  const isInside = selection.kind === "ids" || covers(filter, selection.filter);
  useEffect(() => {
    if (selection.kind === "ids" || isInside) return;
    let isCurrent = true;
    const shared = both(selection.filter, filter);
    const counted = shared
      ? postJson<OffersAnswer>("/api/v1/cases/offers", {
          selection: { ...(projectId && { projectId }), filter: shared, except: [...selection.except] },
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
