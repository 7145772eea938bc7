import { z } from "zod";
import { administrator, count, id, moment } from "./pieces";

export const Event = z.object({
  id: id.meta({ description: "The operation's, by which an event that comes twice is known" }),
  type: z.string().meta({ description: "What was done, the `action` of the operation" }),
  at: moment,
  by: z.object({
    organisation: z.string().nullable().meta({ description: administrator }),
    person: z.string().nullable().meta({ description: "Told of colleagues alone" }),
  }),
  projectId: id.nullable().meta({ description: "Null: of several projects" }),
  projectName: z.string().nullable(),
  cases: count.meta({ description: "How many cases were changed; 0 of a project or group itself" }),
  undoes: id.nullable().meta({ description: "The operation that was taken back" }),
  links: z.object({
    operation: z.string().meta({ description: "`GET` tells what became of each case" }),
    page: z.string(),
  }),
});
export type Event = z.output<typeof Event>;

export const Events = z.object({
  events: z.array(Event),
  after: z
    .string()
    .nullable()
    .meta({ description: "Send it with the next request; null while there has been no event" }),
});
export type Events = z.output<typeof Events>;
