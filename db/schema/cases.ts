import { sql } from "drizzle-orm";
import {
  bigint,
  boolean,
  char,
  check,
  date,
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
import { CASE_NUMBERS, type CaseNumber } from "../../lib/domain/fields/case-numbers";
import type { FieldValues } from "../../lib/domain/fields/fields";
import { CASE_STATES, CASE_TYPES } from "../../lib/domain/vocabulary";
import { users } from "./identity";
import { byteOrderedText, foldedOf, plain } from "./letters";
import { groups, projects } from "./projects";

/**
 * The same, twice as fast where `parts`, all of the expression that may hold other letters than ASCII, hold Danish
 * ones alone: the longer list is gone through for each letter.
 */
const foldedAtOnce = (expression: string, parts: string) =>
  `case when octet_length(${parts}) - length(${parts}) = length(${parts}) - length(translate(${parts}, 'æøåÆØÅ', ''))
    then replace(translate(lower((${expression}) collate "C"), 'ÆØÅ', 'æøå'), 'aa', 'å') else ${foldedOf(expression)} end`;
/** `searchTerm` (lib/domain/search.ts), at a sixth of the price where there are no other letters than ASCII. */
const termOf = (expression: string) =>
  `case when octet_length(${expression}) = length(${expression}) then lower((${expression}) collate "C")
    else replace(${plain(expression)}, 'å', 'aa') end`;

/** `comparable` (lib/domain/fields/case-numbers.ts) of a field, for a generated column. */
const comparableOf = (key: CaseNumber) =>
  sql.raw(`translate("fields"->>'${key}', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ .-', 'abcdefghijklmnopqrstuvwxyz')`);

/**
 * No index has a column that an action changes, except for the persons responsible: a new version of a row then needs
 * no new entry in any index, if its page has room for it (ADR 17). The migration sets the table's fillfactor for that.
 */
export const cases = pgTable(
  "cases",
  {
    /** Begins with its time, so that cases made together stand together in the indexes on them and on their history. */
    id: uuid().primaryKey().default(sql`time_ordered_id()`),
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
    /** What a search looks through, but for the reference: all parts of the address and the number, folded. */
    searchText: text()
      .notNull()
      .generatedAlwaysAs(
        sql.raw(
          foldedAtOnce(
            ["street", "house_no", "floor", "door", "postcode", "city", "number"].join(" || ' ' || "),
            "street || house_no || floor || door || city",
          ),
        ),
      ),
    /** The reference as `searchTerm` writes it. */
    referenceKey: text().generatedAlwaysAs(sql.raw(termOf(`"fields"->>'reference'`))),
    meterNumberKey: text().generatedAlwaysAs(comparableOf("meterNumber")),
    meteringPointIdKey: text().generatedAlwaysAs(comparableOf("meteringPointId")),
    /**
     * By when the grid company promised to answer the notification, and to come with the meter: dates that stay when the
     * case goes on or the company promises something else.
     */
    answerDue: date(),
    meterDue: date(),
    /** What it was before the last change of the wished date, for an undo: what was promised then still holds. */
    meterDueBefore: date(),
    /** The one that counts now. */
    dueOn: date().generatedAlwaysAs(
      sql`case state when 'submitted' then answer_due when 'ready_for_meter' then meter_due end`,
    ),
    version: integer().notNull().default(1),
    createdAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    updatedAt: timestamp({ withTimezone: true }).notNull().defaultNow(),
    /** When its personal fields were emptied (`anonymise_cases`); null when they were not. */
    anonymisedAt: timestamp({ withTimezone: true }),
  },
  (t) => [
    unique("cases_number_key").on(t.number),
    // A project has one owner, so this keeps an address unique in its project, and finds it in the owner's others.
    unique("cases_address_key").on(t.ownerId, t.addressKey, t.projectId),
    index("cases_project_order").on(t.projectId, t.addressSort, t.id),
    index("cases_group").on(t.groupId),
    index("cases_reference").on(t.projectId, t.referenceKey).where(sql`${t.referenceKey} is not null`),
    ...CASE_NUMBERS.map((key) =>
      index(`cases_${key === "meterNumber" ? "meter_number" : "metering_point"}`)
        .on(t.dsoId, t[`${key}Key`])
        .where(sql`${t[`${key}Key`]} is not null`),
    ),
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
    // The persons responsible must belong to the two companies of the case. The handler of an archived one may belong to
    // another by now; users are never deleted (a trigger), so he is there.
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
    check(
      "cases_state_check",
      sql`${t.state} in ('submitted', 'approved', 'ready_for_meter', 'meter_installed', 'completed', 'rejected', 'cancelled', 'archived')`,
    ),
    check("cases_postcode_check", sql`${t.postcode} ~ '^[0-9]{4}$'`),
    check("cases_house_no_check", sql`${t.houseNo} ~ '^[1-9][0-9]{0,2}[A-ZÆØÅ]?$'`),
  ],
);

/**
 * How many cases a group has in each state and due on each day, as the sum of the rows' `n`: the triggers of `cases` add what each statement
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
    dueOn: date(),
    n: integer().notNull(),
    /** Those of them that were completed, whether archived since or not. */
    completed: integer().notNull(),
  },
  (t) => [index("case_counts_project").on(t.projectId), index("case_counts_group").on(t.groupId)],
);

/** Whose cases of a project are counted: all, one installer's or one handler's. */
export const COUNTED = ["all", "installer", "handler"] as const;

/**
 * The same by project and by the person responsible, for lists that go across groups and projects. Without a foreign key,
 * which would hold the project's row while its cases change; a trigger of `projects` deletes what is left of one.
 */
export const projectCounts = pgTable(
  "project_counts",
  {
    id: bigint({ mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    projectId: uuid().notNull(),
    counted: text({ enum: COUNTED }).notNull(),
    /** Null: of all, or of cases without a handler. */
    personId: uuid(),
    state: text({ enum: CASE_STATES }).notNull(),
    dueOn: date(),
    n: integer().notNull(),
    completed: integer().notNull(),
  },
  (t) => [
    index("project_counts_project").on(t.projectId),
    // With what is summed up, so that the table need not be read.
    index("project_counts_all").on(t.projectId, t.state, t.dueOn, t.n).where(sql`${t.counted} = 'all'`),
    index("project_counts_person")
      .on(t.personId, t.counted, t.projectId, t.state, t.dueOn, t.n)
      .where(sql`${t.personId} is not null`),
  ],
);

/**
 * The streets, postcodes, towns, doors and references of a project's cases, each as `searchTerm` writes it: they tell in
 * which projects a search can find something, and on which streets or under which references. Triggers of `cases` add
 * terms. A term may stand here twice, and stays when its cases are changed or deleted.
 */
export const searchTerms = pgTable(
  "search_terms",
  {
    /**
     * Without a foreign key, which would look up the project of each term. The cases whose triggers add terms hold it, and
     * a trigger of `projects` deletes its terms.
     */
    projectId: uuid().notNull(),
    term: text().notNull(),
    /** Of a street: how the `addressSort` of its cases begins, up to the second tab; null if that has none. */
    streetKey: byteOrderedText(),
    isReference: boolean().notNull(),
  },
  (t) => [
    index("search_terms_project").on(t.projectId, t.term),
    index("search_terms_street").on(t.projectId, t.streetKey).where(sql`${t.streetKey} is not null`),
    index("search_terms_text").using("gin", sql`${t.term} gin_trgm_ops`),
  ],
);
