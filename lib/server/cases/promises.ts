import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { cases } from "@/db/schema";
import { type DuePromise, USUAL_PROMISE } from "@/lib/domain/due";
import type { Db } from "@/db/client";
import { rowsOf } from "@/lib/server/kernel/sql";

type Row = { id: string; answerDays: number; meterDays: number; december24: boolean; december31: boolean };

/** What each grid company promises; one statement, which reads those that promise something else than most. */
export async function promisesOf(db: Db): Promise<ReadonlyMap<string, DuePromise>> {
  const { answerDays, meterDays } = USUAL_PROMISE;
  const rows = await rowsOf<Row>(
    db,
    sql`select id, answer_days as "answerDays", meter_days as "meterDays", works_december24 as december24, works_december31 as december31
      from organisations where kind = 'dso' and (answer_days <> ${answerDays} or meter_days <> ${meterDays} or works_december24 or works_december31)`,
  );
  return new Map(
    rows.map(({ id, december24, december31, ...days }) => [
      id,
      { ...days, works: { december24, december31 } },
    ]),
  );
}

/** What one of them promises. */
export const promiseOf = (promises: ReadonlyMap<string, DuePromise>, dsoId: string): DuePromise =>
  promises.get(dsoId) ?? USUAL_PROMISE;

/** A day for each grid company that promises something else, and the one of all others under `usual`. */
export type DayByCompany = Record<string, string>;

export const dayByCompany = (
  promises: ReadonlyMap<string, DuePromise>,
  dayOf: (promise: DuePromise) => string,
): DayByCompany => ({
  usual: dayOf(USUAL_PROMISE),
  ...Object.fromEntries([...promises].map(([id, promise]) => [id, dayOf(promise)])),
});

/** The day of a case, `c`, from a `DayByCompany`. */
export const dayOfCase = (days: SQL) => sql`coalesce(${days} ->> c.dso_id::text, ${days} ->> 'usual')::date`;

/** As text, for a read; null when nothing is due. */
export const dueText = sql`${cases.dueOn}::text`;
