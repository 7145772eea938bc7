import "server-only";
import { DomainError } from "@/lib/contract/errors";
import type { InputFault } from "@/lib/domain/fault";
import { repeatedNumbers } from "@/lib/domain/fields/case-numbers";
import type { FieldKey, FieldValue, FieldValues } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { Problem } from "@/lib/domain/problem";
import type { Changes } from "./case-update";
import type { SelectedCase } from "./selection";

/** Decides what an action with its parameters changes in each case. */
export type Planner = {
  /** Throws `invalid` when the parameters do not fit the selection as a whole. */
  checkSelection: (selected: readonly SelectedCase[]) => void;
  /** The changes of one case whose state allows the action, or why they are refused. Null: no value changes. */
  changesFor: (
    row: SelectedCase,
  ) => { changes: Changes | null; warnings?: Problem[] } | { problems: Problem[] };
};

/** Throws `invalid` with the faults. */
export const refuse = (...faults: InputFault[]): never => {
  throw new DomainError("invalid", { faults });
};

/** New values by field; null clears. */
export type Values = Partial<Record<FieldKey, FieldValue | null>>;

/** The changes from a case's fields to new values, each as [before, after]; null when nothing differs. */
export function changesOf(fields: FieldValues, values: Values): Changes | null {
  const changes: Changes = {};
  for (const key of Object.keys(values) as FieldKey[]) {
    const before = fields[key] ?? null;
    const after = values[key] ?? null;
    if (before !== after) changes[key] = [before, after];
  }
  return Object.keys(changes).length > 0 ? changes : null;
}

/** Throws `invalid` for numbers that are given to several cases, a fault for each; `numbers`: [case id, number]. */
export function refuseRepeated(
  numbers: readonly (readonly [string, string])[],
  pathOf: (id: string) => string,
) {
  const faults = repeatedNumbers(numbers).map(
    (id): InputFault => ({ path: pathOf(id), code: "given_to_several" }),
  );
  if (faults.length > 0) refuse(...faults.slice(0, LIMITS.faults));
}

/** A check of the selection: throws `invalid` for ids that it does not hold. */
export const onlySelected = (path: string, ids: readonly string[]) => (selected: readonly SelectedCase[]) => {
  if (ids.length === 0) return;
  const known = new Set(selected.map((row) => row.id));
  const stray = ids.filter((id) => !known.has(id));
  if (stray.length > 0) {
    const told = stray.slice(0, LIMITS.faults);
    refuse(...told.map((id): InputFault => ({ path: `${path}.${id}`, code: "not_in_selection" })));
  }
};
