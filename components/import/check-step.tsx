"use client";

import { CircleAlert, Trash2, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { ADDRESS_PARTS } from "@/lib/domain/address";
import { type ImportAnswer, type ImportProblem, textOf } from "./import-answer";

type Props = {
  check: ImportAnswer;
  acceptsWarnings: boolean;
  onAccept: (accepts: boolean) => void;
  /** Mends a cell of a row; the rows are checked again. */
  onMend: (row: number, field: string, value: string) => void;
  onRemove: (rows: number[]) => void;
};

type Show = "all" | "error" | "warning";

/** What the check found: counters that filter, every problem at its cell, and the cell to mend it in. */
export function CheckStep({ check, acceptsWarnings, onAccept, onMend, onRemove }: Props) {
  const t = useTranslations("import");
  const words = useTranslations("domain");
  const [show, setShow] = useState<Show>("all");
  const byRow = new Map<number, ImportProblem[]>();
  for (const problem of check.problems)
    if (problem.row !== null) byRow.set(problem.row, [...(byRow.get(problem.row) ?? []), problem]);
  const severityOf = (row: number) =>
    (byRow.get(row) ?? []).some(({ severity }) => severity === "error") ? "error" : "warning";
  const ofBatch = check.problems.filter(({ row }) => row === null);
  const rows = [...byRow.keys()];
  const errors = rows.filter((row) => severityOf(row) === "error");
  const warnings = rows.filter((row) => severityOf(row) === "warning");
  const hasWarnings = warnings.length > 0 || ofBatch.some(({ severity }) => severity === "warning");
  const counters: [Show | "ready", number][] = [
    ["all", check.rows],
    ["error", errors.length],
    ["warning", warnings.length],
    ["ready", check.rows - errors.length - warnings.length],
  ];
  const label = (key: string) => {
    if ((ADDRESS_PARTS as readonly string[]).includes(key)) return words(`addressPart.${key}`);
    return words.has(`field.${key}`) ? words(`field.${key}`) : key;
  };
  const values = new Map(check.problemRows.map(({ row, values: cells }) => [row, cells]));
  const shown = rows.filter((row) => show === "all" || severityOf(row) === show);
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap gap-2" role="group" aria-label={t("counters")}>
        {counters.map(([id, count]) => (
          <Button
            key={id}
            size="sm"
            onPress={() => setShow(id === "ready" ? "all" : id)}
            aria-pressed={show === id}
            isDisabled={id === "ready"}
          >
            {t(`counter.${id}`)} <strong>{count}</strong>
          </Button>
        ))}
        {errors.length > 0 && (
          <Button size="sm" variant="quiet" onPress={() => onRemove(errors)} className="text-danger">
            <Trash2 aria-hidden /> {t("removeErrors", { count: errors.length })}
          </Button>
        )}
      </div>
      {(check.unknownColumns?.length ?? 0) > 0 && (
        <Notice tone="info">
          {t("unknownColumns", { columns: check.unknownColumns?.join(", ") ?? "" })}
        </Notice>
      )}
      {ofBatch.length > 0 && (
        <Notice
          tone={ofBatch.some(({ severity }) => severity === "error") ? "danger" : "warning"}
          title={t("ofFields")}
        >
          <ul className="list-disc pl-5">
            {ofBatch.map((problem) => (
              <li key={problem.field + problem.code}>{problem.message}</li>
            ))}
          </ul>
        </Notice>
      )}
      {rows.length === 0 && ofBatch.length === 0 && (
        <Notice tone="success" role="status">
          {t("allGood", { count: check.rows })}
        </Notice>
      )}
      {shown.length > 0 && (
        <div className="max-h-[32rem] overflow-auto rounded-md border border-line">
          <table className="w-full min-w-[40rem] text-[0.9375rem]">
            <thead className="sticky top-0 bg-page">
              <tr className="text-left text-sm text-muted">
                {(["rowNumber", "column", "cell", "problem"] as const).map((head) => (
                  <th key={head} scope="col" className="px-3 py-2 font-medium">
                    {t(head)}
                  </th>
                ))}
                <th scope="col">
                  <span className="sr-only">{t("rowTools")}</span>
                </th>
              </tr>
            </thead>
            <tbody className="divide-y divide-line">
              {shown.flatMap((row) =>
                (byRow.get(row) ?? []).map((problem, i) => (
                  <tr key={`${row}-${problem.field}-${problem.code}`}>
                    <td className="px-3 py-2 align-top">{i === 0 ? row : ""}</td>
                    <td className="px-3 py-2 align-top">{problem.column ?? label(problem.field)}</td>
                    <td className="px-3 py-2 align-top">
                      <MendCell
                        key={problem.value}
                        label={`${label(problem.field)}, ${t("row", { row })}`}
                        value={textOf(values.get(row)?.[problem.field])}
                        isError={problem.severity === "error"}
                        onMend={(value) => onMend(row, problem.field, value)}
                      />
                    </td>
                    <td className="px-3 py-2 align-top">
                      <span
                        className={`flex items-start gap-2 ${problem.severity === "error" ? "text-danger" : "text-warning"}`}
                      >
                        {problem.severity === "error" ? (
                          <CircleAlert
                            aria-label={words("severity.error")}
                            className="mt-1 size-4 shrink-0"
                          />
                        ) : (
                          <TriangleAlert
                            aria-label={words("severity.warning")}
                            className="mt-1 size-4 shrink-0"
                          />
                        )}
                        {problem.message}
                      </span>
                    </td>
                    <td className="px-2 py-1 text-right align-top">
                      {i === 0 && (
                        <Button
                          size="sm"
                          variant="quiet"
                          aria-label={t("removeRow", { row })}
                          onPress={() => onRemove([row])}
                        >
                          <Trash2 aria-hidden />
                        </Button>
                      )}
                    </td>
                  </tr>
                )),
              )}
            </tbody>
          </table>
        </div>
      )}
      {check.repairs.length > 0 && (
        <details className="text-[0.9375rem]">
          <summary className="cursor-pointer font-medium">
            {t("repairs", { count: check.repairs.length })}
          </summary>
          <ul className="mt-2 max-h-48 overflow-y-auto pl-5 text-muted">
            {check.repairs.slice(0, 500).map((repair) => (
              <li key={`${repair.row}-${repair.field}`}>
                {t("repair", {
                  row: repair.row,
                  field: label(repair.field),
                  from: repair.from,
                  to: repair.to,
                })}
              </li>
            ))}
          </ul>
        </details>
      )}
      {hasWarnings && (
        <Checkbox isSelected={acceptsWarnings} onChange={onAccept}>
          {t("accept", {
            count: warnings.length + ofBatch.filter(({ severity }) => severity === "warning").length,
          })}
        </Checkbox>
      )}
    </div>
  );
}

/** Checked when it is left with another value. */
function MendCell({
  label,
  value,
  isError,
  onMend,
}: {
  label: string;
  value: string;
  isError: boolean;
  onMend: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  return (
    <input
      aria-label={label}
      aria-invalid={isError}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => typed !== value && onMend(typed)}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
      className={`min-h-9 w-40 rounded-md border bg-surface px-2 ${isError ? "border-danger" : "border-line-strong"}`}
    />
  );
}
