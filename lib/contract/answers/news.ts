import { z } from "zod";
import { NEWS_ACTIONS, NEWS_KINDS } from "@/lib/domain/news";
import { administrator, count, id, moment, nextCursor } from "./pieces";

export const Notification = z.object({
  id,
  action: z.enum(NEWS_ACTIONS),
  kind: z.enum(NEWS_KINDS),
  message: z.string(),
  by: z
    .string()
    .nullable()
    .meta({ description: `The company that did it, or a colleague. ${administrator}` }),
  count,
  projects: count.meta({ description: "In how many projects the cases lie" }),
  projectId: id.nullable(),
  projectName: z.string().nullable(),
  operationId: id
    .nullable()
    .meta({ description: "Of several projects that are not all in sight null, of one the part in it" }),
  at: moment,
  readAt: moment.nullable(),
  undoneAt: moment.nullable(),
});
export type Notification = z.output<typeof Notification>;

export const Notifications = z.object({ notifications: z.array(Notification), unread: count, nextCursor });
export type Notifications = z.output<typeof Notifications>;

export const Unread = z.object({ unread: count });
