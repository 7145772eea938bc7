import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { LIMITS } from "@/lib/domain/limits";
import { KNOWN_DAYS } from "@/lib/server/people/login";
import { SESSION_DAYS } from "@/lib/server/people/sessions";

export type Kept = {
  /** How long a row is kept. */
  days: number;
  why: string;
} & (
  | {
      /** Whether nobody needs a row any more, on the table's columns; `before` is so many days ago. */
      isOver: (before: SQL) => SQL;
      /** Its rows are never changed, so nobody holds one, and nobody may. */
      isOnlyAddedTo?: true;
    }
  /** The function of the database that alone may delete such rows: `(before, most)` → how many it deleted. */
  | { by: SQL }
);

const hasEnded = (table: SQL) =>
  sql`not exists (select from users u where u.id = ${table}.user_id and u.session_version = ${table}.session_version)`;

const MAIL_DAYS = 30;

/** What is deleted by and by: table → age → why so long. Other rows stay until somebody deletes them. */
export const KEPT = {
  idempotency_keys: {
    days: LIMITS.idempotencyDays,
    isOver: (before) => sql`created_at < ${before}`,
    why: "a client repeats a request within days, or not at all",
  },
  sessions: {
    days: SESSION_DAYS,
    isOver: (before) => sql`logged_in_at < ${before} or ${hasEnded(sql`sessions`)}`,
    why: "none works for longer; one that was ended works no more",
  },
  api_tokens: {
    days: 30,
    isOver: (before) => sql`revoked_at < ${before} or expires_at < ${before} or ${hasEnded(sql`api_tokens`)}`,
    why: "the owner sees for a month that it has expired",
  },
  login_attempts: {
    days: 1,
    isOver: (before) => sql`window_start < ${before}`,
    why: "attempts count for 15 minutes; the clocks of servers may differ",
  },
  login_addresses: {
    days: KNOWN_DAYS,
    isOver: (before) => sql`last_at < ${before}`,
    why: "later it is no known address any more (docs/adr/0011)",
  },
  one_time_links: {
    days: MAIL_DAYS,
    isOver: (before) => sql`expires_at < ${before}`,
    why: "administrators see what became of its mail",
  },
  notifications: {
    days: 90,
    isOver: (before) => sql`created_at < ${before}`,
    why: "what was told and not read for so long is found in the activity",
  },
  outbox: {
    days: MAIL_DAYS,
    isOver: (before) => sql`created_at < ${before}`,
    why: "administrators see for a month what was sent, and what was not",
  },
  webhook_deliveries: {
    days: MAIL_DAYS,
    isOver: (before) => sql`created_at < ${before}`,
    why: "administrators see for a month what was not delivered",
  },
  access_requests: {
    days: 366,
    isOver: (before) => sql`coalesce(decided_at, created_at) < ${before}`,
    why: "whoever was declined may ask why; nobody answers one that has been open for a year",
  },
  skipped_rows: {
    // The function itself deletes none that is younger than 90 days.
    days: LIMITS.skippedRowsDays,
    by: sql`forget_skipped_rows`,
    why: "the rows an import left out, with personal data of cases that never came to be; mended by then",
  },
  audit_events: {
    // A leap year, since the table's trigger refuses to delete what is younger than a year.
    days: 366,
    isOver: (before) => sql`at < least(${before}, now() - interval '1 year')`,
    isOnlyAddedTo: true,
    why: "addresses of people at work are kept while an abuse may be looked into (docs/adr/0019)",
  },
  case_reads: {
    days: 366,
    // By the index; a day earlier, as the day is Denmark's and the table's trigger goes by the last moment.
    isOver: (before) => sql`day < (least(${before}, now() - interval '1 year') - interval '1 day')::date`,
    why: "people may ask who has seen their data (docs/adr/0022)",
  },
} as const satisfies Record<string, Kept>;
