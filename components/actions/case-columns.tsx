"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { PastedValues } from "@/lib/domain/fields/pasted-values";
import type { ActionTarget } from "./offers";
import { useFirstPage, useSelectedCases } from "./selected-cases";

type Column = { key: string; label: string };
/** Case → column → value; an empty value is not there. */
type Values = Record<string, Record<string, string>>;

type Pasted = Omit<PastedValues, "changes">;

type Props = {
  title: string;
  target: ActionTarget;
  columns: readonly Column[];
  values: Values;
  /** Makes the newest values new ones. */
  onChange: (change: (now: Values) => Values) => void;
  errorOf: (caseId: string, column: string) => string | undefined;
  isOpenAtOnce?: boolean;
};

/** Values named that stand on several cases. */
const NAMED = 5;

/** With some values changed, trimmed; an empty one takes the old one away. */
function withChanges(
  values: Values,
  changes: readonly [id: string, column: string, value: string][],
): Values {
  const next = { ...values };
  for (const [id, column, value] of changes) {
    const row = { ...next[id] };
    if (value.trim() === "") delete row[column];
    else row[column] = value.trim();
    if (Object.keys(row).length > 0) next[id] = row;
    else delete next[id];
  }
  return next;
}

/** What stands more than once, which of a meter's or metering point's number is hardly meant. */
function repeatedOf(all: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(all.filter((value) => seen.has(value) || !seen.add(value)))];
}

/**
 * Values of their own for single cases, in the order of the addresses. What is pasted from a sheet goes to the cases
 * that it names by number or address; where it names none, downwards from where it is pasted, past what is shown as well.
 */
export function CaseColumns({
  title,
  target,
  columns,
  values,
  onChange,
  errorOf,
  isOpenAtOnce = false,
}: Props) {
  const t = useTranslations("cases.parameters");
  const [isOpen, setOpen] = useState(isOpenAtOnce);
  const [pasted, setPasted] = useState<Pasted>();
  const { cases, isComplete, hasFailed, load } = useSelectedCases(target);
  useFirstPage(load, isOpen);

  const paste = async (text: string, fromRow: number, fromColumn: number) => {
    const { pastedValues } = await import("@/lib/domain/fields/pasted-values");
    // A line that says which case it is may mean any of them; of a single column each takes the next one.
    const lines = text.trimEnd().split(/\r?\n/).length;
    const known = await load(text.includes("\t") ? Number.POSITIVE_INFINITY : fromRow + lines);
    const { changes, ...told } = pastedValues(text, columns, { row: fromRow, column: fromColumn }, known);
    onChange((now) => withChanges(now, changes));
    setPasted(told);
  };

  const filled = Object.keys(values).length;
  const repeated = columns.flatMap(({ key }) =>
    repeatedOf(Object.values(values).flatMap((row) => row[key] ?? [])),
  );
  return (
    <details
      open={isOpen}
      className="rounded-md border border-line px-4 py-3"
      onToggle={(event) => setOpen(event.currentTarget.open)}
    >
      <summary className="cursor-pointer font-medium">
        {title}
        {filled > 0 && <span className="font-normal text-muted"> · {t("filledIn", { count: filled })}</span>}
      </summary>
      <p className="my-2 text-sm text-muted">{t("columnsHelp")}</p>
      <div tabIndex={0} role="region" aria-label={title} className="max-h-72 overflow-auto p-1">
        <table className="w-full text-sm">
          <ColumnHeads columns={columns} />
          <tbody>
            {cases.map((row, i) => (
              <tr key={row.id}>
                <th scope="row" className="py-0.5 pr-3 text-left font-normal">
                  {row.address ?? row.number}
                </th>
                {columns.map(({ key, label }, j) => (
                  <ValueCell
                    key={key}
                    label={`${label}, ${row.address ?? row.number}`}
                    value={values[row.id]?.[key] ?? ""}
                    onChange={(value) => onChange((now) => withChanges(now, [[row.id, key, value]]))}
                    onPaste={(text) => void paste(text, i, j)}
                    error={errorOf(row.id, key)}
                  />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
        {hasFailed && <p className="text-danger">{t("listFailed")}</p>}
        {isOpen && !isComplete && cases.length > 0 && (
          <Button size="sm" variant="quiet" onPress={() => void load(cases.length + 1)}>
            {t("showMore", { shown: cases.length, total: target.count })}
          </Button>
        )}
      </div>
      <PasteTold pasted={pasted} without={target.count - filled} />
      {repeated.length > 0 && (
        <p role="status" className="text-sm font-medium text-warning">
          {t("repeated", { values: repeated.slice(0, NAMED).join(", ") })}
        </p>
      )}
    </details>
  );
}

function ColumnHeads({ columns }: Pick<Props, "columns">) {
  const t = useTranslations("cases.parameters");
  return (
    <thead>
      <tr className="text-left text-muted">
        <th scope="col" className="py-1 pr-3 font-medium">
          {t("address")}
        </th>
        {columns.map(({ key, label }) => (
          <th key={key} scope="col" className="px-1 py-1 font-medium">
            {label}
          </th>
        ))}
      </tr>
    </thead>
  );
}

type CellProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  /** Of several lines or columns; a single text is pasted by the browser. */
  onPaste: (text: string) => void;
  error: string | undefined;
};

function ValueCell({ label, value, onChange, onPaste, error }: CellProps) {
  return (
    <td className="px-1 py-0.5 align-top">
      <input
        aria-label={label}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onPaste={(event) => {
          const text = event.clipboardData.getData("text");
          if (!/[\n\t]/.test(text.trimEnd())) return;
          event.preventDefault();
          onPaste(text);
        }}
        aria-invalid={error !== undefined}
        className="min-h-9 w-full min-w-32 rounded-md border border-line-strong bg-surface px-2 aria-invalid:border-danger"
      />
      {error && <span className="block text-danger">{error}</span>}
    </td>
  );
}

/** What of a paste was taken, and what was not. `without` counts the cases without a value. */
function PasteTold({ pasted, without }: { pasted: Pasted | undefined; without: number }) {
  const t = useTranslations("cases.parameters");
  return (
    <>
      <p role="status" className="text-sm text-muted">
        {pasted && !pasted.isUnclear && t("pasted", { filled: pasted.filled, by: pasted.by })}{" "}
        {pasted && pasted.titles.length > 0 && t("pasteTitles", { lines: pasted.titles.join("; ") })}{" "}
        {pasted && without > 0 && t("withoutValue", { count: without })}
      </p>
      {pasted && (pasted.isUnclear || pasted.left.length > 0) && (
        <p role="alert" className="text-sm font-medium text-warning">
          {pasted.isUnclear
            ? t("pasteUnclear")
            : t("pasteLeft", {
                count: pasted.left.length,
                by: pasted.by,
                lines: pasted.left.slice(0, NAMED).join("; "),
              })}
        </p>
      )}
    </>
  );
}
