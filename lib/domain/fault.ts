import type { Problem, ProblemCode } from "./problem";

/** Every way an input can be wrong; each has a sentence in `lib/messages` under `errors.fault.<code>`. */
export const FAULT_CODES = [
  "not_confirmed",
  "required",
  "invalid",
  "not_a_key",
  "unknown_key",
  "too_large",
  "too_small",
  "too_long",
  "too_short",
  "not_a_choice",
  "forbidden_characters",
  "ids_or_filter",
  "ids_or_all",
  "one_version_per_id",
  "contradictory_versions",
  "given_twice",
  "email_given_twice",
  "not_in_selection",
  "unknown_person",
  "unknown_grid_area",
  "unknown_organisation",
  "no_installer",
  "unknown_field",
  "not_your_field",
  "cannot_be_cleared",
  "set_and_cleared",
  "nothing_to_change",
  "not_a_working_day",
  "meter_date_too_soon",
  "date_in_past",
  "date_in_future",
  "not_a_date",
  "not_an_integer",
  "out_of_range",
  "not_a_boolean",
  "not_an_email",
  "not_https",
  "internal_address",
  "not_a_phone",
  "not_a_cvr",
  "not_an_ean",
  "not_a_gln",
  "given_to_several",
  "one_per_case",
  "cvr_taken",
  "email_taken",
  "name_taken",
  "number_too_long",
  "number_mangled",
  "not_a_meter_number",
  "not_a_metering_point",
  "not_a_postcode",
  "not_text",
  "formula_error",
  "password_too_short",
  "wrong_password",
  "wrong_code",
  "file_missing",
  "not_json",
  "unknown_case_type",
  "hidden_sheet",
  "garbled_text",
  "no_postcodes",
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

/** The faults of a value that have a sentence both for inputs and for rows. */
export type ValueFault = FaultCode & ProblemCode;

/** One fault in an input: its path, its code and the parameters of its sentence; or a row's problem, at that path. */
export type InputFault = { path: string; params?: Record<string, string | number> } & (
  | { code: FaultCode; problem?: undefined }
  | { code: ProblemCode; problem: Problem }
);
