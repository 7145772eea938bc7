import "server-only";
import { setImmediate } from "node:timers/promises";

/** Lets everything else that waits for this process have its turn. */
export const nextTurn = () => setImmediate();

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
