import type { Severity } from "./vocabulary";

/** Every way a cell or a field can be wrong; each has a sentence in `lib/messages` under `problem.<code>`. */
export const PROBLEM_CODES = [
  "required",
  "too_long",
  "too_short",
  "not_an_integer",
  "out_of_range",
  "not_a_choice",
  "not_a_date",
  "date_in_past",
  "date_in_future",
  "date_too_soon",
  "not_a_working_day",
  "not_a_boolean",
  "not_an_email",
  "not_a_phone",
  "not_a_cvr",
  "cvr_check_sum",
  "not_an_ean",
  "not_a_meter_number",
  "not_a_metering_point",
  "forbidden_characters",
  "not_text",
  "not_for_case_type",
  "unknown_field",
  "not_your_field",
  "cannot_be_cleared",
  "floor_area_too_large",
  "ampere_too_large",
  "ampere_unusual",
  "storeys_unusual",
  "needs_transformer",
  "not_a_street",
  "street_holds_more",
  "house_number_is_date",
  "not_a_house_number",
  "not_a_floor",
  "floor_is_date",
  "not_a_door",
  "door_is_date",
  "door_without_floor",
  "not_a_postcode",
  "postcode_unknown",
  "postcode_without_area",
  "postcode_outside_grid_area",
  "city_mismatch",
  "parts_disagree",
  "column_not_read",
  "duplicate_in_file",
  "duplicate_in_project",
  "spelt_otherwise_in_file",
  "spelt_otherwise_in_project",
  "same_address_elsewhere",
  "formula_error",
  "number_taken",
  "number_mangled",
  "number_too_long",
  "number_has_decimals",
  "hidden_row",
  "struck_row",
  "other_heads",
  "hidden_column",
  "merged_cell",
  "date_order_unclear",
  "garbled_text",
  "formula_text",
] as const;
export type ProblemCode = (typeof PROBLEM_CODES)[number];

/**
 * Why a value is read otherwise than it was written. `spelling`: the canonical spelling; `split`: one cell held several
 * parts; `joined`: one part stood in several cells; `repeated`: another cell says the same; `day`: the Danish day of a
 * moment in another time zone; `text`: letters that a program had garbled, or text it had wrapped; `shown`: a number as
 * the sheet shows it; `date`: Excel's number of a day, or month before day; `merged`: the value of merged cells.
 */
export const REPAIR_CODES = [
  "spelling",
  "split",
  "joined",
  "repeated",
  "day",
  "text",
  "shown",
  "date",
  "merged",
] as const;
export type RepairCode = (typeof REPAIR_CODES)[number];
/** A value that is read otherwise than it was written, to be shown to the user. */
export type ValueRepair = { field: string; from: string; to: string; code: RepairCode };

/**
 * One thing wrong with one value. `field` is a code of the field list or an address part; `value` is what
 * was given, as text, null when nothing was; `params` fill the sentence. An error blocks, a warning may be accepted.
 */
export type Problem = {
  field: string;
  value: string | null;
  severity: Severity;
  code: ProblemCode;
  params?: Record<string, string | number>;
};

const EXPONENT = /^-?\d+([.,]\d+)?E[+-]\d+$/i;

/** In characters; longer than any number that Excel shows. */
const MAX_EXPONENT = 40;

/** Whether a text is »1E+05«, which Excel makes of a long number and of digits with an E between them. */
export const isExponent = (text: string) => text.length <= MAX_EXPONENT && EXPONENT.test(text);

/** The fault of an error cell: a number shown with an exponent, or a formula in error. */
export const faultOfErrorCell = (error: string): "number_mangled" | "formula_error" =>
  isExponent(error) ? "number_mangled" : "formula_error";

/** A row as it was given: Excel's own row number, or its place (from 1) in a list; values by field code. */
export type RawRow = {
  row: number;
  values: Readonly<Record<string, unknown>>;
  /** Repairs made when the file was read. */
  repairs?: readonly ValueRepair[];
  /** Problems of its cells found when the file was read. */
  problems?: readonly Problem[];
};
/** A problem of one row, or of the batch's fields (`row` null). */
export type RowProblem = Problem & {
  row: number | null;
  /** The header of its column in the uploaded sheet. */
  column?: string | null;
};
