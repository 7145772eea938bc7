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

/** A selection as the rules see it: the cases that share a state. Of a large bucket only the first ids may be named. */
export type StateBucket<Id> = { state: CaseState; count: number; caseIds: Id[] };

/**
 * What a role may do with a selection, action by action in the order of the bar. The verdict hangs on the
 * state alone, so a selection of any size is decided bucket by bucket. An empty selection offers nothing.
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
