import type { RowProblem } from "@/lib/contract/answers/problems";
import { isFieldKey } from "@/lib/domain/fields/fields";
import { type ImportAnswer, isOfWholeAddress } from "./import-answer";

/** Which rows are shown. */
export const SHOWS = ["all", "error", "warning", "ready"] as const;
export type Show = (typeof SHOWS)[number];

/** What a check found, counted. A row with an error is not among those with a warning. */
export function findingsOf({ rows, problems }: Pick<ImportAnswer, "rows" | "problems">) {
  const ofBatch = problems.filter(({ row }) => row === null);
  const ofRows = problems.filter(({ row }) => row !== null);
  const rowsWith = (severity: string) =>
    new Set(ofRows.filter((one) => one.severity === severity).map(({ row }) => row as number));
  const errors = rowsWith("error");
  const warnings = new Set([...rowsWith("warning")].filter((row) => !errors.has(row)));
  return {
    ofFile: ofBatch.filter(({ field }) => !isFieldKey(field)),
    ofFields: ofBatch.filter(({ field }) => isFieldKey(field)),
    ofRows,
    /** Numbers of rows. */
    errors,
    warnings,
    warningCount: problems.filter(({ severity }) => severity === "warning").length,
    ready: rows - errors.size - warnings.size,
  };
}

/** The problems of the rows that are to be shown, those of one kind together. */
export function shownKinds({ ofRows, warnings }: ReturnType<typeof findingsOf>, show: Show): RowProblem[][] {
  if (show === "ready") return [];
  const shown = ofRows.filter(
    ({ row, severity }) =>
      show === "all" || (show === severity && (severity === "error" || warnings.has(row as number))),
  );
  return kindsOf(shown);
}

/** What problems of one kind have in common. */
export const kindOf = ({ severity, field, code }: RowProblem) =>
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
