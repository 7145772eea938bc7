import { hasCvrCheckSum, readValue } from "./field-value";
import {
  DEFAULTS,
  field,
  type FieldKey,
  type FieldValue,
  type FieldValues,
  isFieldKey,
  needOf,
} from "./fields";
import type { Problem, ValueRepair } from "@/lib/domain/problem";
import { cut } from "@/lib/domain/text";
import type { CaseType, Severity } from "@/lib/domain/vocabulary";
import { answerDue, type DuePromise } from "@/lib/domain/due";
import { workingDayFrom } from "@/lib/domain/working-days";

const MAX_FLOOR_AREA_OF_CARE = 65;
const MAX_DIRECT_METER_AMPERE = 63;

/** The day (YYYY-MM-DD) on which values are given, and what the grid company promises. */
export type GivenOn = { today: string; promise: DuePromise };

export type CheckedFields = { values: FieldValues; problems: Problem[]; repairs: ValueRepair[] };

const asText = (raw: unknown): string | null => {
  if (raw === undefined || raw === null) return null;
  if (typeof raw !== "object") return cut(String(raw), 200);
  return cut(
    "date" in raw ? String(raw.date) : "error" in raw ? String(raw.error) : JSON.stringify(raw),
    200,
  );
};

/**
 * Reads values for the fields of a case type that are `allowed`. Any other key is an error with its reason. Required
 * fields and rules between fields are checked by `checkFields`.
 */
export function readFields(
  caseType: CaseType,
  allowed: readonly FieldKey[],
  raw: Readonly<Record<string, unknown>>,
): CheckedFields {
  const values: FieldValues = {};
  const problems: Problem[] = [];
  const repairs: ValueRepair[] = [];
  for (const [key, given] of Object.entries(raw)) {
    const fail = (code: Problem["code"], params?: Problem["params"]) =>
      problems.push({
        field: cut(key, 100),
        value: asText(given),
        severity: "error",
        code,
        ...(params && { params }),
      });
    if (!isFieldKey(key)) fail("unknown_field");
    else if (needOf(key, caseType) === "-") fail("not_for_case_type");
    else if (!allowed.includes(key)) fail("not_your_field");
    else {
      const read = readValue(field(key), given);
      if (!read.ok) fail(read.code, read.params);
      else if (read.value !== null) {
        values[key] = read.value;
        // A moment in another time zone may be the next day in Denmark.
        const from = field(key).kind === "date" && typeof given === "string" ? given.trim() : "";
        if (/^\d{4}-/.test(from) && !from.startsWith(String(read.value)))
          repairs.push({ field: key, from: cut(from, 200), to: String(read.value), code: "day" });
      }
    }
  }
  return { values, problems, repairs };
}

/** Fills what is missing with the case type's defaults (`DEFAULTS`). */
export const withDefaults = (caseType: CaseType, values: FieldValues): FieldValues => ({
  ...DEFAULTS[caseType],
  ...values,
});

/**
 * The problems of a whole case's values: missing `required` fields, and rules between fields, with the case type and
 * with the day it is given on. With `dates: "kept"` the connection date is not checked, since it was when given.
 */
export function checkFields(
  caseType: CaseType,
  values: FieldValues,
  required: readonly FieldKey[],
  { today, promise }: GivenOn,
  dates: "new" | "kept" = "new",
): Problem[] {
  const problems: Problem[] = [];
  const add = (key: FieldKey, severity: Severity, code: Problem["code"], params?: Problem["params"]) =>
    problems.push({ field: key, value: asText(values[key]), severity, code, ...(params && { params }) });

  for (const key of required) {
    if (needOf(key, caseType) === "M" && values[key] === undefined) add(key, "error", "required");
  }
  const isDwelling = caseType !== "business";
  const ampere = numberOf(values.ampere);
  if (isDwelling && ampere > MAX_DIRECT_METER_AMPERE)
    add("ampere", "error", "ampere_too_large", { limit: MAX_DIRECT_METER_AMPERE });
  else if (caseType === "youth_elderly_care" && ampere > 10)
    add("ampere", "warning", "ampere_unusual", { limit: 10 });
  else if (isDwelling && ampere > 25) add("ampere", "warning", "ampere_unusual", { limit: 25 });

  if (caseType === "business" && ampere > MAX_DIRECT_METER_AMPERE && values.meterType === "direct") {
    add("meterType", "error", "needs_transformer", { limit: MAX_DIRECT_METER_AMPERE });
  }
  if (caseType === "youth_elderly_care" && numberOf(values.floorArea) > MAX_FLOOR_AREA_OF_CARE) {
    add("floorArea", "error", "floor_area_too_large", { limit: MAX_FLOOR_AREA_OF_CARE });
  }
  const storeys = values.storeys === undefined ? null : numberOf(values.storeys);
  if (caseType === "terraced_house" && storeys !== null && storeys > 2)
    add("storeys", "warning", "storeys_unusual");
  if (caseType === "apartment" && storeys !== null && storeys < 3)
    add("storeys", "warning", "storeys_unusual");

  if (values.serviceCable === "existing" && values.existingInstallation === undefined) {
    add("existingInstallation", "error", "required");
  }
  if (typeof values.customerCvr === "string" && !hasCvrCheckSum(values.customerCvr)) {
    add("customerCvr", "warning", "cvr_check_sum");
  }
  if (values.payerSameAsCustomer === false) {
    if (values.payerName === undefined) add("payerName", "error", "required");
    if (values.payerEmail === undefined) add("payerEmail", "error", "required");
  }
  const wished = values.connectionDate;
  if (typeof wished === "string" && dates === "new") {
    const workingDay = workingDayFrom(wished, promise.works);
    const answered = earliestAnswer(today, promise);
    if (wished < today) add("connectionDate", "error", "date_in_past");
    else if (wished < answered) {
      add("connectionDate", "warning", "date_too_soon", { date: answered, count: promise.answerDays });
    } else if (wished !== workingDay) {
      add("connectionDate", "warning", "not_a_working_day", { date: workingDay });
    }
  }
  return problems;
}

// Remembered for a batch of thousands, which asks for the same day each time.
let latest: (GivenOn & { date: string }) | undefined;
/** A connection date before the grid company has to answer gets a warning. */
function earliestAnswer(today: string, promise: DuePromise): string {
  if (latest?.today !== today || latest.promise !== promise)
    latest = { today, promise, date: answerDue(today, promise) };
  return latest.date;
}

const numberOf = (value: FieldValue | undefined) => (typeof value === "number" ? value : 0);
