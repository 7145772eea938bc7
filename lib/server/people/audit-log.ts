import "server-only";
import { and, eq, type SQL, sql } from "drizzle-orm";
import { type AuditDetails, auditEvents } from "@/db/schema";
import { ActivityInput } from "@/lib/contract/inputs/operations";
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
  details: AuditDetails;
};

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
};

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
  where: SQL[],
  limit: number,
): Promise<(AuditEvent & { place: string })[]> {
  const rows = await rowsOf<AuditEvent & { at: string | Date; place: string }>(
    ctx.db,
    sql`select ${auditEvents.id} as id, ${auditEvents.at} as at, ${auditEvents.at}::text as place,
        ${auditEvents.action} as action, ${auditEvents.actorId} as "actorId", ${auditEvents.actorName} as "actorName",
        o.name as organisation, ${auditEvents.address} as address, ${auditEvents.details} as details
      from ${auditEvents} left join organisations o on o.id = ${auditEvents.organisationId}
      where ${and(sql`true`, ...where)} order by ${auditEvents.at} desc, ${auditEvents.id} desc ${limited(limit)}`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
}

/**
 * A page of 50 events of the log of administration, newest first. `input` filters by `actor`, `action` and the days
 * `from` to `to` (YYYY-MM-DD, Danish time, both included). Administrators only.
 */
export async function listAudit(
  ctx: Ctx,
  input: unknown = {},
): Promise<{ events: AuditEvent[]; nextCursor: string | null }> {
  demand(ctx, "see_administration");
  const { cursor, ...filter } = parseInput(ActivityInput, input);
  const place = readCursor(cursor);
  const after = place
    ? [sql`(${auditEvents.at}, ${auditEvents.id}) < (${place.value}::timestamptz, ${place.id}::uuid)`]
    : [];
  const found = await readEvents(ctx, [...matching(filter), ...after], PAGE + 1).catch(refuseStrange(place));
  const page = found.slice(0, PAGE);
  const last = page.at(-1);
  return {
    events: page.map(({ place: _, ...event }) => event),
    nextCursor: found.length > PAGE && last ? writeCursor({ value: last.place, id: last.id }) : null,
  };
}

/** The people and the kinds of events to choose from, by name. Administrators only. */
export async function auditChoices(
  ctx: Ctx,
): Promise<{ actors: Pick<AuditEvent, "actorName" | "organisation" | "actorId">[]; actions: string[] }> {
  demand(ctx, "see_administration");
  const newest = sql`(select * from audit_events order by at desc, id desc ${limited(CHOSEN_FROM)}) newest`;
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
  const filter = parseInput(ActivityInput.omit({ cursor: true }), input);
  const t = translator(locale);
  const events = await readEvents(ctx, matching(filter), EXPORTED);
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
