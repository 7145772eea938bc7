import { actionsOf, decide } from "./decide";
import type { Action, CaseState, Reason, Role } from "@/lib/domain/vocabulary";

export type Blocked<Id> = { reason: Reason; state: CaseState; count: number; caseIds: Id[] };

export type Offer<Id> = {
  action: Action;
  /** True when every case of the selection allows the action: the intersection. */
  offered: boolean;
  eligible: number;
  blocked: Blocked<Id>[];
};

/** The cases of a selection that share a state. `count` is exact; `caseIds` may hold only the first ones. */
export type StateBucket<Id> = { state: CaseState; count: number; caseIds: Id[] };

/**
 * Each action of a role with whether a selection allows it, in the order of the selection bar. `decide` depends on the
 * state alone, so one look at each state is enough for any number of cases. An empty selection is offered nothing.
 */
export function offersFor<Id>(role: Role, buckets: readonly StateBucket<Id>[]): Offer<Id>[] {
  const filled = buckets.filter((bucket) => bucket.count > 0);
  return actionsOf(role).map((action) => {
    let eligible = 0;
    const blocked: Blocked<Id>[] = [];
    for (const { state, count, caseIds } of filled) {
      const verdict = decide(role, action, state);
      if (verdict.ok) eligible += count;
      else blocked.push({ reason: verdict.reason, state, count, caseIds });
    }
    return { action, offered: eligible > 0 && blocked.length === 0, eligible, blocked };
  });
}
