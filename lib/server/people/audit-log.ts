import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { type AuditDetails, auditEvents } from "@/db/schema";
import { AuditInput } from "@/lib/contract/inputs/operations";
import { danishDay } from "@/lib/domain/danish-day";
import { type Locale, translator } from "@/lib/messages";
import { auditLabel, auditText, auditWho } from "@/lib/messages/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { demand } from "@/lib/server/kernel/demand";
import { inTurns } from "@/lib/server/kernel/in-turns";
import { parseInput } from "@/lib/server/kernel/mutate";
import { limited, rowsOf } from "@/lib/server/kernel/sql";
import { plain } from "@/lib/server/spreadsheet/sheet-columns";
import { type SheetCell, type Workbook, workbookOf } from "@/lib/server/spreadsheet/write-workbook";

/** `actorName` is empty for an account that does not exist, `organisation` null for an administrator. */
export type AuditEvent = {
  id: string;
  at: Date;
  action: string;
  actorId: string | null;
  actorName: string;
  organisation: string | null;
  address: string;
  details: AuditDetails & ReadDetails;
};
/** Of a read: how many cases of a project, how often on that day, and since when (ISO). */
type ReadDetails = { cases?: number; times?: number; since?: string };

const PAGE = 50;
/** In rows: the newest that one workbook holds. */
const EXPORTED = 20_000;
/** In rows: so many are formatted before other requests are served. */
const ROWS_AT_A_TIME = 500;
/** In rows: the choices of the filter are read from the newest of so many. */
const CHOSEN_FROM = 10_000;

type Filter = {
  actor?: string | undefined;
  action?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  /** The number of a case. */
  case?: number | undefined;
};

/** The log, or under its columns the reads of a case and of its project. */
const sourceOf = ({ case: number }: Filter): SQL =>
  number === undefined
    ? sql`${auditEvents}`
    : sql`(select md5(concat_ws(' ', r.subject_id, r.actor_id, r.way, r.day))::uuid as id, r.last_at as at,
          r.way as action, r.actor_id, r.actor_name, r.organisation_id, '' as address, jsonb_strip_nulls(jsonb_build_object(
            'cases', case r.subject when 'project' then r.cases end,
            'times', nullif(r.times, 1), 'since', case when r.times > 1 then r.first_at end)) as details
        from cases c join case_reads r on r.subject_id = any(array[c.id, c.project_id])
        where c.number = ${number}::int) as audit_events`;

const matching = ({ actor, action, from, to }: Filter): SQL[] => {
  const dayOf = sql`(${auditEvents.at} at time zone 'Europe/Copenhagen')::date`;
  return [
    ...(actor ? [eq(auditEvents.actorId, actor)] : []),
    ...(action ? [eq(auditEvents.action, action)] : []),
    ...(from ? [sql`${dayOf} >= ${from}::date`] : []),
    ...(to ? [sql`${dayOf} <= ${to}::date`] : []),
  ];
};

