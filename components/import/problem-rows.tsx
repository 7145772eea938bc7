"use client";

import { ChevronDown, CircleAlert, Trash2, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ADDRESS_PARTS } from "@/lib/domain/address";
import { type ImportAnswer, type ImportProblem, textOf } from "./import-answer";

type Props = {
  /** Of one kind. */
  problems: ImportProblem[];
  check: ImportAnswer;
  label: (field: string) => string;
  isOpen: boolean;
  onMend: (row: number, field: string, value: string) => void;
  onRemove: (rows: number[]) => void;
};

const AT_A_TIME = 100;
const PARTS: readonly string[] = ADDRESS_PARTS;
const CELL = "px-3 py-2 align-top max-sm:flex max-sm:items-start max-sm:gap-3 max-sm:px-0 max-sm:py-1";

/** »9 rækker: Postnr. mangler.«, opened into its rows with Excel's own numbers; each bad cell can be mended there. */
export function ProblemRows({ problems, check, label, isOpen, onMend, onRemove }: Props) {
  const t = useTranslations("import");
  const words = useTranslations("domain");
  const [limit, setLimit] = useState(AT_A_TIME);
  const [first] = problems;
  const values = new Map(check.problemRows.map(({ row, values: cells }) => [row, cells]));
  if (!first) return null;
  const { field, severity } = first;
  const isError = severity === "error";
  const Icon = isError ? CircleAlert : TriangleAlert;
  const isSame = problems.every(({ message }) => message === first.message);
  const title = isSame ? first.message : t("kind", { code: first.code, field: label(field) });
  return (
    <details open={isOpen} className="group/kind rounded-md border border-line">
      <summary className="flex cursor-pointer flex-wrap items-center gap-2 px-3 py-2.5 font-medium">
        <Icon
          aria-label={words(`severity.${severity}`)}
          className={`size-4 shrink-0 ${isError ? "text-danger" : "text-warning"}`}
        />
        <span className="flex-1">
          {t("kindRows", { count: problems.length })}: {title}
        </span>
        <ChevronDown aria-hidden className="size-4 text-muted group-open/kind:rotate-180" />
      </summary>
      <div className="border-t border-line max-sm:px-3 sm:overflow-x-auto">
        <table className="w-full text-[0.9375rem] max-sm:block">
          <thead className="max-sm:sr-only">
            <tr className="bg-page text-left text-sm text-muted">
              <th scope="col" className="px-3 py-2 font-medium">
                {t("rowNumber")}
              </th>
              {PARTS.map((part) => (
                <th key={part} scope="col" className="px-3 py-2 font-medium">
                  {label(part)}
                </th>
              ))}
              <th scope="col" className="px-3 py-2 font-medium">
                {t("problem")}
              </th>
              <th scope="col">
                <span className="sr-only">{t("rowTools")}</span>
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line max-sm:block">
            {problems.slice(0, limit).map((problem) => {
              const row = problem.row as number;
              const cells = values.get(row) ?? {};
              // Which part of an address makes it stand twice, only its writer knows.
              const isMendable = (part: string) => part === field || problem.code.startsWith("duplicate_");
              const cell = (key: string) => (
                <MendCell
                  key={textOf(cells[key])}
                  label={`${label(key)}, ${t("row", { row })}`}
                  value={textOf(cells[key])}
                  tone={key !== field ? "none" : isError ? "error" : "warning"}
                  describedBy={`problem-${row}-${field}-${problem.code}`}
                  onMend={(value) => onMend(row, key, value)}
                />
              );
              return (
                <tr key={row} className="max-sm:block max-sm:py-3">
                  <td className={`${CELL} tabular-nums`}>
                    <span className="w-20 shrink-0 text-sm text-muted sm:hidden">{t("rowNumber")}</span>
                    {row}
                  </td>
                  {PARTS.map((part) => {
                    const text = textOf(cells[part]);
                    return (
                      <td key={part} className={`${CELL} ${isMendable(part) || text ? "" : "max-sm:hidden"}`}>
                        <span className="w-20 shrink-0 text-sm text-muted sm:hidden">{label(part)}</span>
                        {isMendable(part) ? (
                          cell(part)
                        ) : (
                          <span className="[overflow-wrap:break-word]">{text}</span>
                        )}
                      </td>
                    );
                  })}
                  <td className={`${CELL} min-w-52`}>
                    <div className="flex flex-col gap-2">
                      <span
                        id={`problem-${row}-${field}-${problem.code}`}
                        className={`flex items-start gap-2 ${isError ? "text-danger" : "text-warning"}`}
                      >
                        <Icon aria-hidden className="mt-1 size-4 shrink-0" />
                        <span>
                          {problem.column && <span className="text-muted">{problem.column} · </span>}
                          {problem.message}{" "}
                          {typeof problem.params?.caseId === "string" && (
                            <Link href={`/cases/${problem.params.caseId}`} className="link" target="_blank">
                              {t("seeCase")}
                            </Link>
                          )}
                        </span>
                      </span>
                      {!PARTS.includes(field) && cell(field)}
                    </div>
                  </td>
                  <td className="px-2 py-1 text-right align-top max-sm:block">
                    <Button
                      size="sm"
                      variant="quiet"
                      aria-label={t("removeRow", { row })}
                      onPress={() => onRemove([row])}
                    >
                      <Trash2 aria-hidden />
                      <span className="sm:hidden">{t("removeRow", { row })}</span>
                    </Button>
                  </td>
                </tr>
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

const BORDERS = {
  error: "border-2 border-danger",
  warning: "border-2 border-warning",
  none: "border border-line-strong",
};

/** Checked when it is left with another value. */
function MendCell({
  label,
  value,
  tone,
  describedBy,
  onMend,
}: {
  label: string;
  value: string;
  tone: keyof typeof BORDERS;
  describedBy: string;
  onMend: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  return (
    <input
      aria-label={label}
      aria-invalid={tone === "error"}
      aria-describedby={describedBy}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => typed !== value && onMend(typed)}
      onKeyDown={(event) => event.key === "Enter" && leaveForNext(event.currentTarget)}
      className={`min-h-9 w-full min-w-24 rounded-md bg-surface px-2 pointer-coarse:min-h-12 ${BORDERS[tone]}`}
    />
  );
}

/** To the next bad cell of the kind, as Enter does in a sheet. */
function leaveForNext(cell: HTMLInputElement) {
  const cells = [...(cell.closest("details")?.querySelectorAll("input") ?? [])];
  const next = cells[cells.indexOf(cell) + 1];
  if (next) next.focus();
  else cell.blur();
}
