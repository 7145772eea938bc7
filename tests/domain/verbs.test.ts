import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sideOf } from "@/lib/domain/sides";
import { may, permissionsOf, VERBS } from "@/lib/domain/verbs";
import { ROLES } from "@/lib/domain/vocabulary";

/** Kept by hand; a change of policy shows up here as a diff. */
const GOLDEN = readFileSync(join(__dirname, "verbs.golden.txt"), "utf8")
  .split("\n")
  .filter((line) => line.trim() !== "" && !line.startsWith("#"))
  .map((line) => {
    const [verb = "", ...cells] = line.trim().split(/\s+/);
    return { verb, cells };
  });

test("the golden grid names every verb once, with a cell for each role", () => {
  expect(GOLDEN.map(({ verb }) => verb).sort()).toEqual(Object.keys(VERBS).sort());
  for (const { cells } of GOLDEN) expect(cells).toHaveLength(ROLES.length);
});

test.each(GOLDEN)("$verb", ({ verb, cells }) => {
  expect(ROLES.map((role) => (may(role, verb as never) ? "yes" : "-"))).toEqual(cells);
  expect(ROLES.map((role) => permissionsOf(role)[verb as never])).toEqual(
    cells.map((cell) => cell === "yes"),
  );
});

test("installers and DSOs work on their side of a case, administrators on neither", () => {
  expect(ROLES.map(sideOf)).toEqual(["installer", "dso", null]);
});
