import type { InputFault } from "./fault";
import { LIMITS } from "./limits";

/** Every refusal a verb can answer with, and the HTTP status it becomes. Each has a sentence under `errors.<code>`. */
export const ERROR_STATUS = {
  unauthenticated: 401,
  forbidden: 403,
  cross_site: 403,
  not_found: 404,
  unreadable_request: 400,
  request_timeout: 408,
  address_too_long: 414,
  headers_too_large: 431,
  malformed: 400,
  too_complex: 400,
  method_not_allowed: 405,
  invalid: 422,
  payload_too_large: 413,
  unsupported_media_type: 415,
  project_not_empty: 409,
  group_not_empty: 409,
  action_not_allowed: 403,
  cases_blocked: 409,
  import_has_errors: 422,
  missing_columns: 422,
  ambiguous_columns: 422,
  choose_sheet: 422,
  selection_too_large: 422,
  too_many_rows: 422,
  invalid_file: 422,
  idempotency_key_reused: 422,
  operation_expired: 409,
  operation_not_undoable: 409,
  operation_already_undone: 409,
  cases_changed: 409,
  person_inactive: 409,
  number_given_away: 409,
  last_admin: 409,
  in_use: 409,
  already_exists: 409,
  has_open_cases: 409,
  wrong_password: 422,
  too_many_attempts: 429,
  busy: 503,
  outcome_unknown: 503,
  internal: 500,
} as const;
export type ErrorCode = keyof typeof ERROR_STATUS;

type Detail = {
  params?: Record<string, string | number>;
  faults?: InputFault[];
  extra?: Record<string, unknown>;
};

/**
 * A refusal the caller can only report. `params` fill the sentence, `faults` name the input's fields,
 * the first hundred; `extra` are members the answer carries beside the problem (the blocked cases, the rows in error).
 */
export class DomainError extends Error {
  readonly detail: Detail;

  constructor(
    readonly code: ErrorCode,
    { faults, ...detail }: Detail = {},
  ) {
    super(code);
    this.detail = { ...detail, ...(faults && { faults: faults.slice(0, LIMITS.faults) }) };
    this.name = "DomainError";
  }
}
