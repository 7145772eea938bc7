import { sql } from "drizzle-orm";
import { boolean, check, integer, jsonb, pgTable, timestamp } from "drizzle-orm/pg-core";
import { ANONYMISE_MONTHS } from "../../lib/domain/retention";

/** One row: when the server last cleared up, and what administrators let it do beside that. */
export const upkeep = pgTable(
  "upkeep",
  {
    id: boolean().primaryKey().default(true),
    /** When an instance last began; the others leave it to that one for an hour. */
    startedAt: timestamp({ withTimezone: true }),
    /** When it last came to its end, and how many rows it removed then, by table; `anonymised` counts cases. */
    endedAt: timestamp({ withTimezone: true }),
    removed: jsonb().$type<Record<string, number>>(),
    /** Cases that have been archived for so many months are anonymised; null: none. */
    anonymiseAfterMonths: integer(),
    /** When all archived cases were last looked through; null when it is to be done at once. */
    lookedThroughAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    check("upkeep_one_row", sql`${t.id}`),
    check(
      "upkeep_months",
      sql`${t.anonymiseAfterMonths} between ${sql.raw(String(ANONYMISE_MONTHS.least))} and ${sql.raw(String(ANONYMISE_MONTHS.most))}`,
    ),
  ],
);
