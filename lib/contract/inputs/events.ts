import { z } from "zod";
import { LIMITS } from "@/lib/domain/limits";
import { cursor, limit, text, uuid } from "./pieces";

export const EventsInput = z.strictObject({
  after: cursor
    .optional()
    .meta({ description: "The `after` of the answer before; without it from the first event on" }),
  limit: limit.default(100),
});

export const WebhookInput = z.strictObject({ organisationId: uuid, url: text(LIMITS.webhookUrlLength) });
export const WebhookActiveInput = z.strictObject({ isActive: z.boolean() });
