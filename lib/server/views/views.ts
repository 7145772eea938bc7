import "server-only";
import { type SQL, sql } from "drizzle-orm";
import { users, views } from "@/db/schema";
import type { Dated } from "@/lib/contract/answers/pieces";
import type { View as ViewAnswer } from "@/lib/contract/answers/views";
import { DomainError } from "@/lib/contract/errors";
import { ViewInput, ViewPatch } from "@/lib/contract/inputs/views";
import { LIMITS } from "@/lib/domain/limits";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { parseId, parseInput } from "@/lib/server/kernel/mutate";
import { inOrder, rowsOf, storable } from "@/lib/server/kernel/sql";
import { unique } from "@/lib/server/people/organisations";

// Views are how people like to look at what they see anyway, so they have no history.

export type View = Dated<ViewAnswer, "createdAt" | "updatedAt">;

const isOwn = (ctx: Ctx) => sql`${views.userId} = ${ctx.actor.id}::uuid`;
/** The actor's own views and those that the company shares, while they are of that company. */
const inSight = (ctx: Ctx) => {
  const company = ctx.actor.organisation ? sql`= ${ctx.actor.organisation.id}::uuid` : sql`is null`;
  return sql`${views.organisationId} ${company} and (${isOwn(ctx)} or ${views.isShared})`;
};

/** The actor's own views and then the company's, each by name. */
export const listViews = (ctx: Ctx): Promise<View[]> => readViews(ctx, sql`true`);

/** One of the views that the actor sees; otherwise `not_found`. */
export async function getView(ctx: Ctx, id: unknown): Promise<View> {
  const [view] = await readViews(ctx, sql`${views.id} = ${parseId(id)}::uuid`);
  if (!view) throw new DomainError("not_found");
  return view;
}

async function readViews(ctx: Ctx, where: SQL): Promise<View[]> {
  const rows = await rowsOf<Omit<View, "createdAt" | "updatedAt"> & { createdAt: string; updatedAt: string }>(
    ctx.db,
    sql`select ${views.id} as id, ${views.name} as name, is_shared as shared, filter, sort, columns, grouping,
        ${isOwn(ctx)} as own, ${users.name} as by, ${views.createdAt} as "createdAt", ${views.updatedAt} as "updatedAt"
      from ${views} join ${users} on ${users.id} = ${views.userId} where ${inSight(ctx)} and ${where}
      order by own desc, ${inOrder(sql`${views.name}`)}, ${views.id}`,
  );
  return rows.map((row) => ({
    ...row,
    createdAt: new Date(row.createdAt),
    updatedAt: new Date(row.updatedAt),
  }));
}

/**
 * `{name, shared?, filter?, sort?, columns?, grouping?}` → a view of the actor's. `already_exists` for a name that another
 * one of theirs has, or, of a shared one, another shared one of the company; `too_many_views` over the limit.
 */
export async function createView(ctx: Ctx, input: unknown): Promise<View> {
  const { name, shared, filter, sort, columns, grouping } = change(ctx, () => parseInput(ViewInput, input));
  const id = crypto.randomUUID();
  await unique(() =>
    ctx.db.transaction(async (tx) => {
      await tx.insert(views).values({
        id,
        userId: ctx.actor.id,
        organisationId: ctx.actor.organisation?.id ?? null,
        name,
        isShared: shared,
        filter: storable(filter),
        sort,
        columns,
        grouping,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      });
      const [count] = await rowsOf<{ n: number }>(
        tx,
        sql`select count(*)::int as n from ${views} where ${inSight(ctx)} and ${isOwn(ctx)}`,
      );
      const limit = LIMITS.viewsOfPerson;
      if ((count?.n ?? 0) > limit) throw new DomainError("too_many_views", { params: { limit } });
    }),
  );
  return getView(ctx, id);
}

/**
 * Changes what is given of one of the actor's own views. `not_found` for one out of sight, `forbidden` for one that a
 * colleague shares, `already_exists` as `createView`.
 */
export async function updateView(ctx: Ctx, id: unknown, input: unknown): Promise<View> {
  const { shared, filter, ...more } = change(ctx, () => parseInput(ViewPatch, input));
  const view = await ownView(ctx, id);
  const set = {
    ...more,
    ...(shared !== undefined && { isShared: shared }),
    ...(filter && { filter: storable(filter) }),
    updatedAt: ctx.now,
  };
  await unique(() =>
    ctx.db
      .update(views)
      .set(set)
      .where(sql`${views.id} = ${view.id}::uuid and ${isOwn(ctx)}`),
  );
  return getView(ctx, view.id);
}

/** Deletes one of the actor's own views; refused as `updateView`. */
export async function deleteView(ctx: Ctx, id: unknown): Promise<void> {
  const view = await change(ctx, () => ownView(ctx, id));
  await ctx.db.delete(views).where(sql`${views.id} = ${view.id}::uuid and ${isOwn(ctx)}`);
}

function change<Result>(ctx: Ctx, work: () => Result): Result {
  demand(ctx, "keep_views");
  if (ctx.actor.scope === "read") throw new DomainError("read_only_token");
  return work();
}

async function ownView(ctx: Ctx, id: unknown): Promise<View> {
  const view = await getView(ctx, id);
  if (!view.own) throw new DomainError("forbidden");
  return view;
}
