import "server-only";
import { setImmediate, setTimeout } from "node:timers/promises";

type Shared = { [key: symbol]: ReadonlySet<unknown> | undefined };
/** What the server is answering, this work's own request among it (lib/front/server.mjs). */
const open = () => (globalThis as Shared)[Symbol.for("projekter.openRequests")]?.size ?? 0;

/** A page asks the database a dozen times, and would wait for a piece of long work each time: it gets a few in a row. */
const SHARE_MS = 4;

/** Lets everything else that waits for this process have its turn. */
export const nextTurn = async (): Promise<void> => {
  await (open() > 1 ? setTimeout(SHARE_MS) : setImmediate());
};

/** A long list some at a time; between two pieces everything else that waits for this process gets its turn. */
export async function* inTurns<Item>(items: readonly Item[], atATime = 250): AsyncGenerator<Item[]> {
  for (let at = 0; at < items.length; at += atATime) {
    if (at > 0) await nextTurn();
    yield items.slice(at, at + atATime);
  }
}

/** What becomes of each item of a list that may be long, in its order. */
export async function mapInTurns<Item, Made>(
  items: readonly Item[],
  make: (item: Item) => Made,
): Promise<Made[]> {
  const made: Made[] = [];
  for await (const some of inTurns(items)) for (const item of some) made.push(make(item));
  return made;
}
