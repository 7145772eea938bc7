"use client";

import { Copy, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { isRequiredPart } from "@/lib/domain/addresses/address-parts";
import type { TypedRow } from "./import-answer";
import { type CellPlace, MAX_ROWS } from "./typed-row-edits";

const WIDTHS: Record<string, string> = {
  street: "min-w-44",
  houseNo: "w-20",
  floor: "w-20",
  door: "w-20",
  postcode: "w-24",
  city: "min-w-32",
};

type RowsProps = {
  rows: readonly TypedRow[];
  columns: readonly string[];
  label: (key: string) => string;
};
type CellEvents = {
  onType: (at: CellPlace, value: string) => void;
  onEnter: (at: CellPlace) => void;
  onLeave: (at: CellPlace, value: string) => void;
  onPaste: (at: CellPlace, event: React.ClipboardEvent) => void;
  onKeyDown: (at: CellPlace, event: React.KeyboardEvent<HTMLInputElement>) => void;
};
type RowEvents = { onCopyRow: (row: number) => void; onRemoveRow: (row: number) => void };

/** The rows as a table of text fields; on a phone each row is a card. */
export function TypedTable({
  ref,
  ...props
}: RowsProps & CellEvents & RowEvents & { ref: React.Ref<HTMLTableElement> }) {
  return (
    <div className="sm:overflow-x-auto">
      <table ref={ref} className="w-full text-[0.9375rem] max-sm:block sm:min-w-[44rem]">
        <TypedHead columns={props.columns} label={props.label} />
        <tbody className="max-sm:flex max-sm:flex-col max-sm:gap-4">
          {props.rows.map((_, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the rows have no other identity
            <TypedLine key={i} {...props} index={i} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TypedHead({ columns, label }: Pick<RowsProps, "columns" | "label">) {
  const t = useTranslations("import");
  return (
    <thead className="max-sm:sr-only">
      <tr className="text-left text-sm">
        {columns.map((key) => (
          <th key={key} scope="col" className={`px-1 pb-1.5 font-medium ${WIDTHS[key] ?? "min-w-28"}`}>
            {label(key)}
            {isRequiredPart(key) && " *"}
          </th>
        ))}
        <th scope="col">
          <span className="sr-only">{t("rowTools")}</span>
        </th>
      </tr>
    </thead>
  );
}

type LineProps = RowsProps & CellEvents & RowEvents & { index: number };

function TypedLine({ rows, columns, label, index, onCopyRow, onRemoveRow, ...events }: LineProps) {
  return (
    <tr className="max-sm:grid max-sm:grid-cols-2 max-sm:rounded-md max-sm:border max-sm:border-line max-sm:p-2">
      {columns.map((key) => (
        <TypedCell
          key={key}
          at={{ row: index, key }}
          value={rows[index]?.[key] ?? ""}
          label={label(key)}
          {...events}
        />
      ))}
      <RowTools
        row={index + 1}
        isFull={rows.length >= MAX_ROWS}
        onCopy={() => onCopyRow(index)}
        onRemove={() => onRemoveRow(index)}
      />
    </tr>
  );
}

type CellProps = CellEvents & { at: CellPlace; value: string; label: string };

function TypedCell({ at, value, label, ...on }: CellProps) {
  const t = useTranslations("import");
  const { row, key } = at;
  return (
    <td className={`px-1 py-1 ${key === "street" ? "max-sm:col-span-2" : ""}`}>
      <span aria-hidden className="block pb-1 text-sm sm:hidden">
        {label}
        {isRequiredPart(key) && " *"}
      </span>
      <input
        data-cell={`${row}-${key}`}
        aria-label={`${label}, ${t("row", { row: row + 1 })}`}
        autoComplete="off"
        inputMode={key === "postcode" ? "numeric" : undefined}
        value={value}
        onChange={(event) => on.onType(at, event.target.value)}
        onFocus={() => on.onEnter(at)}
        onBlur={(event) => on.onLeave(at, event.target.value)}
        onPaste={(event) => on.onPaste(at, event)}
        onKeyDown={(event) => on.onKeyDown(at, event)}
        className="min-h-10 w-full min-w-0 rounded-md border border-line-strong bg-surface px-2 pointer-coarse:min-h-12"
      />
    </td>
  );
}

type ToolsProps = {
  /** From 1. */
  row: number;
  isFull: boolean;
  onCopy: () => void;
  onRemove: () => void;
};

function RowTools({ row, isFull, onCopy, onRemove }: ToolsProps) {
  const t = useTranslations("import");
  return (
    <td className="py-1 text-right whitespace-nowrap max-sm:col-span-2">
      <Button
        size="sm"
        variant="quiet"
        aria-label={t("copyRow", { row })}
        isDisabled={isFull}
        onPress={onCopy}
      >
        <Copy aria-hidden />
      </Button>
      <Button size="sm" variant="quiet" aria-label={t("removeRow", { row })} onPress={onRemove}>
        <Trash2 aria-hidden />
      </Button>
    </td>
  );
}
