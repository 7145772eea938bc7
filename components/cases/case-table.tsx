"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import { memo, useEffect, useRef } from "react";
import { StateBadge } from "@/components/state-badge";
import type { CaseRow, GroupRow } from "./case-row";
import { coverage, type Selection } from "./selection";

export type CaseGroup = GroupRow & { rows: CaseRow[]; isOpen: boolean };

type Props = {
  groups: CaseGroup[];
  selection: Selection;
  onToggle: (row: CaseRow, how: { range: boolean }) => void;
  onToggleGroup: (group: CaseGroup) => void;
  onToggleAll: () => void;
  onOpen: (groupId: string) => void;
  onSelectAll: () => void;
  onClear: () => void;
  /** What stands at the end of a group's row. */
  groupTools: (group: CaseGroup) => React.ReactNode;
};

/**
 * Every group of the project with its cases. A click anywhere on a case toggles it, with or without CTRL; SHIFT takes
 * the range from the last one, across groups. Arrow keys move, space toggles, CTRL+A takes all, Escape clears.
 */
export function CaseTable({
  groups,
  selection,
  onToggle,
  onToggleGroup,
  onToggleAll,
  onOpen,
  onSelectAll,
  onClear,
  groupTools,
}: Props) {
  const t = useTranslations("cases.table");
  const shown = groups.flatMap((group) => group.rows);
  const table = useRef<HTMLTableElement>(null);

  const onKeyDown = (event: React.KeyboardEvent<HTMLTableElement>) => {
    if (event.key === "a" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return onSelectAll();
    }
    if (event.key === "Escape") return onClear();
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const boxes = [
      ...(table.current?.querySelectorAll<HTMLInputElement>("tbody input[type=checkbox]") ?? []),
    ];
    const at = boxes.indexOf(document.activeElement as HTMLInputElement);
    const next = boxes[at + (event.key === "ArrowDown" ? 1 : -1)];
    if (at < 0 || !next) return;
    event.preventDefault();
    next.focus();
    const row = shown.find(({ id }) => id === next.dataset.case);
    if (event.shiftKey && row) onToggle(row, { range: true });
  };

  return (
    <table ref={table} onKeyDown={onKeyDown} className="w-full text-[0.9375rem]">
      <caption className="sr-only">{t("caption")}</caption>
      <thead className="text-sm text-muted max-md:sr-only">
        <tr className="border-b border-line text-left">
          <th scope="col" className="w-12 py-2 pl-4">
            <TriStateBox state={coverage(selection, shown)} label={t("selectAll")} onToggle={onToggleAll} />
          </th>
          {(
            [
              "address",
              "number",
              "state",
              "installer",
              "handler",
              "connectionDate",
              "reference",
              "updatedAt",
            ] as const
          ).map((column) => (
            <th key={column} scope="col" className={`px-3 py-2 font-medium ${HIDDEN_BELOW[column] ?? ""}`}>
              {t(`columns.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      {groups.map((group) => (
        <tbody key={group.id} className="border-b border-line" aria-label={group.name}>
          <tr className="bg-page">
            <th scope="rowgroup" colSpan={9} className="px-4 py-2.5 text-left">
              <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
                <TriStateBox
                  state={coverage(selection, group.rows)}
                  label={t("selectGroup", { name: group.name })}
                  onToggle={() => onToggleGroup(group)}
                  isDisabled={group.rows.length === 0}
                />
                <button
                  type="button"
                  aria-expanded={group.isOpen}
                  onClick={() => onOpen(group.id)}
                  className="flex items-center gap-2 rounded-md py-1 pr-2 text-left font-semibold hover:text-accent"
                >
                  <ChevronRight
                    aria-hidden
                    className={`size-4 transition-transform ${group.isOpen ? "rotate-90" : ""}`}
                  />
                  {group.name}
                </button>
                {groupTools(group)}
              </div>
            </th>
          </tr>
          {group.isOpen &&
            group.rows.map((row) => (
              <Row key={row.id} row={row} isSelected={selection.has(row.id)} onToggle={onToggle} />
            ))}
        </tbody>
      ))}
    </table>
  );
}

/** Columns give way on narrow screens in this order. */
const HIDDEN_BELOW: Record<string, string> = {
  updatedAt: "max-2xl:hidden",
  reference: "max-xl:hidden",
  connectionDate: "max-xl:hidden",
  handler: "max-lg:hidden",
};

/** A tick box that can also say »some«. */
function TriStateBox({
  state,
  label,
  onToggle,
  isDisabled,
}: {
  state: "none" | "some" | "all";
  label: string;
  onToggle: () => void;
  isDisabled?: boolean;
}) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (box.current) box.current.indeterminate = state === "some";
  }, [state]);
  return (
    <input
      ref={box}
      type="checkbox"
      aria-label={label}
      checked={state === "all"}
      disabled={isDisabled}
      onChange={onToggle}
      className="size-[1.125rem] accent-[var(--accent)] pointer-coarse:size-6"
    />
  );
}

const isOfItsOwn = (target: EventTarget) => target instanceof Element && target.closest("a, button") !== null;

const Row = memo(function Row({
  row,
  isSelected,
  onToggle,
}: {
  row: CaseRow;
  isSelected: boolean;
  onToggle: Props["onToggle"];
}) {
  const t = useTranslations("cases.table");
  const format = useFormatter();
  const day = (value: string | null) =>
    value ? format.dateTime(new Date(value), { day: "2-digit", month: "2-digit", year: "numeric" }) : "";
  return (
    <tr
      data-selected={isSelected || undefined}
      onClick={(event) => !isOfItsOwn(event.target) && onToggle(row, { range: event.shiftKey })}
      onMouseDown={(event) => event.shiftKey && event.preventDefault()}
      className="cursor-pointer border-t border-line select-none [contain-intrinsic-size:auto_2.75rem] [content-visibility:auto] hover:bg-accent-tint/50 data-selected:bg-accent-tint max-md:flex max-md:flex-wrap max-md:items-center max-md:gap-x-3 max-md:px-4 max-md:py-2.5"
    >
      <td className="w-12 py-2 pl-4 max-md:w-auto max-md:p-0">
        <input
          type="checkbox"
          data-case={row.id}
          aria-label={`${row.address}${isSelected ? `, ${t("selected")}` : ""}`}
          checked={isSelected}
          readOnly
          className="size-[1.125rem] accent-[var(--accent)] pointer-coarse:size-6"
        />
      </td>
      <th scope="row" className="px-3 py-2 text-left font-medium max-md:grow max-md:basis-3/4 max-md:p-0">
        {row.address}
      </th>
      <td className="px-3 py-2 whitespace-nowrap max-md:p-0">
        <Link href={`/cases/${row.id}`} prefetch={false} className="link">
          {row.number}
        </Link>
      </td>
      <td className="px-3 py-2 max-md:p-0">
        <StateBadge state={row.state} />
      </td>
      <td className="px-3 py-2 max-md:hidden">{row.installer}</td>
      <td className={`px-3 py-2 ${HIDDEN_BELOW.handler} max-md:hidden`}>
        {row.handler ?? <span className="text-muted">–</span>}
      </td>
      <td className={`px-3 py-2 whitespace-nowrap ${HIDDEN_BELOW.connectionDate} max-md:hidden`}>
        {day(row.connectionDate)}
      </td>
      <td className={`px-3 py-2 ${HIDDEN_BELOW.reference} max-md:p-0 max-md:text-muted`}>{row.reference}</td>
      <td className={`px-3 py-2 whitespace-nowrap text-muted ${HIDDEN_BELOW.updatedAt} max-md:hidden`}>
        {day(row.updatedAt)}
      </td>
    </tr>
  );
});
