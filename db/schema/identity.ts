import { sql } from "drizzle-orm";
import {
  boolean,
  char,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { byteOrderedText, danishOrderOf } from "./letters";
import { LINK_PURPOSES } from "../../lib/domain/mail";
import type { NewsWishes } from "../../lib/domain/news";
import { LOCALES, ORGANISATION_KINDS, ROLES, TOKEN_SCOPES } from "../../lib/domain/vocabulary";

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
    /** What a grid company promises (`DuePromise`); of no meaning for installers. */
    answerDays: integer().notNull().default(15),
    meterDays: integer().notNull().default(5),
    worksDecember24: boolean().notNull().default(false),
    worksDecember31: boolean().notNull().default(false),
    createdAt: now(),
  },
  (t) => [
    unique().on(t.id, t.kind),
    uniqueIndex("organisations_kind_name_key").on(t.kind, sql`lower(${t.name})`),
    check(
      "organisations_days_check",
      sql`${t.answerDays} between 1 and 60 and ${t.meterDays} between 1 and 60`,
    ),
    check("organisations_kind_check", sql`${t.kind} in ('installer', 'dso')`),
  ],
);

export const users = pgTable(
  "users",
  {
    id: uuid().primaryKey().defaultRandom(),
    role: text({ enum: ROLES }).notNull(),
    /** Null for administrators. */
    organisationId: uuid(),
    name: text().notNull(),
    email: text().notNull(),
    /** The name in Danish order, by which cases are sorted: kept, as a list of cases compares thousands of them. */
    nameOrder: byteOrderedText()
      .notNull()
      .generatedAlwaysAs(sql.raw(danishOrderOf("name"))),
    passwordHash: text().notNull(),
    /** Until the first password is chosen. */
    isInvited: boolean().notNull().default(false),
    /** Of mails; the pages follow the browser's choice, which is stored here. */
    language: text({ enum: LOCALES }).notNull().default("da"),
    /** How each kind of news is told, where it was chosen; otherwise by a mail at once. */
    news: jsonb().$type<Partial<NewsWishes>>().notNull().default({}),
    /** Raised to end the user's sessions and tokens: by a new password, role or company, or a deactivation. */
    sessionVersion: integer().notNull().default(1),
    isActive: boolean().notNull().default(true),
    /**
     * Counts the user's operations, by a trigger in the transaction of each: a replica that has the number has what they
     * changed.
     */
    changeCount: integer().notNull().default(0),
    /** When the work page was last opened, and when at the visit before this one: what happened since is new. */
    visitedAt: timestamp({ withTimezone: true }),
    visitedBefore: timestamp({ withTimezone: true }),
    createdAt: now(),
  },
  (t) => [
    unique().on(t.id, t.organisationId),
    uniqueIndex("users_email_key").on(sql`lower(${t.email})`),
    index().on(t.organisationId),
    // A user's role must be the kind of the organisation.
    foreignKey({
      columns: [t.organisationId, t.role],
      foreignColumns: [organisations.id, organisations.kind],
    }),
    check("users_language_check", sql`${t.language} in ('da', 'en')`),
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
    /** Always 'dso', so that the foreign key below allows only a DSO. */
    dsoKind: text({ enum: ORGANISATION_KINDS }).notNull().default("dso"),
    priceArea: text(),
    /** False for merged and 60 kV areas, which take no new projects. */
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

/** The grid areas of each postcode: none, one or several. Administrators maintain it. */
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

/**
 * The reference data as the program last brought it (`npm run db:migrate`). What differs from it now was changed by an
 * administrator, and a later release leaves it alone.
 */
export const broughtData = pgTable(
  "brought_data",
  {
    kind: text({ enum: ["dso", "grid_area", "postcode"] }).notNull(),
    key: text().notNull(),
    value: jsonb().notNull(),
  },
  (t) => [primaryKey({ columns: [t.kind, t.key] })],
);

/** Attempts at a password in a window of 15 minutes, by hashed keys of account and address. */
export const loginAttempts = pgTable(
  "login_attempts",
  {
    key: text().primaryKey(),
    count: integer().notNull(),
    windowStart: timestamp({ withTimezone: true }).notNull(),
    /** When the next slowed attempt may be answered; null while attempts are not slowed. */
    nextSlot: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.windowStart)],
);

/** The addresses, hashed, that a user has logged in from. */
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

/** The sessions that work; one that is ended is deleted, and with it every copy of its cookie. */
export const sessions = pgTable(
  "sessions",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    /** The user's `sessionVersion` at the log-in; the session works while they are equal. */
    sessionVersion: integer().notNull(),
    /** Browser and system; null when they were not told. */
    device: text(),
    loggedInAt: timestamp({ withTimezone: true }).notNull(),
    /** Not indexed, so that writing it leaves the indexes alone. Some minutes behind. */
    lastSeenAt: timestamp({ withTimezone: true }).notNull(),
    /** Of a log-in by single sign-on: what the provider's log-out is told whom it is about by. */
    idToken: text(),
    /** When its user last proved at the provider that they are there; good for some minutes in place of the password. */
    confirmedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.userId), index().on(t.loggedInAt)],
);

