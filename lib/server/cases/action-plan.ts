import "server-only";
import { and, eq, sql } from "drizzle-orm";
import { users } from "@/db/schema";
import { asksOf, formOf } from "@/lib/domain/actions/forms";
import { dateFault, isRequired } from "@/lib/domain/actions/parameters";
import { CASE_NUMBERS, repeatedNumbers } from "@/lib/domain/fields/case-numbers";
import { checkFields } from "@/lib/domain/fields/check-fields";
import { DomainError } from "@/lib/contract/errors";
import type { InputFault } from "@/lib/domain/fault";
import { readValue } from "@/lib/domain/fields/field-value";
import {
  editableFields,
  FIELD_KEYS,
  field,
  type FieldKey,
  type FieldValue,
  type FieldValues,
  installerFields,
  isFieldKey,
  needOf,
} from "@/lib/domain/fields/fields";
import type { ActionInput } from "@/lib/contract/inputs/actions";
import { LIMITS } from "@/lib/domain/limits";
import type { Problem } from "@/lib/domain/problem";
import { sideOf } from "@/lib/domain/sides";
import { type Action, CASE_TYPES } from "@/lib/domain/vocabulary";
import type { Changes } from "./case-update";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { mapInTurns } from "@/lib/server/kernel/in-turns";
import type { SelectedCase } from "./selection";

/** What an action with its parameters means for each case. */
export type Planner = {
  /** Throws `invalid` for a parameter that does not fit the selection as a whole. */
  checkSelection: (selected: readonly SelectedCase[]) => void;
  /** The changes of one case that the table allows; null changes when its values stay as they are. */
  changesFor: (
    row: SelectedCase,
  ) => { changes: Changes | null; warnings?: Problem[] } | { problems: Problem[] };
};

const refuse = (...faults: InputFault[]): never => {
  throw new DomainError("invalid", { faults });
};

const nothing = { changes: null };

/** Checks the parameters of a request that no case could take, and says what the rest mean for each case. */
export async function plannerFor(ctx: Ctx, request: ActionInput): Promise<Planner> {
  if (request.action === "change_installer")
    return reassigning(ctx, "installerId", request.params.installerId, "ownerId");
  if (request.action === "change_handler")
    return reassigning(ctx, "handlerId", request.params.handlerId, "dsoId");
  if (request.action === "edit") return editing(ctx, request.params, today(ctx));
  return byForm(ctx, request.action, request.params);
}

type Values = Partial<Record<FieldKey, FieldValue | null>>;

/** What the form of an action says: the values it sets, for all cases or for single ones, and those it clears. */
function byForm(ctx: Ctx, action: Action, params: Readonly<Record<string, unknown>>): Planner {
  const values: Values = Object.fromEntries((formOf(action).clears ?? []).map((key) => [key, null]));
  const columns: { path: string; key: FieldKey; given: Record<string, string> }[] = [];
  for (const [name, asked] of asksOf(action)) {
    const path = `params.${name}`;
    if (asked.kind === "reason" && isRequired(asked, ctx.actor.role) && !params[name])
      refuse({ path, code: "required" });
    if (asked.kind === "text") values[asked.sets] = params[name] as string;
    if (asked.kind === "date") {
      const fault = dateFault(asked.limit, params[name] as string, today(ctx));
      if (fault) refuse({ path, ...fault });
      values[asked.sets] = params[name] as string;
    }
    if (asked.kind === "column") {
      const given = (params[name] ?? {}) as Record<string, string>;
      refuseRepeated(Object.entries(given), (id) => `${path}.${id}`);
      columns.push({ path, key: asked.sets, given });
    }
  }
  return {
    checkSelection: (selected) => {
      for (const { path, given } of columns) onlySelected(path, Object.keys(given))(selected);
    },
    changesFor: (row) => {
      if (columns.length === 0) return { changes: changesOf(row.fields, values) };
      const own = { ...values };
      for (const { key, given } of columns) if (given[row.id] !== undefined) own[key] = given[row.id];
      return { changes: changesOf(row.fields, own) };
    },
  };
}

/** What a case's values become: null in `values` clears. Null when nothing differs. */
function changesOf(fields: FieldValues, values: Values): Changes | null {
  const changes: Changes = {};
  for (const key of Object.keys(values) as FieldKey[]) {
    const before = fields[key] ?? null;
    const after = values[key] ?? null;
    if (before !== after) changes[key] = [before, after];
  }
  return Object.keys(changes).length > 0 ? changes : null;
}

