import { sql } from "drizzle-orm";
import {
  boolean,
  char,
  check,
  foreignKey,
  index,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import { CASE_TYPES } from "../../lib/domain/vocabulary";
import { gridAreas, organisations, users } from "./identity";

const now = () => timestamp({ withTimezone: true }).notNull().defaultNow();

/**
 * `ownerId` (the installer company), `gridArea` and `dsoId` are the tenant columns. Cases repeat them under a composite
 * foreign key, so that a case has the company and the area of its project.
 */
export const projects = pgTable(
  "projects",
  {
    id: uuid().primaryKey().defaultRandom(),
    name: text().notNull(),
    ownerId: uuid()
      .notNull()
      .references(() => organisations.id),
    ownerKind: text().notNull().default("installer"),
    gridArea: char({ length: 3 }).notNull(),
    dsoId: uuid().notNull(),
    createdBy: uuid()
      .notNull()
      .references(() => users.id),
    isDemo: boolean().notNull().default(false),
    createdAt: now(),
    updatedAt: now(),
  },
  (t) => [
    unique().on(t.id, t.ownerId, t.gridArea, t.dsoId),
    index().on(t.ownerId, t.updatedAt),
    index().on(t.dsoId, t.updatedAt),
    foreignKey({ columns: [t.ownerId, t.ownerKind], foreignColumns: [organisations.id, organisations.kind] }),
    // When the area passes to another DSO, its projects and cases follow.
    foreignKey({
      columns: [t.gridArea, t.dsoId],
      foreignColumns: [gridAreas.code, gridAreas.dsoId],
    }).onUpdate("cascade"),
    check("projects_owner_kind_check", sql`${t.ownerKind} = 'installer'`),
    check("projects_name_check", sql`char_length(${t.name}) between 1 and 120`),
  ],
);

export const groups = pgTable(
  "groups",
  {
    id: uuid().primaryKey().defaultRandom(),
    projectId: uuid()
      .notNull()
      .references(() => projects.id, { onDelete: "cascade" }),
    name: text().notNull(),
    caseType: text({ enum: CASE_TYPES }).notNull(),
    createdAt: now(),
  },
  (t) => [
    unique().on(t.id, t.projectId, t.caseType),
    index().on(t.projectId, t.createdAt),
    check(
      "groups_case_type_check",
      sql`${t.caseType} in ('business', 'terraced_house', 'apartment', 'youth_elderly_care')`,
    ),
    check("groups_name_check", sql`char_length(${t.name}) between 1 and 120`),
  ],
);
