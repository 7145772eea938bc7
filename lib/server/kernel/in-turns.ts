import "server-only";
import { setImmediate, setTimeout } from "node:timers/promises";

type Shared = { [key: symbol]: ReadonlySet<unknown> | undefined };
/** The number of requests being answered, this one included (lib/front/server.mjs counts them). */
const open = () => (globalThis as Shared)[Symbol.for("projekter.openRequests")]?.size ?? 0;

/** In milliseconds: time for other requests, enough for several of a page's queries. */
const SHARE_MS = 4;

/** Pauses long work so that other requests of this process are served. */
export const nextTurn = async (): Promise<void> => {
  await (open() > 1 ? setTimeout(SHARE_MS) : setImmediate());
};

/** A long list in pieces of `atATime`; other requests are served between two pieces. */
export async function* inTurns<Item>(items: readonly Item[], atATime = 250): AsyncGenerator<Item[]> {
  for (let at = 0; at < items.length; at += atATime) {
    if (at > 0) await nextTurn();
    yield items.slice(at, at + atATime);
  }
}

/** `items.map(make)` for long lists; other requests are served between pieces. */
export async function mapInTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for await (const some of inTurns(items)) for (const item of some) made.push(make(item));
  return made;
}
