import { sql } from "drizzle-orm";
import type { Ctx, Outcome } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "./database";

const keep = (outcome: Outcome) =>
  JSON.stringify("result" in outcome ? outcome.result : outcome.refusal.code);

/** A request under an idempotency key; its result, or the code of its refusal, is kept as JSON. */
export const withKey = (ctx: Ctx, key: string, requestHash = "h"): Ctx => ({
  ...ctx,
  once: { key, requestHash, keep },
});

/** The keys that are stored of a user, in order. */
export const keysOf = async (ctx: Ctx) =>
  (
    await rowsOf<{ key: string }>(
      testDb(),
      sql`select key from idempotency_keys where user_id = ${ctx.actor.id}::uuid order by key`,
    )
  ).map(({ key }) => key);
