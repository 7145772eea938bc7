import { z } from "zod";
import { LIMITS } from "@/lib/domain/limits";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { gridAreaCode, name, uuid } from "./pieces";

const fieldValues = z.record(z.string(), z.unknown());
export const SeedInput = z.strictObject({
  ownerId: uuid,
  name,
  gridArea: gridAreaCode,
  groups: z
    .array(
      z.strictObject({
        name,
        caseType: z.enum(CASE_TYPES),
        fields: fieldValues.default({}),
        addresses: z.array(z.record(z.string(), z.unknown())).max(LIMITS.uploadRows).default([]),
      }),
    )
    .max(200),
});
/** The fields beside a workbook with a sheet for each group. */
export const SeedFileInput = z.strictObject({ ownerId: uuid, name, gridArea: gridAreaCode });
export const DemoInput = z.strictObject({
  ownerId: uuid,
  projects: z.coerce.number().int().min(1).max(20),
  groups: z.coerce.number().int().min(1).max(20),
  cases: z.coerce.number().int().min(1).max(1000),
});
