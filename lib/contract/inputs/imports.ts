import { z } from "zod";
import { FILE_CHOICES } from "@/lib/domain/file-notice";
import { LIMITS } from "@/lib/domain/limits";
import { AddressRow, anyOf, FieldValuesInput, templateKeys } from "./fields";
import { listOf } from "./pieces";

/** `check` creates nothing; with `stop` one row with an error creates nothing, with `skip` the others are created. */
const howToCreate = {
  mode: z.enum(["check", "commit"]).default("commit"),
  onError: z.enum(["stop", "skip"]).default("stop"),
  acceptWarnings: z.boolean().default(false),
};

/** Addresses as JSON: each has the parts of the address and the case type's per-address fields. */
export const AddCasesInput = z.strictObject({
  fields: FieldValuesInput.default({}),
  addresses: listOf(z.array(AddressRow).min(1)),
  ...howToCreate,
});

/**
 * The fields of an upload beside its file. `columns`: key → header; `overrides` and `omit` correct and leave out rows by
 * Excel's number; `sheet` and `FILE_CHOICES` answer the open questions of the file (`notices`).
 */
export const ImportInput = z.strictObject({
  fields: FieldValuesInput.default({}),
  columns: anyOf(templateKeys, () => z.string().max(200))
    .transform((columns) => columns as Record<string, string>)
    .optional(),
  overrides: z
    .array(z.strictObject({ row: z.int().positive(), field: z.string().max(50), value: z.unknown() }))
    .max(LIMITS.uploadRows)
    .optional(),
  omit: z.array(z.int().positive()).max(LIMITS.uploadRows).optional(),
  sheet: z.string().max(255).optional().meta({ description: "The name of the sheet to read" }),
  hiddenRows: z.enum(FILE_CHOICES.hiddenRows).optional(),
  hiddenColumns: z.enum(FILE_CHOICES.hiddenColumns).optional(),
  mergedCells: z.enum(FILE_CHOICES.mergedCells).optional(),
  dateOrder: z.enum(FILE_CHOICES.dateOrder).optional(),
  ...howToCreate,
});
