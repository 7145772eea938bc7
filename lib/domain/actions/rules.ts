import { type Action, CASE_STATES, type CaseState, type Reason, type Role } from "../vocabulary";

/** Who may take an action on a case in which states, and where the case goes. */
export type Rule = {
  from: Partial<Record<Role, readonly CaseState[]>>;
  /** Null leaves the state as it is. */
  to: CaseState | null;
  /** The reason for a refusal in place of `wrong_state`, in the states `in`, or in all. */
  closed?: { reason: Reason; in?: readonly CaseState[] };
};

const except = (...closed: CaseState[]) => CASE_STATES.filter((state) => !closed.includes(state));

const BEFORE_THE_METER = ["submitted", "approved", "ready_for_meter", "rejected"] as const;
const INSTALLER_MAY_STILL_CHANGE = except("completed", "cancelled", "archived");
const NOT_ARCHIVED = except("archived");

/**
 * Which role may take which action on a case in which state; what is absent is forbidden. The buttons, the server's
 * decisions, the API's answers and the diagram in the docs come from it. What an action asks is in `forms.ts`.
 */
export const RULES: Record<Action, Rule> = {
  approve: { from: { dso: ["submitted"] }, to: "approved" },
  reject: { from: { dso: ["submitted"] }, to: "rejected" },
  resubmit: { from: { installer: ["rejected"] }, to: "submitted" },
  report_ready_for_meter: { from: { installer: ["approved"] }, to: "ready_for_meter" },
  register_meter: { from: { dso: ["ready_for_meter"] }, to: "meter_installed" },
  withdraw_ready: { from: { installer: ["ready_for_meter"] }, to: "approved" },
  report_failed_visit: { from: { dso: ["ready_for_meter"] }, to: "approved" },
  change_meter_date: { from: { installer: ["ready_for_meter"] }, to: null },
  complete: { from: { installer: ["meter_installed"] }, to: "completed" },
  cancel: {
    from: { installer: BEFORE_THE_METER, dso: BEFORE_THE_METER },
    to: "cancelled",
    // Once a meter is installed, taking it down is another kind of case.
    closed: { reason: "meter_present", in: ["meter_installed", "completed"] },
  },
  archive: { from: { dso: ["completed", "cancelled", "rejected"] }, to: "archived" },
  change_installer: {
    from: { installer: INSTALLER_MAY_STILL_CHANGE, admin: INSTALLER_MAY_STILL_CHANGE },
    to: null,
  },
  change_handler: { from: { dso: NOT_ARCHIVED, admin: NOT_ARCHIVED }, to: null },
  edit: {
    from: { installer: ["submitted", "rejected"], dso: NOT_ARCHIVED },
    to: null,
    closed: { reason: "not_editable" },
  },
};
