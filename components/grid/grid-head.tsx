"use client";

import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { use, useEffect } from "react";
import { Column, TableHeader, TableStateContext } from "react-aria-components/Table";
import { TickBox } from "@/components/ui/tick-box";
import { type CaseColumn, isSortable, TICK_WIDTH } from "./columns";
import { useLive } from "./grid-live";

export function GridHead({ columns }: { columns: readonly CaseColumn[] }) {
  const t = useTranslations("cases.table");
  return (
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
          allowsSorting={isSortable(column.id)}
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
  );
}

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
