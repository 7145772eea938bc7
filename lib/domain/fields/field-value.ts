import { danishDay } from "@/lib/domain/danish-day";
import type { ValueFault } from "@/lib/domain/fault";
import { type FieldDefinition, type FieldValue } from "./fields";
import { faultOfErrorCell, isExponent } from "@/lib/domain/problem";
import { isCell } from "@/lib/domain/sheet-cell";
import { cleanText, FORMULA_ERROR } from "@/lib/domain/text";
import { isMeterNumber } from "./case-numbers";

export type ReadValue =
  | { ok: true; value: FieldValue | null }
  | { ok: false; code: ValueFault; params?: Record<string, string | number> };

/** Sheets and JSON keep fifteen digits of a number; the last ones of a longer number are lost. */
const MAX_EXACT = 999_999_999_999_999;
const NUMERIC: readonly FieldDefinition["kind"][] = ["integer", "number_choice"];

/** In characters, for kinds other than text; the longest is an e-mail address (RFC 5321). */
const MAX_LENGTH = 254;

const good = (value: FieldValue | null): ReadValue => ({ ok: true, value });
const bad = (code: ValueFault, params?: Record<string, string | number>): ReadValue =>
  params ? { ok: false, code, params } : { ok: false, code };

/**
 * Reads one value of a form, a cell or a JSON body for one field: the canonical value, or a fault's code with its
 * parameters. Undefined, null and blank text give null. Never throws.
 */
export function readValue(definition: FieldDefinition, raw: unknown): ReadValue {
  if (raw === undefined || raw === null) return good(null);
  if (typeof raw === "boolean") return definition.kind === "boolean" ? good(raw) : bad(typeFault(definition));
  if (isCell(raw, "error")) return bad(faultOfErrorCell(raw.error));
  const dateCell = isCell(raw, "date") ? raw.date : null;
  if (dateCell !== null)
    return definition.kind === "date" && dateCell.length <= MAX_LENGTH
      ? readDate(dateCell)
      : bad(typeFault(definition));
  if (typeof raw !== "string" && typeof raw !== "number") return bad("not_text");
  if (typeof raw === "number" && Math.abs(raw) > MAX_EXACT && !NUMERIC.includes(definition.kind))
    return bad("number_too_long");
  const isMultiline = definition.kind === "text" && definition.multiline === true;
  const max = definition.kind === "text" ? definition.max : MAX_LENGTH;
  const { text, fault } = cleanText(raw, max, { multiline: isMultiline });
  if (fault === "too_long")
    return definition.kind === "text" ? bad("too_long", { limit: max }) : bad(typeFault(definition));
  if (fault) return bad(fault);
  if (text === "") return good(null);
  if (FORMULA_ERROR.test(text)) return bad("formula_error");
  if (isExponent(text)) return bad("number_mangled");
  return readText(definition, text);
}

