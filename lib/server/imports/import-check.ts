import "server-only";
import type { CasesCreated, Repair } from "@/lib/contract/answers/imports";
import type { Wordless } from "@/lib/contract/answers/pieces";
import { addressKey } from "@/lib/domain/addresses/address-keys";
import { readAddress } from "@/lib/domain/addresses/address";
import { checkFields, type GivenOn, readFields, withDefaults } from "@/lib/domain/fields/check-fields";
import {
  addressFields,
  batchFields,
  type FieldKey,
  type FieldValues,
  installerFields,
} from "@/lib/domain/fields/fields";
import type { Problem, RawRow, RowProblem } from "@/lib/domain/problem";
import type { CaseType, Severity } from "@/lib/domain/vocabulary";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { promiseOf, promisesOf } from "@/lib/server/cases/promises";
import { addressProblems } from "./check-addresses";
import type { CheckedRow, Place } from "./checked-row";

export type Checked = Pick<Wordless<CasesCreated>, "problems" | "repairs"> & {
  rows: CheckedRow[];
  /** The batch's values with the defaults: what a row has where it has no value of its own. */
  shared: FieldValues;
};

/** In rows: other requests are served after so many, since hostile rows are slow to check. */
const ROWS_AT_A_TIME = 250;

/** In rows: progress is told after so many. */
const TOLD_AT_A_TIME = 1_000;

/**
 * Checks rows against the address rules, the field list, the postcode table, each other, the project and the company's
 * other projects: four statements for any number. `fields` are the batch's values; a row's own value wins.
 * `columns`: key → header, for the problems; `ofFile` are added to them. Throws nothing for bad values.
 */
export async function checkRows(
  ctx: Ctx,
  place: Place,
  fields: Readonly<Record<string, unknown>>,
  rows: readonly RawRow[],
  columns: Readonly<Record<string, string>> = {},
  ofFile: readonly RowProblem[] = [],
  perAddress: readonly FieldKey[] = addressFields(place.caseType),
): Promise<Checked> {
  const on: GivenOn = { today: today(ctx), promise: promiseOf(await promisesOf(ctx.db), place.dsoId) };
  const batch = readBatch(place.caseType, fields, on, ownOf(perAddress, rows));
  const problems: RowProblem[] = [...ofFile, ...batch.problems.map((problem) => ({ ...problem, row: null }))];
  const repairs: Repair[] = [];
  const checked: CheckedRow[] = [];
  const readRow = rowReader(place.caseType, batch, perAddress, on);
  for await (const some of inTurns(rows, ROWS_AT_A_TIME)) {
    if (checked.length % TOLD_AT_A_TIME === 0) ctx.progress?.("checking", checked.length, rows.length);
    for (const raw of some) {
      const read = readRow(raw);
      checked.push(read.row);
      for (const problem of read.problems) problems.push({ row: raw.row, ...problem });
      for (const repair of read.repairs) repairs.push({ row: raw.row, ...repair });
    }
  }
  for (const problem of await addressProblems(ctx, place, checked)) problems.push(problem);
  markRows(checked, problems);
  problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  const headerOf = ({ row, field }: RowProblem) => (row === null ? undefined : columns[field]) ?? null;
  return {
    rows: checked,
    shared: batch.values,
    problems: problems.map((problem) => ({ ...problem, column: headerOf(problem) })),
    repairs,
  };
}

/** Sets `hasError` and `hasWarning`; a problem of the batch counts for every row. */
function markRows(rows: readonly CheckedRow[], problems: readonly RowProblem[]) {
  const ofRow = (severity: Severity) =>
    new Set(problems.flatMap((problem) => (problem.severity === severity ? [problem.row] : [])));
  const [bad, doubtful] = [ofRow("error"), ofRow("warning")];
  for (const row of rows) {
    row.hasError = bad.has(null) || bad.has(row.row);
    row.hasWarning = doubtful.has(null) || doubtful.has(row.row);
  }
}

type Batch = { values: FieldValues; unreadable: Problem[]; problems: Problem[] };

