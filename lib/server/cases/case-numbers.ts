import "server-only";
import { sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { CASE_NUMBERS, type CaseNumber, comparable } from "@/lib/domain/fields/case-numbers";
import type { Problem } from "@/lib/domain/problem";
import { visibleCases } from "@/lib/server/kernel/access";
import type { CaseChange } from "./case-update";
import type { Ctx } from "@/lib/server/kernel/context";
import type { Tx } from "@/lib/server/kernel/mutate";
import type { SelectedCase } from "./selection";
import { rowsOf, textArray, uuidArray } from "@/lib/server/kernel/sql";

/** The cases that are over: a new case may have the same meter or metering point. */
const PAST = sql`state in ('archived', 'cancelled')`;

/** A case's number as `comparable` writes it. */
const keyOf = (table: string, key: CaseNumber) =>
  sql.raw(`${table}.${key === "meterNumber" ? "meter_number_key" : "metering_point_id_key"}`);

/** Lets one transaction at a time write numbers in each DSO; two could give the same number to two cases. */
const waitForTurn = (tx: Tx, dsoIds: readonly string[]) =>
  tx.execute(
    sql`select pg_advisory_xact_lock(hashtextextended(id, 0)) from (
      select 'case numbers ' || id as id from unnest(${uuidArray(dsoIds)}) as t(id) order by 1) dsos`,
  );

/**
 * The planned changes, by case id with their problems, that give a case a number which another case of the same DSO
 * has that is not over. A number that a case of the plan gives up is free, unless that case is refused itself.
 */
export async function takenNumbers(
  ctx: Ctx,
  changes: readonly CaseChange[],
  changed: readonly SelectedCase[],
  isWriting: boolean,
): Promise<Map<string, Problem[]>> {
  const found = new Map<string, Problem[]>();
  const keys = CASE_NUMBERS.filter((key) => changes.some(({ changes: of }) => of?.[key]?.[1]));
  if (keys.length === 0) return found;
  if (isWriting) await waitForTurn(ctx.db, [...new Set(changed.map(({ dsoId }) => dsoId))]);
  const dsoOf = new Map(changed.map(({ id, dsoId }) => [id, dsoId]));
  for (const key of keys) {
    const given = changes.flatMap(({ id, changes: of }) => {
      const value = of?.[key]?.[1];
      return typeof value === "string" ? [{ id, value, at: `${dsoOf.get(id)} ${comparable(value)}` }] : [];
    });
    const holders = await rowsOf<{ id: string; number: number; at: string }>(
      ctx.db,
      sql`select id, number, dso_id || ' ' || ${keyOf("cases", key)} as at from ${cases}
        where ${visibleCases(ctx.actor)} and dso_id = any(${uuidArray([...new Set(dsoOf.values())])})
          and ${keyOf("cases", key)} = any(${textArray(given.map(({ value }) => comparable(value)))}) and not ${PAST}`,
    );
    const leaving = new Set(changes.flatMap(({ id, changes: of }) => (of?.[key] ? [id] : [])));
    // Each number is given to one case only: `refuseRepeated` has refused the others.
    const wanted = new Map(given.map((one) => [one.at, one]));
    const holderOf = new Map(holders.map((holder) => [holder.id, holder]));
    let staying = holders.filter(({ id }) => !leaving.has(id));
    // A refused case keeps its number, so the case that was to get that one is refused as well.
    while (staying.length > 0)
      staying = staying.flatMap(({ id, at, number }) => {
        const one = wanted.get(at);
        if (!one || one.id === id || !leaving.delete(one.id)) return [];
        found.set(one.id, [
          ...(found.get(one.id) ?? []),
          { field: key, value: one.value, severity: "error", code: "number_taken", params: { number } },
        ]);
        return holderOf.get(one.id) ?? [];
      });
  }
  return found;
}

/** Whether some of these cases, already written, have the number of another case that is not over. */
export async function shareNumbers(tx: Tx, ids: readonly string[]): Promise<boolean> {
  const dsos = await rowsOf<{ id: string }>(
    tx,
    sql`select distinct dso_id as id from ${cases} where id = any(${uuidArray(ids)}) and fields ?| ${textArray(CASE_NUMBERS)}`,
  );
  if (dsos.length === 0) return false;
  await waitForTurn(
    tx,
    dsos.map(({ id }) => id),
  );
  const shared = CASE_NUMBERS.map(
    (key) => sql`exists (select from ${cases} c join ${cases} o on o.dso_id = c.dso_id and o.id <> c.id
      and ${keyOf("o", key)} = ${keyOf("c", key)}
      where c.id = any(${uuidArray(ids)}) and not c.${PAST} and not o.${PAST})`,
  );
  const [found] = await rowsOf<{ is: boolean }>(tx, sql`select ${sql.join(shared, sql` or `)} as is`);
  return found?.is ?? false;
}
