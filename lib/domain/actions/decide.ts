import { RULES } from "./rules";
import { ACTIONS, type Action, type CaseState, type Reason, type Role } from "@/lib/domain/vocabulary";

export type Verdict = { ok: true; to: CaseState } | { ok: false; reason: Reason };

/** The actions that a role may take in some state, in the order of the selection bar. */
export function actionsOf(role: Role): Action[] {
  return ACTIONS.filter((action) => RULES[action].from[role] !== undefined);
}

/**
 * Whether a role may take an action on a case in a state, and the state after it; a refusal has its reason. An action
 * that the role never has gives `wrong_state`: verbs must refuse it before (`actionsOf`).
 */
export function decide(role: Role, action: Action, state: CaseState): Verdict {
  const rule = RULES[action];
  if (rule.from[role]?.includes(state)) return { ok: true, to: rule.to ?? state };
  if (state === "archived") return { ok: false, reason: "archived" };
  const { closed } = rule;
  const isSpecial = closed && (!closed.in || closed.in.includes(state));
  return { ok: false, reason: isSpecial ? closed.reason : "wrong_state" };
}
