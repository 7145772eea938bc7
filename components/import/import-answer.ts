import type { Severity } from "@/lib/domain/vocabulary";

export type ImportProblem = {
  row: number | null;
  column?: string;
  field: string;
  value: string | null;
  severity: Severity;
  code: string;
  message: string;
};

/** What a check or a creation answers (`POST /api/v1/groups/{id}/cases` and `/import`). */
export type ImportAnswer = {
  operationId: string | null;
  rows: number;
  created: number;
  ready: number;
  problems: ImportProblem[];
  repairs: { row: number; field: string; from: string; to: string }[];
  problemRows: { row: number; values: Record<string, unknown> }[];
  unknownColumns?: string[];
};

/** The rows of the manual form and of a range: values by field, as typed. */
export type TypedRow = Record<string, string>;

export const textOf = (value: unknown): string => {
  if (value === null || value === undefined) return "";
  if (typeof value !== "object") return String(value);
  const { date, error } = value as { date?: string; error?: string };
  return date ?? error ?? "";
};
