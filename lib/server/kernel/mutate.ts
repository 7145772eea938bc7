import "server-only";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Db } from "@/db/client";
import { OutcomeUnknown, PATIENCE_MS, POOL_SIZE } from "@/db/postgres";
import { DomainError } from "@/lib/contract/errors";
import { uuid } from "@/lib/contract/inputs/pieces";
import type { FaultCode, InputFault } from "@/lib/domain/fault";
import type { OperationKind } from "@/lib/domain/operations";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { sqlState } from "./sql";
import { Turns } from "./turns";
import type { Ctx } from "./context";
import { claimKey, isDecision, keepOutcome } from "./idempotency";
import { type Operation, startOperation } from "./history";

export type Tx = Db;
type Change = { tx: Tx; operation: Operation };

/** Parses an input where a verb begins; what does not fit is `invalid`, each fault by its path. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, LIMITS.faults).flatMap(faultsOf);
  throw new DomainError("invalid", { faults });
}

/**
 * An id as the database writes it, whoever spelled it. What cannot be one is `not_found`, like one that does not
 * exist: PostgreSQL would read more spellings than we compare.
 */
export function parseId(given: unknown): string {
  const parsed = uuid.safeParse(given);
  if (!parsed.success) throw new DomainError("not_found");
  return parsed.data;
}

function faultsOf(issue: z.core.$ZodIssue): InputFault[] {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys
      .slice(0, LIMITS.faults)
      .map((key) => ({ path: [...issue.path, cut(key, 100)].join("."), code: "unknown_key" }));
  }
  if (issue.code === "custom") {
    // Our schemas put nothing but faults into an issue of their own.
    const { code, ...params } = (issue.params ?? {}) as { code?: FaultCode } & Record<
      string,
      string | number
    >;
    return [{ path, code: code ?? "invalid", params }];
  }
  if (issue.code === "too_big")
    return [{ path, code: "too_large", params: { limit: Number(issue.maximum) } }];
  if (issue.code === "too_small") {
    return [
      {
        path,
        code: Number(issue.minimum) === 1 ? "required" : "too_small",
        params: { limit: Number(issue.minimum) },
      },
    ];
  }
  if (issue.code === "invalid_value" && issue.values.length === 1 && issue.values[0] === true)
    return [{ path, code: "not_confirmed" }];
  // A choice that nobody made comes as an empty text.
  const missing = issue.input === "" || (issue.code === "invalid_type" && issue.input === undefined);
  return [{ path, code: missing ? "required" : "invalid" }];
}

/** Tried again when two changes stood in each other's way; the second try sees what the first one left. */
const TRIES = 3;
/** Deadlock, serialisation, and a row that was deleted between our look at it and our pointing to it. */
const COLLISIONS = ["40P01", "40001", "23503"];
const isCollision = (error: unknown) => COLLISIONS.includes(sqlState(error) ?? "");

/**
 * Writers that wait for each other's rows each hold a connection. They never get more than half of them, and nobody
 * more than two, so that pages are read whatever is being written.
 */
const writers = Turns.named("writers", {
  atOnce: POOL_SIZE / 2,
  perPerson: 2,
  patienceMs: PATIENCE_MS,
});
/** What is left for a lock to whoever has spent the patience in the line. */
const LEAST_LOCK_MS = 500;

/**
 * The only door to a write: opens a transaction, hands `change` the operation under which it records history,
 * and stores the operation. A change that recorded nothing and did not say `unchanged()` is a bug and is
 * rolled back. With `ctx.once` a repeated request changes nothing and throws what was kept of the first one as a `Replay`.
 * Otherwise throws `DomainError`; nothing is written then. Waits for its turn and for locks some four seconds in
 * all, then `busy`. Only `outcome_unknown` leaves open whether it was done.
 */
export async function write<Result>(
  ctx: Ctx,
  action: OperationKind,
  change: (write: Change) => Promise<Result>,
): Promise<Result> {
  const asked = Date.now();
  const leave = await writers.take(ctx.actor.id);
  const lockMs = Math.max(LEAST_LOCK_MS, PATIENCE_MS - (Date.now() - asked));
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const outcome = await ctx.db.transaction(async (tx): Promise<Done<Result>> => {
          // Without a wait in the line it is what every connection has.
          if (lockMs < PATIENCE_MS - LEAST_LOCK_MS)
            await tx.execute(sql.raw(`set local lock_timeout = ${lockMs}`));
          const inside = { ...ctx, db: tx };
          return ctx.once
            ? performOnce(inside, ctx.once, action, change)
            : { result: await perform(inside, action, change) };
        });
        if ("refusal" in outcome) throw outcome.refusal;
        return outcome.result;
      } catch (error) {
        if (error instanceof OutcomeUnknown) throw new DomainError("outcome_unknown");
        if (attempt === TRIES || !isCollision(error)) throw error;
      }
    }
  } finally {
    leave();
  }
}

type Done<Result> = { result: Result } | { refusal: DomainError };

async function perform<Result>(
  ctx: Ctx,
  action: OperationKind,
  change: (write: Change) => Promise<Result>,
): Promise<Result> {
  const operation = startOperation(ctx, action);
  ctx.begun?.(operation.id);
  const result = await change({ tx: ctx.db, operation });
  await operation.store();
  return result;
}

/** The work as a savepoint within its key's transaction: a refusal takes the work back and is still remembered. */
async function performOnce<Result>(
  ctx: Ctx,
  once: NonNullable<Ctx["once"]>,
  action: OperationKind,
  change: (write: Change) => Promise<Result>,
): Promise<Done<Result>> {
  await claimKey(ctx, ctx.db, once);
  const outcome = await ctx.db
    .transaction((tx) => perform({ ...ctx, db: tx }, action, change))
    .then(
      (result) => ({ result }),
      (error: unknown) => {
        if (isDecision(error)) return { refusal: error };
        throw error;
      },
    );
  await keepOutcome(ctx, ctx.db, once, outcome);
  return outcome;
}

/** `write` for a verb with an input, parsed before anything is opened. */
export async function mutate<Schema extends z.ZodType, Result>(
  ctx: Ctx,
  action: OperationKind,
  schema: Schema,
  input: unknown,
  change: (input: z.output<Schema>, write: Change) => Promise<Result>,
): Promise<Result> {
  const parsed = parseInput(schema, input);
  return write(ctx, action, (writing) => change(parsed, writing));
}
