import { sql } from "drizzle-orm";
import { boolean, check, pgTable, timestamp } from "drizzle-orm/pg-core";

/** One row: when the server last cleared up. */
export const upkeep = pgTable(
  "upkeep",
  {
    id: boolean().primaryKey().default(true),
    /** When an instance last began; the others leave it to that one for an hour. */
    startedAt: timestamp({ withTimezone: true }),
  },
  (t) => [check("upkeep_one_row", sql`${t.id}`)],
);
