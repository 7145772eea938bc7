"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import { Cell, Collection, Row, TableBody } from "react-aria-components/Table";
import { Button } from "@/components/ui/button-control";
import { RowTick, TickBox } from "@/components/ui/tick-box";
import { CaseCard, CaseCell } from "./case-cell";
import { type CaseRow, isOut, type ShownPart } from "./case-row";
import type { CaseColumnId } from "@/lib/domain/case-columns";
import type { CaseColumn } from "./columns";
import { useLive } from "./grid-live";

type Body = {
  groups: readonly ShownPart[];
  columns: readonly CaseColumn[];
  /** Below the width of the columns a case is a card. */
  isCards: boolean;
  /** The place of each case in its group, from 1. */
  positions: ReadonlyMap<string, number>;
  toggleOpenRef: React.RefObject<(groupId: string) => void>;
};
type Translate = ReturnType<typeof useTranslations<"cases.table">>;

export function GridBody(body: Body) {
  const { groups, columns, toggleOpenRef } = body;
  const t = useTranslations("cases.table");
  return (
    <TableBody items={groups}>
      {(group) => (
        <Row
          id={group.id}
          textValue={group.name}
          onAction={() => group.shown > 0 && toggleOpenRef.current(group.id)}
          className="h-full border-b border-line bg-page outline-offset-[-2px]"
        >
          <Cell className={TICK_CELL}>
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
              "more" in child ? moreRow(child.id, group, columns.length, t) : caseRow(child, group, body, t)
            }
          </Collection>
        </Row>
      )}
    </TableBody>
  );
}

const TICK_CELL = "flex h-full items-center pl-1 md:pl-3 outline-offset-[-2px]";

const moreRow = (id: string, group: ShownPart, width: number, t: Translate) => (
  <Row id={id} textValue={t("loading")} className="h-full border-b border-line">
    <Cell>{""}</Cell>
    <Cell colSpan={width} textValue={t("loading")} className="flex h-full items-center px-3">
      <More group={group} />
    </Cell>
  </Row>
);

const caseRow = (row: CaseRow, group: ShownPart, { positions, columns, isCards }: Body, t: Translate) => (
  <Row
    id={row.id}
    ref={placed(positions.get(row.id), group.shown)}
    textValue={row.address}
    className={`group/row h-full cursor-pointer border-b border-line bg-surface outline-offset-[-2px] select-none hover:bg-accent-tint/50 data-selected:bg-accent-tint ${row.live ? "live" : ""} ${isOut(row) ? "text-muted" : ""}`}
  >
    {/* The row takes the click, so that SHIFT on the box means a range. */}
    <Cell className={TICK_CELL}>
      <CaseTick row={row} />
    </Cell>
    {columns.map((column) => (
      <Cell
        key={column.id}
        textValue={textOf(row, column.id)}
        className={`flex h-full min-w-0 items-center overflow-hidden px-1 md:px-3 outline-offset-[-2px] ${column.id === "address" ? "font-medium md:pl-10" : column.id === "updatedAt" ? "text-muted" : ""}`}
      >
        {isCards ? (
          <CaseCard row={row} />
        ) : (
          <span className={`truncate ${isOut(row) ? "line-through" : ""}`}>
            <CaseCell row={row} column={column.id} />
          </span>
        )}
        {column.id === "address" && isOut(row) && !isCards && (
          <span className="ml-2 shrink-0 text-xs font-normal">{t(row.live)}</span>
        )}
        {column.id === "address" && (
          <span className="sr-only">
            <span className="hidden group-data-selected/row:inline">, {t("selected")}</span>
            {row.live === "changed" && `, ${t("changed")}`}
          </span>
        )}
      </Cell>
    ))}
  </Row>
);

const textOf = (row: CaseRow, column: CaseColumnId) =>
  String((column === "due" ? row.due?.date : row[column]) ?? "");

type Child = CaseRow | { id: string; more: true };
export const moreId = (groupId: string) => `more:${groupId}`;
/** A closed group has one child, or it would not be one that opens. */
function childrenOf(group: ShownPart): Child[] {
  if (group.shown === 0) return [];
  const rows = group.isOpen ? group.rows : [];
  return rows.length < group.shown ? [...rows, { id: moreId(group.id), more: true }] : rows;
}

/** React Aria counts a row's place from the number of columns, which is wrong under a group row that spans them. */
const placed = (position: number | undefined, size: number) => (row: HTMLElement | null) => {
  row?.setAttribute("aria-posinset", String(position));
  row?.setAttribute("aria-setsize", String(size));
};

function GroupTick({ group }: { group: ShownPart }) {
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

function Chevron({ group, onToggle }: { group: ShownPart; onToggle: () => void }) {
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

const GroupTools = ({ group }: { group: ShownPart }) => useLive().groupTools(group);

/** Drawn only when it comes into sight, which is when more is wanted. */
function More({ group }: { group: ShownPart }) {
  const t = useTranslations("cases.table");
  const { onMore } = useLive();
  useEffect(() => onMore(group.id), [onMore, group]);
  return <span className="text-muted">{t("loading")}</span>;
}
