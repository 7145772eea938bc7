import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { rowsOf } from "@/lib/server/kernel/sql";
import { KEPT, type Kept } from "./kept";

/** What the tables hold, as an administrator calls it; `admin.retention.holds` has the words. Every table once. */
export const HELD = {
  cases: ["cases", "case_counts", "project_counts", "search_terms"],
  projects: ["projects", "groups"],
  history: ["history_events"],
  operations: ["operations", "operation_details"],
  left_out_rows: ["skipped_rows"],
  log: ["audit_events"],
  reads: ["case_reads"],
  people: ["users", "organisations"],
  sessions: ["sessions"],
  identities: ["identities"],
  second_factors: ["second_factors", "recovery_codes"],
  tokens: ["api_tokens"],
  attempts: ["login_attempts"],
  places_of_log_in: ["login_addresses"],
  links: ["one_time_links"],
  mails: ["outbox"],
  news: ["notifications"],
  webhooks: ["webhooks"],
  deliveries: ["webhook_deliveries"],
  views: ["views"],
  access_requests: ["access_requests"],
  answers: ["idempotency_keys"],
  areas: ["grid_areas", "postcodes", "postcode_grid_areas", "brought_data"],
  upkeep: ["upkeep"],
} as const satisfies Record<string, readonly string[]>;
export type Held = keyof typeof HELD;
export const HELD_KINDS = Object.keys(HELD) as Held[];

export type Size = {
  held: Held;
  rows: number;
  /** Counting a large table takes long; the database's own estimate of its rows is some days old at most. */
  isEstimate: boolean;
  /** With indexes. */
  bytes: number;
  /** Null: until somebody deletes it. */
  days: number | null;
};

/** Tables up to this are counted: some ten milliseconds. */
const COUNTED_BYTES = 16 * 1024 * 1024;

type Table = { name: string; bytes: string; own: string; estimate: number };

/** How much each kind of thing takes. */
export async function readSizes(db: Db): Promise<Size[]> {
  const tables = await rowsOf<Table>(
    db,
    sql`select relname as name, pg_total_relation_size(oid)::text as bytes, pg_relation_size(oid)::text as own,
        greatest(reltuples, 0)::float8 as estimate
      from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'`,
  );
  const small = tables.filter(({ own }) => Number(own) <= COUNTED_BYTES);
  const counts = await rowsOf<{ name: string; n: number }>(
    db,
    sql.join(
      small.map(
        ({ name }) => sql`select ${name}::text as name, count(*)::int as n from ${sql.identifier(name)}`,
      ),
      sql` union all `,
    ),
  );
  const counted = new Map(counts.map(({ name, n }) => [name, n]));
  return HELD_KINDS.map((held) => {
    const of = tables.filter(({ name }) => (HELD[held] as readonly string[]).includes(name));
    return {
      held,
      rows: of.reduce((sum, { name, estimate }) => sum + (counted.get(name) ?? Math.round(estimate)), 0),
      isEstimate: of.some(({ name }) => !counted.has(name)),
      bytes: of.reduce((sum, { bytes }) => sum + Number(bytes), 0),
      days: daysOf(held),
    };
  });
}

const daysOf = (held: Held): number | null =>
  HELD[held].map((table) => (KEPT as Record<string, Kept>)[table]?.days).find((days) => days) ?? null;
