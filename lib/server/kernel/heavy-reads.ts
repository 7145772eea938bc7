import "server-only";
import { POOL_SIZE } from "@/db/postgres";
import type { Ctx } from "./context";
import { Turns } from "./turns";

/**
 * A read over many cases holds a connection for a while. Such reads get less than half of the pool, and one user at
 * most two, so that short reads always find a connection. A read in a turn must not ask for another turn: it could
 * wait for itself.
 */
const readers = Turns.named("heavy reads", {
  atOnce: POOL_SIZE / 2 - 1,
  perPerson: 2,
  patienceMs: 10_000,
  places: { all: 200, each: 40 },
});

/** Runs a heavy read in its turn. `busy` when too many wait, or after ten seconds. */
export const readInTurn = <Result>(ctx: Ctx, read: () => Promise<Result>): Promise<Result> =>
  readers.run(ctx.actor.id, read, ctx.gone);

/** In ids: so few are read without waiting for a turn. */
const FEW = 1_000;

/** `readInTurn` for an input `{selection}`; a selection of few ids does not wait. */
export function readSelectionInTurn<Result>(
  ctx: Ctx,
  input: unknown,
  read: () => Promise<Result>,
): Promise<Result> {
  const ids = (input as { selection?: { ids?: unknown } } | null)?.selection?.ids;
  return Array.isArray(ids) && ids.length <= FEW ? read() : readInTurn(ctx, read);
}
