"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import type { RowProblem } from "@/lib/contract/answers/problems";
import { isFieldKey } from "@/lib/domain/fields/fields";
import { useFieldLabel } from "./field-label";
import { FileNotices } from "./file-notices";
import { type ImportAnswer, isOfWholeAddress } from "./import-answer";
import { faultsIn, ProblemRows } from "./problem-rows";
import { ToCreate } from "./to-create";

type Props = {
  check: ImportAnswer;
  /** Of a file. */
  fileName?: string;
  /** Reads the file again, in another way that it leaves open. */
  onChoice: (input: string, value: string) => void;
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
/** So many rows with a fault are shown at once, however many kinds they are of. */
const FEW = 10;

/** What the check found: how the file was read, problems by kind, each at its cell, and what will be created. */
export function CheckStep({ check, fileName, onChoice, removed, onAccept, ...props }: Props) {
  const { acceptsWarnings, asksToAccept, onMend, onRemove, onRestore } = props;
  const t = useTranslations("import");
  const label = useFieldLabel();
  const box = useRef<HTMLDivElement>(null);
  const result = useRef<HTMLDivElement>(null);
  /** The faults after the one that was just mended, until the rows have been checked again. */
  const next = useRef<string[] | null>(null);
  const leave = (row: number, field?: string) => {
    const places = faultsIn(box.current).map(({ dataset }) => dataset.fault ?? "");
    const exact = places.findIndex((place) => place.startsWith(`${row} ${field} `));
    const at = exact < 0 ? places.findIndex((place) => place.startsWith(`${row} `)) : exact;
    next.current = [...places.slice(at + 1), ...places.slice(0, at + 1)];
  };
  useEffect(() => {
    const places = next.current;
    next.current = null;
    // Whoever has gone elsewhere meanwhile stays there.
    if (!places || document.activeElement !== document.body) return;
    const faults = faultsIn(box.current);
    const after = places.flatMap((place) => faults.find(({ dataset }) => dataset.fault === place) ?? []);
    const folded = box.current?.querySelector<HTMLElement>("[data-kind] > summary");
    (after[0] ?? faults[0] ?? folded ?? result.current)?.focus();
  }, [check]);
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
  const kinds = kindsOf(
    ofRows.filter(({ row, severity }) =>
      show === "all" ? true : show === severity && (severity === "error" || warnings.has(row as number)),
    ),
  );
  const isFew = new Set(ofRows.map(({ row }) => row)).size <= FEW;
  const [ofFields, ofFile] = [true, false].map((is) =>
    ofBatch.filter(({ field }) => isFieldKey(field) === is),
  );
  return (
    <div ref={box} className="flex flex-col gap-5">
      {check.notices && check.notices.length > 0 && (
        <FileNotices notices={check.notices} onChoice={onChoice} />
      )}
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
            onPress={() => {
              leave(0);
              onRemove([...errors]);
            }}
            className="text-danger"
          >
            <Trash2 aria-hidden /> {t("removeErrors", { count: errors.size })}
          </Button>
        )}
        {removed > 0 && (
          <Button size="sm" variant="quiet" onPress={onRestore}>
            {t("restoreRows", { count: removed })}
          </Button>
        )}
      </div>
      <BatchProblems problems={ofFile} title={t("ofFile")} />
      <BatchProblems problems={ofFields} title={t("ofFields")} />
      {(check.problems.length === 0 || show === "ready") && (
        <div ref={result} tabIndex={-1} className="outline-none">
          <Notice tone="success" role="status">
            {check.problems.length === 0
              ? t("allGood", { count: check.rows })
              : t("someGood", { count: ready })}
          </Notice>
        </div>
      )}
      {show !== "ready" &&
        kinds.map((problems, i) => (
          <ProblemRows
            key={kindOf(problems[0] as RowProblem)}
            problems={problems}
            check={check}
            label={label}
            isOpen={isFew || i === 0}
            onMend={(row, field, value) => {
              leave(row, field);
              onMend(row, field, value);
            }}
            onRemove={(row) => {
              leave(row);
              onRemove([row]);
            }}
          />
        ))}
      <ToCreate check={check} fileName={fileName} />
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

function BatchProblems({ problems = [], title }: { problems?: RowProblem[]; title: string }) {
  if (problems.length === 0) return null;
  return (
    <Notice tone={problems.some(({ severity }) => severity === "error") ? "danger" : "warning"} title={title}>
      <ul className="list-disc pl-5">
        {problems.map(({ field, code, message }) => (
          <li key={`${field} ${code} ${message}`}>{message}</li>
        ))}
      </ul>
    </Notice>
  );
}

const kindOf = ({ severity, field, code }: RowProblem) =>
  `${severity} ${isOfWholeAddress(code) ? "" : field} ${code}`;

/** Problems of one field and code together, the errors first, then the most frequent. */
function kindsOf(problems: readonly RowProblem[]): RowProblem[][] {
  const kinds = new Map<string, RowProblem[]>();
  for (const problem of problems) {
    const key = kindOf(problem);
    const same = kinds.get(key);
    if (same) same.push(problem);
    else kinds.set(key, [problem]);
  }
  return [...kinds.values()].sort(
    (a, b) => (a[0]?.severity ?? "").localeCompare(b[0]?.severity ?? "") || b.length - a.length,
  );
}
