import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { DomainError } from "@/lib/contract/errors";
import { WishesInput } from "@/lib/contract/inputs/news";
import { NEWS_KINDS, NEWS_WISHES, type NewsKind, type NewsWishes } from "@/lib/domain/news";
import type { Role } from "@/lib/domain/vocabulary";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { parseInput } from "@/lib/server/kernel/mutate";
import { unsubscribeToken } from "@/lib/server/kernel/secret";
import { rowsOf } from "@/lib/server/kernel/sql";

/** The kinds of news that a role can get. */
export const kindsOf = (role: Role): NewsKind[] =>
  NEWS_KINDS.filter((kind) =>
    role === "admin"
      ? kind === "administration"
      : kind === "own" || kind === (role === "dso" ? "waiting" : "answer"),
  );

/** How the actor is told each kind of news that they can get. */
export async function getWishes(ctx: Ctx): Promise<Partial<NewsWishes>> {
  const [found] = await rowsOf<{ news: Partial<NewsWishes> }>(
    ctx.db,
    sql`select news from users where id = ${ctx.actor.id}::uuid`,
  );
  return Object.fromEntries(
    kindsOf(ctx.actor.role).map((kind) => [kind, found?.news[kind] ?? NEWS_WISHES[0]]),
  );
}

/** `{kind: wish, …}`: chooses how the actor is told; kinds that are left out stay. A preference, so no history. */
export async function setWishes(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_own_account");
  if (ctx.actor.scope === "read") throw new DomainError("read_only_token");
  const given = parseInput(WishesInput, input);
  await ctx.db.execute(
    sql`update users set news = news || ${JSON.stringify(given)}::jsonb where id = ${ctx.actor.id}::uuid`,
  );
}

/** What a link that ends mails is for; null when it is none of ours. */
function readUnsubscribeToken(token: unknown): { userId: string; about: NewsKind | "daily" } | null {
  const [, userId = "", about = ""] = /^([0-9a-f-]{36})_([a-z]{1,20})_[\w-]{43}$/.exec(String(token)) ?? [];
  const known = [...NEWS_KINDS, "daily" as const].find((kind) => kind === about);
  return known && unsubscribeToken(userId, known) === token ? { userId, about: known } : null;
}

/** The kind of mails that a link ends; `not_found` for a link that is none of ours. */
export async function unsubscribedFrom(token: unknown): Promise<NewsKind | "daily"> {
  const found = readUnsubscribeToken(token);
  if (!found) throw new DomainError("not_found");
  return found.about;
}

/**
 * Ends the mails that a link is for: the kind, or all that come once a day, is told by the bell alone. It can be pressed
 * again, and needs no log-in. `not_found` for a link that is none of ours.
 */
export async function unsubscribe(db: Db, token: unknown): Promise<void> {
  const found = readUnsubscribeToken(token);
  if (!found) throw new DomainError("not_found");
  const { userId, about } = found;
  await db.execute(
    about === "daily"
      ? sql`update users set news = news || (select coalesce(jsonb_object_agg(key, 'bell'), '{}')
          from jsonb_each_text(news) where value = 'daily') where id = ${userId}::uuid`
      : sql`update users set news = news || jsonb_build_object(${about}::text, 'bell') where id = ${userId}::uuid`,
  );
}
