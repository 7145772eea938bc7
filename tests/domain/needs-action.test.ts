import { needsActionOf, OPEN_STATES } from "@/lib/domain/actions/needs-action";

test.each([
  ["installer", ["approved", "meter_installed", "rejected"]],
  ["dso", ["submitted", "ready_for_meter"]],
  ["admin", []],
] as const)("%s is waited for in %j", (role, states) => {
  expect(needsActionOf(role)).toEqual(states);
});

test("a case is open while somebody is waited for", () => {
  expect(OPEN_STATES).toEqual(["submitted", "approved", "ready_for_meter", "meter_installed", "rejected"]);
});
