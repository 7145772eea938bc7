import { z } from "zod";
import { FILE_CHOICES } from "@/lib/domain/file-notice";
import { LIMITS } from "@/lib/domain/limits";
import { AddressRow, anyOf, FieldValuesInput, templateKeys } from "./fields";
import { listOf } from "./pieces";

/** How checked rows become cases; `stop` creates nothing while one row is in error. */
const howToCreate = {
  mode: z.enum(["check", "commit"]).default("commit"),
  onError: z.enum(["stop", "skip"]).default("stop"),
  acceptWarnings: z.boolean().default(false),
};

/** Addresses as data: parts of the address and the type's per-address fields in each row. */
export const AddCasesInput = z.strictObject({
  fields: FieldValuesInput.default({}),
  addresses: listOf(z.array(AddressRow).min(1)),
  ...howToCreate,
});

/**
 * What stands beside an uploaded file. `columns` maps field → header; `overrides` and `omit` mend rows by Excel's number;
 * `sheet` and `FILE_CHOICES` answer what the file leaves open (`notices`).
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
