import "server-only";
import { inArray, sql } from "drizzle-orm";
import { cases, postcodeGridAreas, postcodes, projects } from "@/db/schema";
import type { CasesCreated, Repair } from "@/lib/contract/answers/imports";
import type { Wordless } from "@/lib/contract/answers/pieces";
import {
  ADDRESS_PARTS,
  type Address,
  type AddressPart,
  addressKey,
  readAddress,
} from "@/lib/domain/addresses/address";
import { checkFields, readFields, withDefaults } from "@/lib/domain/fields/check-fields";
import {
  addressFields,
  batchFields,
  type FieldKey,
  type FieldValues,
  installerFields,
} from "@/lib/domain/fields/fields";
import type { Problem, RawRow, RowProblem } from "@/lib/domain/problem";
import { looseStreet } from "@/lib/domain/addresses/spelling";
import { type CaseType } from "@/lib/domain/vocabulary";
import { visibleCases } from "@/lib/server/kernel/access";
import { type Ctx, today } from "@/lib/server/kernel/context";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";

export type CheckedRow = {
  row: number;
  address: Address;
  /** What two ways of writing one address have in common. */
  key: string;
  fields: FieldValues;
  hasError: boolean;
  hasWarning: boolean;
};
export type Checked = Pick<Wordless<CasesCreated>, "problems" | "repairs"> & { rows: CheckedRow[] };

export type Place = { projectId: string; ownerId: string; gridArea: string; caseType: CaseType };

const isAddressPart = (key: string): key is AddressPart => (ADDRESS_PARTS as readonly string[]).includes(key);

/** After so many rows, which hostile ones make slow, other requests get their turn. */
const ROWS_AT_A_TIME = 250;
/** And after so many it is told how far the check has come. */
const TOLD_AT_A_TIME = 1_000;

/**
 * Checks every row against the address rules, the field list, the postcode table, the other rows and the
 * project and the company's others: four statements however many rows. `fields` are the batch's, a row's own value wins.
 */
export async function checkRows(
  ctx: Ctx,
  place: Place,
  batch: Readonly<Record<string, unknown>>,
  rows: readonly RawRow[],
  columns: Readonly<Record<string, string>> = {},
  ofFile: readonly RowProblem[] = [],
  perAddress: readonly FieldKey[] = addressFields(place.caseType),
): Promise<Checked> {
  const date = today(ctx);
  const { caseType } = place;
  const problems: RowProblem[] = [];
  const repairs: Repair[] = [];
  const shared = readFields(caseType, batchFields(caseType), batch);
  const sharedValues = withDefaults(caseType, shared.values);
  const ofBatch = checkBatch(caseType, sharedValues, shared.problems, date, ownOf(perAddress, rows));
  problems.push(...ofFile, ...ofBatch.map((problem) => ({ ...problem, row: null })));
  const reported = new Set(ofBatch.map(sameProblem));
  const checkOf = rememberedChecks(caseType, sharedValues, date);

  const checkRow = ({ row, values, repairs: before = [], problems: told = [] }: RawRow): CheckedRow => {
    const all: Problem[] = [];
    const addressValues: Partial<Record<AddressPart, unknown>> = {};
    const fieldValues: Record<string, unknown> = {};
    for (const [key, value] of Object.entries(values)) {
      if (isAddressPart(key)) addressValues[key] = value;
      else fieldValues[key] = value;
    }
    const read = readAddress(addressValues);
    all.push(...read.problems);
    const own = readFields(caseType, perAddress, fieldValues);
    for (const repair of [...before, ...read.repairs, ...own.repairs]) repairs.push({ row, ...repair });
    all.push(...own.problems);
    for (const problem of checkOf(own.values)) {
      const isUnreadable = [...own.problems, ...shared.problems].some(({ field }) => field === problem.field);
      if (!isUnreadable && !reported.has(sameProblem(problem))) all.push(problem);
    }
    // What the file itself says of a cell (it is merged, its letters are lost) explains all that follows from it.
    const settled = new Set(told.filter(({ severity }) => severity === "error").map(({ field }) => field));
    const found = told.length === 0 ? all : [...told, ...all.filter(({ field }) => !settled.has(field))];
    for (const problem of found) problems.push({ row, ...problem });
    return {
      row,
      address: read.address,
      key: addressKey(read.address),
      fields: { ...sharedValues, ...own.values },
      ...severities(found),
    };
  };
  const checked: CheckedRow[] = [];
  for await (const some of inTurns(rows, ROWS_AT_A_TIME)) {
    if (checked.length % TOLD_AT_A_TIME === 0) ctx.progress?.("checking", checked.length, rows.length);
    for (const row of some) checked.push(checkRow(row));
  }

  const rowProblems = [...duplicatesWithin(checked), ...(await againstDatabase(ctx, place, checked))];
  const byRow = new Map(checked.map((row) => [row.row, row]));
  for (const problem of rowProblems) {
    const row = byRow.get(problem.row);
    if (row && problem.severity === "error") row.hasError = true;
    if (row && problem.severity === "warning") row.hasWarning = true;
  }
  for (const problem of rowProblems) problems.push(problem);
  if (problems.some((problem) => problem.row === null && problem.severity === "error")) {
    for (const row of checked) row.hasError = true;
  }
  if (problems.some((problem) => problem.row === null && problem.severity === "warning")) {
    for (const row of checked) row.hasWarning = true;
  }
  problems.sort((a, b) => (a.row ?? 0) - (b.row ?? 0));
  const headerOf = ({ row, field }: RowProblem) => (row === null ? undefined : columns[field]) ?? null;
  return {
    rows: checked,
    problems: problems.map((problem) => ({ ...problem, column: headerOf(problem) })),
    repairs,
  };
}

