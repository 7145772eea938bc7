"use client";

import { useTranslations } from "next-intl";
import { useMemo, useRef, useState } from "react";
import { onDemand } from "@/components/ui/on-demand";
import { Table } from "react-aria-components/Table";
import { Virtualizer } from "react-aria-components/Virtualizer";
import { TableLayout } from "react-aria-components";
import { GridBody, moreId } from "./grid-body";
import { GridHead } from "./grid-head";
import { useKeys } from "./grid-keys";
import { type CaseGridProps, LiveContext } from "./grid-live";
import { useGridColumns } from "./grid-width";

import type { MenuPlace } from "./row-menu";

const RowMenu = onDemand(() => import("./row-menu").then((part) => part.RowMenu));

const DISABLED = "selection" as const;

/**
 * Every group of the project with its cases as one treegrid, so that ranges, arrow keys and »all« go across groups.
 * A click anywhere on a case toggles it; SHIFT takes from the last toggled one to here. Only what is in sight is drawn.
 */
export default function CaseGrid(props: CaseGridProps) {
  const {
    groups,
    columns: all,
    isCompact,
    view,
    selectedIds,
    sort,
    onSort,
    onSelect,
    onSelectAll,
    onClear,
    onRestore,
    onOpen,
  } = props;
  const t = useTranslations("cases.table");
  const { columns, isCards, layoutOptions } = useGridColumns(all, isCompact);
  const positions = useMemo(
    () => new Map(groups.flatMap((group) => group.rows.map((row, i): [string, number] => [row.id, i + 1]))),
    [groups],
  );
  const keys = useKeys(selectedIds);
  const groupIds = useMemo(() => groups.flatMap(({ id }) => [id, moreId(id)]), [groups]);
  const openIds = useMemo(() => groups.filter((group) => group.isOpen).map(({ id }) => id), [groups]);
  const toggleOpenRef = useRef<(id: string) => void>(() => {});
  const live = useMemo(() => ({ ...props, toggleOpenRef }), [props]);
  // React Aria builds its rows anew for every other element.
  const head = useMemo(() => <GridHead columns={columns} />, [columns]);
  const body = useMemo(
    () => <GridBody {...{ groups, positions, columns, isCards, toggleOpenRef }} />,
    [groups, positions, columns, isCards],
  );
  const pointer = useRef("");
  const [menu, setMenu] = useState<MenuPlace & { href: string; back: HTMLElement }>();
  const onContextMenu = (event: React.MouseEvent) => {
    const back = (event.target as Element).closest<HTMLElement>("[role=row][data-key]");
    // A finger that rests means what the browser makes of it, and on a link its own menu is wanted.
    if (!back || pointer.current === "touch" || (event.target as Element).closest("a")) return;
    event.preventDefault();
    const row = groups.flatMap(({ rows }) => rows).find(({ id }) => id === back.dataset.key);
    const href = linkIn(back)?.getAttribute("href");
    if (row && href) return setMenu({ row, href, back, ...placeOf(event, back) });
    back.querySelector<HTMLElement>("button[aria-haspopup=menu]")?.click();
  };
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
        onContextMenu={onContextMenu}
        onDoubleClick={(event) => {
          // Two quick taps are two choices; a browser calls them a double click even on neighbouring rows.
          if (pointer.current === "mouse") openCase(event);
        }}
      >
        <Virtualizer layout={TableLayout} layoutOptions={layoutOptions}>
          <Table
            // Another set of columns, or of open groups, is another table.
            key={`${columns.map(({ id }) => id)} ${isCompact} ${view}`}
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
        {menu && (
          <RowMenu
            {...menu}
            isSelected={selectedIds.has(menu.row.id)}
            onToggle={() => {
              const ids = [menu.row.id];
              return selectedIds.has(menu.row.id) ? onSelect([], ids) : onSelect(ids, []);
            }}
            onClose={() => {
              setMenu(undefined);
              menu.back.focus();
            }}
          />
        )}
      </div>
    </LiveContext>
  );
}

/** As in a file manager: the second click of two opens what the first has touched. */
function openCase({ target }: React.MouseEvent) {
  if (!(target instanceof Element) || target.closest("label, button, a")) return;
  linkIn(target.closest("[role=row]"))?.click();
}

/** To the case of a row; on a group's row none. */
const linkIn = (row: Element | null) => row?.querySelector<HTMLElement>("a[href^='/cases/']");

/** Where the pointer is; the menu key of the keyboard says no place, so it is under the row. */
function placeOf({ clientX, clientY }: React.MouseEvent, row: Element): { x: number; y: number } {
  const { left, bottom } = row.getBoundingClientRect();
  return clientX || clientY ? { x: clientX, y: clientY } : { x: left + 80, y: bottom };
}
