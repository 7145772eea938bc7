import { readFileSync } from "node:fs";
import { join } from "node:path";
import { decide } from "@/lib/domain/actions/decide";
import { RULES } from "@/lib/domain/actions/rules";
import { ACTIONS, CASE_STATES, ROLES } from "@/lib/domain/vocabulary";

/** Kept by hand from the permission table; a change of policy shows up here as a diff. */
const GOLDEN = readFileSync(join(__dirname, "rules.golden.txt"), "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => {
    const [role = "", action = "", ...cells] = line.trim().split(/\s+/);
    return { role, action, cells };
  });

test("the golden grid names every role, action and state once", () => {
  const names = GOLDEN.map(({ role, action }) => `${role} ${action}`).sort();
  expect(names).toEqual(ROLES.flatMap((role) => ACTIONS.map((action) => `${role} ${action}`)).sort());
  for (const { cells } of GOLDEN) expect(cells).toHaveLength(CASE_STATES.length);
});

describe.each(GOLDEN)("$role $action", ({ role, action, cells }) => {
  test.each(CASE_STATES.map((state, i) => [state, cells[i]]))("in %s: %s", (state, expected) => {
    const verdict = decide(role as never, action as never, state as never);
    expect(verdict.ok ? verdict.to : `-${verdict.reason}`).toBe(expected === "=" ? state : expected);
  });
});

test("nothing leads out of the archive", () => {
  for (const action of ACTIONS) {
    for (const states of Object.values(RULES[action].from)) expect(states).not.toContain("archived");
  }
});
