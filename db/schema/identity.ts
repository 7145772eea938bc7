import { sql } from "drizzle-orm";
import {
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { ORGANISATION_KINDS, ROLES } from "../../lib/domain/vocabulary";

const now = () => timestamp({ withTimezone: true }).notNull().defaultNow();

export const organisations = pgTable(
  "organisations",
  {
    id: uuid().primaryKey().defaultRandom(),
    kind: text({ enum: ORGANISATION_KINDS }).notNull(),
    name: text().notNull(),
    cvr: text(),
    gln: text(),
    isActive: boolean().notNull().default(true),
    createdAt: now(),
  },
  (t) => [
    unique().on(t.id, t.kind),
    uniqueIndex("organisations_kind_name_key").on(t.kind, sql`lower(${t.name})`),
    check("organisations_kind_check", sql`${t.kind} in ('installer', 'dso')`),
  ],
);

export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey().defaultRandom(),
    role: text({ enum: ROLES }).notNull(),
    /** Null for administrators, who belong to nobody. */
    organisationId: uuid(),
    name: text().notNull(),
    email: text().notNull(),
    passwordHash: text().notNull(),
    /** Raised to end every session and token of the user: a changed password, role or company, or a deactivation. */
    sessionVersion: integer().notNull().default(1),
    isActive: boolean().notNull().default(true),
    createdAt: now(),
  },
  (t) => [
    unique().on(t.id, t.organisationId),
    uniqueIndex("users_email_key").on(sql`lower(${t.email})`),
    index().on(t.organisationId),
    // A user's role is its organisation's kind, so an installer can never sit in a DSO.
    foreignKey({
      columns: [t.organisationId, t.role],
      foreignColumns: [organisations.id, organisations.kind],
    }),
    check("users_role_check", sql`${t.role} in ('installer', 'dso', 'admin')`),
    check("users_organisation_check", sql`(${t.role} = 'admin') = (${t.organisationId} is null)`),
  ],
);

export const gridAreas = pgTable(
  "grid_areas",
  {
    code: char({ length: 3 }).primaryKey(),
    name: text().notNull(),
    dsoId: uuid().notNull(),
    /** Always 'dso'; it lets the foreign key below say that only a DSO owns an area. */
    dsoKind: text({ enum: ORGANISATION_KINDS }).notNull().default("dso"),
    priceArea: text(),
    /** False for merged and 60 kV areas: shown for old projects, closed to new ones. */
    isActive: boolean().notNull().default(true),
  },
  (t) => [
    unique().on(t.code, t.dsoId),
    index().on(t.dsoId),
    foreignKey({ columns: [t.dsoId, t.dsoKind], foreignColumns: [organisations.id, organisations.kind] }),
    check("grid_areas_dso_kind_check", sql`${t.dsoKind} = 'dso'`),
  ],
);

export const postcodes = pgTable("postcodes", {
  postcode: char({ length: 4 }).primaryKey(),
  town: text().notNull(),
});

/** The administrator's table: which grid areas a postcode lies in. None, one or several. */
export const postcodeGridAreas = pgTable(
  "postcode_grid_areas",
  {
    postcode: char({ length: 4 }).notNull(),
    gridArea: char({ length: 3 })
      .notNull()
      .references(() => gridAreas.code),
  },
  (t) => [primaryKey({ columns: [t.postcode, t.gridArea] }), index().on(t.gridArea)],
);

/** Tries of a password in a fixed window, by account and address. */
export const loginAttempts = pgTable(
  "login_attempts",
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    windowStart: timestamp({ withTimezone: true }).notNull(),
    /** When the next try may be answered, once there were so many that they are slowed. */
    nextSlot: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.windowStart)],
);

/** Where a user has logged in from; the address is hashed. */
export const loginAddresses = pgTable(
  "login_addresses",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id),
    address: text().notNull(),
    lastAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.address] })],
);

/** Sessions that were logged out of before they ran out; a copy of their cookie opens nothing. */
export const endedSessions = pgTable("ended_sessions", {
  id: uuid().primaryKey(),
  endedAt: timestamp({ withTimezone: true }).notNull(),
});

/** Personal API tokens; only the hash is kept. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    name: text().notNull(),
    tokenHash: text().notNull().unique(),
    /** The user's `sessionVersion` when it was made: what ends the sessions ends the tokens as well. */
    sessionVersion: integer().notNull(),
    createdAt: now(),
    lastUsedAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.userId)],
);
