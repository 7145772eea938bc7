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

type Props = {
  title: string;
  target: ActionTarget;
  columns: readonly Column[];
  values: Values;
  onChange: (values: Values) => void;
  errorOf: (caseId: string, column: string) => string | undefined;
  isOpenAtOnce?: boolean;
};

/** Values named that stand on several cases. */
const NAMED = 5;

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
  const [pasted, setPasted] = useState<Omit<PastedValues, "changes">>();
  const { cases, isComplete, hasFailed, load } = useSelectedCases(target);
  useFirstPage(load, isOpen);

  const set = (changes: [id: string, column: string, value: string][]) => {
    const next = { ...values };
    for (const [id, column, value] of changes) {
      const row = { ...next[id] };
      if (value.trim() === "") delete row[column];
      else row[column] = value.trim();
      if (Object.keys(row).length > 0) next[id] = row;
      else delete next[id];
    }
    onChange(next);
  };
  const paste = async (text: string, fromRow: number, fromColumn: number) => {
    const { pastedValues } = await import("@/lib/domain/fields/pasted-values");
    // A line that says which case it is may mean any of them; of a single column each takes the next one.
    const lines = text.trimEnd().split(/\r?\n/).length;
    const known = await load(text.includes("\t") ? Number.POSITIVE_INFINITY : fromRow + lines);
    const { changes, ...told } = pastedValues(text, columns, { row: fromRow, column: fromColumn }, known);
    set(changes);
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
          <tbody>
            {cases.map((row, i) => (
              <tr key={row.id}>
                <th scope="row" className="py-0.5 pr-3 text-left font-normal">
                  {row.address ?? row.number}
                </th>
                {columns.map(({ key, label }, j) => {
                  const error = errorOf(row.id, key);
                  return (
                    <td key={key} className="px-1 py-0.5 align-top">
                      <input
                        aria-label={`${label}, ${row.address ?? row.number}`}
                        value={values[row.id]?.[key] ?? ""}
                        onChange={(event) => set([[row.id, key, event.target.value]])}
                        onPaste={(event) => {
                          const text = event.clipboardData.getData("text");
                          if (!/[\n\t]/.test(text.trimEnd())) return;
                          event.preventDefault();
                          void paste(text, i, j);
                        }}
                        aria-invalid={error !== undefined}
                        className="min-h-9 w-full min-w-32 rounded-md border border-line-strong bg-surface px-2 aria-invalid:border-danger"
                      />
                      {error && <span className="block text-danger">{error}</span>}
                    </td>
                  );
                })}
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
      <p role="status" className="text-sm text-muted">
        {pasted && !pasted.isUnclear && t("pasted", { filled: pasted.filled, by: pasted.by })}{" "}
        {pasted && pasted.titles.length > 0 && t("pasteTitles", { lines: pasted.titles.join("; ") })}{" "}
        {pasted && filled < target.count && t("withoutValue", { count: target.count - filled })}
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
      {repeated.length > 0 && (
        <p role="status" className="text-sm font-medium text-warning">
          {t("repeated", { values: repeated.slice(0, NAMED).join(", ") })}
        </p>
      )}
    </details>
  );
}
