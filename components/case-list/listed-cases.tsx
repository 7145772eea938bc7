"use client";

import { useTranslations } from "next-intl";
import { useRouter } from "next/navigation";
import { useMemo } from "react";
import type { CaseRow, ShownPart } from "@/components/grid/case-row";
import {
  CARD_HEIGHT,
  type CaseColumn,
  COMPACT_ROW_HEIGHT,
  ROW_HEIGHT,
  TOUCH_ROW_HEIGHT,
} from "@/components/grid/columns";
import { PlainTable } from "@/components/grid/plain-table";
import { SelectMenu } from "@/components/selection/select-menu";
import type { useProjectSelection } from "@/components/selection/use-project-selection";
import type { CaseFilter } from "@/lib/domain/case-filter";
import { useCaseGrid } from "./case-grid-loader";
import { sortedHref } from "./list-href";
import { rowCountOf, totalOf, withFirstRows } from "./shown-parts";

/** So many rows stand on the page before the grid does, and in the grid before all do. */
const FIRST_ROWS = 30;
const FIRST_GRID_ROWS = 100;

type Props = {
  isProject: boolean;
  caseCount: number;
  /** How many the filter leaves. */
  shown: number;
  /** Of the page, with what is neither filter nor order. */
  path: string;
  groups: ShownPart[];
  columns: readonly CaseColumn[];
  isCompact: boolean;
  filter: CaseFilter;
  sort: string;
  isFiltered: boolean;
  isOnly: boolean;
  selectedIds: ReadonlySet<string>;
  choose: ReturnType<typeof useProjectSelection>;
  rowOf: (id: string) => CaseRow | undefined;
  onClear: () => void;
  onRestore: () => void;
  onOpen: (groupId: string, isOpen: boolean) => void;
  onMore: (groupId: string) => void;
  groupTools: (group: ShownPart) => React.ReactNode;
  goToRef: React.RefObject<(groupId: string) => void>;
};

/** The cases as a plain table until the grid is here, and then as the grid, at the same height. */
export function ListedCases(props: Props) {
  const {
    isProject,
    caseCount,
    shown,
    path,
    groups,
    columns,
    isCompact,
    filter,
    sort,
    isFiltered,
    isOnly,
    selectedIds,
    choose,
    rowOf,
    onClear,
  } = props;
  const { groupTools, goToRef } = props;
  const t = useTranslations("projects");
  const router = useRouter();
  const { CaseGrid, isWhole } = useCaseGrid();
  const drawnGroups = useMemo(
    () => (isWhole ? groups : withFirstRows(groups, FIRST_GRID_ROWS)),
    [isWhole, groups],
  );
  const counts = useMemo(() => totalOf(groups), [groups]);
  return (
    <div
      className="panel min-h-[var(--rows)] max-md:min-h-[var(--cards)] md:pointer-coarse:min-h-[var(--touch-rows)]"
      style={heights(rowCountOf(groups), isCompact)}
    >
      {CaseGrid ? (
        <CaseGrid
          groups={drawnGroups}
          {...{ columns, isCompact }}
          view={isOnly ? "selected" : "all"}
          selectedIds={selectedIds}
          coverage={choose.coverage}
          coverageOf={choose.coverageOf}
          sort={{
            column: sort.replace(/^-/, ""),
            direction: sort.startsWith("-") ? "descending" : "ascending",
          }}
          onSort={({ column, direction }) => {
            const wanted = `${direction === "descending" ? "-" : ""}${column}`;
            router.push(sortedHref(path, filter, wanted), { scroll: false });
          }}
          onSelect={(added, removed) =>
            choose.change(
              added.flatMap((id) => rowOf(id) ?? []),
              removed,
            )
          }
          onSelectAll={choose.selectFilter}
          onToggleAll={choose.toggleAll}
          onToggleGroup={choose.toggleGroup}
          onClear={onClear}
          onRestore={props.onRestore}
          onOpen={props.onOpen}
          onMore={props.onMore}
          selectMenu={
            <SelectMenu
              counts={counts}
              shown={shown}
              total={caseCount}
              {...{ isFiltered, isProject }}
              onFilter={(one) =>
                one ? choose.selectPart({ state: [one] }, counts[one]) : choose.selectFilter()
              }
              onEverything={choose.selectEverything}
              onNone={onClear}
            />
          }
          groupTools={groupTools}
          goToRef={goToRef}
        />
      ) : (
        <PlainTable
          {...{ groups, columns, isCompact }}
          limit={FIRST_ROWS}
          groupTools={groupTools}
          sortHref={(column) => sortedHref(path, filter, column === sort ? `-${column}` : column)}
          selectedIds={selectedIds}
          onToggle={choose.toggle}
        />
      )}
      {shown === 0 && caseCount > 0 && <p className="px-4 py-6 text-center text-muted">{t("noneMatch")}</p>}
    </div>
  );
}

/** The room that the grid will take, so that nothing moves when it comes. */
const heights = (rows: number, isCompact: boolean) =>
  ({
    "--rows": `${(rows + 1) * (isCompact ? COMPACT_ROW_HEIGHT : ROW_HEIGHT) + 2}px`,
    "--touch-rows": `${(rows + 1) * TOUCH_ROW_HEIGHT + 2}px`,
    "--cards": `${rows * CARD_HEIGHT + TOUCH_ROW_HEIGHT + 2}px`,
  }) as React.CSSProperties;
