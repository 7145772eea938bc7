import { z } from "zod";
import { Case } from "./cases";
import { id } from "./pieces";

/** By what a search found a case. */
export const SEARCH_MATCHES = ["number", "meterNumber", "meteringPointId", "address", "reference"] as const;

export const SearchHits = z.object({
  cases: z
    .array(
      Case.pick({ id: true, number: true, projectId: true, state: true, address: true }).extend({
        projectName: z.string(),
        matched: z.enum(SEARCH_MATCHES),
      }),
    )
    .meta({ description: "Case, meter and metering point numbers that are exactly the text first" }),
  moreCases: z.boolean().meta({ description: "There may be more: `/cases?q=` has them" }),
  projects: z.array(z.object({ id, name: z.string(), gridArea: z.string() })),
  moreProjects: z.boolean().meta({ description: "`/projects?q=` has them" }),
});
export type SearchHits = z.output<typeof SearchHits>;
