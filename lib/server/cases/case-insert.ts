import "server-only";
import { sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { type Address } from "@/lib/domain/addresses/address";
import { addressKey, addressSortKey } from "@/lib/domain/addresses/address-keys";
import type { FieldValues } from "@/lib/domain/fields/fields";
import type { CaseType } from "@/lib/domain/vocabulary";
import type { Ctx } from "@/lib/server/kernel/context";
import type { Operation } from "@/lib/server/kernel/history";
import type { Tx } from "@/lib/server/kernel/mutate";
import { caseEvents } from "./case-events";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";

/** A group with the columns that its cases copy. */
export type GroupPlace = {
  id: string;
  projectId: string;
  ownerId: string;
  gridArea: string;
  dsoId: string;
  caseType: CaseType;
};

export type NewCase = { address: Address; fields: FieldValues };

type Created = { id: string; number: number };

/**
 * In cases: one statement creates so many; other requests are served between two. Larger pieces would not be faster.
 */
const CREATED_AT_ONCE = 2_500;

/**
 * Creates checked cases in one group, in the order given, each with its history event. An address that the project has
 * already violates the unique index `cases_address_key`, and the transaction fails.
 */
export async function insertCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  { rows, ...where }: { group: GroupPlace; installerId: string; rows: readonly NewCase[] },
): Promise<Created[]> {
  const created: Created[] = [];
  for await (const some of inTurns(rows, CREATED_AT_ONCE)) {
    ctx.progress?.("writing", created.length, rows.length);
    created.push(...(await insertSome(ctx, tx, operation, { ...where, rows: some })));
  }
  ctx.progress?.("writing", created.length, rows.length);
  operation.recorded(created.length);
  return created;
}

async function insertSome(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  input: { group: GroupPlace; installerId: string; rows: readonly NewCase[] },
): Promise<Created[]> {
  const { group, installerId, rows } = input;
  const column = (read: (row: NewCase) => string) => textArray(rows.map(read));
  return rowsOf<Created>(
    tx,
    sql`
    with input as (
      select * from unnest(
        ${column((row) => row.address.street)}, ${column((row) => row.address.houseNo)},
        ${column((row) => row.address.floor)}, ${column((row) => row.address.door)},
        ${column((row) => row.address.postcode)}, ${column((row) => row.address.city)},
        ${column((row) => addressKey(row.address))}, ${column((row) => addressSortKey(row.address))},
        ${column((row) => JSON.stringify(row.fields))}
      ) with ordinality as t(street, house_no, floor, door, postcode, city, address_key, address_sort, fields, n)
    ), done as (
      insert into ${cases} (project_id, group_id, owner_id, grid_area, dso_id, case_type, state, street, house_no,
        floor, door, postcode, city, address_key, address_sort, fields, installer_id, created_at, updated_at)
      select ${group.projectId}::uuid, ${group.id}::uuid, ${group.ownerId}::uuid, ${group.gridArea}, ${group.dsoId}::uuid,
        ${group.caseType}, 'submitted', street, house_no, floor, door, postcode, city, address_key, address_sort,
        fields::jsonb, ${installerId}::uuid, ${ctx.now.toISOString()}::timestamptz, ${ctx.now.toISOString()}::timestamptz
      from input order by n
      returning id, number
    ), events as (
      ${caseEvents(ctx, operation, "create", { to: sql`'submitted'`, version: sql`1` })}
    )
    select id, number from done order by number`,
  );
}
