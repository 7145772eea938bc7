import { z } from "zod";
import { cursor, limit } from "./pieces";

export const EventsInput = z.strictObject({
  after: cursor
    .optional()
    .meta({ description: "The `after` of the answer before; without it from the first event on" }),
  limit: limit.default(100),
});
