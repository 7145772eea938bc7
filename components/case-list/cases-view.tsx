"use client";

import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import type { ActionFacts } from "@/components/actions/offers";
import type { Grouping, ShownPart } from "@/components/grid/case-row";
import { placedColumns, usualColumns, withAlways } from "@/components/grid/columns";
import { SelectingHint } from "@/components/selection/selecting-hint";
import { NOTHING, selectedBy } from "@/components/selection/selection";
import { useSelection } from "@/components/selection/selection-state";
import { useProjectSelection, useTarget } from "@/components/selection/use-project-selection";
import type { CaseColumnId, ListLook } from "@/lib/domain/case-columns";
import type { CaseFilter } from "@/lib/domain/case-filter";
import type { CaseState } from "@/lib/domain/vocabulary";
import { listHref } from "./list-href";
import { ListStatus } from "./list-status";
import { useTitle } from "./list-title";
import { ListedCases } from "./listed-cases";
import { type KeepLook, LookTools } from "./look-tools";
import { SelectedBar } from "./selected-bar";
import { useLook, useShownCases } from "./shown-cases";
import { type CountedPart, shownOf } from "./shown-parts";

export type CaseList = ActionFacts & {
  /** Null: the cases of all projects. */
  projectId: string | null;
  by: Grouping;
  /** What the page is called. */
  name: string;
  /** Of the page, with what is neither filter nor order. */
  path: string;
  /** Of all its cases, and how many of them the filter leaves. */
  caseCount: number;
  matches: number;
  parts: CountedPart[];
  /** Every case that matches (`packRows`); null when they are too many to be sent at once. */
  packedRows: string | null;
  filter: CaseFilter;
  sort: string;
  /** Differs whenever the page has been read anew. */
  stamp: string;
  look: ListLook;
  keepLook: KeepLook;
};

type Props = CaseList & {
  /** What stands in a part's row; `select` takes all of its cases, or those in a state. */
  tools: (part: ShownPart, select: (state?: CaseState) => void) => React.ReactNode;
  /** Instead of the cases, when there are no parts. */
  empty: React.ReactNode;
};

/** The cases of a list, put together in parts, with the selection and what can be done with it. */
export function CasesView({ tools, empty, ...list }: Props) {
  const { projectId, by, name, path, caseCount, parts, filter, sort, look, keepLook, ...facts } = list;
  const t = useTranslations("projects");
  const { filtered, loaded, open, more, changed } = useShownCases(list);
  const state = useSelection({ projectId, loaded });
  const { selection, size, rowOf } = state;
  const { isOnly, shownParts, setOnly } = useLook(list, filtered, rowOf);
  // The usual ones follow from what is shown; the grid builds itself anew for others.
  const columnIds = (look.columns ? withAlways(look.columns) : usualColumns(by, shownParts)).join(" ");
  const columns = useMemo(() => placedColumns(columnIds.split(" ") as CaseColumnId[]), [columnIds]);
  const matches = isOnly ? shownOf(shownParts) : list.matches;
  const at = { projectId, filter, state };
  const choose = useProjectSelection({ ...at, by, caseCount, matches, groups: shownParts });
  const target = useTarget({ ...at, groups: filtered });
  const selectedIds = useMemo(
    () =>
      selection.kind === "ids"
        ? new Set(selection.versions.keys())
        : new Set([...loaded.values()].filter(selectedBy(selection)).map((row) => row.id)),
    [selection, loaded],
  );
  const goToRef = useRef<(part: string) => void>(() => {});
  useTitle(name, size);

  const isFiltered = Object.keys(filter).length > 0;
  const clear = () => {
    if (size === 0) return;
    setOnly(null);
    state.replace(NOTHING, t("cleared"), selection);
  };
  const toolsOf = (part: ShownPart) =>
    tools(part, (one) =>
      choose.selectPart(
        { [by]: [part.id], ...(one && { state: [one] }) },
        one ? part.counts[one] : part.shown,
      ),
    );
  return (
    <>
      <ListStatus
        groups={shownParts}
        total={caseCount}
        shown={matches}
        {...{ by, isFiltered, isOnly }}
        changed={changed}
        tools={<LookTools {...{ look, keepLook, columns }} />}
        onShowAll={() => setOnly(null)}
        onGoTo={(part) => goToRef.current(part)}
      />
      {matches > 0 && <SelectingHint />}
      {parts.length === 0 ? (
        empty
      ) : (
        <ListedCases
          isProject={projectId !== null}
          groups={shownParts}
          columns={columns}
          isCompact={look.isCompact}
          shown={matches}
          {...{ caseCount, path, filter, sort, isFiltered, isOnly, selectedIds, choose, rowOf, goToRef }}
          onClear={clear}
          onRestore={state.restore}
          onOpen={open}
          onMore={more}
          groupTools={toolsOf}
        />
      )}
      <SelectedBar
        {...{ facts, state, target, by, parts, isOnly }}
        onLook={setOnly}
        onClear={clear}
        hrefOf={(wanted) => listHref(path, wanted, sort)}
      />
    </>
  );
}
