import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { ExtractInput } from "@/lib/contract/inputs/retention";
import { DomainError } from "@/lib/contract/errors";
import { danishDay } from "@/lib/domain/danish-day";
import { audit } from "@/lib/server/kernel/audit";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { nextTurn } from "@/lib/server/kernel/in-turns";
import { parseInput } from "@/lib/server/kernel/mutate";
import { rowsOf, uuidArray } from "@/lib/server/kernel/sql";

/** A list of the extract, read piece by piece. */
type Part = [name: string, rows: AsyncGenerator<readonly object[]>];

/** In rows: one statement looks through so many, or gives at most so many. */
const LOOKED_THROUGH = 20_000;
const GIVEN_AT_ONCE = 500;
/** In operations, whose parameters may be long. */
const READ_AT_ONCE = 2_000;

/**
 * `{email}` → everything that is held about a person with this e-mail, as a user and as the customer or payer of cases, as
 * JSON that is written as it is read: no secrets, and of others no more than their names. `nothing_held` before the first
 * piece. Who asked, and for whom, is logged. Administrators only.
 */
export async function extractAbout(
  ctx: Ctx,
  input: unknown,
): Promise<{ fileName: string; pieces: AsyncGenerator<string> }> {
  demand(ctx, "keep_retention");
  const { email } = parseInput(ExtractInput, input);
  await audit(ctx, "extracted", { name: email });
  return { fileName: `${email}-${danishDay(ctx.now)}.json`, pieces: piecesOf(ctx, email) };
}

async function* piecesOf(ctx: Ctx, email: string): AsyncGenerator<string> {
  const [user] = await rowsOf<{ id: string }>(
    ctx.db,
    sql`select u.id, u.name, u.email, u.role, o.name as organisation, u.is_active as "isActive", u.news as "toldNews", u.created_at as "createdAt"
      from users u left join organisations o on o.id = u.organisation_id where lower(u.email) = lower(${email})`,
  );
  const about = { email, at: ctx.now.toISOString(), by: ctx.actor.name };
  let waiting = `{"about":${JSON.stringify(about)},"user":${JSON.stringify(user ?? null)}`;
  let isFound = user !== undefined;
  for (const [name, rows] of [...(user ? ofUser(ctx, user.id) : []), ...ofCustomer(ctx, email)]) {
    waiting += `,\n"${name}":[`;
    let isFirst = true;
    for await (const some of rows) {
      isFound ||= some.length > 0;
      for (const row of some) {
        waiting += `${isFirst ? "" : ","}\n${JSON.stringify(row)}`;
        isFirst = false;
      }
      if (isFound) yield waiting;
      if (isFound) waiting = "";
      await nextTurn();
    }
    waiting += "]";
  }
  if (!isFound) throw new DomainError("nothing_held", { params: { email } });
  yield `${waiting}}\n`;
}

