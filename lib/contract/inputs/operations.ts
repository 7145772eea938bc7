import { z } from "zod";
import { cursor, day, uuid } from "./pieces";

/** The filter of the activity list; Danish days, both included. */
export const ActivityInput = z.strictObject({
  actor: uuid.optional(),
  action: z
    .string()
    .regex(/^[a-z_]{1,50}$/)
    .optional(),
  from: day.optional(),
  to: day.optional(),
  /** Only changes of cases that nobody has taken back, by the actor or by others; with `since` those after a moment. */
  news: z.enum(["mine", "others"]).optional(),
  since: z.iso.datetime().optional(),
  /** Only an operation over several projects and its parts. */
  partOf: uuid.optional(),
  cursor: cursor.optional(),
});

/** The same for the log of administration; with the number of a case, of those who read that case. */
export const AuditInput = ActivityInput.omit({ news: true, since: true, partOf: true }).extend({
  // What is no number is the number of no case.
  case: z
    .string()
    .max(100)
    .transform((raw) => Number(/^\s*(\d{1,9})\s*$/.exec(raw)?.[1] ?? 0))
    .optional(),
});
