import { z } from "zod";
import { NEWS_KINDS, NEWS_WISHES, type NewsKind } from "@/lib/domain/news";
import { LIMITS } from "@/lib/domain/limits";
import { cursor, fault, limit, uuid } from "./pieces";

export const NotificationsInput = z.strictObject({
  unread: z
    .enum(["", "true", "false"])
    .transform((given) => given !== "false")
    .optional()
    .meta({ description: "Only those that are not read" }),
  cursor: cursor.optional(),
  limit: limit.default(50),
});

/** The notices to mark as read: these, or all. */
export const ReadInput = z
  .strictObject({
    ids: z.array(uuid).min(1).max(LIMITS.pageSize).optional(),
    all: z.literal(true).optional(),
  })
  .superRefine(({ ids, all }, context) => {
    if (Boolean(ids) === Boolean(all))
      context.addIssue({ ...fault("ids_or_all"), input: undefined, path: [ids ? "all" : "ids"] });
  });

const wish = z.enum(NEWS_WISHES).optional();
export const WishesInput = z.strictObject(
  Object.fromEntries(NEWS_KINDS.map((kind) => [kind, wish])) as Record<NewsKind, typeof wish>,
);
