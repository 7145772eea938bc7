import { OPERATIONS, undoingOf } from "@/lib/domain/operations";
import { ACTIONS } from "@/lib/domain/vocabulary";

const undoneBy = (undo: string) =>
  Object.entries(OPERATIONS).flatMap(([kind, row]) => (row.undo === undo ? [kind] : []));

test("actions are undone by restoring their cases, creations by removing them, and nothing else is", () => {
  expect(undoneBy("restore").sort()).toEqual([...ACTIONS].sort());
  expect(undoneBy("remove").sort()).toEqual(["create_cases", "import_cases"]);
});

test("what is undone is about cases", () => {
  for (const { subject, undo } of Object.values(OPERATIONS)) {
    if (undo !== null) expect(subject).toBe("case");
  }
});

test("a kind that nobody knows is not undone", () => {
  expect(["approve", "import_cases", "undo", "gone", "toString"].map(undoingOf)).toEqual([
    "restore",
    "remove",
    null,
    null,
    null,
  ]);
});
