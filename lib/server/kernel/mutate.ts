import "server-only";
import { sql } from "drizzle-orm";
import type { z } from "zod";
import type { Db } from "@/db/client";
import { isOutcomeUnknown, PATIENCE_MS, POOL_SIZE } from "@/db/postgres";
import { DomainError } from "@/lib/contract/errors";
import { uuid } from "@/lib/contract/inputs/pieces";
import type { FaultCode, InputFault } from "@/lib/domain/fault";
import type { OperationKind } from "@/lib/domain/operations";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { sqlState } from "./sql";
import { Turns } from "./turns";
import type { Ctx } from "./context";
import { measures, noteRequest } from "./measures";
import { claimKey, isDecision, keepOutcome } from "./idempotency";
import { type Operation, startOperation } from "./history";

export type Tx = Db;
type Change = { tx: Tx; operation: Operation };

/** Parses a verb's input; throws `invalid` with a fault for each path that does not fit. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input, { reportInput: true });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, LIMITS.faults).flatMap(faultsOf);
  throw new DomainError("invalid", { faults });
}

/**
 * An id in small letters. Throws `not_found` for what is no UUID, as for an id that does not exist; PostgreSQL accepts
 * other spellings, which would not compare equal.
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
    // Custom issues of our schemas hold a fault.
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
        code: Number(issue.minimum) === 1 && issue.origin !== "number" ? "required" : "too_small",
        params: { limit: Number(issue.minimum) },
      },
    ];
  }
  if (issue.code === "invalid_value" && issue.values.length === 1 && issue.values[0] === true)
    return [{ path, code: "not_confirmed" }];
  // A form sends "" for a choice that was not made.
  const missing = issue.input === "" || (issue.code === "invalid_type" && issue.input === undefined);
  return [{ path, code: missing ? "required" : "invalid" }];
}

/** Attempts at a transaction that collides with another one. */
const TRIES = 3;
/** Deadlock, serialisation failure, and a foreign key to a row that was deleted after it was read. */
const COLLISIONS = ["40P01", "40001", "23503"];
const isCollision = (error: unknown) => COLLISIONS.includes(sqlState(error) ?? "");

/**
 * Writers that wait for locks each hold a connection. They get at most half of the pool, and one user at most two, so
 * that reads always find a connection.
 */
const writers = Turns.named("writers", {
  atOnce: POOL_SIZE / 2,
  perPerson: 2,
  patienceMs: PATIENCE_MS,
});
/** The least time to wait for a lock, also after a long wait for the turn. */
const LEAST_LOCK_MS = 500;

/**
 * Every write of a verb goes through here: it opens a transaction, gives `change` the operation that records history,
 * and stores the operation. A change that recorded nothing and did not call `unchanged()` is a bug: it throws and is
 * rolled back. With `ctx.once` a repeated request changes nothing and throws what was kept of the first one as a
 * `Replay`. `read_only_token` for a token that may only read. On any other error nothing is written, except that `outcome_unknown` leaves it open. Waits about four
 * seconds in all for its turn and for locks, then throws `busy`.
 */
export async function write<Result>(
  ctx: Ctx,
  action: OperationKind,
  change: (write: Change) => Promise<Result>,
): Promise<Result> {
  if (ctx.actor.scope === "read") throw new DomainError("read_only_token");
  const asked = Date.now();
  const leave = await writers.take(ctx.actor.id);
  const lockMs = Math.max(LEAST_LOCK_MS, PATIENCE_MS - (Date.now() - asked));
  let written: Operation | undefined;
  const noted = async (within: Change) => {
    written = within.operation;
    return change(within);
  };
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        const outcome = await ctx.db.transaction(async (tx): Promise<Done<Result>> => {
          // Every connection has the full time from the start.
          if (lockMs < PATIENCE_MS - LEAST_LOCK_MS)
            await tx.execute(sql.raw(`set local lock_timeout = ${lockMs}`));
          const inside = { ...ctx, db: tx };
          return ctx.once
            ? performOnce(inside, ctx.once, action, noted)
            : { result: await perform(inside, action, noted) };
        });
        if ("refusal" in outcome) throw outcome.refusal;
        if (written) {
          measures()?.changed(action, written.events());
          noteRequest({ operationId: written.id });
        }
        return outcome.result;
      } catch (error) {
        if (isOutcomeUnknown(error)) throw new DomainError("outcome_unknown");
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

/**
 * Does the work in a savepoint of the transaction that claims the key: a refusal rolls it back, and is kept as the
 * answer.
 */
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

/** `write` for a verb with an input, which is parsed before the transaction; `invalid` when it does not fit. */
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
