import { z } from "zod";
import { cursor, limit, text, uuid } from "./pieces";

export const EventsInput = z.strictObject({
  after: cursor
    .optional()
    .meta({ description: "The `after` of the answer before; without it from the first event on" }),
  limit: limit.default(100),
});

const URL_LENGTH = 500;

export const WebhookInput = z.strictObject({ organisationId: uuid, url: text(URL_LENGTH) });
export const WebhookActiveInput = z.strictObject({ isActive: z.boolean() });