function readText(definition: FieldDefinition, text: string): ReadValue {
  switch (definition.kind) {
    case "text":
      if ([...text].length < (definition.min ?? 1)) return bad("too_short", { limit: definition.min ?? 1 });
      return definition.isNumber && !isMeterNumber(text) ? bad("not_a_meter_number") : good(text);
    case "integer": {
      const number = readNumber(definition, text);
      if (number === null) return bad("not_an_integer");
      if (number < definition.min || number > definition.max) {
        return bad("out_of_range", { min: definition.min, max: definition.max });
      }
      return good(number);
    }
    case "number_choice": {
      const number = readNumber(definition, text);
      if (number === null || !definition.choices.includes(number)) {
        return bad("not_a_choice", { choices: definition.choices.join(", ") });
      }
      return good(number);
    }
    case "choice":
      return definition.choices.includes(text)
        ? good(text)
        : bad("not_a_choice", { choices: definition.choices.join(", ") });
    case "date":
      return readDate(text);
    case "boolean":
      if (["ja", "yes", "true", "1", "x"].includes(text.toLowerCase())) return good(true);
      if (["nej", "no", "false", "0"].includes(text.toLowerCase())) return good(false);
      return bad("not_a_boolean");
    case "email":
      return text.length <= MAX_LENGTH &&
        /^[^\s@<>,;:"()[\]\\]{1,64}@[^\s@<>,;:"()[\]\\.]+(\.[^\s@<>,;:"()[\]\\.]+)+$/.test(text)
        ? good(text)
        : bad("not_an_email");
    case "phone": {
      const digits = text.replace(/[\s.-]/g, "").replace(/^(\+45|0045)/, "");
      return /^[1-9]\d{7}$/.test(digits) ? good(`+45${digits}`) : bad("not_a_phone");
    }
    case "cvr": {
      const digits = text.replace(/\s/g, "").replace(/^DK/i, "");
      return /^\d{8}$/.test(digits) && isNumbered(digits) ? good(digits) : bad("not_a_cvr");
    }
    case "ean":
      return hasGs1CheckDigit(text.replace(/\s/g, ""), 13)
        ? good(text.replace(/\s/g, ""))
        : bad("not_an_ean");
    case "metering_point":
      return hasGs1CheckDigit(text.replace(/\s/g, ""), 18)
        ? good(text.replace(/\s/g, ""))
        : bad("not_a_metering_point");
  }
}

const typeFault = (definition: FieldDefinition): ValueFault =>
  ({
    text: "not_text",
    integer: "not_an_integer",
    number_choice: "not_a_choice",
    choice: "not_a_choice",
    date: "not_a_date",
    boolean: "not_a_boolean",
    email: "not_an_email",
    phone: "not_a_phone",
    cvr: "not_a_cvr",
    ean: "not_an_ean",
    metering_point: "not_a_metering_point",
  })[definition.kind] as ValueFault;

/** A whole number, also as »16 A«, »1.250« (Danish thousands) or »52,0«; null when it is none. */
function readNumber(definition: FieldDefinition, text: string): number | null {
  const units = definition.unit === "m²" ? /\s*(m²|m2|kvm\.?)$/i : /\s*a(mp(ere)?)?\.?$/i;
  const bare = definition.unit ? text.replace(units, "") : text;
  // »9,000« may be nine, or nine thousand in English.
  if (/^\d+([.,]0+)?$/.test(bare) && !/^\d{1,3}[.,]000$/.test(bare)) return Number.parseInt(bare, 10);
  if (/^\d{1,3}(\.\d{3})+$/.test(bare)) return Number.parseInt(bare.replaceAll(".", ""), 10);
  return null;
}

const MOMENT =
  /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:[.,]\d+)? ?(?:(Z)|([+-]\d{2})(?::?(\d{2}))?)$/i;

/** The Danish day, YYYY-MM-DD, of an ISO moment with a UTC offset; null for any other text. */
function dayOfMoment(text: string): string | null {
  const [, day, time, utc, hours, minutes = "00"] = MOMENT.exec(text) ?? [];
  if (!day || !isRealDay(day)) return null;
  const at = Date.parse(`${day}T${time}${utc ? "Z" : `${hours}:${minutes}`}`);
  return Number.isNaN(at) ? null : danishDay(at);
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
const isLeap = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);

/** Whether a text is YYYY-MM-DD and a day of the calendar. Reckoned without a `Date`, which takes longer than the rest of a row. */
export function isRealDay(day: string): boolean {
  const [, year, month, date] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day)?.map(Number) ?? [];
  if (year === undefined || !month || !date) return false;
  const days = month === 2 && isLeap(year) ? 29 : (DAYS_OF_MONTH[month - 1] ?? 0);
  return date <= days;
}

/** Day, month and year in figures, also with a time of day after them. */
const WRITTEN_DAY =
  /^(\d{1,2})([-./ ]{1,3})(\d{1,2})([-./ ]{1,3})(\d{4})(?: \d{1,2}[:.]\d{2}(?:[:.]\d{2})?(?: ?[ap]m)?)?$/i;

/**
 * A day in figures with the year last, read both ways: `dmy` with the day first, `mdy` with the month first (both
 * YYYY-MM-DD, perhaps no real day). Null for any other text.
 */
export function slashedDay(text: string) {
  const [, first, before, second, behind, year] =
    (text.length <= MAX_LENGTH && WRITTEN_DAY.exec(text.trim())) || [];
  if (!first || !second || !before || !behind) return null;
  const day = (month: string, date: string) => `${year}-${month.padStart(2, "0")}-${date.padStart(2, "0")}`;
  return {
    first: Number(first),
    second: Number(second),
    isSlashed: before.trim() === "/" && behind.trim() === "/",
    dmy: day(second, first),
    mdy: day(first, second),
  };
}

/** Reads year-month-day, or day-month-year as Danes write it, with - . or / between. */
function readDate(text: string): ReadValue {
  const moment = dayOfMoment(text);
  if (moment) return readDate(moment);
  const [, year, , month, day] = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})([T ][\d:.]+)?$/.exec(text) ?? [];
  const value =
    year && month && day
      ? `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`
      : (slashedDay(text)?.dmy ?? "");
  return isRealDay(value) && value >= "1900-01-01" && value <= "2199-12-31" ? good(value) : bad("not_a_date");
}

/** Zeros alone pass every check sum but are no number. */
const isNumbered = (digits: string) => /[1-9]/.test(digits);

/**
 * Whether a number has this length and a right GS1 check digit: weights 1 and 3 from the right, sum divisible by ten.
 */
export function hasGs1CheckDigit(digits: string, length: number): boolean {
  if (digits.length !== length || !/^\d+$/.test(digits) || !isNumbered(digits)) return false;
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

/** Whether eight digits pass the modulus-11 check of CVR numbers. Newer numbers may fail it. */
export function hasCvrCheckSum(digits: string): boolean {
  const weights = [2, 7, 6, 5, 4, 3, 2, 1];
  return weights.reduce((total, weight, i) => total + weight * Number(digits[i]), 0) % 11 === 0;
}
