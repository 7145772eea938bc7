"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import { ADDRESS_PARTS } from "@/lib/domain/address";
import type { ImportAnswer, ImportProblem } from "./import-answer";
import { ProblemRows } from "./problem-rows";

type Props = {
  check: ImportAnswer;
  /** Rows taken out so far. */
  removed: number;
  acceptsWarnings: boolean;
  /** They were to be created without the tick. */
  asksToAccept: boolean;
  onAccept: (accepts: boolean) => void;
  /** Mends a cell of a row; the rows are checked again. */
  onMend: (row: number, field: string, value: string) => void;
  onRemove: (rows: number[]) => void;
  onRestore: () => void;
};

type Show = "all" | "error" | "warning" | "ready";
const SHOWN_REPAIRS = 500;

/** What the check found: counters that filter, problems by kind, each at its cell, and the cell to mend it in. */
export function CheckStep({ check, removed, acceptsWarnings, asksToAccept, onAccept, ...change }: Props) {
  const t = useTranslations("import");
  const words = useTranslations("domain");
  const [show, setShow] = useState<Show>("all");
  const ofBatch = check.problems.filter(({ row }) => row === null);
  const ofRows = check.problems.filter(({ row }) => row !== null);
  const rowsWith = (severity: string) =>
    new Set(ofRows.filter((one) => one.severity === severity).map(({ row }) => row as number));
  const errors = rowsWith("error");
  const warnings = new Set([...rowsWith("warning")].filter((row) => !errors.has(row)));
  const warningCount = check.problems.filter(({ severity }) => severity === "warning").length;
  const ready = check.rows - errors.size - warnings.size;
  const counters: [Show, number][] = [
    ["all", check.rows],
    ["error", errors.size],
    ["warning", warnings.size],
    ["ready", ready],
  ];
  const label = (key: string) => {
    if ((ADDRESS_PARTS as readonly string[]).includes(key)) return words(`addressPart.${key}`);
    return words.has(`field.${key}`) ? words(`field.${key}`) : key;
  };
  const kinds = kindsOf(
    ofRows.filter(({ row, severity }) =>
      show === "all" ? true : show === severity && (severity === "error" || warnings.has(row as number)),
    ),
  );
  return (
    <div className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center gap-2">
        <div className="flex flex-wrap gap-2" role="group" aria-label={t("counters")}>
          {counters.map(([id, count]) => (
            <Button
              key={id}
              size="sm"
              onPress={() => setShow(id)}
              aria-pressed={show === id}
              className={show === id ? "!border-accent !bg-accent-tint" : ""}
            >
              {t(`counter.${id}`)} <strong>{count}</strong>
            </Button>
          ))}
        </div>
        {errors.size > 0 && (
          <Button
            size="sm"
            variant="quiet"
            onPress={() => change.onRemove([...errors])}
            className="text-danger"
          >
            <Trash2 aria-hidden /> {t("removeErrors", { count: errors.size })}
          </Button>
        )}
        {removed > 0 && (
          <Button size="sm" variant="quiet" onPress={change.onRestore}>
            {t("restoreRows", { count: removed })}
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
      {(check.problems.length === 0 || show === "ready") && (
        <Notice tone="success" role="status">
          {check.problems.length === 0
            ? t("allGood", { count: check.rows })
            : t("someGood", { count: ready })}
        </Notice>
      )}
      {show !== "ready" &&
        kinds.map((problems, i) => (
          <ProblemRows
            key={`${problems[0]?.field} ${problems[0]?.code}`}
            problems={problems}
            check={check}
            label={label}
            isOpen={i === 0 || kinds.length <= 3}
            {...change}
          />
        ))}
      {check.repairs.length > 0 && (
        <details className="text-[0.9375rem]">
          <summary className="cursor-pointer font-medium">
            {t("repairs", { count: check.repairs.length })}
          </summary>
          <ul className="mt-2 max-h-48 overflow-y-auto pl-5 text-muted">
            {check.repairs.slice(0, SHOWN_REPAIRS).map((repair) => (
              <li key={`${repair.row}-${repair.field}-${repair.code}`}>
                {t("repair", {
                  row: repair.row,
                  field: label(repair.field),
                  from: repair.from,
                  to: repair.to,
                })}
              </li>
            ))}
            {check.repairs.length > SHOWN_REPAIRS && (
              <li>{t("moreRepairs", { count: check.repairs.length - SHOWN_REPAIRS })}</li>
            )}
          </ul>
        </details>
      )}
      {warningCount > 0 && (
        <Checkbox
          isSelected={acceptsWarnings}
          onChange={onAccept}
          errorMessage={asksToAccept ? t("acceptFirst") : undefined}
        >
          {t("accept", { count: warningCount })}
        </Checkbox>
      )}
    </div>
  );
}

/** Problems of one field and code together, the errors first, then the most frequent. */
function kindsOf(problems: readonly ImportProblem[]): ImportProblem[][] {
  const kinds = new Map<string, ImportProblem[]>();
  for (const problem of problems) {
    const key = `${problem.severity} ${problem.field} ${problem.code}`;
    kinds.set(key, [...(kinds.get(key) ?? []), problem]);
  }
  return [...kinds.values()].sort(
    (a, b) => (a[0]?.severity ?? "").localeCompare(b[0]?.severity ?? "") || b.length - a.length,
  );
}
