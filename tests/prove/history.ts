/** Whether a database's history tells the truth about its cases. */
import { isDeepStrictEqual } from "node:util";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { wrongCounts } from "@/lib/server/cases/kept-counts";
import { rowsOf } from "@/lib/server/kernel/sql";

type Values = Record<string, unknown>;
/** `fields` are those of a case that was just created, `except` some that each case had of its own and nobody changed. */
export type Beginning = { fields: Values; except?: readonly string[] };

type CaseRow = { id: string; state: string; version: number; values: Values };
type Event = {
  id: string;
  action: string;
  from: string | null;
  to: string | null;
  changes: Record<string, [unknown, unknown]> | null;
  version: number;
};

/** A key without a value is an empty one. */
const given = (values: Values) =>
  Object.fromEntries(Object.entries(values).filter(([, one]) => one !== null && one !== undefined));

/** Plays a case's events from its creation on; the first thing that does not fit, or the case as it must be now. */
function played(events: readonly Event[], { fields }: Beginning): string | Omit<CaseRow, "id"> {
  const values: Values = { ...fields };
  let state: string | null = null;
  for (const [i, event] of events.entries()) {
    const at = `case ${event.id}, event ${i + 1} (${event.action})`;
    if (event.version !== i + 1) return `${at} has version ${event.version}`;
    if (event.from !== state) return `${at} begins in ${event.from}, and it was ${state}`;
    for (const [key, [before, after]] of Object.entries(event.changes ?? {})) {
      // Who created it is responsible first; the creation does not say so again.
      const was = key === "installerId" && !(key in values) ? before : (values[key] ?? null);
      if (!isDeepStrictEqual(was, before))
        return `${at}: ${key} was ${JSON.stringify(was)}, not ${JSON.stringify(before)}`;
      values[key] = after;
    }
    state = event.to;
  }
  return { state: state ?? "", version: events.length, values: given(values) };
}

/** Everything that is wrong with cases, their history and the kept counts, a sentence each, and how many cases were looked at. */
export async function historyFaults(
  db: Db,
  beginning: Beginning,
): Promise<{ cases: number; faults: string[] }> {
  const cases = await rowsOf<CaseRow>(
    db,
    sql`select id::text, state, version, fields || jsonb_build_object('installerId', installer_id, 'handlerId', handler_id) as values
      from cases`,
  );
  const events = await rowsOf<Event>(
    db,
    sql`select subject_id as id, action, from_state as "from", to_state as "to", changes, version from history_events
      where subject = 'case' order by subject_id, version, id`,
  );
  const faults: string[] = [];
  const byCase = new Map<string, Event[]>();
  for (const event of events) {
    const told = byCase.get(event.id);
    if (told) told.push(event);
    else byCase.set(event.id, [event]);
  }
  const known = new Map(cases.map((row) => [row.id, row]));
  for (const [id, told] of byCase) {
    const now = known.get(id);
    const isGone = told.at(-1)?.to === null;
    if (!now !== isGone) faults.push(`${id} is ${now ? "there" : "gone"}, and its history does not say so`);
    const end = played(told, beginning);
    if (typeof end === "string") faults.push(end);
    else if (now) {
      const installerId = end.values.installerId ?? now.values.installerId;
      const own = Object.fromEntries((beginning.except ?? []).map((key) => [key, now.values[key]]));
      const { id: _, ...is } = { ...now, values: given(now.values) };
      const must = { ...end, values: given({ ...end.values, installerId, ...own }) };
      if (!isDeepStrictEqual(is, must))
        faults.push(`${id} is ${JSON.stringify(is)}, its history leads to ${JSON.stringify(must)}`);
    }
  }
  for (const { id } of cases) if (!byCase.has(id)) faults.push(`${id} has no history`);
  // An operation is stored with its events, or neither is.
  const torn = await rowsOf<{ id: string; done: number; n: number }>(
    db,
    sql`select coalesce(o.id, e.id)::text as id, o.done, coalesce(e.n, 0)::int as n
      from (select * from operations where project_id is not null and action not like '%project' and action not like '%group') o
      full join (select operation_id as id, count(*) as n from history_events where subject = 'case' group by 1) e on e.id = o.id
      where coalesce(o.done, -1) <> coalesce(e.n, 0)
        and not exists (select from operations a where a.id = e.id and a.action = 'update_grid_area')`,
  );
  for (const { id, done, n } of torn) faults.push(`operation ${id} did ${done} and has ${n} events`);
  for (const wrong of await wrongCounts(db)) faults.push(`a kept count is wrong: ${JSON.stringify(wrong)}`);
  return { cases: byCase.size, faults };
}
