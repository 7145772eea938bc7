"use client";

import { ArrowDown, ArrowUp, ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { createContext, use, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";

import {
  Cell,
  Collection,
  Column,
  type Key,
  Row,
  type SortDescriptor,
  Table,
  TableBody,
  TableHeader,
  TableStateContext,
} from "react-aria-components/Table";
import { Virtualizer } from "react-aria-components/Virtualizer";
import { TableLayout } from "react-aria-components";
import { Button } from "@/components/ui/button-control";
import { RowTick, TickBox } from "@/components/ui/tick-box";
import { CaseCard, CaseCell } from "./case-cell";
import type { CaseRow, Coverage, ShownGroup } from "./case-row";
import {
  CARD_HEIGHT,
  CARDS_BELOW,
  COLUMN_STEPS,
  columnsFor,
  ROW_HEIGHT,
  TICK_WIDTH,
  TOUCH_ROW_HEIGHT,
} from "./columns";

export type CaseGridProps = {
  groups: readonly ShownGroup[];
  /** Differs when other groups are to be open than the reader has opened. */
  view: string;
  /** Of the cases that are here. */
  selectedIds: ReadonlySet<string>;
  coverage: Coverage;
  coverageOf: (groupId: string) => Coverage;
  sort: SortDescriptor;
  onSort: (sort: SortDescriptor) => void;
  onSelect: (added: string[], removed: string[]) => void;
  onSelectAll: () => void;
  onToggleAll: () => void;
  onToggleGroup: (groupId: string) => void;
  onClear: () => void;
  onRestore: () => void;
  onOpen: (groupId: string, isOpen: boolean) => void;
  /** The last row of a group that has more cases than are here has come into sight. */
  onMore: (groupId: string) => void;
  selectMenu: React.ReactNode;
  groupTools: (group: ShownGroup) => React.ReactNode;
  /** Is given what brings a group's row into sight and gives it the focus. */
  goToRef: React.RefObject<(groupId: string) => void>;
};

/** What changes without the rows changing; the rows themselves are drawn once (docs/rules.md, R12). */
type Live = Pick<
  CaseGridProps,
  "selectedIds" | "coverage" | "coverageOf" | "onToggleAll" | "onToggleGroup" | "onMore"
> &
  Pick<CaseGridProps, "selectMenu" | "groupTools" | "goToRef"> & {
    toggleOpenRef: React.RefObject<(id: string) => void>;
  };
const LiveContext = createContext<Live | null>(null);
const useLive = () => use(LiveContext) as Live;

const DISABLED = "selection" as const;

/**
 * Every group of the project with its cases as one treegrid, so that ranges, arrow keys and »all« go across groups.
 * A click anywhere on a case toggles it; SHIFT takes from the last toggled one to here. Only what is in sight is drawn.
 */
export default function CaseGrid(props: CaseGridProps) {
  const { groups, view, selectedIds, sort, onSort, onSelect, onSelectAll, onClear, onRestore, onOpen } =
    props;
  const t = useTranslations("cases.table");
  const width = useWidth();
  const isCards = width < CARDS_BELOW;
  const all = columnsFor(groups);
  const columns = useMemo(
    () => all.filter((column) => (isCards ? column.id === "address" : column.from <= width)),
    [all, width, isCards],
  );
  const positions = useMemo(
    () => new Map(groups.flatMap((group) => group.rows.map((row, i): [string, number] => [row.id, i + 1]))),
    [groups],
  );
  const keys = useKeys(selectedIds);
  const groupIds = useMemo(() => groups.flatMap(({ id }) => [id, moreId(id)]), [groups]);
  const openIds = useMemo(() => groups.filter((group) => group.isOpen).map(({ id }) => id), [groups]);
  const toggleOpenRef = useRef<(id: string) => void>(() => {});
  const live = useMemo(() => ({ ...props, toggleOpenRef }), [props]);
  const isTouch = isCards || matchMedia("(pointer: coarse)").matches;
  const layoutOptions = useMemo(() => {
    const headingHeight = isTouch ? TOUCH_ROW_HEIGHT : ROW_HEIGHT;
    return { rowHeight: isCards ? CARD_HEIGHT : headingHeight, headingHeight };
  }, [isCards, isTouch]);
  const head = useMemo(
    () => (
      <TableHeader className="h-full rounded-t-lg border-b border-line bg-surface text-sm text-muted">
        <Column
          id="tick"
          width={TICK_WIDTH}
          minWidth={TICK_WIDTH}
          className="flex h-full items-center pl-1 md:pl-3"
        >
          <AllTick />
        </Column>
        {columns.map((column) => (
          <Column
            key={column.id}
            id={column.id}
            width={column.width}
            isRowHeader={column.id === "address"}
            allowsSorting={column.id !== "closed"}
            className="group/head flex h-full items-center gap-1 px-3 font-medium outline-offset-[-2px] data-allows-sorting:cursor-pointer data-allows-sorting:hover:text-ink"
          >
            <span className="truncate">{t(`columns.${column.id}`)}</span>
            <ArrowUp
              aria-hidden
              className="hidden size-3.5 shrink-0 group-data-[sort-direction=ascending]/head:block"
            />
            <ArrowDown
              aria-hidden
              className="hidden size-3.5 shrink-0 group-data-[sort-direction=descending]/head:block"
            />
          </Column>
        ))}
      </TableHeader>
    ),
    [columns, t],
  );
  const body = useMemo(
    () => (
      <TableBody items={groups}>
        {(group) => (
          <Row
            id={group.id}
            textValue={group.name}
            onAction={() => group.shown > 0 && toggleOpenRef.current(group.id)}
            className="h-full border-b border-line bg-page outline-offset-[-2px]"
          >
            <Cell className="flex h-full items-center pl-1 md:pl-3 outline-offset-[-2px]">
              <GroupTick group={group} />
            </Cell>
            <Cell
              colSpan={columns.length}
              textValue={group.name}
              className="flex h-full min-w-0 items-center gap-x-1 pr-1 outline-offset-[-2px] md:gap-x-3 md:pr-3"
            >
              <Chevron group={group} onToggle={() => toggleOpenRef.current(group.id)} />
              <GroupTools group={group} />
            </Cell>
            <Collection items={childrenOf(group)}>
              {(child) =>
                "more" in child ? (
                  <Row id={child.id} textValue={t("loading")} className="h-full border-b border-line">
                    <Cell>{""}</Cell>
                    <Cell
                      colSpan={columns.length}
                      textValue={t("loading")}
                      className="flex h-full items-center px-3"
                    >
                      <More group={group} />
                    </Cell>
                  </Row>
                ) : (
                  <Row
                    id={child.id}
                    ref={placed(positions.get(child.id), group.shown)}
                    textValue={child.address}
                    className="group/row h-full cursor-pointer border-b border-line bg-surface outline-offset-[-2px] select-none hover:bg-accent-tint/50 data-selected:bg-accent-tint"
                  >
                    {/* The row takes the click, so that SHIFT on the box means a range (docs/rules.md, R4). */}
                    <Cell className="flex h-full items-center pl-1 md:pl-3 outline-offset-[-2px]">
                      <CaseTick row={child} />
                    </Cell>
                    {columns.map((column) => (
                      <Cell
                        key={column.id}
                        textValue={String(child[column.id] ?? "")}
                        className={`flex h-full min-w-0 items-center overflow-hidden px-1 md:px-3 outline-offset-[-2px] ${column.id === "address" ? "font-medium md:pl-10" : column.id === "updatedAt" ? "text-muted" : ""}`}
                      >
                        {isCards ? (
                          <CaseCard row={child} />
                        ) : (
                          <span className="truncate">
                            <CaseCell row={child} column={column.id} />
                          </span>
                        )}
                        {column.id === "address" && (
                          <span className="sr-only hidden group-data-selected/row:inline">
                            , {t("selected")}
                          </span>
                        )}
                      </Cell>
                    ))}
                  </Row>
                )
              }
            </Collection>
          </Row>
        )}
      </TableBody>
    ),
    [groups, positions, columns, isCards, t],
  );
  const pointer = useRef("");
  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Escape" && selectedIds.size > 0) onClear();
    if (event.key === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey) onRestore();
  };
  return (
    <LiveContext value={live}>
      <div
        onKeyDown={onKeyDown}
        onPointerDownCapture={(event) => {
          pointer.current = event.pointerType;
        }}
        onDoubleClick={(event) => {
          // Two quick taps are two choices; a browser calls them a double click even on neighbouring rows.
          if (pointer.current === "mouse") openCase(event);
        }}
      >
        <Virtualizer layout={TableLayout} layoutOptions={layoutOptions}>
          <Table
            // Another set of columns, or of open groups, is another table.
            key={`${columns.map(({ id }) => id)} ${view}`}
            aria-label={t("caption")}
            className="text-[0.9375rem] [&>div>div:first-child]:!top-14 [&>div>div:first-child]:!z-10"
            treeColumn="address"
            selectionMode="multiple"
            selectionBehavior="toggle"
            disabledKeys={groupIds}
            disabledBehavior={DISABLED}
            escapeKeyBehavior="none"
            selectedKeys={keys.given}
            onSelectionChange={(next) => {
              if (next === "all") return onSelectAll();
              const { added, removed } = keys.changed(next);
              if (added.length + removed.length > 0) onSelect(added, removed);
            }}
            // Given from outside, React Aria would copy its whole collection at every drawing.
            defaultExpandedKeys={openIds}
            onExpandedChange={(next) => {
              for (const group of groups)
                if (next.has(group.id) !== group.isOpen) onOpen(group.id, !group.isOpen);
            }}
            sortDescriptor={sort}
            onSortChange={onSort}
          >
            {head}
            {body}
          </Table>
        </Virtualizer>
      </div>
    </LiveContext>
  );
}

/** As in a file manager: the second click of two opens what the first has touched. */
function openCase({ target }: React.MouseEvent) {
  if (!(target instanceof Element) || target.closest("label, button, a")) return;
  target.closest("[role=row]")?.querySelector<HTMLElement>("a[href^='/cases/']")?.click();
}

type Child = CaseRow | { id: string; more: true };
const moreId = (groupId: string) => `more:${groupId}`;
/** A closed group has one child, or it would not be one that opens. */
function childrenOf(group: ShownGroup): Child[] {
  if (group.shown === 0) return [];
  const rows = group.isOpen ? group.rows : [];
  return rows.length < group.shown ? [...rows, { id: moreId(group.id), more: true }] : rows;
}

/** React Aria counts a row's place from the number of columns, which is wrong under a group row that spans them. */
const placed = (position: number | undefined, size: number) => (row: HTMLElement | null) => {
  row?.setAttribute("aria-posinset", String(position));
  row?.setAttribute("aria-setsize", String(size));
};

function AllTick() {
  const t = useTranslations("cases.table");
  const { coverage, onToggleAll, selectMenu, toggleOpenRef, goToRef } = useLive();
  const table = use(TableStateContext);
  useEffect(() => {
    if (!table) return;
    toggleOpenRef.current = table.toggleKey;
    goToRef.current = (groupId) => {
      table.selectionManager.setFocused(true);
      table.selectionManager.setFocusedKey(groupId);
      // The row that has the focus is drawn wherever it is, but only keys bring it into sight.
      const show = () => document.querySelector(`[role=row][data-key="${groupId}"]`)?.scrollIntoView();
      requestAnimationFrame(() => requestAnimationFrame(show));
    };
  });
  return (
    <>
      <TickBox state={coverage} label={t("selectAll")} onToggle={onToggleAll} />
      {selectMenu}
    </>
  );
}

function GroupTick({ group }: { group: ShownGroup }) {
  const t = useTranslations("cases.table");
  const { coverageOf, onToggleGroup } = useLive();
  return (
    <TickBox
      state={coverageOf(group.id)}
      label={t("selectGroup", { name: group.name })}
      onToggle={() => onToggleGroup(group.id)}
      isDisabled={group.shown === 0}
    />
  );
}

function CaseTick({ row }: { row: CaseRow }) {
  const t = useTranslations("cases.table");
  return (
    <RowTick
      isSelected={useLive().selectedIds.has(row.id)}
      label={t("selectCase", { address: row.address })}
    />
  );
}

function Chevron({ group, onToggle }: { group: ShownGroup; onToggle: () => void }) {
  const t = useTranslations("cases.table");
  if (group.shown === 0) return <span className="w-7 shrink-0" />;
  return (
    <Button
      variant="quiet"
      size="sm"
      aria-label={t(group.isOpen ? "close" : "open", { name: group.name })}
      onPress={onToggle}
      className="min-w-7 px-1!"
    >
      <ChevronRight aria-hidden className={`transition-transform ${group.isOpen ? "rotate-90" : ""}`} />
    </Button>
  );
}

const GroupTools = ({ group }: { group: ShownGroup }) => useLive().groupTools(group);

/** Drawn only when it comes into sight, which is when more is wanted. */
function More({ group }: { group: ShownGroup }) {
  const t = useTranslations("cases.table");
  const { onMore } = useLive();
  useEffect(() => onMore(group.id), [onMore, group]);
  return <span className="text-muted">{t("loading")}</span>;
}

/** React Aria's set of keys remembers where a range began; ours does not, so the two are kept side by side. */
type Keys = Set<Key> & { anchorKey?: Key | null; currentKey?: Key | null };

function useKeys(selectedIds: ReadonlySet<string>) {
  const [latest, setLatest] = useState<Keys | null>(null);
  const given = useMemo((): Keys => {
    if (!latest) return selectedIds as Set<Key>;
    const Made = latest.constructor as new (ids: Iterable<Key>, from?: Key | null, to?: Key | null) => Keys;
    return new Made(selectedIds, latest.anchorKey, latest.currentKey);
  }, [selectedIds, latest]);
  return {
    given,
    changed(next: Keys) {
      const added = [...next].filter((key) => !selectedIds.has(key as string)) as string[];
      const removed = [...selectedIds].filter((key) => !next.has(key));
      // Taking a case out is a toggle too: the next range begins there. A range would have moved its end.
      const isToggledOut = added.length === 0 && removed.length === 1 && next.currentKey === given.currentKey;
      if (isToggledOut) next.anchorKey = next.currentKey = removed[0] as string;
      setLatest(next);
      return { added, removed };
    },
  };
}

const onResize = (tell: () => void) => {
  window.addEventListener("resize", tell);
  return () => window.removeEventListener("resize", tell);
};
/** The narrowest width that shows the same columns, so that a resize within it changes nothing. */
const widthStep = () => Math.max(0, ...COLUMN_STEPS.filter((from) => from <= window.innerWidth));
const useWidth = () => useSyncExternalStore(onResize, widthStep, () => 1280);
