/**
 * The judge of speed: a server started from the build is asked over HTTP, beside bare SQL on a lean table (the floor) and a
 * bare Next route handler over the same SQL, in turns, on one database that is made for it and dropped afterwards. One
 * JSON line an item. `npm run bench -- P3 P6` measures the items that begin so.
 */
import { CHANGES } from "./items/changes";
import { CREATED } from "./items/created";
import { LISTS } from "./items/lists";
import type { Task } from "./task";
import { openWorld, serverUrl } from "./world";

/** P1 names P1, not P10. */
const isNamed = (item: string, name: string) => item.startsWith(name) && !/^\d/.test(item.slice(name.length));

async function main() {
  const names = process.argv.slice(2);
  serverUrl();
  const tasks: Task[] = [...CREATED, ...CHANGES, ...LISTS];
  const wanted = tasks
    .filter(({ item }) => names.length === 0 || names.some((name) => isNamed(item, name)))
    .sort((a, b) => a.cases - b.cases);
  const world = await openWorld({ isLeanToo: true });
  const stop = () => void world.close().finally(() => process.exit(1));
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, stop);
  try {
    for (const task of wanted) {
      await world.grow(task.cases);
      await task.run(world);
    }
  } finally {
    await world.close();
  }
}

main().catch((error) => {
  process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});
