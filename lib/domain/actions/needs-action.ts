import { RULES } from "./rules";
import { ACTIONS, CASE_STATES, type CaseState, type Role } from "@/lib/domain/vocabulary";

/** States that some action still leads out of, other than to the archive. */
export const OPEN_STATES: readonly CaseState[] = CASE_STATES.filter((state) =>
  ACTIONS.some(
    (action) =>
      !["archive", "cancel"].includes(action) &&
      RULES[action].to !== null &&
      Object.values(RULES[action].from).some((states) => states.includes(state)),
  ),
);

/** States whose next step is this role's: whatever leads on, leaving aside giving up and tidying away. */
export function needsActionOf(role: Role): CaseState[] {
  return CASE_STATES.filter((state) =>
    ACTIONS.some((action) => {
      const { from, to } = RULES[action];
      return to !== null && action !== "cancel" && action !== "archive" && from[role]?.includes(state);
    }),
  );
}