/** Text that no rule ties to anything; rows that differ in nothing else are checked once. */
const UNTIED: readonly string[] = ["cadastralNumber", "reference", "remarks"];

function rememberedChecks(caseType: CaseType, shared: FieldValues, date: string) {
  const known = new Map<string, Problem[]>();
  const required = installerFields(caseType);
  return (own: FieldValues): Problem[] => {
    let key = "";
    for (const [field, value] of Object.entries(own))
      if (!UNTIED.includes(field)) key += `${field} ${JSON.stringify(value)} `;
    const before = known.get(key);
    if (before) return before;
    const found = checkFields(caseType, { ...shared, ...own }, required, date);
    known.set(key, found);
    return found;
  };
}

/** The same fault of the same shared value is told once for the batch, not once a row. */
const sameProblem = (problem: Problem) => JSON.stringify([problem.field, problem.code, problem.value]);

/** The per-address fields for which some row has a value of its own. */
function ownOf(perAddress: readonly FieldKey[], rows: readonly RawRow[]): Set<FieldKey> {
  const isGiven = (value: unknown) => value !== undefined && value !== null && value !== "";
  return new Set(perAddress.filter((key) => rows.some(({ values }) => isGiven(values[key]))));
}

/**
 * Values that rows may still give are not missed in the batch; a row that lacks them says so itself. Where some row
 * has its own, the batch's value is a default, and each row that takes it is judged by it.
 */
function checkBatch(
  caseType: CaseType,
  values: FieldValues,
  unreadable: Problem[],
  date: string,
  own: ReadonlySet<FieldKey>,
): Problem[] {
  const isPerRow = ({ field, code }: Problem) =>
    own.has(field as FieldKey) || (code === "needs_transformer" && own.has("ampere"));
  const perRow = new Set<FieldKey>([...addressFields(caseType), ...own]);
  const required = batchFields(caseType).filter((key) => !perRow.has(key));
  const named = new Set(unreadable.map((problem) => problem.field));
  // As the form has its fields, so that a list of faults is walked from top to bottom.
  const place = ({ field }: Problem) => batchFields(caseType).indexOf(field as FieldKey);
  return [
    ...unreadable,
    ...checkFields(caseType, values, required, date).filter(
      (problem) => !named.has(problem.field) && !isPerRow(problem),
    ),
  ].sort((one, other) => place(one) - place(other));
}

const severities = (problems: readonly Problem[]) => ({
  hasError: problems.some((problem) => problem.severity === "error"),
  hasWarning: problems.some((problem) => problem.severity === "warning"),
});

const addressError = (
  row: number,
  field: AddressPart,
  value: string,
  code: Problem["code"],
  params?: Problem["params"],
): RowProblem & { row: number } => ({
  row,
  field,
  value,
  severity: "error",
  code,
  ...(params && { params }),
});

/**
 * Both rows are named: the second is in error and says where the first stands. Where only the spelling of the street
 * tells them apart, that is a warning.
 */
function duplicatesWithin(rows: readonly CheckedRow[]): (RowProblem & { row: number })[] {
  const first = new Map<string, number>();
  const spelt = new Map<string, CheckedRow>();
  const problems: (RowProblem & { row: number })[] = [];
  for (const one of rows) {
    const { row, address, key } = one;
    if (!address.street || !address.houseNo || !address.postcode) continue;
    const earlier = first.get(key);
    if (earlier !== undefined) {
      problems.push(addressError(row, "street", address.street, "duplicate_in_file", { row: earlier }));
      continue;
    }
    first.set(key, row);
    const loose = addressKey({ ...address, street: looseStreet(address.street) });
    const other = spelt.get(loose);
    if (!other) spelt.set(loose, one);
    else {
      const params = { row: other.row, other: other.address.street };
      problems.push(addressWarning(row, "street", address.street, "spelt_otherwise_in_file", params));
    }
  }
  return problems;
}

const addressWarning = (...told: Parameters<typeof addressError>) =>
  ({ ...addressError(...told), severity: "warning" }) as const;

