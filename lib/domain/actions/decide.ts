import { RULES } from "./rules";
import { ACTIONS, type Action, type CaseState, type Reason, type Role } from "@/lib/domain/vocabulary";

export type Verdict = { ok: true; to: CaseState } | { ok: false; reason: Reason };

/** The actions the table gives a role at all, in the order of the bar. */
export function actionsOf(role: Role): Action[] {
  return ACTIONS.filter((action) => RULES[action].from[role] !== undefined);
}

/**
 * May this role take this action on a case in this state? A refusal carries the first honest reason.
 * Asking for an action the role never has is the caller's fault and answered as `wrong_state`;
 * verbs refuse it before they come here (`actionsOf`).
 */
export function decide(role: Role, action: Action, state: CaseState): Verdict {
  const rule = RULES[action];
  if (rule.from[role]?.includes(state)) return { ok: true, to: rule.to ?? state };
  if (state === "archived") return { ok: false, reason: "archived" };
  const { closed } = rule;
  const isSpecial = closed && (!closed.in || closed.in.includes(state));
  return { ok: false, reason: isSpecial ? closed.reason : "wrong_state" };
}