/** What a user's codes are made of beside the password (docs/adr/0034). */
export const secondFactors = pgTable("second_factors", {
  userId: uuid()
    .primaryKey()
    .references(() => users.id),
  /** Encrypted with the application's secret. */
  secret: text().notNull(),
  /** Null until the first code has shown that the person has it; nothing is asked for before. */
  confirmedAt: timestamp({ withTimezone: true }),
  /** The time step of the last code that was taken, in half minutes since 1970: it and those before it are used up. */
  lastStep: integer().notNull().default(0),
});

/** Codes for who has lost the device, by their hashes; one that is used is deleted. */
export const recoveryCodes = pgTable(
  "recovery_codes",
  {
    userId: uuid()
      .notNull()
      .references(() => users.id),
    codeHash: text().notNull(),
  },
  (t) => [primaryKey({ columns: [t.userId, t.codeHash] })],
);

/** Who a user is at the provider of single sign-on: the subject of an issuer, never an e-mail. */
export const identities = pgTable(
  "identities",
  {
    issuer: text().notNull(),
    subject: text().notNull(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    linkedAt: timestamp({ withTimezone: true }).notNull(),
  },
  (t) => [primaryKey({ columns: [t.issuer, t.subject] }), index().on(t.userId)],
);

/** Personal API tokens; only the hash is stored. */
export const apiTokens = pgTable(
  "api_tokens",
  {
    id: uuid().primaryKey().defaultRandom(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    name: text().notNull(),
    tokenHash: text().notNull().unique(),
    /** The user's `sessionVersion` when the token was made; it works while they are equal. */
    sessionVersion: integer().notNull().default(1),
    scope: text({ enum: TOKEN_SCOPES }).notNull().default("write"),
    createdAt: now(),
    /** Null for one that lasts. */
    expiresAt: timestamp({ withTimezone: true }),
    lastUsedAt: timestamp({ withTimezone: true }),
    revokedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.userId), check("api_tokens_scope_check", sql`${t.scope} in ('read', 'write')`)],
);

/** Links that a person gets by mail and uses once. Only the hash of what stands in the link is stored. */
export const oneTimeLinks = pgTable(
  "one_time_links",
  {
    id: uuid().primaryKey(),
    userId: uuid()
      .notNull()
      .references(() => users.id),
    purpose: text({ enum: LINK_PURPOSES }).notNull(),
    tokenHash: text().notNull().unique("one_time_links_token_key"),
    /** The user's e-mail and `sessionVersion` when it was made; it works while they are the same. */
    email: text().notNull(),
    sessionVersion: integer().notNull(),
    /** Of `confirm_email`: the address that takes its place, when both links of the change have been used. */
    newEmail: text(),
    changeId: uuid(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    expiresAt: timestamp({ withTimezone: true }).notNull(),
    usedAt: timestamp({ withTimezone: true }),
  },
  (t) => [index().on(t.userId), index().on(t.expiresAt), index().on(t.changeId)],
);

/** Companies that ask for access. */
export const accessRequests = pgTable(
  "access_requests",
  {
    id: uuid().primaryKey().defaultRandom(),
    company: text().notNull(),
    cvr: text().notNull(),
    /** The number of its authorisation as an electrical installer. */
    authorisation: text().notNull(),
    name: text().notNull(),
    email: text().notNull(),
    phone: text(),
    note: text(),
    language: text({ enum: LOCALES }).notNull(),
    createdAt: timestamp({ withTimezone: true }).notNull(),
    /** When whoever asked last sent other values, while it was open. */
    correctedAt: timestamp({ withTimezone: true }),
    decidedAt: timestamp({ withTimezone: true }),
    decidedBy: text(),
    /** The company that was admitted; null while it is open, and when it was declined. */
    organisationId: uuid().references(() => organisations.id),
    /** Why it was declined. */
    reason: text(),
  },
  (t) => [
    index().on(t.createdAt, t.id),
    index().on(t.decidedAt),
    // Whoever asks twice is heard once.
    uniqueIndex("access_requests_open_key")
      .on(t.cvr, sql`lower(${t.email})`)
      .where(sql`${t.decidedAt} is null`),
  ],
);
