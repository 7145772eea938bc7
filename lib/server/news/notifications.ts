import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { operations, projects } from "@/db/schema";
import type { Notification } from "@/lib/contract/answers/news";
import type { Dated, Wordless } from "@/lib/contract/answers/pieces";
import { DomainError } from "@/lib/contract/errors";
import { NotificationsInput, ReadInput } from "@/lib/contract/inputs/news";
import { visibleOperations, visibleProjects } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { readCursor, refuseStrange, writeCursor } from "@/lib/server/kernel/cursor";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { limited, rowsOf, uuidArray } from "@/lib/server/kernel/sql";

/** A notice without its sentence, which is made in the reader's language. */
export type Notice = Dated<Wordless<Notification>, "at" | "readAt" | "undoneAt">;

/** The bell counts no further. */
export const COUNTED = 100;

/** The actor's own notices `n`, while they are of the same company and, of one project, see it. */
const own = (ctx: Ctx): SQL => sql`n.user_id = ${ctx.actor.id}::uuid
  and n.organisation_id is not distinct from ${ctx.actor.organisation?.id ?? null}::uuid
  and (n.project_id is null or exists (
    select from ${projects} where ${projects.id} = n.project_id and ${visibleProjects(ctx.actor)}))`;

/** `{unread?, cursor?, limit?}` → a page of the actor's notices, newest first. */
export async function listNotifications(
  ctx: Ctx,
  input: unknown = {},
): Promise<{ notifications: Notice[]; nextCursor: string | null }> {
  const { unread, cursor, limit } = parseInput(NotificationsInput, input);
  const place = readCursor("notifications", cursor);
  const found = await readNotices(
    ctx,
    sql`${unread ? sql`n.read_at is null` : sql`true`}
      and ${place ? sql`(n.created_at, n.id) < (${place.value}::timestamptz, ${place.id}::uuid)` : sql`true`}`,
    limit + 1,
  ).catch(refuseStrange(place));
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    notifications: page.map(({ place: _, whole: __, ...notice }) => notice),
    nextCursor:
      found.length > limit && last ? writeCursor("notifications", { value: last.place, id: last.id }) : null,
  };
}

/** With the id of the operation, also where the reader sees only parts of it. */
type OpenedNotice = Notice & { whole: string | null };

type Found = Omit<OpenedNotice, "at" | "readAt" | "undoneAt"> & {
  place: string;
  at: string;
  readAt: string | null;
  undoneAt: string | null;
};

async function readNotices(
  ctx: Ctx,
  where: SQL,
  most: number,
): Promise<(OpenedNotice & { place: string })[]> {
  const rows = await rowsOf<Found>(
    ctx.db,
    sql`select n.id, n.action, n.kind, n.count, n.projects, n.created_at as at, n.created_at::text as place,
        n.read_at as "readAt", n.undone_at as "undoneAt", p.id as "projectId", p.name as "projectName",
        case when n.action = 'ask_for_access' or n.by_organisation_id = n.organisation_id then n.by_name else o.name end as by,
        coalesce((select ${operations.id} from ${operations}
          where ${operations.id} = n.operation_id and ${visibleOperations(ctx.actor)}),
          (select ${operations.id} from ${operations}
          where ${operations.partOf} = n.operation_id and ${operations.projectId} = n.project_id and ${visibleOperations(ctx.actor)})
        ) as "operationId", n.operation_id as whole
      from notifications n left join ${projects} p on p.id = n.project_id
        left join organisations o on o.id = n.by_organisation_id
      where ${own(ctx)} and ${where} order by n.created_at desc, n.id desc ${limited(most)}`,
  );
  const dated = (at: string | null) => (at === null ? null : new Date(at));
  return rows.map((row) => ({
    ...row,
    at: new Date(row.at),
    readAt: dated(row.readAt),
    undoneAt: dated(row.undoneAt),
  }));
}

/** How many of the actor's notices are not read, up to `most`. */
export async function countUnread(ctx: Ctx, most = COUNTED): Promise<number> {
  const [found] = await rowsOf<{ n: number }>(
    ctx.db,
    sql`select count(*)::int as n from (
      select from notifications n where ${own(ctx)} and n.read_at is null ${limited(most)}) unread`,
  );
  return found?.n ?? 0;
}

/** `{ids}` or `{all: true}`: marks the actor's own notices as read; others are left alone. No history: nobody else sees it. */
export async function markRead(ctx: Ctx, input: unknown): Promise<void> {
  if (ctx.actor.scope === "read") throw new DomainError("read_only_token");
  const { ids } = parseInput(ReadInput, input);
  await ctx.db.execute(sql`update notifications n set read_at = ${ctx.now.toISOString()}::timestamptz
    where ${own(ctx)} and n.read_at is null ${ids ? sql`and n.id = any(${uuidArray(ids)})` : sql``}`);
}

/** One of the actor's own notices, which is read with that; otherwise `not_found`. */
export async function openNotice(ctx: Ctx, id: unknown): Promise<OpenedNotice> {
  const [found] = await readNotices(ctx, sql`n.id = ${parseId(id)}::uuid`, 1);
  if (!found) throw new DomainError("not_found");
  await markRead(ctx, { ids: [found.id] });
  const { place: _, ...notice } = found;
  return notice;
}
