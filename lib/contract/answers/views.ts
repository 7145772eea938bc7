import { z } from "zod";
import { CASE_COLUMNS } from "@/lib/domain/case-columns";
import { type CaseFilter, WORK_GROUPINGS } from "@/lib/domain/case-filter";
import { id, known, moment, values } from "./pieces";

export const View = z.object({
  id,
  name: z.string(),
  shared: z.boolean(),
  filter: known<CaseFilter>(values).meta({
    description: "As in `GET /api/v1/cases`, each with a list of values",
  }),
  sort: z.string().nullable(),
  columns: z.array(z.enum(CASE_COLUMNS)).nullable(),
  grouping: z.enum(WORK_GROUPINGS),
  own: z.boolean().meta({ description: "Whether you made it, and may change it" }),
  by: z.string(),
  createdAt: moment,
  updatedAt: moment,
});
export type View = z.output<typeof View>;

export const Views = z.object({ views: z.array(View) });
