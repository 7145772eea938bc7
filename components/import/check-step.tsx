"use client";

import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Checkbox } from "@/components/ui/checkbox";
import { Notice } from "@/components/ui/notice";
import type { RowProblem } from "@/lib/contract/answers/problems";
import { findingsOf, kindOf, type Show, shownKinds, SHOWS } from "./check-findings";
import { useFieldLabel } from "./field-label";
import { FileNotices } from "./file-notices";
import type { ImportAnswer } from "./import-answer";
import { useNextFault } from "./next-fault";
import { ProblemRows } from "./problem-rows";
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

/** So many rows with a fault are shown at once, however many kinds they are of. */
const FEW = 10;

/** What the check found: how the file was read, problems by kind, each at its cell, and what will be created. */
export function CheckStep({ check, fileName, onChoice, removed, onAccept, ...props }: Props) {
  const { acceptsWarnings, asksToAccept, onMend, onRemove, onRestore } = props;
  const t = useTranslations("import");
  const label = useFieldLabel();
  const { box, result, leave } = useNextFault(check);
  const [show, setShow] = useState<Show>("all");
  const found = findingsOf(check);
  const { errors, warnings, ready, warningCount } = found;
  const isGood = check.problems.length === 0;
  const isFew = new Set(found.ofRows.map(({ row }) => row)).size <= FEW;
  return (
    <div ref={box} className="flex flex-col gap-5">
      {check.notices && check.notices.length > 0 && (
        <FileNotices notices={check.notices} onChoice={onChoice} />
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Counters
          counts={{ all: check.rows, error: errors.size, warning: warnings.size, ready }}
          show={show}
          onShow={setShow}
        />
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
      <BatchProblems problems={found.ofFile} title={t("ofFile")} />
      <BatchProblems problems={found.ofFields} title={t("ofFields")} />
      {(isGood || show === "ready") && (
        <div ref={result} tabIndex={-1} className="outline-none">
          <Notice tone="success" role="status">
            {isGood ? t("allGood", { count: check.rows }) : t("someGood", { count: ready })}
          </Notice>
        </div>
      )}
      {shownKinds(found, show).map((problems, i) => (
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

type CountersProps = { counts: Record<Show, number>; show: Show; onShow: (show: Show) => void };

/** How many rows there are of which sort; pressed, only those are shown. */
function Counters({ counts, show, onShow }: CountersProps) {
  const t = useTranslations("import");
  return (
    <div className="flex flex-wrap gap-2" role="group" aria-label={t("counters")}>
      {SHOWS.map((id) => (
        <Button
          key={id}
          size="sm"
          onPress={() => onShow(id)}
          aria-pressed={show === id}
          className={show === id ? "!border-accent !bg-accent-tint" : ""}
        >
          {t(`counter.${id}`)} <strong>{counts[id]}</strong>
        </Button>
      ))}
    </div>
  );
}

function BatchProblems({ problems, title }: { problems: readonly RowProblem[]; title: string }) {
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
