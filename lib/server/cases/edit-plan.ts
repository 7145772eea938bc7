import "server-only";
import type { ActionInput } from "@/lib/contract/inputs/actions";
import type { InputFault } from "@/lib/domain/fault";
import { CASE_NUMBERS } from "@/lib/domain/fields/case-numbers";
import type { DuePromise } from "@/lib/domain/due";
import { checkFields, type GivenOn } from "@/lib/domain/fields/check-fields";
import { readValue } from "@/lib/domain/fields/field-value";
import {
  editableFields,
  FIELD_KEYS,
  field,
  type FieldKey,
  type FieldValues,
  installerFields,
  isFieldKey,
  needOf,
} from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import type { Problem } from "@/lib/domain/problem";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { mapInTurns } from "@/lib/server/kernel/in-turns";
import type { Changes } from "./case-update";
import { changesOf, onlySelected, type Planner, refuse, refuseRepeated, type Values } from "./planner";
import { promiseOf, promisesOf } from "./promises";
import type { SelectedCase } from "./selection";

type EditParams = Extract<ActionInput, { action: "edit" }>["params"];

/** The values of an edit that could be read: those for every case, and those for single cases by id. */
type Edit = { forAll: Values; perCase: ReadonlyMap<string, Values> };

/**
 * Plans `edit`: `set` and `clear` for every case, `perCase` for single ones; only the role's own fields. Throws
 * `invalid` for values that no case could take.
 */
export async function planEdit(ctx: Ctx, params: EditParams): Promise<Planner> {
  const { role } = ctx.actor;
  const date = today(ctx);
  const { forAll, perCase } = await readEdit(ctx, params, date);
  const isDated = [forAll, ...perCase.values()].some((values) => values.connectionDate);
  const promises = isDated ? await promisesOf(ctx.db) : new Map<string, DuePromise>();
  return {
    checkSelection: (selected) => {
      onlySelected("params.perCase", [...perCase.keys()])(selected);
      const shared = CASE_NUMBERS.filter((key) => typeof forAll[key] === "string");
      if (selected.length > 1 && shared.length > 0)
        refuse(...shared.map((key): InputFault => ({ path: `params.set.${key}`, code: "one_per_case" })));
    },
    changesFor: (row) => {
      const values = { ...forAll, ...perCase.get(row.id) };
      const foreign = (Object.keys(values) as FieldKey[]).filter(
        (key) => !editableFields(role, row.caseType).includes(key),
      );
      if (foreign.length > 0) {
        return {
          problems: foreign.map((key) => ({
            field: key,
            value: null,
            severity: "error",
            code: "not_for_case_type",
          })),
        };
      }
      const changes = changesOf(row.fields, values);
      if (changes === null) return { changes };
      const isInstallers = installerFields(row.caseType).some((key) => changes[key] !== undefined);
      const problems = isInstallers
        ? faultsAfter(row, changes, { today: date, promise: promiseOf(promises, row.dsoId) })
        : [];
      const errors = problems.filter(({ severity }) => severity === "error");
      return errors.length > 0 ? { problems: errors } : { changes, warnings: problems };
    },
  };
}

async function readEdit(ctx: Ctx, params: EditParams, date: string): Promise<Edit> {
  const mine = new Set(CASE_TYPES.flatMap((caseType) => editableFields(ctx.actor.role, caseType)));
  const faults: InputFault[] = [];
  const readAll = (raw: Record<string, unknown>, path: string, emptyClears: boolean) => {
    const values: Values = {};
    for (const [key, given] of Object.entries(raw)) {
      const at = `${path}.${key}`;
      if (!isFieldKey(key)) faults.push({ path: at, code: "unknown_field" });
      else if (!mine.has(key)) faults.push({ path: at, code: "not_your_field" });
      else {
        const read = readValue(field(key), given);
        if (!read.ok) faults.push({ path: at, code: read.code, ...(read.params && { params: read.params }) });
        else if (read.value === null && !emptyClears) faults.push({ path: at, code: "required" });
        else if (key === "connectionDate" && typeof read.value === "string" && read.value < date) {
          faults.push({ path: at, code: "date_in_past" });
        } else if (key === "meterInstalledOn" && typeof read.value === "string" && read.value > date) {
          faults.push({ path: at, code: "date_in_future" });
        } else values[key] = read.value;
      }
    }
    return values;
  };

  const set = readAll(params.set ?? {}, "params.set", false);
  const cleared: Values = {};
  for (const [i, key] of (params.clear ?? []).entries()) {
    const path = `params.clear.${i}`;
    if (!isFieldKey(key)) faults.push({ path, code: "unknown_field" });
    else if (!mine.has(key)) faults.push({ path, code: "not_your_field" });
    else if (CASE_TYPES.every((caseType) => needOf(key, caseType) === "M"))
      faults.push({ path, code: "cannot_be_cleared" });
    else if (key in set) faults.push({ path, code: "set_and_cleared" });
    else cleared[key] = null;
  }
  const perCase = new Map(
    await mapInTurns(
      Object.entries(params.perCase ?? {}),
      ([id, raw]) => [id, readAll(raw, `params.perCase.${id}`, true)] as const,
    ),
  );
  if (faults.length > 0) refuse(...faults.slice(0, LIMITS.faults));
  for (const key of CASE_NUMBERS) {
    const numbers = [...perCase].flatMap(([id, values]): [string, string][] => {
      const value = values[key];
      return typeof value === "string" ? [[id, value]] : [];
    });
    refuseRepeated(numbers, (id) => `params.perCase.${id}.${key}`);
  }
  const forAll = { ...set, ...cleared };
  if (Object.keys(forAll).length === 0 && perCase.size === 0)
    refuse({ path: "params", code: "nothing_to_change" });
  return { forAll, perCase };
}

/** The problems of the case's values after the changes; of warnings only those that the case has not had before. */
function faultsAfter(row: SelectedCase, changes: Changes, on: GivenOn): Problem[] {
  const after: FieldValues = { ...row.fields };
  for (const key of FIELD_KEYS) {
    const change = changes[key];
    if (!change) continue;
    if (change[1] === null) delete after[key];
    else after[key] = change[1];
  }
  const dates = changes.connectionDate ? "new" : "kept";
  const required = installerFields(row.caseType);
  const found = checkFields(row.caseType, after, required, on, dates);
  if (!found.some(({ severity }) => severity === "warning")) return found;
  // Warnings that were accepted when the case was made are not raised again.
  const before = new Set(checkFields(row.caseType, row.fields, required, on, "kept").map(sameWarning));
  return found.filter((problem) => problem.severity === "error" || !before.has(sameWarning(problem)));
}

const sameWarning = ({ field: key, code, value }: Problem) => JSON.stringify([key, code, value]);
