import { z } from "zod";
import { CASE_COLUMNS } from "@/lib/domain/case-columns";
import { WORK_GROUPINGS } from "@/lib/domain/case-filter";
import { sortText } from "./cases";
import { fault, name } from "./pieces";
import { CaseFilter } from "./selection";

const columns = z
  .array(z.enum(CASE_COLUMNS))
  .min(1)
  .max(CASE_COLUMNS.length)
  .refine((given) => new Set(given).size === given.length, fault("invalid"));

/** An empty list finds nothing, and an address cannot say it. */
const viewFilter = CaseFilter.superRefine((filter, context) => {
  for (const [key, value] of Object.entries(filter))
    if (Array.isArray(value) && value.length === 0)
      context.addIssue({ code: "custom", path: [key], params: { code: "required" } });
});

export const ViewInput = z.strictObject({
  name,
  shared: z.boolean().default(false).meta({ description: "Whether the whole company sees it" }),
  filter: viewFilter.default({}),
  sort: sortText.nullable().default(null),
  columns: columns.nullable().default(null).meta({ description: "Null: the usual ones" }),
  grouping: z.enum(WORK_GROUPINGS).default("project"),
});

/** What is left out stays. */
export const ViewPatch = z.strictObject({
  name: name.optional(),
  shared: z.boolean().optional(),
  filter: viewFilter.optional(),
  sort: sortText.nullable().optional(),
  columns: columns.nullable().optional(),
  grouping: z.enum(WORK_GROUPINGS).optional(),
});
