import { needsActionOf } from "./actions/needs-action";
import type { DueStatus, Waiting } from "./case-filter";
import { CASE_STATES, type CaseState, type Role } from "./vocabulary";
import { addWorkingDays, type WorksOn } from "./working-days";

/** What a grid company promises, in working days of its own. */
export type DuePromise = {
  /** From the notification to its answer. */
  answerDays: number;
  /** From the wished date to the meter. */
  meterDays: number;
  works: WorksOn;
};

/** What most grid companies promise (Radius: 15 days; Konstant: 5). */
export const USUAL_PROMISE: DuePromise = {
  answerDays: 15,
  meterDays: 5,
  works: { december24: false, december31: false },
};

/** Working days that a grid company may promise at most. */
export const MOST_PROMISED_DAYS = 60;

/** A case is due soon from so many working days before its day. */
export const SOON_WORKING_DAYS = 3;

export const answerDue = (submittedOn: string, { answerDays, works }: DuePromise) =>
  addWorkingDays(submittedOn, answerDays, works);
export const meterDue = (wishedOn: string, { meterDays, works }: DuePromise) =>
  addWorkingDays(wishedOn, meterDays, works);

export type Side = "installer" | "dso";

/** Who must act next on a case in a state; null when nobody must. */
export const sideOf = (state: CaseState): Side | null =>
  (["dso", "installer"] as const).find((side) => needsActionOf(side).includes(state)) ?? null;

/** What a role waits for in a state; an administrator is on neither side. */
export function waitingIn(state: CaseState, role: Role): Waiting | null {
  const side = sideOf(state);
  return side && (side === role ? "us" : "them");
}

export const statesWaiting = (role: Role, waiting: readonly Waiting[]): CaseState[] =>
  CASE_STATES.filter((state) => waiting.some((one) => one === waitingIn(state, role)));

/** The last day that is soon. */
export const soonUntil = (today: string) => addWorkingDays(today, SOON_WORKING_DAYS);

export function statusOf(dueOn: string | null, today: string, soon: string): DueStatus {
  if (dueOn === null) return "none";
  return dueOn < today ? "overdue" : dueOn <= soon ? "soon" : "later";
}
