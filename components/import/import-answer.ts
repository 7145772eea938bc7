import { isFieldKey } from "@/lib/domain/fields/fields";
import type { CasesCreated, CasesImported } from "@/lib/contract/answers/imports";
import type { Problem } from "@/lib/contract/errors";
import type { ProblemCode } from "@/lib/domain/problem";

/** What a file cannot be read without: which sheet, or which column a field is. */
export type FileQuestion = {
  /** Absent once another sheet was chosen. */
  message?: string;
} & Pick<Problem, "sheets" | "headers" | "missing" | "ambiguous">;

/** What a check or a creation answers; more of it when a file was sent. */
export type ImportAnswer = CasesCreated & Partial<Omit<CasesImported, keyof CasesCreated>>;

/** The rows of the manual form and of a range: values by field, as typed. */
export type TypedRow = Record<string, string>;

/** Marks a row that has what the row above it has and nothing of its own yet; such a row is nobody's address. */
export const COPIED = "copied";
export function withoutMark(row: TypedRow = {}): TypedRow {
  const { [COPIED]: _, ...values } = row;
  return values;
}
/** A row that somebody has written something in, be it ever so little: it is checked, never left out. */
export const isFilled = (row: TypedRow): boolean =>
  !(COPIED in row) && Object.values(row).some((value) => value.trim() !== "");

export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  const { date, error } = value as { date?: string; error?: string };
  return date ?? error ?? "";
};

/** The API numbers the rows it was sent; the user's rows keep the numbers they had before some were removed. */
export function renumbered(answer: ImportAnswer, omitted: readonly number[]): ImportAnswer {
  if (omitted.length === 0) return answer;
  const gone = new Set(omitted);
  const kept: number[] = [];
  for (let row = 1; kept.length < answer.rows; row += 1) if (!gone.has(row)) kept.push(row);
  const own = (row: number) => kept[row - 1] ?? row;
  return {
    ...answer,
    problems: answer.problems.map((problem) => ({
      ...problem,
      row: problem.row === null ? null : own(problem.row),
    })),
    repairs: answer.repairs.map((repair) => ({ ...repair, row: own(repair.row) })),
    problemRows: answer.problemRows.map((row) => ({ ...row, row: own(row.row) })),
    addresses: answer.addresses.map((one) => ({ ...one, row: own(one.row) })),
  };
}

const OF_WHOLE_ADDRESS: readonly ProblemCode[] = [
  "duplicate_in_file",
  "duplicate_in_project",
  "same_address_elsewhere",
];
/** An address that stands elsewhere, too, is no fault of its street, the field that the problem names. */
export const isOfWholeAddress = (code: ProblemCode) => OF_WHOLE_ADDRESS.includes(code);

export type FieldProblems = { errors: Record<string, string>; warnings: Record<string, string> };

/** What concerns the batch's fields: its own problems, and a field that every single row lacks. */
export function fieldProblems({ rows, problems }: Pick<ImportAnswer, "rows" | "problems">): FieldProblems {
  const found: FieldProblems = { errors: {}, warnings: {} };
  const lacking = new Map<string, number>();
  // An address part has no field in the form: its rows are mended in the last step.
  const ofFields = problems.filter(({ field }) => isFieldKey(field));
  for (const { row, field, severity, code, message } of ofFields) {
    if (row === null) found[severity === "error" ? "errors" : "warnings"][field] ??= message;
    else if (code === "required") lacking.set(field, (lacking.get(field) ?? 0) + 1);
  }
  for (const { row, field, code, message } of ofFields) {
    if (row !== null && code === "required" && lacking.get(field) === rows) found.errors[field] ??= message;
  }
  return found;
}