function refuseRepeated(numbers: readonly (readonly [string, string])[], pathOf: (id: string) => string) {
  const faults = repeatedNumbers(numbers).map(
    (id): InputFault => ({ path: pathOf(id), code: "given_to_several" }),
  );
  if (faults.length > 0) refuse(...faults.slice(0, LIMITS.faults));
}

const onlySelected = (path: string, ids: readonly string[]) => (selected: readonly SelectedCase[]) => {
  if (ids.length === 0) return;
  const known = new Set(selected.map((row) => row.id));
  const stray = ids.filter((id) => !known.has(id));
  if (stray.length > 0) {
    const told = stray.slice(0, LIMITS.faults);
    refuse(...told.map((id): InputFault => ({ path: `${path}.${id}`, code: "not_in_selection" })));
  }
};

/** A person of the company on one side of the case; another company's user looks like one that does not exist. */
async function reassigning(
  ctx: Ctx,
  key: "installerId" | "handlerId",
  userId: string | null,
  side: "ownerId" | "dsoId",
): Promise<Planner> {
  const path = `params.${key}`;
  const [user] = userId
    ? await ctx.db
        .select({ organisationId: users.organisationId })
        .from(users)
        .where(and(eq(users.id, userId), eq(users.isActive, sql`true`)))
    : [];
  if (userId && !user?.organisationId) refuse({ path, code: "unknown_person" });
  const isOwnCompany =
    sideOf(ctx.actor.role) === null || !user || user.organisationId === ctx.actor.organisation?.id;
  if (!isOwnCompany) refuse({ path, code: "unknown_person" });
  return {
    checkSelection: (selected) => {
      if (user && selected.some((row) => row[side] !== user.organisationId))
        refuse({ path, code: "unknown_person" });
    },
    changesFor: (row) => ({ changes: row[key] === userId ? null : { [key]: [row[key], userId] } }),
  };
}

type EditParams = Extract<ActionInput, { action: "edit" }>["params"];

/** Bulk edit: `set` and `clear` for every case, `perCase` for one; only the role's own fields. */
async function editing(ctx: Ctx, params: EditParams, date: string): Promise<Planner> {
  const { role } = ctx.actor;
  const mine = new Set(CASE_TYPES.flatMap((caseType) => editableFields(role, caseType)));
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
  const cleared: Partial<Record<FieldKey, null>> = {};
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
  if (Object.keys({ ...set, ...cleared }).length === 0 && perCase.size === 0)
    refuse({ path: "params", code: "nothing_to_change" });

  return {
    checkSelection: (selected) => {
      onlySelected("params.perCase", [...perCase.keys()])(selected);
      const shared = CASE_NUMBERS.filter((key) => set[key] !== undefined);
      if (selected.length > 1 && shared.length > 0)
        refuse(...shared.map((key): InputFault => ({ path: `params.set.${key}`, code: "one_per_case" })));
    },
    changesFor: (row) => {
      const values = { ...set, ...cleared, ...perCase.get(row.id) };
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
      if (changes === null) return nothing;
      const own = installerFields(row.caseType);
      const isInstallers = own.some((key) => changes[key] !== undefined);
      const problems = isInstallers ? faultsAfter(row, changes, date) : [];
      const errors = problems.filter(({ severity }) => severity === "error");
      return errors.length > 0 ? { problems: errors } : { changes, warnings: problems };
    },
  };
}

/** What would be wrong with the case's values once the changes are in, and what new there is to warn of. */
function faultsAfter(row: SelectedCase, changes: Changes, date: string): Problem[] {
  const after: FieldValues = { ...row.fields };
  for (const key of FIELD_KEYS) {
    const change = changes[key];
    if (!change) continue;
    if (change[1] === null) delete after[key];
    else after[key] = change[1];
  }
  const dates = changes.connectionDate ? "new" : "kept";
  const required = installerFields(row.caseType);
  const found = checkFields(row.caseType, after, required, date, dates);
  if (!found.some(({ severity }) => severity === "warning")) return found;
  // What somebody has accepted when the case was made is not asked about again.
  const before = new Set(checkFields(row.caseType, row.fields, required, date, "kept").map(sameWarning));
  return found.filter((problem) => problem.severity === "error" || !before.has(sameWarning(problem)));
}

const sameWarning = ({ field: key, code, value }: Problem) => JSON.stringify([key, code, value]);
