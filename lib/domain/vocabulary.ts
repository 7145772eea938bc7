/** The enumerations of the domain. Their labels are in `lib/messages`; `docs/glossary.md` maps them to Danish terms. */

export const ROLES = ["installer", "dso", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** The languages that people read us in. */
export const LOCALES = ["da", "en"] as const;
export type Locale = (typeof LOCALES)[number];

export const ORGANISATION_KINDS = ["installer", "dso"] as const;
export type OrganisationKind = (typeof ORGANISATION_KINDS)[number];

export const CASE_TYPES = ["business", "terraced_house", "apartment", "youth_elderly_care"] as const;
export type CaseType = (typeof CASE_TYPES)[number];

/** In life-cycle order; the state bar and every list of states follow it. */
export const CASE_STATES = [
  "submitted",
  "approved",
  "ready_for_meter",
  "meter_installed",
  "completed",
  "rejected",
  "cancelled",
  "archived",
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** In the order of the selection bar: the harmless first, the destructive last. */
export const ACTIONS = [
  "report_ready_for_meter",
  "complete",
  "approve",
  "register_meter",
  "report_failed_visit",
  "resubmit",
  "change_meter_date",
  "change_installer",
  "change_handler",
  "edit",
  "archive",
  "withdraw_ready",
  "reject",
  "cancel",
] as const;
export type Action = (typeof ACTIONS)[number];

export const isAction = (kind: string): kind is Action => (ACTIONS as readonly string[]).includes(kind);

/** Why an action is refused for a case. */
export const REASONS = [
  "wrong_state",
  "archived",
  "meter_present",
  "changed_since",
  "invalid_fields",
  "warnings",
  "not_editable",
] as const;
export type Reason = (typeof REASONS)[number];

export const SEVERITIES = ["error", "warning"] as const;
export type Severity = (typeof SEVERITIES)[number];

/** What an API token may do: only read, or all that its user may. */
export const TOKEN_SCOPES = ["read", "write"] as const;
export type TokenScope = (typeof TOKEN_SCOPES)[number];
/** The days that a token can be made for; it can also be made to last. */
export const TOKEN_DAYS = [30, 90, 365] as const;