/** By the key of a row: the keys it would have, were its street spelt as one of the project's that may be the same. */
async function keysSpeltOtherwise(
  ctx: Ctx,
  place: Place,
  codes: readonly string[],
  rows: readonly CheckedRow[],
): Promise<Map<string, string[]>> {
  const known = new Map<string, string[]>();
  const at = (street: string, postcode: string) => `${looseStreet(street)} ${postcode}`;
  const streets = await rowsOf<{ street: string; postcode: string }>(
    ctx.db,
    sql`select distinct street, postcode::text as postcode from ${cases}
      where ${visibleCases(ctx.actor)} and ${cases.projectId} = ${place.projectId}::uuid and postcode = any(${textArray(codes)})`,
  );
  for (const { street, postcode } of streets)
    known.set(at(street, postcode), [...(known.get(at(street, postcode)) ?? []), street]);
  const found = new Map<string, string[]>();
  if (known.size === 0) return found;
  for (const { address, key } of rows) {
    const others = known.get(at(address.street, address.postcode)) ?? [];
    const keys = others.map((street) => addressKey({ ...address, street })).filter((other) => other !== key);
    if (keys.length > 0) found.set(key, keys);
  }
  return found;
}

async function againstDatabase(ctx: Ctx, place: Place, rows: readonly CheckedRow[]) {
  const problems: (RowProblem & { row: number })[] = [];
  const codes = [...new Set(rows.map((row) => row.address.postcode).filter((code) => /^\d{4}$/.test(code)))];
  const towns = new Map(
    (
      await ctx.db
        .select()
        .from(postcodes)
        .where(inArray(postcodes.postcode, codes.length > 0 ? codes : [""]))
    ).map((known) => [known.postcode, known.town]),
  );
  const areas = new Map<string, string[]>();
  for (const { postcode, gridArea } of await ctx.db
    .select()
    .from(postcodeGridAreas)
    .where(inArray(postcodeGridAreas.postcode, codes.length > 0 ? codes : [""]))) {
    areas.set(postcode, [...(areas.get(postcode) ?? []), gridArea]);
  }
  const otherKeys = await keysSpeltOtherwise(ctx, place, codes, rows);
  const keys = [...rows.map(({ key }) => key), ...[...otherKeys.values()].flat()];
  type Found = { key: string; id: string; number: number; street: string; project: string; isHere: boolean };
  const found = await rowsOf<Found>(
    ctx.db,
    sql`select address_key as key, ${cases.id} as id, number, street, ${projects.name} as project,
        ${cases.projectId} = ${place.projectId}::uuid as "isHere"
      from ${cases} join ${projects} on ${projects.id} = ${cases.projectId}
      where ${visibleCases(ctx.actor)} and ${cases.ownerId} = ${place.ownerId}::uuid and address_key = any(${textArray(keys)})
      order by number desc`,
  );
  const taken = new Map(found.filter(({ isHere }) => isHere).map((one) => [one.key, one]));
  const elsewhere = new Map(found.filter(({ isHere }) => !isHere).map((one) => [one.key, one]));
  for (const { row, address, key } of rows) {
    const { postcode, city } = address;
    const existing = taken.get(key);
    if (existing) {
      problems.push(
        addressError(row, "street", address.street, "duplicate_in_project", {
          number: existing.number,
          caseId: existing.id,
        }),
      );
    }
    const similar = existing ? undefined : otherKeys.get(key)?.flatMap((other) => taken.get(other) ?? [])[0];
    if (similar) {
      const params = { number: similar.number, caseId: similar.id, other: similar.street };
      problems.push(addressWarning(row, "street", address.street, "spelt_otherwise_in_project", params));
    }
    const again = existing ? undefined : elsewhere.get(key);
    if (again) {
      const params = { number: again.number, caseId: again.id, project: again.project };
      problems.push(addressWarning(row, "street", address.street, "same_address_elsewhere", params));
    }
    if (!/^\d{4}$/.test(postcode)) continue;
    const town = towns.get(postcode);
    const lies = areas.get(postcode) ?? [];
    if (lies.length > 0 && !lies.includes(place.gridArea)) {
      problems.push(
        addressError(row, "postcode", postcode, "postcode_outside_grid_area", {
          postcode,
          gridArea: place.gridArea,
        }),
      );
    } else if (lies.length === 0) {
      problems.push({
        ...addressError(row, "postcode", postcode, town ? "postcode_without_area" : "postcode_unknown", {
          postcode,
        }),
        severity: "warning",
      });
    }
    if (!city && town) address.city = town;
    else if (city && town && city.toLowerCase() !== town.toLowerCase()) {
      problems.push({
        ...addressError(row, "city", city, "city_mismatch", { postcode, town }),
        severity: "warning",
      });
    }
  }
  return problems;
}