function readBatch(
  caseType: CaseType,
  fields: Readonly<Record<string, unknown>>,
  on: GivenOn,
  own: ReadonlySet<FieldKey>,
): Batch {
  const shared = readFields(caseType, batchFields(caseType), fields);
  const values = withDefaults(caseType, shared.values);
  const problems = checkBatch(caseType, values, shared.problems, on, own);
  return { values, unreadable: shared.problems, problems };
}

/** Reads and checks single rows; `addressProblems` compares them with others. */
function rowReader(caseType: CaseType, batch: Batch, perAddress: readonly FieldKey[], on: GivenOn) {
  const reported = new Set(batch.problems.map(sameProblem));
  const unreadable = new Set(batch.unreadable.map(({ field }) => field));
  const checkOf = rememberedChecks(caseType, batch.values, perAddress, on);
  return ({ row, values, repairs: before = [], problems: told = [] }: RawRow) => {
    const { street, houseNo, floor, door, postcode, city, ...others } = values;
    const read = readAddress({ street, houseNo, floor, door, postcode, city });
    const own = readFields(caseType, perAddress, others);
    const isUnreadable = ({ field }: Problem) =>
      own.problems.some((problem) => problem.field === field) || unreadable.has(field);
    const broken = checkOf(own.values).filter(
      (problem) => !isUnreadable(problem) && !reported.has(sameProblem(problem)),
    );
    // An error found when the file was read (a merged cell, garbled letters) replaces the errors that follow from it.
    const isSettled = ({ field }: Problem) =>
      told.some((problem) => problem.severity === "error" && problem.field === field);
    const checked: CheckedRow = {
      row,
      address: read.address,
      key: addressKey(read.address),
      fields: own.values,
      hasError: false,
      hasWarning: false,
    };
    return {
      row: checked,
      problems: [
        ...told,
        ...[...read.problems, ...own.problems, ...broken].filter((problem) => !isSettled(problem)),
      ],
      repairs: [...before, ...read.repairs, ...own.repairs],
    };
  };
}

/** Fields without rules; rows that differ only in these are checked once. */
const UNTIED: readonly string[] = ["cadastralNumber", "reference", "remarks"];

function rememberedChecks(
  caseType: CaseType,
  shared: FieldValues,
  perAddress: readonly FieldKey[],
  on: GivenOn,
) {
  const known = new Map<string, Problem[]>();
  const required = installerFields(caseType);
  const tied = perAddress.filter((field) => !UNTIED.includes(field));
  return (own: FieldValues): Problem[] => {
    // Each value is of its field's one type, and no text has the separator in it.
    const key = tied.map((field) => own[field]).join("\u0000");
    const before = known.get(key);
    if (before) return before;
    const found = checkFields(caseType, { ...shared, ...own }, required, on);
    known.set(key, found);
    return found;
  };
}

/** Equal for the same fault of the same value, which is told once for the batch instead of in each row. */
const sameProblem = (problem: Problem) => JSON.stringify([problem.field, problem.code, problem.value]);

/** The per-address fields that some row has a value for. */
function ownOf(perAddress: readonly FieldKey[], rows: readonly RawRow[]): Set<FieldKey> {
  const isGiven = (value: unknown) => value !== undefined && value !== null && value !== "";
  return new Set(perAddress.filter((key) => rows.some(({ values }) => isGiven(values[key]))));
}

/**
 * The problems of the batch's values. Missing per-address fields are left to the rows. A field that some row has its
 * own value for is also left to the rows: there the batch's value is only a default.
 */
function checkBatch(
  caseType: CaseType,
  values: FieldValues,
  unreadable: Problem[],
  on: GivenOn,
  own: ReadonlySet<FieldKey>,
): Problem[] {
  const isPerRow = ({ field, code }: Problem) =>
    own.has(field as FieldKey) || (code === "needs_transformer" && own.has("ampere"));
  const perRow = new Set<FieldKey>([...addressFields(caseType), ...own]);
  const required = batchFields(caseType).filter((key) => !perRow.has(key));
  const named = new Set(unreadable.map((problem) => problem.field));
  // In the order of the form's fields.
  const place = ({ field }: Problem) => batchFields(caseType).indexOf(field as FieldKey);
  return [
    ...unreadable,
    ...checkFields(caseType, values, required, on).filter(
      (problem) => !named.has(problem.field) && !isPerRow(problem),
    ),
  ].sort((one, other) => place(one) - place(other));
}
