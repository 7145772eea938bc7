import { z } from "zod";
import type { Problem, ProblemCode } from "@/lib/domain/problem";
import { SEVERITIES } from "@/lib/domain/vocabulary";
import { known, values } from "./pieces";

/** A problem of one value of a case. */
export const FieldProblem = z.object({
  field: z.string(),
  value: z.string().nullable(),
  severity: z.enum(SEVERITIES),
  code: known<ProblemCode>(z.string()),
  message: z.string(),
  params: known<Problem["params"]>(values).optional(),
});
export type FieldProblem = z.output<typeof FieldProblem>;

/** A problem of one row, or of the batch. */
export const RowProblem = FieldProblem.extend({
  row: z
    .int()
    .nullable()
    .meta({ description: "Excel's row number, or the place in the list from 1; null: the batch's fields" }),
  column: z
    .string()
    .nullable()
    .meta({ description: "The header of its column in the file; null without one" }),
});
export type RowProblem = z.output<typeof RowProblem>;
