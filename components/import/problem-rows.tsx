"use client";

import { ChevronDown, CircleAlert, Trash2, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import type { Severity } from "@/lib/domain/vocabulary";
import type { RowProblem } from "@/lib/contract/answers/problems";
import { type ImportAnswer, isOfWholeAddress, textOf } from "./import-answer";
import { MendCell } from "./mend-cell";

type Props = {
  /** Of one kind. */
  problems: RowProblem[];
  check: ImportAnswer;
  label: (field: string) => string;
  isOpen: boolean;
  onMend: (row: number, field: string, value: string) => void;
  onRemove: (row: number) => void;
};

const AT_A_TIME = 100;
const PARTS: readonly string[] = ADDRESS_PARTS;
/** What makes two addresses differ is mostly this. */
const FIRST_OF_WHOLE = "houseNo";
const CELL = "px-3 py-2 align-top max-sm:flex max-sm:items-start max-sm:gap-3 max-sm:px-0 max-sm:py-1";

/** »9 rækker: Postnr. mangler.«, opened into its rows with Excel's own numbers; each bad cell can be mended there. */
export function ProblemRows({ problems, check, label, isOpen, onMend, onRemove }: Props) {
  const t = useTranslations("import");
  const [limit, setLimit] = useState(AT_A_TIME);
  const [first] = problems;
  const values = new Map(check.problemRows.map(({ row, values: cells }) => [row, cells]));
  if (!first) return null;
  const isSame = problems.every(({ message }) => message === first.message);
  const title = isSame ? first.message : t("kind", { code: kindCode(first.code), field: label(first.field) });
  return (
    <details open={isOpen} data-kind className="group/kind rounded-md border border-line">
      <summary className="flex cursor-pointer flex-wrap items-center gap-2 px-3 py-2.5 font-medium">
        <SeverityIcon severity={first.severity} />
        <span className="flex-1">
          {t("kindRows", { count: problems.length })}: {title}
        </span>
        <ChevronDown aria-hidden className="size-4 text-muted group-open/kind:rotate-180" />
      </summary>
      <div className="border-t border-line max-sm:px-3 sm:overflow-x-auto">
        <table className="w-full text-[0.9375rem] max-sm:block">
          <ProblemHead label={label} />
          <tbody className="divide-y divide-line max-sm:block">
            {problems.slice(0, limit).map((problem) => {
              const row = problem.row as number;
              return (
                <ProblemLine
                  key={row}
                  row={row}
                  problem={problem}
                  cells={values.get(row) ?? {}}
                  label={label}
                  onMend={(field, value) => onMend(row, field, value)}
                  onRemove={() => onRemove(row)}
                />
              );
            })}
          </tbody>
        </table>
        {problems.length > limit && (
          <Button variant="quiet" className="m-2" onPress={() => setLimit(limit + AT_A_TIME)}>
            {t("showMore", { count: problems.length - limit })}
          </Button>
        )}
      </div>
    </details>
  );
}

const ICONS = { error: CircleAlert, warning: TriangleAlert };
const COLOURS = { error: "text-danger", warning: "text-warning" };

function SeverityIcon({ severity }: { severity: Severity }) {
  const words = useTranslations("domain.severity");
  const Icon = ICONS[severity];
  return <Icon aria-label={words(severity)} className={`size-4 shrink-0 ${COLOURS[severity]}`} />;
}

function ProblemHead({ label }: Pick<Props, "label">) {
  const t = useTranslations("import");
  return (
    <thead className="max-sm:sr-only">
      <tr className="bg-page text-left text-sm text-muted">
        {[t("rowNumber"), ...PARTS.map(label), t("problem")].map((head) => (
          <th key={head} scope="col" className="px-3 py-2 font-medium">
            {head}
          </th>
        ))}
        <th scope="col">
          <span className="sr-only">{t("rowTools")}</span>
        </th>
      </tr>
    </thead>
  );
}

type LineProps = {
  row: number;
  problem: RowProblem;
  /** The row's values by field. */
  cells: Record<string, unknown>;
  label: (field: string) => string;
  onMend: (field: string, value: string) => void;
  onRemove: () => void;
};

/** The row's address and its problem; what is wrong is a field to mend it in. */
function ProblemLine({ row, problem, cells, label, onMend, onRemove }: LineProps) {
  const t = useTranslations("import");
  const { field, code, severity } = problem;
  // Which part of an address makes it stand twice, only its writer knows.
  const isWhole = isOfWholeAddress(code);
  const isMendable = (part: string) => part === field || isWhole;
  const sentenceId = `problem-${row}-${field}-${code}`;
  const mend = (key: string) => (
    <MendCell
      key={textOf(cells[key])}
      label={`${label(key)}, ${t("row", { row })}`}
      value={textOf(cells[key])}
      severity={severity}
      describedBy={sentenceId}
      fault={key === (isWhole ? FIRST_OF_WHOLE : field) ? `${row} ${field} ${code}` : undefined}
      onMend={(value) => onMend(key, value)}
    />
  );
  return (
    <tr className="max-sm:block max-sm:py-3">
      <td className={`${CELL} tabular-nums`}>
        <span className="w-20 shrink-0 text-sm text-muted sm:hidden">{t("rowNumber")}</span>
        {row}
      </td>
      {PARTS.map((part) => {
        const text = textOf(cells[part]);
        return (
          <td key={part} className={`${CELL} ${isMendable(part) || text ? "" : "max-sm:hidden"}`}>
            <span className="w-20 shrink-0 text-sm text-muted sm:hidden">{label(part)}</span>
            {isMendable(part) ? mend(part) : <span className="[overflow-wrap:break-word]">{text}</span>}
          </td>
        );
      })}
      <td className={`${CELL} min-w-52`}>
        <div className="flex flex-col gap-2">
          <Sentence id={sentenceId} problem={problem} header={headerOf(problem, label(field))} />
          {!PARTS.includes(field) && mend(field)}
        </div>
      </td>
      <td className="px-2 py-1 text-right align-top max-sm:block">
        <Button size="sm" variant="quiet" aria-label={t("removeRow", { row })} onPress={onRemove}>
          <Trash2 aria-hidden />
          <span className="sm:hidden">{t("removeRow", { row })}</span>
        </Button>
      </td>
    </tr>
  );
}

type SentenceProps = { id: string; problem: RowProblem; header: string | null };

function Sentence({ id, problem: { severity, message, params }, header }: SentenceProps) {
  const t = useTranslations("import");
  const Icon = ICONS[severity];
  return (
    <span id={id} className={`flex items-start gap-2 ${COLOURS[severity]}`}>
      <Icon aria-hidden className="mt-1 size-4 shrink-0" />
      <span>
        {header && <span className="text-muted">{header} · </span>}
        {message}{" "}
        {typeof params?.caseId === "string" && (
          <Link href={`/cases/${params.caseId}`} prefetch={false} className="link" target="_blank">
            {t("seeCase")}
          </Link>
        )}
      </span>
    </span>
  );
}

/** The header of a column that goes by another name than its field, which the sentence names itself. */
function headerOf({ column, code }: RowProblem, name: string): string | null {
  if (!column || isOfWholeAddress(code)) return null;
  const bare = column.replace(/\s*\*\s*$/, "").trim();
  return bare.toLowerCase().startsWith(name.toLowerCase()) ? null : bare;
}

/** What one sentence is said of. */
const kindCode = (code: string) =>
  /^not_a|^not_text$|^forbidden_characters$/.test(code) ? "unreadable" : code;
