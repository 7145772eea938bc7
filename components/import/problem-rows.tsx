"use client";

import { ChevronDown, CircleAlert, Trash2, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { ADDRESS_PARTS } from "@/lib/domain/addresses/address";
import type { RowProblem } from "@/lib/contract/answers/problems";
import { type ImportAnswer, isOfWholeAddress, textOf } from "./import-answer";

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
  const words = useTranslations("domain");
  const [limit, setLimit] = useState(AT_A_TIME);
  const [first] = problems;
  const values = new Map(check.problemRows.map(({ row, values: cells }) => [row, cells]));
  if (!first) return null;
  const { field, severity } = first;
  const isError = severity === "error";
  const Icon = isError ? CircleAlert : TriangleAlert;
  const isSame = problems.every(({ message }) => message === first.message);
  const title = isSame ? first.message : t("kind", { code: kindCode(first.code), field: label(field) });
  return (
    <details open={isOpen} data-kind className="group/kind rounded-md border border-line">
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
              const isWhole = isOfWholeAddress(problem.code);
              const isMendable = (part: string) => part === field || isWhole;
              const header = headerOf(problem, label(field));
              const cell = (key: string) => (
                <MendCell
                  key={textOf(cells[key])}
                  label={`${label(key)}, ${t("row", { row })}`}
                  value={textOf(cells[key])}
                  tone={isError ? "error" : "warning"}
                  describedBy={`problem-${row}-${field}-${problem.code}`}
                  fault={
                    key === (isWhole ? FIRST_OF_WHOLE : field) ? `${row} ${field} ${problem.code}` : undefined
                  }
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
                          {header && <span className="text-muted">{header} · </span>}
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
                      onPress={() => onRemove(row)}
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

/** The header of a column that goes by another name than its field, which the sentence names itself. */
function headerOf({ column, code }: RowProblem, name: string): string | null {
  if (!column || isOfWholeAddress(code)) return null;
  const bare = column.replace(/\s*\*\s*$/, "").trim();
  return bare.toLowerCase().startsWith(name.toLowerCase()) ? null : bare;
}

/** What one sentence is said of. */
const kindCode = (code: string) =>
  /^not_a|^not_text$|^forbidden_characters$/.test(code) ? "unreadable" : code;

const BORDERS = { error: "border-2 border-danger", warning: "border-2 border-warning" };

/** Checked when it is left with another value. */
function MendCell({
  label,
  value,
  tone,
  describedBy,
  fault,
  onMend,
}: {
  label: string;
  value: string;
  tone: keyof typeof BORDERS;
  describedBy: string;
  /** Names the fault in the one of its cells that takes the focus. */
  fault?: string;
  onMend: (value: string) => void;
}) {
  const [typed, setTyped] = useState(value);
  return (
    <input
      aria-label={label}
      aria-invalid={tone === "error"}
      aria-describedby={describedBy}
      data-fault={fault}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => typed !== value && onMend(typed)}
      onKeyDown={(event) => event.key === "Enter" && leaveForNext(event.currentTarget)}
      className={`min-h-9 w-full min-w-24 rounded-md bg-surface px-2 pointer-coarse:min-h-12 ${BORDERS[tone]}`}
    />
  );
}

/** The cells to mend that are in sight, in their order. */
export const faultsIn = (place: ParentNode | null) => [
  ...(place?.querySelectorAll<HTMLElement>("[data-kind][open] [data-fault]") ?? []),
];

/** To the next fault, of whatever kind, as Enter does in a sheet; after the last one the check says where to. */
function leaveForNext(cell: HTMLInputElement) {
  const row = cell.closest("tr");
  const next = faultsIn(document).find(
    (fault) =>
      fault.closest("tr") !== row && cell.compareDocumentPosition(fault) & Node.DOCUMENT_POSITION_FOLLOWING,
  );
  if (next) next.focus();
  else cell.blur();
}
