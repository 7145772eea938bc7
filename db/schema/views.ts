import { sql } from "drizzle-orm";
import { boolean, index, jsonb, pgTable, text, timestamp, uniqueIndex, uuid } from "drizzle-orm/pg-core";
import type { CaseFilter } from "../../lib/domain/case-filter";
import { WORK_GROUPINGS } from "../../lib/domain/case-filter";
import { organisations, users } from "./identity";

/**
 * How the list of all cases is shown, under a name. It holds what was chosen, never cases: whoever opens it sees the cases
 * that they see anyway.
 */
export const views = pgTable(
  "views",
  {
    id: uuid().primaryKey().defaultRandom(),
    /** Who made it, and alone changes it. */
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** The maker's company at the time; null of administrators. Whoever has left it sees the view no more. */
    organisationId: uuid().references(() => organisations.id),
    name: text().notNull(),
    /** Whether the whole company sees it. */
    isShared: boolean().notNull(),
    filter: jsonb().$type<CaseFilter>().notNull(),
    /** As in the API, »-number«; null: the usual order. */
    sort: text(),
    /** Those shown, in their order; null: the usual ones. */
    columns: jsonb().$type<string[]>(),
    grouping: text({ enum: WORK_GROUPINGS }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    updatedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => {
    const company = sql`coalesce(${t.organisationId}, '00000000-0000-0000-0000-000000000000')`;
    return [
      uniqueIndex("views_own_name").on(t.userId, company, sql`lower(${t.name})`),
      uniqueIndex("views_shared_name").on(company, sql`lower(${t.name})`).where(sql`${t.isShared}`),
      index("views_company").on(t.organisationId).where(sql`${t.isShared}`),
    ];
  },
);
