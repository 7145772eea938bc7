import { ACTIONS, type Action, type Role } from "../vocabulary";
import { addWorkingDays, METER_NOTICE_WORKING_DAYS, workingDayFrom, type WorksOn } from "../working-days";
import { type Asked, asksOf, type DateLimit, formOf, type ParameterName } from "./forms";

/** The parameters of an action as the API takes them; those that are not given are absent. */
export type Body = Readonly<Record<string, unknown>>;

const namesOf = (actions: readonly Action[], ...kinds: readonly Asked["kind"][]): ParameterName[] => [
  ...new Set(
    actions.flatMap((action) =>
      asksOf(action).flatMap(([name, asked]) => (kinds.includes(asked.kind) ? [name] : [])),
    ),
  ),
];

/** Parameters that hold values by case id. Whoever sees only some of the cases must not read them. */
export const PER_CASE_PARAMETERS = namesOf(ACTIONS, "column", "fields_by_case");
/** Parameters that hold a reason. Whoever sees one of the cases may read them. */
export const REASON_PARAMETERS = namesOf(ACTIONS, "reason");
/** Actions that ask for a reason. */
export const REASONED_ACTIONS = ACTIONS.filter((action) => namesOf([action], "reason").length > 0);

/** Whether an action reads or writes the fields of cases; otherwise their state is enough. */
export const touchesFields = (action: Action): boolean =>
  formOf(action).clears !== undefined ||
  asksOf(action).some(([, asked]) => "sets" in asked || asked.kind === "fields");

/** Whether a role must give the reason. */
export const isRequired = (asked: Extract<Asked, { kind: "reason" }>, role: Role): boolean =>
  asked.required === true || asked.required.includes(role);

/** The first possible wished meter date when today is `today` (both YYYY-MM-DD). */
export const earliestMeterDate = (today: string, works?: WorksOn): string =>
  addWorkingDays(today, METER_NOTICE_WORKING_DAYS, works);

type DateFault =
  | { code: "date_in_future" }
  | { code: "meter_date_too_soon" | "not_a_working_day"; params: { date: string } };

/**
 * The fault of a day (YYYY-MM-DD) under a limit: an input fault's code and parameters; null when it fits. `works` tells
 * the grid company's own days.
 */
export function dateFault(limit: DateLimit, day: string, today: string, works?: WorksOn): DateFault | null {
  if (limit === "up_to_today") return day > today ? { code: "date_in_future" } : null;
  const earliest = earliestMeterDate(today, works);
  if (day < earliest) return { code: "meter_date_too_soon", params: { date: earliest } };
  const workingDay = workingDayFrom(day, works);
  return day === workingDay ? null : { code: "not_a_working_day", params: { date: workingDay } };
}

/** The first values of an action's dialog: today, or the earliest meter date. */
export function firstValues(action: Action, today: string): Body {
  return Object.fromEntries(
    asksOf(action).flatMap(([name, asked]) => {
      if (asked.kind !== "date") return [];
      return [[name, asked.limit === "meter_notice" ? earliestMeterDate(today) : today]];
    }),
  );
}

/** Stands for a text that is not written yet: no text changes which cases are refused. */
const ANY_TEXT = "…";

/**
 * The parameters of the dry run while a dialog is being filled in. Missing texts and ticks are put in, since they do
 * not change the outcome; null while a date, a person or the fields of an edit are missing.
 */
export function triedValues(action: Action, body: Body): Body | null {
  const tried: Record<string, unknown> = { ...body };
  for (const [name, asked] of asksOf(action)) {
    if (asked.kind === "text" || asked.kind === "reason") tried[name] ??= ANY_TEXT;
    else if (asked.kind === "tick") tried[name] = true;
    else if (asked.kind === "fields" && Object.keys(body).length === 0) return null;
    else if ((asked.kind === "date" || asked.kind === "person") && body[name] === undefined) return null;
  }
  return tried;
}

/** The parameters without the values for the cases `ids`, which are no longer selected. */
export function withoutCases(body: Body, ids: readonly string[]): Body {
  const rest: Record<string, unknown> = { ...body };
  const gone = new Set(ids);
  for (const name of PER_CASE_PARAMETERS) {
    const kept = Object.entries((body[name] as Body | undefined) ?? {}).filter(([id]) => !gone.has(id));
    delete rest[name];
    if (kept.length > 0) rest[name] = Object.fromEntries(kept);
  }
  return rest;
}
