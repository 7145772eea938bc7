import "server-only";
import { POOL_SIZE } from "@/db/postgres";
import type { Ctx } from "./context";
import { Turns } from "./turns";

/**
 * Reads over many cases each hold a connection, and the database's processors, for a while. They never get half of the
 * connections, and nobody gets more than two, so that one person's impatience is not everybody's. Such a read never
 * begins another: it would wait for its own place.
 */
const readers = Turns.named("heavy reads", {
  atOnce: POOL_SIZE / 2 - 1,
  perPerson: 2,
  patienceMs: 10_000,
  places: { all: 200, each: 40 },
});

export const readInTurn = <Result>(ctx: Ctx, read: () => Promise<Result>): Promise<Result> =>
  readers.run(ctx.actor.id, read, ctx.gone);

/** As many ids are read in no time. */
const FEW = 1_000;

/** A selection that names a few cases does not wait behind those that mean thousands. */
export function readSelectionInTurn<Result>(
  ctx: Ctx,
  input: unknown,
  read: () => Promise<Result>,
): Promise<Result> {
  const ids = (input as { selection?: { ids?: unknown } } | null)?.selection?.ids;
  return Array.isArray(ids) && ids.length <= FEW ? read() : readInTurn(ctx, read);
}