async function readEvents(
  ctx: Ctx,
  filter: Filter,
  limit: number,
  after: SQL[] = [],
): Promise<(AuditEvent & { place: string })[]> {
  const rows = await rowsOf<AuditEvent & { at: string | Date; place: string }>(
    ctx.db,
    sql`select ${auditEvents.id} as id, ${auditEvents.at} as at, ${auditEvents.at}::text as place,
        ${auditEvents.action} as action, ${auditEvents.actorId} as "actorId", ${auditEvents.actorName} as "actorName",
        o.name as organisation, ${auditEvents.address} as address, ${auditEvents.details} as details
      from ${sourceOf(filter)} left join organisations o on o.id = ${auditEvents.organisationId}
      where ${and(sql`true`, ...matching(filter), ...after)} order by ${auditEvents.at} desc, ${auditEvents.id} desc ${limited(limit)}`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/**
 * A page of 50 events of the log of administration, newest first. `input` filters by `actor`, `action` and the days
 * `from` to `to` (YYYY-MM-DD, Danish time, both included). With the number of a `case` they are of those who read it, alone
 * or among those of its project: a row for each person, way (`READ_WAYS`) and Danish day. Administrators only.
 */
export async function listAudit(
  ctx: Ctx,
  input: unknown = {},
): Promise<{ events: AuditEvent[]; nextCursor: string | null }> {
  demand(ctx, "see_administration");
  const { cursor, ...filter } = parseInput(AuditInput, input);
  const place = readCursor("audit", cursor);
  const after = place
    ? [sql`(${auditEvents.at}, ${auditEvents.id}) < (${place.value}::timestamptz, ${place.id}::uuid)`]
    : [];
  const found = await readEvents(ctx, filter, PAGE + 1, after).catch(refuseStrange(place));
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    events: page.map(({ place: _, ...event }) => event),
    nextCursor: found.length > PAGE && last ? writeCursor("audit", { value: last.place, id: last.id }) : null,
  };
}

/** The people and the kinds of events to choose from, by name; with a `case` as above. Administrators only. */
export async function auditChoices(
  ctx: Ctx,
  input: unknown = {},
): Promise<{ actors: Pick<AuditEvent, "actorName" | "organisation" | "actorId">[]; actions: string[] }> {
  demand(ctx, "see_administration");
  const source = sourceOf(parseInput(AuditInput, input));
  const newest = sql`(select * from ${source} order by at desc, id desc ${limited(CHOSEN_FROM)}) newest`;
  const [actors, actions] = await Promise.all([
    rowsOf<Pick<AuditEvent, "actorName" | "organisation" | "actorId">>(
      ctx.db,
      sql`select distinct on (newest.actor_id) newest.actor_id as "actorId", newest.actor_name as "actorName",
          o.name as organisation
        from ${newest} left join organisations o on o.id = newest.organisation_id
        where newest.actor_id is not null order by newest.actor_id, newest.at desc`,
    ),
    rowsOf<{ action: string }>(ctx.db, sql`select distinct action from ${newest}`),
  ]);
  return {
    actors: actors.sort((a, b) => a.actorName.localeCompare(b.actorName, "da")),
    actions: actions.map(({ action }) => action),
  };
}

const HEADS = ["day", "time", "who", "organisation", "what", "about", "address"] as const;

/** The newest 20,000 events that a filter finds, as a workbook. Administrators only. */
export async function auditWorkbook(ctx: Ctx, input: unknown, locale: Locale): Promise<Workbook> {
  demand(ctx, "see_administration");
  const filter = parseInput(AuditInput.omit({ cursor: true }), input);
  const t = translator(locale);
  const events = await readEvents(ctx, filter, EXPORTED);
  const clock = new Intl.DateTimeFormat("sv-SE", { timeStyle: "medium", timeZone: "Europe/Copenhagen" });
  const lineOf = (event: AuditEvent): SheetCell[] => {
    const { name, organisation } = auditWho(t, event);
    return [
      { day: danishDay(event.at) },
      clock.format(event.at),
      plain(name),
      plain(organisation),
      plain(auditLabel(t, event.action)),
      plain(auditText(t, event.details)),
      plain(event.address),
    ];
  };
  async function* lines(): AsyncGenerator<SheetCell[][]> {
    for await (const some of inTurns(events, ROWS_AT_A_TIME)) yield some.map(lineOf);
  }
  const title = t("admin.audit.title");
  const today = danishDay(ctx.now);
  return workbookOf(ctx, t, `${title.toLowerCase()}-${today}.xlsx`, [
    {
      name: title,
      title: `${title} · ${today}`,
      widths: [12, 10, 28, 28, 34, 40, 24],
      heads: HEADS.map((head) => t(`admin.audit.${head}`)),
      hasFilter: true,
      rows: lines(),
    },
  ]);
}
