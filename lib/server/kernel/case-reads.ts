import "server-only";
import { sql } from "drizzle-orm";
import { rootOf } from "@/db/failure";
import type { CaseRead } from "@/lib/domain/audit";
import { sideOf } from "@/lib/domain/sides";
import { type Ctx, today } from "./context";
import { intArray, uuidArray } from "./sql";
import { Turns } from "./turns";

/** One at a time, so that a database that is slow to write keeps no more than one connection from those who read. */
const turns = Turns.named("reads of cases", {
  atOnce: 1,
  perPerson: 1,
  places: { all: 1_000, each: 1_000 },
});

type Who = Pick<Ctx, "db" | "now" | "actor">;

/**
 * Writes that the actor read cases: a row for each subject, way and Danish day, which counts on. Installers see their own
 * company's cases alone (`access.ts`), so what they read is not written. Throws `busy` when too many wait.
 */
export async function logRead(ctx: Who, { way, subject, counts }: CaseRead): Promise<void> {
  const { db, now, actor } = ctx;
  if (sideOf(actor.role) === "installer" || counts.size === 0) return;
  const at = now.toISOString();
  // In order, so that two of them cannot deadlock.
  const statement = sql`
    insert into case_reads (subject, subject_id, actor_id, actor_name, organisation_id, way, day, first_at, last_at, cases)
    select ${subject}, read.id, ${actor.id}::uuid, ${actor.name}, ${actor.organisation?.id ?? null}::uuid, ${way},
      ${today(ctx)}::date, ${at}::timestamptz, ${at}::timestamptz, read.n
    from unnest(${uuidArray([...counts.keys()])}, ${intArray([...counts.values()])}) as read (id, n) order by read.id
    on conflict (subject_id, actor_id, way, day) do update set times = case_reads.times + 1,
      last_at = greatest(case_reads.last_at, excluded.last_at), cases = greatest(case_reads.cases, excluded.cases)`;
  await turns.run(actor.id, () => db.execute(statement));
}

/** So long after the reading, most answers have been sent. */
const LATER_MS = 250;

/** The same a little later, for nobody waits for it. A failure is one line for the operator: the cases have been read. */
export function tellRead(ctx: Who, read: CaseRead): void {
  const write = () =>
    // eslint-disable-next-line no-console -- for the operator
    logRead(ctx, read).catch((error) => console.error(`a read was not logged: ${rootOf(error).message}`));
  setTimeout(() => void write(), LATER_MS);
}
