import { type Action, CASE_STATES, type CaseState, type Role } from "@/lib/domain/vocabulary";

/** What the caller must give, and where the case goes. `to: null` leaves the state as it is. */
export type Rule = {
  from: Partial<Record<Role, readonly CaseState[]>>;
  to: CaseState | null;
};

const except = (...closed: CaseState[]) => CASE_STATES.filter((state) => !closed.includes(state));

const BEFORE_THE_METER = ["submitted", "approved", "ready_for_meter", "rejected"] as const;
const INSTALLER_MAY_STILL_CHANGE = except("completed", "cancelled", "archived");
const NOT_ARCHIVED = except("archived");

/**
 * THE TABLE (mission §3): which role may take which action on a case in which state. What is absent is
 * forbidden. Buttons, the server's decision, the API's answers and the diagram in the docs all come from it.
 */
export const RULES: Record<Action, Rule> = {
  approve: { from: { dso: ["submitted"] }, to: "approved" },
  reject: { from: { dso: ["submitted"] }, to: "rejected" },
  resubmit: { from: { installer: ["rejected"] }, to: "submitted" },
  report_ready_for_meter: { from: { installer: ["approved"] }, to: "ready_for_meter" },
  register_meter: { from: { dso: ["ready_for_meter"] }, to: "meter_installed" },
  complete: { from: { installer: ["meter_installed"] }, to: "completed" },
  cancel: { from: { installer: BEFORE_THE_METER, dso: BEFORE_THE_METER }, to: "cancelled" },
  archive: { from: { dso: ["completed", "cancelled", "rejected"] }, to: "archived" },
  change_installer: {
    from: { installer: INSTALLER_MAY_STILL_CHANGE, admin: INSTALLER_MAY_STILL_CHANGE },
    to: null,
  },
  change_handler: { from: { dso: NOT_ARCHIVED, admin: NOT_ARCHIVED }, to: null },
  edit: { from: { installer: ["submitted", "rejected"], dso: NOT_ARCHIVED }, to: null },
};
