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
  cursor: cursor.optional(),
});
