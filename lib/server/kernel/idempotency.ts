import "server-only";
import { and, eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { idempotencyKeys } from "@/db/schema";
import { DomainError, isRefusal } from "@/lib/contract/errors";
import type { Ctx, Outcome } from "./context";
import { areasOf } from "./access";
import { rowsOf } from "./sql";

type Once = NonNullable<Ctx["once"]>;

/**
 * Thrown through the verb when its work was done before under the same key. `kept` is what `keep` made of the outcome.
 */
export class Replay extends Error {
  constructor(readonly kept: string) {
    super("replay");
    this.name = "Replay";
  }
}

/**
 * Whether an error is a refusal that is kept under the key: the work was done and found a fault. Others leave no key.
 */
export const isDecision = (error: unknown): error is DomainError<"cases_blocked" | "import_has_errors"> =>
  isRefusal(error, "cases_blocked") || isRefusal(error, "import_has_errors");

/**
 * Inserts a user's key in the transaction that does the work. Of two requests at the same time the second waits here
 * until the first has committed, and then throws its kept text as a `Replay`; when the first is rolled back the second
 * does the work. `idempotency_key_reused` when the key was used for another request, `not_found` when the user sees less
 * now than then.
 */
export async function claimKey(ctx: Ctx, tx: Db, once: Once): Promise<void> {
  const at = sql`${ctx.now.toISOString()}::timestamptz`;
  const company = ctx.actor.organisation?.id ?? null;
  const claimed = await rowsOf<{ key: string }>(
    tx,
    sql`insert into idempotency_keys (user_id, key, request_hash, organisation_id, grid_areas, created_at)
      values (${ctx.actor.id}::uuid, ${once.key}, ${once.requestHash}, ${company}::uuid, ${areasOf(ctx.actor)}, ${at})
      on conflict do nothing returning key`,
  );
  if (claimed.length > 0) return;
  const [earlier] = await rowsOf<{ requestHash: string; isInSight: boolean; kept: string }>(
    tx,
    sql`select request_hash as "requestHash", response as kept,
        organisation_id is not distinct from ${company}::uuid and grid_areas <@ ${areasOf(ctx.actor)} as "isInSight"
      from ${idempotencyKeys} where ${isKey(ctx, once)}`,
  );
  if (!earlier || earlier.requestHash !== once.requestHash) throw new DomainError("idempotency_key_reused");
  if (!earlier.isInSight) throw new DomainError("not_found");
  throw new Replay(earlier.kept);
}

/** Stores what `once.keep` makes of the outcome with the key. */
export async function keepOutcome(ctx: Ctx, tx: Db, once: Once, outcome: Outcome): Promise<void> {
  const response = await once.keep(outcome);
  await tx.update(idempotencyKeys).set({ response }).where(isKey(ctx, once));
}

const isKey = (ctx: Ctx, once: Once) =>
  and(eq(idempotencyKeys.userId, ctx.actor.id), eq(idempotencyKeys.key, once.key));
