import { ACTIONS, CASE_STATES, type CaseState, ROLES, type Role } from "../vocabulary";
import { formOf } from "./forms";
import { RULES } from "./rules";

/** The states in which a role has an action of daily work (tone `work`). */
export const needsActionOf = (role: Role): CaseState[] =>
  CASE_STATES.filter((state) =>
    ACTIONS.some((action) => formOf(action).tone === "work" && RULES[action].from[role]?.includes(state)),
  );

/** The states in which any role has one. */
export const OPEN_STATES: readonly CaseState[] = CASE_STATES.filter((state) =>
  ROLES.some((role) => needsActionOf(role).includes(state)),
);
