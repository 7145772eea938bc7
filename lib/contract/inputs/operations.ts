import { z } from "zod";
import { cursor, day, uuid } from "./pieces";

/** Which operations of the activity list; days as the reader sees them, both included. */
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
