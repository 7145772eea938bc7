/** What holds of the offers of any selection, whatever is in it. */
import fc from "fast-check";
import { offersFor } from "@/lib/domain/actions/offers";
import { CASE_STATES, type CaseState, ROLES } from "@/lib/domain/vocabulary";

const role = fc.constantFrom(...ROLES);
const state = fc.constantFrom(...CASE_STATES);
const states = fc.array(state, { maxLength: 30 });

/** The selection as it is read: counted by state, in the order in which the states came. */
function bucketsOf(selection: readonly CaseState[]) {
  const byState = new Map<CaseState, number[]>();
  for (const [i, one] of selection.entries()) byState.set(one, [...(byState.get(one) ?? []), i]);
  return [...byState].map(([one, caseIds]) => ({ state: one, count: caseIds.length, caseIds }));
}
const offered = (...[who, selection]: [(typeof ROLES)[number], readonly CaseState[]]) =>
  offersFor(who, bucketsOf(selection)).flatMap(({ action, offered: isOffered }) =>
    isOffered ? [action] : [],
  );

test("the order of the cases does not matter", () => {
  fc.assert(
    fc.property(
      role,
      states,
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })),
      (who, some, dice) => {
        const order = some.map((one) => ({ one, at: dice.next().value as number }));
        const shuffled = order.toSorted((a, b) => a.at - b.at).map(({ one }) => one);
        const told = (selection: CaseState[]) =>
          offersFor(who, bucketsOf(selection)).map(({ blocked, ...offer }) => ({
            ...offer,
            blocked: new Set(blocked.map(({ state: one, reason, count }) => `${one} ${reason} ${count}`)),
          }));
        expect(told(shuffled)).toEqual(told(some));
      },
    ),
  );
});

test("another case never brings an offer, unless it is the first", () => {
  fc.assert(
    fc.property(role, fc.array(state, { minLength: 1, maxLength: 30 }), state, (who, some, more) => {
      const before = offered(who, some);
      for (const action of offered(who, [...some, more])) expect(before).toContain(action);
    }),
  );
});

test("what is offered is what each of the cases alone is offered, and every case is counted once", () => {
  fc.assert(
    fc.property(role, states, (who, some) => {
      const common = some.map((one) => offered(who, [one]));
      const actions = offersFor(who, bucketsOf(some));
      for (const { action, offered: isOffered, eligible, blocked } of actions) {
        expect(isOffered).toBe(some.length > 0 && common.every((own) => own.includes(action)));
        expect(eligible + blocked.reduce((sum, { count }) => sum + count, 0)).toBe(some.length);
      }
    }),
  );
});
