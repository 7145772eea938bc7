import { FORMS } from "@/lib/domain/actions/forms";
import {
  dateFault,
  firstValues,
  isRequired,
  PER_CASE_PARAMETERS,
  REASON_PARAMETERS,
  REASONED_ACTIONS,
  touchesFields,
  triedValues,
  withoutCases,
} from "@/lib/domain/actions/parameters";
import { ACTION_PARAMS } from "@/lib/contract/inputs/actions";
import { ACTIONS } from "@/lib/domain/vocabulary";

/** A Thursday; the second working day after it is the Monday. */
const TODAY = "2026-11-26";

test("a dialog begins with the first or last day that fits", () => {
  expect(firstValues("report_ready_for_meter", TODAY)).toEqual({ meterDate: "2026-11-30" });
  expect(firstValues("register_meter", TODAY)).toEqual({ installedOn: TODAY });
  expect(firstValues("complete", TODAY)).toEqual({ completedOn: TODAY });
  expect(firstValues("reject", TODAY)).toEqual({});
});

test.each([
  ["meter_notice", "2026-11-27", { code: "meter_date_too_soon", params: { date: "2026-11-30" } }],
  ["meter_notice", "2026-11-30", null],
  ["meter_notice", "2026-12-05", { code: "not_a_working_day", params: { date: "2026-12-07" } }],
  ["meter_notice", "2026-12-24", { code: "not_a_working_day", params: { date: "2026-12-28" } }],
  ["up_to_today", "2026-11-26", null],
  ["up_to_today", "2026-11-27", { code: "date_in_future" }],
] as const)("%s: %s", (limit, day, fault) => {
  expect(dateFault(limit, day, TODAY)).toEqual(fault);
});

test("a dry run puts in what cannot change its outcome, and waits for what can", () => {
  expect(triedValues("reject", {})).toEqual({ reason: "…" });
  expect(triedValues("reject", { reason: "Tegning mangler" })).toEqual({ reason: "Tegning mangler" });
  expect(triedValues("report_ready_for_meter", {})).toBeNull();
  expect(triedValues("report_ready_for_meter", { meterDate: "2026-11-30" })).toEqual({
    meterDate: "2026-11-30",
    supplierChosen: true,
    meterPlaceLabelled: true,
  });
  expect(triedValues("change_handler", {})).toBeNull();
  expect(triedValues("change_handler", { handlerId: null })).toEqual({ handlerId: null });
  expect(triedValues("edit", {})).toBeNull();
  expect(triedValues("edit", { clear: ["reference"] })).toEqual({ clear: ["reference"] });
  expect(triedValues("archive", {})).toEqual({});
  expect(triedValues("approve", {})).toEqual({ connectionPoint: "…" });
});

test("what was said of a case goes with it when it is taken out", () => {
  expect(PER_CASE_PARAMETERS.toSorted()).toEqual(["meterNumbers", "perCase"]);
  const body = { installedOn: TODAY, meterNumbers: { a: "1", b: "2" } };
  expect(withoutCases(body, ["a"])).toEqual({ installedOn: TODAY, meterNumbers: { b: "2" } });
  expect(withoutCases(body, ["a", "b"])).toEqual({ installedOn: TODAY });
});

test("thousands of cases are taken out without a look at each for each", () => {
  let looks = 0;
  const ids = Array.from({ length: 1_000 }, (_, i) => `case ${i}`);
  const counted = new Proxy(ids, {
    get: (list, key) => {
      looks += 1;
      return Reflect.get(list, key) as unknown;
    },
  });
  const body = { meterNumbers: Object.fromEntries([...ids, "left"].map((id) => [id, "1"])) };
  expect(withoutCases(body, counted)).toEqual({ meterNumbers: { left: "1" } });
  expect(looks).toBeLessThan(10 * ids.length);
});

test("values of the fields are read for the actions that set or clear them alone", () => {
  expect(ACTIONS.filter((action) => !touchesFields(action)).toSorted()).toEqual(
    ACTIONS.filter((action) => {
      const form: { asks: object; clears?: object } = FORMS[action];
      return !form.clears && !/"sets"|"fields"/.test(JSON.stringify(form.asks));
    }).toSorted(),
  );
  expect(touchesFields("approve")).toBe(true);
  expect(touchesFields("edit")).toBe(true);
  expect(touchesFields("cancel")).toBe(false);
  expect(touchesFields("change_handler")).toBe(false);
});

test("a reason is asked for where a case is turned away", () => {
  expect(REASONED_ACTIONS).toEqual(expect.arrayContaining(["reject", "cancel"]));
  expect(REASONED_ACTIONS).not.toContain("approve");
  expect(REASON_PARAMETERS).toEqual(["reason"]);
});

test.each([
  ["reject", "dso", true],
  ["reject", "installer", true],
  ["cancel", "dso", true],
  ["cancel", "installer", false],
  ["withdraw_ready", "installer", false],
] as const)("the reason of %s by %s is required: %j", (action, role, required) => {
  expect(isRequired(FORMS[action].asks.reason, role)).toBe(required);
});

test.each(ACTIONS)("the schema of %s has the form's parameters", (action) => {
  expect(Object.keys(ACTION_PARAMS[action].shape)).toEqual(Object.keys(FORMS[action].asks));
});
