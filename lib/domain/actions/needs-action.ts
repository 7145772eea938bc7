import { ACTIONS, CASE_STATES, type CaseState, ROLES, type Role } from "../vocabulary";
import { formOf } from "./forms";
import { RULES } from "./rules";

/** States whose next step is this role's daily work. */
export const needsActionOf = (role: Role): CaseState[] =>
  CASE_STATES.filter((state) =>
    ACTIONS.some((action) => formOf(action).tone === "work" && RULES[action].from[role]?.includes(state)),
  );

/** States in which somebody still has work to do. */
export const OPEN_STATES: readonly CaseState[] = CASE_STATES.filter((state) =>
  ROLES.some((role) => needsActionOf(role).includes(state)),
);
