import "server-only";
import type { z } from "zod";
import type { Db } from "@/db/client";
import { DomainError, type InputFault } from "@/lib/domain/error";
import { sqlState } from "./sql";
import type { Ctx } from "./context";
import { claimKey, keepAnswer } from "./idempotency";
import { type Operation, startOperation } from "./history";

export type Tx = Db;
type Change = { tx: Tx; operation: Operation };

/** Parses an input where a verb begins; what does not fit is `invalid`, each fault by its path. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new DomainError("invalid", { faults: parsed.error.issues.flatMap(faultsOf) });
}

function faultsOf(issue: z.core.$ZodIssue): InputFault[] {
  const path = issue.path.join(".");
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => ({ path: [...issue.path, key].join("."), code: "unknown_key" }));
  }
  if (issue.code === "custom") {
    const { code, ...params } = (issue.params ?? {}) as { code?: string } & Record<string, string | number>;
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
  const missing = issue.code === "invalid_type" && issue.input === undefined;
  return [{ path, code: missing ? "required" : "invalid" }];
}

/** Tried again when two changes stood in each other's way; the second try sees what the first one left. */
const TRIES = 3;
/** Deadlock, serialisation, and a row that was deleted between our look at it and our pointing to it. */
const COLLISIONS = ["40P01", "40001", "23503"];
const isCollision = (error: unknown) => COLLISIONS.includes(sqlState(error) ?? "");

/**
 * The only door to a write: opens a transaction, hands `change` the operation under which it records history,
 * and stores the operation. A change that recorded nothing and did not say `unchanged()` is a bug and is
 * rolled back. With `ctx.once` a repeated request gets the first result and changes nothing. Throws
 * `DomainError`; nothing is written then.
 */
export async function write<Result>(
  ctx: Ctx,
  action: string,
  change: (write: Change) => Promise<Result>,
): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ctx.db.transaction(async (tx) => {
        const earlier = ctx.once && (await claimKey<Result>(ctx, tx, ctx.once));
        if (earlier) return earlier.result;
        const operation = startOperation({ ...ctx, db: tx }, action);
        const result = await change({ tx, operation });
        await operation.store();
        if (ctx.once) await keepAnswer(ctx, tx, ctx.once, result);
        return result;
      });
    } catch (error) {
      if (attempt === TRIES || !isCollision(error)) throw error;
    }
  }
}

/** `write` for a verb with an input, parsed before anything is opened. */
export async function mutate<Schema extends z.ZodType, Result>(
  ctx: Ctx,
  action: string,
  schema: Schema,
  input: unknown,
  change: (input: z.output<Schema>, write: Change) => Promise<Result>,
): Promise<Result> {
  const parsed = parseInput(schema, input);
  return write(ctx, action, (writing) => change(parsed, writing));
}
