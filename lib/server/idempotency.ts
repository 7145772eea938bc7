import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import { DomainError } from "@/lib/domain/error";
import type { Ctx } from "./context";
import { rowsOf } from "./sql";

type Once = NonNullable<Ctx["once"]>;

/**
 * Takes a user's key inside the transaction of the work itself. Of two requests at once the second waits here
 * until the first has committed, then finds its result; if the first was rolled back, the second does the work.
 * `idempotency_key_reused` when the key was used for something else. A refused request leaves no key behind.
 */
export async function claimKey<Result>(
  ctx: Ctx,
  tx: Db,
  once: Once,
): Promise<{ result: Result } | undefined> {
  const claimed = await rowsOf<{ key: string }>(
    tx,
    sql`insert into ${idempotencyKeys} (user_id, key, request_hash, created_at)
      values (${ctx.actor.id}::uuid, ${once.key}, ${once.requestHash}, ${ctx.now.toISOString()}::timestamptz)
      on conflict do nothing returning key`,
  );
  if (claimed.length > 0) return undefined;
  const [earlier] = await tx.select().from(idempotencyKeys).where(isKey(ctx, once));
  if (!earlier || earlier.requestHash !== once.requestHash) throw new DomainError("idempotency_key_reused");
  return { result: earlier.response as Result };
}

/** Keeps the result beside the key, in the same transaction as the work. */
export async function keepAnswer(ctx: Ctx, tx: Db, once: Once, result: unknown): Promise<void> {
  await tx.update(idempotencyKeys).set({ response: result, status: 200 }).where(isKey(ctx, once));
}

const isKey = (ctx: Ctx, once: Once) =>
  and(eq(idempotencyKeys.userId, ctx.actor.id), eq(idempotencyKeys.key, once.key));
