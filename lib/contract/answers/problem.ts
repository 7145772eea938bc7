import { z } from "zod";
import { ERROR_STATUS } from "@/lib/domain/error";
import { ACTIONS } from "@/lib/domain/vocabulary";
import { ActionOutcome } from "./actions";
import { SheetInFile } from "./imports";
import { count, id, lastChange } from "./pieces";
import { RowProblem } from "./problems";

export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.enum(Object.keys(ERROR_STATUS)),
  detail: z.string(),
  errors: z.array(z.object({ path: z.string(), code: z.string(), message: z.string() })).optional(),
  // What some refusals carry beside their sentence.
  action: z.enum(ACTIONS).optional(),
  requested: count.optional(),
  done: count.optional(),
  unchanged: count.optional(),
  blocked: ActionOutcome.shape.blocked.optional(),
  missing: z
    .array(z.string())
    .optional()
    .meta({ description: "Ids (cases_blocked) or fields (missing_columns)" }),
  groups: ActionOutcome.shape.groups.optional(),
  rows: count.optional(),
  created: count.optional(),
  problems: z.array(RowProblem).optional(),
  headers: z.array(z.string()).optional(),
  ambiguous: z.record(z.string(), z.array(z.string())).optional().meta({
    description: "Headers that one field may stand under (ambiguous_columns); `columns` says which",
  }),
  sheets: z
    .array(SheetInFile)
    .optional()
    .meta({ description: "To choose from (choose_sheet, missing_columns)" }),
  columns: z.record(z.string(), z.string()).optional(),
  cases: z
    .array(
      z.object({
        caseId: id,
        number: z.int().nullable(),
        address: z.string().nullable(),
        ...lastChange,
      }),
    )
    .optional(),
});
