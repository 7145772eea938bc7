/**
 * Whose rows each table holds. Tables of companies have policies (docs/adr/0020): each row is for those who are named
 * here, and for administrators. Of the others it says why everybody's statements may read them.
 *
 * The server's own upkeep (`lib/server/retention/upkeep.ts`), which deletes what nobody needs any more, asks as an
 * administrator without a user. Of the log the table's trigger lets it delete what is older than a year; the rows that
 * imports left out it deletes by a function with the owner's rights (`forget_skipped_rows`), which only administrators may
 * call and which takes none that is younger than 90 days.
 */
export const TENANCY: Record<string, { of: string } | { everybody: string }> = {
  projects: { of: "the owner and the grid company" },
  groups: { of: "those of the project" },
  cases: { of: "the owner and the grid company" },
  case_counts: { of: "those of the project" },
  project_counts: { of: "those of the project" },
  search_terms: { of: "those of the project" },
  operations: { of: "those who see everything that it touched; when it found nothing, its own company" },
  operation_details: { of: "those of the operation" },
  skipped_rows: { of: "those of the operation" },
  history_events: { of: "those of the case, project or group; of a user, that user" },
  audit_events: { of: "administrators; what was done by oneself, oneself" },
  case_reads: { of: "administrators; what was read by oneself, oneself" },
  organisations: { everybody: "each side names companies of the other" },
  users: { everybody: "each side names people of the other; looked up at the log-in" },
  grid_areas: { everybody: "reference data" },
  postcodes: { everybody: "reference data" },
  postcode_grid_areas: { everybody: "reference data" },
  brought_data: { everybody: "reference data as a release brought it" },
  sessions: { everybody: "looked up to find out who asks" },
  identities: { everybody: "looked up at a log-in by single sign-on" },
  second_factors: { everybody: "looked up at the log-in" },
  recovery_codes: { everybody: "looked up at the log-in" },
  api_tokens: { everybody: "looked up to find out who asks" },
  one_time_links: { everybody: "looked up to find out who asks" },
  notifications: { of: "the user who is told, while in the same company; administrators" },
  views: { of: "the user who made it, while in the same company; when shared, the company" },
  outbox: { of: "administrators" },
  access_requests: { of: "administrators" },
  webhooks: { of: "administrators" },
  webhook_deliveries: { of: "administrators" },
  login_attempts: { everybody: "counted before anybody is logged in" },
  login_addresses: { everybody: "looked up at the log-in" },
  idempotency_keys: { everybody: "read by user and key; the upkeep removes old keys of all users" },
  upkeep: {
    everybody: "one row, nobody's: when the upkeep last ran; only administrators change it",
  },
};
