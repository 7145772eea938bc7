import "server-only";
import { sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { type Address, formatAddress } from "@/lib/domain/addresses/address";
import { editableFields, type FieldKey, type FieldValue, FIELD_KEYS } from "@/lib/domain/fields/fields";
import type { SelectionValues as SelectionValuesAnswer } from "@/lib/contract/answers/actions";
import type { SelectedCases } from "@/lib/contract/answers/cases";
import type { Wordless } from "@/lib/contract/answers/pieces";
import { SelectedListInput, ValuesInput } from "@/lib/contract/inputs/selection";
import { type CaseType, CASE_TYPES } from "@/lib/domain/vocabulary";
import { addressColumns, withoutAddress } from "@/lib/server/kernel/address-columns";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor, writeCursor } from "@/lib/server/kernel/cursor";
import { readSelectionInTurn } from "@/lib/server/kernel/heavy-reads";
import { parseInput } from "@/lib/server/kernel/mutate";
import { refuseAbove, selectionCondition } from "./selection";
import { limited, rowsOf, textArray } from "@/lib/server/kernel/sql";

export type SelectionValues = Wordless<SelectionValuesAnswer>;

/** Values that are named of each field; the counts are exact. */
const NAMED_VALUES = 20;

/**
 * `{selection}` → the values that its cases have in the fields which the actor's role may edit, with counts. Two
 * statements for any number. `not_found` for a project out of sight, `selection_too_large` above the limit.
 */
export const valuesOf = (ctx: Ctx, input: unknown): Promise<SelectionValues> =>
  readSelectionInTurn(ctx, input, () => countValues(ctx, input));

async function countValues(ctx: Ctx, input: unknown): Promise<SelectionValues> {
  const { selection } = parseInput(ValuesInput, input);
  const { where, ids } = await selectionCondition(ctx, selection);
  const caseTypes = await rowsOf<{ caseType: CaseType; count: number }>(
    ctx.db,
    sql`select case_type as "caseType", count(*)::int as count from ${cases} where ${where} group by 1`,
  );
  const count = caseTypes.reduce((sum, type) => sum + type.count, 0);
  refuseAbove(count);
  const own = new Map(CASE_TYPES.map((type) => [type, editableFields(ctx.actor.role, type)]));
  const keys = FIELD_KEYS.filter((key) => caseTypes.some(({ caseType }) => own.get(caseType)?.includes(key)));
  const found = await rowsOf<{
    value: FieldValue;
    count: number;
    field: FieldKey;
    distinct: number;
    filled: number;
  }>(
    ctx.db,
    sql`with counted as (
      select f.key, f.value, count(*)::int as n from ${cases}, jsonb_each(${cases.fields}) f
      where ${where} and f.key = any(${textArray(keys)}) group by 1, 2
    ), ranked as (
      select *, row_number() over (partition by key order by n desc, value::text collate "C") as place,
        count(*) over (partition by key)::int as "distinct", sum(n) over (partition by key)::int as filled from counted
    )
    select key as field, value, n as count, "distinct", filled from ranked where place <= ${NAMED_VALUES}
    order by key, place`,
  );
  return {
    count,
    missing: ids ? ids.length - count : 0,
    caseTypes: CASE_TYPES.flatMap((type) => caseTypes.filter(({ caseType }) => caseType === type)),
    fields: keys.map((field) => {
      const values = found.filter((row) => row.field === field);
      const having = caseTypes.filter(({ caseType }) => own.get(caseType)?.includes(field));
      const applicable = having.reduce((sum, type) => sum + type.count, 0);
      return {
        field,
        cases: applicable,
        empty: applicable - (values[0]?.filled ?? 0),
        distinct: values[0]?.distinct ?? 0,
        values: values.map(({ value, count: n }) => ({ value, count: n })),
      };
    }),
  };
}

/** `{selection, cursor?, limit?}` → a page of its visible cases, ordered by address. */
export const listSelected = (ctx: Ctx, input: unknown): Promise<SelectedCases> =>
  readSelectionInTurn(ctx, input, () => readPage(ctx, input));

async function readPage(ctx: Ctx, input: unknown): Promise<SelectedCases> {
  const { selection, cursor, limit } = parseInput(SelectedListInput, input);
  const place = readCursor("selected", cursor);
  const { where } = await selectionCondition(ctx, selection);
  const after = place
    ? sql`and (${cases.addressSort}, ${cases.id}) > (${place.value}::text collate "C", ${place.id}::uuid)`
    : sql``;
  const rows = await rowsOf<Omit<SelectedCases["cases"][number], "address"> & Address & { place: string }>(
    ctx.db,
    sql`select ${cases.id} as id, ${cases.number} as number, ${cases.groupId} as "groupId", ${cases.caseType} as "caseType",
        ${cases.state} as state, ${cases.version} as version, ${addressColumns},
        ${cases.addressSort} as place
      from ${cases} where ${where} ${after} order by ${cases.addressSort}, ${cases.id} ${limited(limit + 1)}`,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    cases: page.map(({ place: _, ...row }) => {
      const { address, rest } = withoutAddress(row);
      return { ...rest, address: formatAddress(address) };
    }),
    nextCursor:
      rows.length > limit && last ? writeCursor("selected", { value: last.place, id: last.id }) : null,
  };
}
