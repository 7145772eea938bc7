import "server-only";
import { sql } from "drizzle-orm";
import { cases, historyEvents } from "@/db/schema";
import { type Address, addressKey, addressSortKey } from "@/lib/domain/address";
import type { FieldValues } from "@/lib/domain/fields";
import type { CaseType } from "@/lib/domain/vocabulary";
import type { Ctx } from "./context";
import type { Operation } from "./history";
import type { Tx } from "./mutate";
import { rowsOf, textArray } from "./sql";

/** A group with the tenant columns that its cases repeat. */
export type GroupPlace = {
  id: string;
  projectId: string;
  ownerId: string;
  gridArea: string;
  dsoId: string;
  caseType: CaseType;
};

export type NewCase = { address: Address; fields: FieldValues };

/**
 * Creates checked cases in one group, in the order given, each with its history event: one statement for
 * any number. An address that is in the project already violates `cases_address_key` and nothing is written.
 */
export async function insertCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  input: { group: GroupPlace; installerId: string; rows: readonly NewCase[] },
): Promise<{ id: string; number: number }[]> {
  const { group, installerId, rows } = input;
  if (rows.length === 0) return [];
  const column = (read: (row: NewCase) => string) => textArray(rows.map(read));
  const created = await rowsOf<{ id: string; number: number }>(
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
      insert into ${historyEvents} (operation_id, subject, subject_id, action, actor_id, actor_name,
        organisation_id, to_state, version, at)
      select ${operation.id}::uuid, 'case', done.id::text, 'create', ${ctx.actor.id}::uuid, ${ctx.actor.name},
        ${ctx.actor.organisation?.id ?? null}::uuid, 'submitted', 1, ${ctx.now.toISOString()}::timestamptz
      from done
    )
    select id, number from done order by number`,
  );
  operation.recorded(created.length);
  return created;
}
