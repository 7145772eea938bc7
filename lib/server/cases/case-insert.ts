import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { type Address } from "@/lib/domain/addresses/address";
import { addressSortKey } from "@/lib/domain/addresses/address-keys";
import { answerDue, USUAL_PROMISE } from "@/lib/domain/due";
import type { FieldValues } from "@/lib/domain/fields/fields";
import { type NewsAction, toldOf } from "@/lib/domain/news";
import type { CaseType } from "@/lib/domain/vocabulary";
import { type Ctx, today } from "@/lib/server/kernel/context";
import type { Operation } from "@/lib/server/kernel/history";
import type { Tx } from "@/lib/server/kernel/mutate";
import { caseEvents } from "./case-events";
import { promisesOf } from "./promises";
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

/** `key` is `addressKey` of the address. */
export type NewCase = { address: Address; key: string; fields: FieldValues };

type NewCases = {
  group: GroupPlace;
  installerId: string;
  /** The values that all cases have; a case's own value wins. */
  shared: FieldValues;
  rows: readonly NewCase[];
};

/**
 * In cases: one statement creates so many; other requests are served between two. Larger pieces would not be faster.
 */
const CREATED_AT_ONCE = 2_500;

/**
 * Creates checked cases in one group, in the order given, each with its history event. An address that the project has
 * already violates the unique index `cases_address_key`, and the transaction fails. Gives their number; 0 when the
 * installer has been deactivated meanwhile.
 */
export async function insertCases(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  { rows, ...where }: NewCases,
): Promise<number> {
  const promise = (await promisesOf(tx)).get(where.group.dsoId) ?? USUAL_PROMISE;
  const due = answerDue(today(ctx), promise);
  let created = 0;
  let writing = Promise.resolve(0);
  for await (const some of inTurns(rows, CREATED_AT_ONCE)) {
    // Made while the database writes those before.
    const input = inputOf(some);
    created += await writing;
    ctx.progress?.("writing", created, rows.length);
    writing = insertSome(ctx, tx, operation, { ...where, due, input });
    // It may fail before it is waited for, which would end the process.
    writing.catch(() => {});
  }
  created += await writing;
  ctx.progress?.("writing", created, rows.length);
  const told = toldOf(operation.action, ctx.actor.role);
  const touched = [{ projectId: where.group.projectId, personId: null, n: created }];
  const news = told && created > 0 ? { action: operation.action as NewsAction, told } : undefined;
  operation.recorded(created, touched, news);
  return created;
}

/** Rows as a source of columns; the fields are one list, as the database reads a list of them faster than texts of each. */
function inputOf(rows: readonly NewCase[]): SQL {
  const column = (read: (row: NewCase) => string) => textArray(rows.map(read));
  return sql`rows from (
    unnest(
      ${column((row) => row.address.street)}, ${column((row) => row.address.houseNo)},
      ${column((row) => row.address.floor)}, ${column((row) => row.address.door)},
      ${column((row) => row.address.postcode)}, ${column((row) => row.address.city)},
      ${column((row) => row.key)}, ${column((row) => addressSortKey(row.address))}
    ), jsonb_array_elements(${JSON.stringify(rows.map((row) => row.fields))}::jsonb)
  ) with ordinality as t(street, house_no, floor, door, postcode, city, address_key, address_sort, fields, n)`;
}

async function insertSome(
  ctx: Ctx,
  tx: Tx,
  operation: Operation,
  { group, installerId, shared, due, input }: Omit<NewCases, "rows"> & { due: string; input: SQL },
): Promise<number> {
  const [done] = await rowsOf<{ count: number }>(
    tx,
    sql`
    with input as (
      select * from ${input}
    ), installer as (
      -- Held as by the foreign key: whoever deactivates them waits, and then finds the cases.
      select id from users where id = ${installerId}::uuid and is_active for key share
    ), done as (
      insert into ${cases} (project_id, group_id, owner_id, grid_area, dso_id, case_type, state, street, house_no,
        floor, door, postcode, city, address_key, address_sort, fields, installer_id, answer_due, created_at, updated_at)
      select ${group.projectId}::uuid, ${group.id}::uuid, ${group.ownerId}::uuid, ${group.gridArea}, ${group.dsoId}::uuid,
        ${group.caseType}, 'submitted', street, house_no, floor, door, postcode, city, address_key, address_sort,
        ${JSON.stringify(shared)}::jsonb || fields, installer.id, ${due}::date, ${ctx.now.toISOString()}::timestamptz, ${ctx.now.toISOString()}::timestamptz
      from input cross join installer order by n
      returning id
    ), events as (
      ${caseEvents(ctx, operation, "create", { to: sql`'submitted'`, version: sql`1` })}
    )
    select count(*)::int as count from done`,
  );
  return done?.count ?? 0;
}