/** What is held about a user beside the row. Of sessions and tokens not what they work by. */
function ofUser(ctx: Ctx, id: string): Part[] {
  const all = (statement: SQL) => inPieces(ctx, statement);
  const projectOf = sql`(select p.name from projects p where p.id = o.project_id) as project`;
  return [
    [
      "sessions",
      all(sql`select device, logged_in_at as "loggedInAt", last_seen_at as "lastSeenAt" from sessions
        where user_id = ${id}::uuid order by logged_in_at, id`),
    ],
    [
      "identities",
      all(sql`select issuer, subject, linked_at as "linkedAt" from identities
        where user_id = ${id}::uuid order by linked_at, subject`),
    ],
    [
      "secondFactor",
      all(sql`select confirmed_at as since, (select count(*)::int from recovery_codes r where r.user_id = f.user_id)
        as "recoveryCodes" from second_factors f where f.user_id = ${id}::uuid order by f.user_id`),
    ],
    [
      "tokens",
      all(sql`select name, scope, created_at as "createdAt", expires_at as "expiresAt", last_used_at as "lastUsedAt",
        revoked_at as "revokedAt" from api_tokens where user_id = ${id}::uuid order by created_at, id`),
    ],
    [
      "links",
      all(sql`select purpose, email, new_email as "newEmail", created_at as "createdAt", expires_at as "expiresAt",
        used_at as "usedAt" from one_time_links where user_id = ${id}::uuid order by created_at, id`),
    ],
    [
      "knownPlaces",
      all(
        sql`select last_at as "lastAt" from login_addresses where user_id = ${id}::uuid order by last_at, address`,
      ),
    ],
    [
      "changesOfUser",
      all(sql`select at, action, actor_name as "actorName", changes from history_events
        where subject_id = ${id} and subject = 'user' order by id`),
    ],
    [
      "log",
      all(sql`select at, action, address, details from audit_events
        where actor_id = ${id}::uuid order by at, id`),
    ],
    [
      "operationsBy",
      all(sql`select o.id, o.at, o.action, ${projectOf}, o.done from operations o
        where o.actor_id = ${id}::uuid order by o.at, o.id`),
    ],
    [
      "notices",
      all(sql`select n.action, n.kind, n.count, (select p.name from projects p where p.id = n.project_id) as project,
        n.by_name as "byName", n.created_at as "createdAt", n.read_at as "readAt", n.undone_at as "undoneAt"
        from notifications n where n.user_id = ${id}::uuid order by n.created_at, n.id`),
    ],
    [
      "views",
      all(sql`select name, is_shared as "isShared", filter, sort, columns, grouping, created_at as "createdAt",
        updated_at as "updatedAt" from views where user_id = ${id}::uuid order by created_at, id`),
    ],
    [
      "reads",
      all(sql`select subject, subject_id as "subjectId", way, day, first_at as "firstAt", last_at as "lastAt", times, cases
        from case_reads where actor_id = ${id}::uuid order by day, subject_id, way`),
    ],
    [
      "responsibleFor",
      all(sql`select number, state, installer_id = ${id}::uuid as "asInstaller" from cases
        where project_id in (select project_id from project_counts where person_id = ${id}::uuid)
          and ${id}::uuid in (installer_id, handler_id) order by number`),
    ],
  ];
}

/** The rows of a sorted statement. */
async function* inPieces(ctx: Ctx, statement: SQL): AsyncGenerator<object[]> {
  for (let from = 0; ; from += LOOKED_THROUGH) {
    const rows = await rowsOf<object>(ctx.db, sql`${statement} limit ${LOOKED_THROUGH} offset ${from}`);
    yield rows;
    if (rows.length < LOOKED_THROUGH) return;
  }
}

/** What is held about a customer or payer: their cases whole, of others' cases the events that tell of them. */
function ofCustomer(ctx: Ctx, email: string): Part[] {
  return [
    ["cases", casesOf(ctx, email)],
    ["earlierInCases", eventsOf(ctx, email)],
    ["operations", operationsWith(ctx, email)],
    ["leftOutRows", leftOutRows(ctx, email)],
    [
      "mails",
      inPieces(
        ctx,
        sql`select kind, created_at as "createdAt", sent_at as "sentAt", params - 'hours' as says from outbox
          where lower(receiver) = lower(${email}) order by created_at, id`,
      ),
    ],
    [
      "accessRequests",
      inPieces(
        ctx,
        sql`select company, cvr, authorisation, name, phone, note, created_at as "createdAt", corrected_at as "correctedAt",
            decided_at as "decidedAt", reason
          from access_requests where lower(email) = lower(${email}) order by created_at, id`,
      ),
    ],
  ];
}

/** Whether a value's JSON text holds the e-mail, and not as a part of another; line breaks in it are escapes. */
const mentions = (json: SQL, email: string) => {
  const whole = `(?<![a-z0-9._%+-])${email.toLowerCase().replace(/[^a-z0-9@]/g, "\\$&")}(?!\\.?[a-z0-9-])`;
  return sql`(strpos(lower(${json}::text), lower(${email})) > 0
    and regexp_replace(lower(${json}::text), '\\\\[nrt]', ' ', 'g') ~ ${whole})`;
};
const isOf = (email: string) =>
  sql`lower(${email}) in (lower(c.fields->>'customerEmail'), lower(c.fields->>'payerEmail'))`;

