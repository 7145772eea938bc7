import { sql } from "drizzle-orm";
import {
  bigint,
  char,
  check,
  customType,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  text,
  timestamp,
  unique,
  uuid,
} from "drizzle-orm/pg-core";
import type { FieldValues } from "../../lib/domain/fields/fields";
import { CASE_STATES, CASE_TYPES } from "../../lib/domain/vocabulary";
import { users } from "./identity";
import { groups, projects } from "./projects";

/** Text ordered by its bytes, the same on both databases in any locale. */
const byteOrderedText = customType<{ data: string }>({ dataType: () => 'text collate "C"' });

export const cases = pgTable(
  "cases",
  {
    id: uuid().primaryKey().defaultRandom(),
    /** The case number that people use; unique in the system, in order of creation. */
    number: integer().notNull().generatedAlwaysAsIdentity({ startWith: 10_001 }),
    projectId: uuid().notNull(),
    groupId: uuid().notNull(),
    ownerId: uuid().notNull(),
    gridArea: char({ length: 3 }).notNull(),
    dsoId: uuid().notNull(),
    caseType: text({ enum: CASE_TYPES }).notNull(),
    state: text({ enum: CASE_STATES }).notNull().default("submitted"),
    street: text().notNull(),
    houseNo: text().notNull(),
    floor: text().notNull().default(""),
    door: text().notNull().default(""),
    postcode: char({ length: 4 }).notNull(),
    city: text().notNull().default(""),
    addressKey: text().notNull(),
    addressSort: byteOrderedText().notNull(),
    /** Values by field; an empty field has no key. */
    fields: jsonb().$type<FieldValues>().notNull(),
    installerId: uuid().notNull(),
    handlerId: uuid(),
    /**
     * The company that the handler must belong to. Null when archived, so that an area with archived cases can change
     * DSO.
     */
    handlerDsoId: uuid().generatedAlwaysAs(sql`case when state <> 'archived' then dso_id end`),
    version: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
  },
  (t) => [
    unique("cases_number_key").on(t.number),
    unique("cases_address_key").on(t.projectId, t.addressKey),
    index("cases_project_order").on(t.projectId, t.addressSort, t.id),
    index("cases_owner_address").on(t.ownerId, t.addressKey),
    index("cases_group_state").on(t.groupId, t.state),
    index("cases_project_state").on(t.projectId, t.groupId, t.state),
    index("cases_installer").on(t.installerId),
    index("cases_handler").on(t.handlerId),
    // Finds the cases with a number, as `comparable` writes it.
    ...(["meterNumber", "meteringPointId"] as const).map((key) => {
      const value = `"fields"->>'${key}'`;
      return index(`cases_${key === "meterNumber" ? "meter_number" : "metering_point"}`)
        .on(
          t.dsoId,
          sql.raw(`translate(${value}, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ .-', 'abcdefghijklmnopqrstuvwxyz')`),
        )
        .where(sql.raw(`${value} is not null`));
    }),
    foreignKey({
      name: "cases_project_tenant_fk",
      columns: [t.projectId, t.ownerId, t.gridArea, t.dsoId],
      foreignColumns: [projects.id, projects.ownerId, projects.gridArea, projects.dsoId],
    }).onUpdate("cascade"),
    foreignKey({
      name: "cases_group_type_fk",
      columns: [t.groupId, t.projectId, t.caseType],
      foreignColumns: [groups.id, groups.projectId, groups.caseType],
    }),
    // The persons responsible must belong to the two companies of the case.
    foreignKey({
      name: "cases_installer_fk",
      columns: [t.installerId, t.ownerId],
      foreignColumns: [users.id, users.organisationId],
    }),
    foreignKey({
      name: "cases_handler_dso_fk",
      columns: [t.handlerId, t.handlerDsoId],
      foreignColumns: [users.id, users.organisationId],
    }),
    foreignKey({ name: "cases_handler_fk", columns: [t.handlerId], foreignColumns: [users.id] }),
    check(
      "cases_state_check",
      sql`${t.state} in ('submitted', 'approved', 'ready_for_meter', 'meter_installed', 'completed', 'rejected', 'cancelled', 'archived')`,
    ),
    check("cases_postcode_check", sql`${t.postcode} ~ '^[0-9]{4}$'`),
    check("cases_house_no_check", sql`${t.houseNo} ~ '^[1-9][0-9]{0,2}[A-ZÆØÅ]?$'`),
  ],
);

/**
 * How many cases a group has in each state, as the sum of the rows' `n`: the triggers of `cases` add what each statement
 * changed, and fold many rows into few. Nobody waits for a row here, so two changes in one group only add.
 */
export const caseCounts = pgTable(
  "case_counts",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    projectId: uuid().notNull(),
    groupId: uuid()
      .notNull()
      .references(() => groups.id, { onDelete: "cascade" }),
    state: text({ enum: CASE_STATES }).notNull(),
    n: integer().notNull(),
    /** Those of them that were completed, whether archived since or not. */
    completed: integer().notNull(),
  },
  (t) => [index("case_counts_project").on(t.projectId), index("case_counts_group").on(t.groupId)],
);
