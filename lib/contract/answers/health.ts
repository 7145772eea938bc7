import { z } from "zod";

export const Health = z.object({
  status: z.enum(["ok", "error"]),
  database: z.enum(["ok", "read_only", "unreachable", "not_migrated"]).meta({
    description:
      "Not migrated: npm run db:migrate makes it what this version needs. Read only: nothing can be changed for now",
  }),
  version: z.string(),
});
export type Health = z.output<typeof Health>;