/** No index has the e-mails; the numbers of the cases lead through them, so that each statement is short. */
async function* casesOf(ctx: Ctx, email: string): AsyncGenerator<object[]> {
  const counts = new Map<string, number>();
  try {
    for await (const [from, to] of ranges(ctx, sql`number`, sql`cases`)) {
      const found = await rowsOf<{ id: string; projectId: string }>(
        ctx.db,
        sql`select c.id, c.project_id as "projectId" from cases c
          where c.number between ${from}::int and ${to}::int and ${isOf(email)} order by c.number`,
      );
      for (let at = 0; at < found.length; at += GIVEN_AT_ONCE) {
        const some = found.slice(at, at + GIVEN_AT_ONCE);
        for (const { projectId } of some) counts.set(projectId, (counts.get(projectId) ?? 0) + 1);
        yield wholeCases(
          ctx,
          some.map(({ id }) => id),
        );
      }
    }
  } finally {
    // Also when the download is left: so much was read.
    if (counts.size > 0) ctx.seen?.({ way: "exported", subject: "project", counts });
  }
}

const EVENT = sql`json_build_object('at', e.at, 'action', e.action, 'actorName', e.actor_name, 'fromState', e.from_state,
  'toState', e.to_state, 'changes', e.changes)`;

const wholeCases = (ctx: Ctx, ids: readonly string[]): Promise<object[]> =>
  rowsOf<object>(
    ctx.db,
    sql`select c.number, c.id, p.name as project, c.state, c.case_type as "caseType", c.street, c.house_no as "houseNo", c.floor,
        c.door, c.postcode, c.city, c.fields, c.created_at as "createdAt", c.updated_at as "updatedAt",
        (select json_agg(${EVENT} order by e.id) from history_events e
          where e.subject_id = c.id::text and e.subject = 'case') as history
      from cases c join projects p on p.id = c.project_id where c.id = any(${uuidArray(ids)}) order by c.number`,
  );

/** Events that tell of the e-mail in cases that are somebody else's now, or gone. */
async function* eventsOf(ctx: Ctx, email: string): AsyncGenerator<object[]> {
  for await (const [from, to] of ranges(ctx, sql`id`, sql`history_events`)) {
    yield await rowsOf<object>(
      ctx.db,
      sql`select e.subject_id as "caseId", c.number, e.at, e.action, e.actor_name as "actorName", e.changes
        from (select * from history_events where id between ${from}::bigint and ${to}::bigint and subject = 'case'
          and changes is not null and ${mentions(sql`changes`, email)} offset 0) e
        left join cases c on c.id = e.subject_id::uuid where coalesce(not ${isOf(email)}, true) order by e.id`,
    );
  }
}

/** The operations whose parameters or refusals hold the e-mail, without them: they may hold others' values as well. */
async function* operationsWith(ctx: Ctx, email: string): AsyncGenerator<object[]> {
  const ids = await rowsOf<{ ids: string[] }>(
    ctx.db,
    sql`select array_agg(id) as ids from (select id, (row_number() over (order by at, id) - 1) / ${READ_AT_ONCE}::int as piece
      from operations) o group by piece order by piece`,
  );
  for (const { ids: some } of ids) {
    yield await rowsOf<object>(
      ctx.db,
      sql`select o.id, o.at, o.action, o.actor_name as "actorName", p.name as project, o.done from operations o
          left join projects p on p.id = o.project_id left join operation_details d on d.operation_id = o.id
        where o.id = any(${uuidArray(some)}) and (${mentions(sql`o.params`, email)} or ${mentions(sql`d.blocked`, email)})
        order by o.at, o.id`,
    );
  }
}

/** Rows that an import left out and that are still kept. */
const leftOutRows = (ctx: Ctx, email: string) =>
  inPieces(
    ctx,
    sql`select s.operation_id as "operationId", s."row", s."values" from skipped_rows s
      where ${mentions(sql`s."values"`, email)} order by 1, 2`,
  );

/** The numbers from the least to the greatest of a whole column with an index, in ranges. */
async function* ranges(ctx: Ctx, column: SQL, table: SQL): AsyncGenerator<[from: number, to: number]> {
  const [found] = await rowsOf<{ least: string | null; most: string | null }>(
    ctx.db,
    sql`select min(${column})::text as least, max(${column})::text as most from ${table}`,
  );
  const most = Number(found?.most ?? -1);
  for (let from = Number(found?.least ?? 0); from <= most; from += LOOKED_THROUGH) {
    yield [from, from + LOOKED_THROUGH - 1];
    await nextTurn();
  }
}
