import { offersFor, type StateBucket } from "@/lib/domain/actions/offers";
import type { CaseState, Role } from "@/lib/domain/vocabulary";

const bucket = (state: CaseState, count: number): StateBucket<string> => ({
  state,
  count,
  caseIds: Array.from({ length: count }, (_, i) => `${state}-${i}`),
});
const offered = (role: Role, ...buckets: StateBucket<string>[]) =>
  offersFor(role, buckets)
    .filter((offer) => offer.offered)
    .map((offer) => offer.action);

test("an empty selection offers nothing", () => {
  expect(offered("installer")).toEqual([]);
  expect(offered("dso", bucket("submitted", 0))).toEqual([]);
});

test("a bucket without cases closes nothing", () => {
  expect(offered("dso", bucket("submitted", 1), bucket("archived", 0))).toContain("approve");
});

test.each([
  [
    "installer",
    [
      "report_ready_for_meter",
      "complete",
      "resubmit",
      "change_meter_date",
      "change_installer",
      "edit",
      "withdraw_ready",
      "cancel",
    ],
  ],
  [
    "dso",
    [
      "approve",
      "register_meter",
      "report_failed_visit",
      "change_handler",
      "edit",
      "archive",
      "reject",
      "cancel",
    ],
  ],
  ["admin", ["change_installer", "change_handler"]],
] as const)("%s is told of its own actions alone, in the order of the bar", (role, actions) => {
  expect(offersFor(role, [bucket("approved", 1)]).map(({ action }) => action)).toEqual(actions);
});

test("one submitted case", () => {
  expect(offered("installer", bucket("submitted", 1))).toEqual(["change_installer", "edit", "cancel"]);
  expect(offered("dso", bucket("submitted", 1))).toEqual([
    "approve",
    "change_handler",
    "edit",
    "reject",
    "cancel",
  ]);
  expect(offered("admin", bucket("submitted", 1))).toEqual(["change_installer", "change_handler"]);
});

test("an installer's submitted and approved cases share changing the installer and cancelling", () => {
  expect(offered("installer", bucket("submitted", 3), bucket("approved", 9))).toEqual([
    "change_installer",
    "cancel",
  ]);
});

test("a DSO's submitted, completed and rejected cases share the handler and the fields", () => {
  expect(offered("dso", bucket("submitted", 1), bucket("completed", 1), bucket("rejected", 1))).toEqual([
    "change_handler",
    "edit",
  ]);
});

test("completed, cancelled and rejected cases can be archived together", () => {
  expect(offered("dso", bucket("completed", 2), bucket("cancelled", 1), bucket("rejected", 4))).toEqual([
    "change_handler",
    "edit",
    "archive",
  ]);
});

test("one archived case closes everything", () => {
  for (const role of ["installer", "dso", "admin"] as const) {
    expect(offered(role, bucket("approved", 50), bucket("archived", 1))).toEqual([]);
  }
});

test("what is not offered says how many cases could and which could not, by reason and state", () => {
  const offer = offersFor("installer", [
    bucket("submitted", 3),
    bucket("approved", 9),
    bucket("archived", 1),
  ]).find(({ action }) => action === "report_ready_for_meter");
  expect(offer).toEqual({
    action: "report_ready_for_meter",
    offered: false,
    eligible: 9,
    blocked: [
      {
        reason: "wrong_state",
        state: "submitted",
        count: 3,
        caseIds: ["submitted-0", "submitted-1", "submitted-2"],
      },
      { reason: "archived", state: "archived", count: 1, caseIds: ["archived-0"] },
    ],
  });
});

test("a bucket counts whole even when only its first ids are named", () => {
  const [offer] = offersFor("installer", [{ state: "approved", count: 5000, caseIds: ["a"] }]);
  expect(offer).toMatchObject({ action: "report_ready_for_meter", offered: true, eligible: 5000 });
});
