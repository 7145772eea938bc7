/**
 * The judge of speed: a server started from the build is asked over HTTP, beside bare SQL on a lean table (the floor) and a
 * bare Next route handler over the same SQL, in turns, on one database that is made for it and dropped afterwards. One
 * JSON line an item. `npm run bench -- P3 P6` measures the items that begin so.
 */
import { parseArgs } from "node:util";
import { ACTIVITY } from "./items/activity";
import { across, CHANGES } from "./items/changes";
import { CAPACITY } from "./items/capacity";
import { CREATED } from "./items/created";
import { DEMO } from "./items/demo";
import { growth } from "./items/growth";
import { LISTS } from "./items/lists";
import { MEMORY } from "./items/memory";
import { NEIGHBOURS } from "./items/neighbour";
import { MILLION, type Task, type Wants } from "./task";
import { closeWorlds, type FullWorld, openWorld, serverUrl } from "./world";

/** P1 names P1 and all that it measures, not P10. */
const isNamed = (item: string, name: string) => item.startsWith(name) && !/^\d/.test(item.slice(name.length));

async function main() {
  const { positionals: names, values } = parseArgs({
    allowPositionals: true,
    options: { sizes: { type: "string" } },
  });
  serverUrl();
  const sizes = (values.sizes ?? "10000,100000,1000000,5000000").split(",").map(Number);
  // Five million take minutes and many gigabytes, so they are asked for.
  const grown = names.length > 0 || values.sizes ? sizes : sizes.filter((size) => size <= MILLION);
  const tasks: Task[] = [
    ...CREATED,
    ...CHANGES,
    ...LISTS,
    ...growth(grown),
    ...grown.filter((size) => size >= MILLION).map(across),
    ...MEMORY,
    ...NEIGHBOURS,
    ...CAPACITY,
    ...ACTIVITY,
    ...DEMO,
  ];
  const wants: Wants = (item) => names.length === 0 || names.some((name) => isNamed(item, name));
  const chosen = tasks
    .filter(({ item }) => wants(item) || names.some((name) => isNamed(name, item)))
    .sort((a, b) => (a.cases ?? 0) - (b.cases ?? 0));
  if (chosen.length === 0) {
    const items = [...new Set(tasks.map(({ item }) => item))].join("\n");
    throw new Error(`nothing is named so; there are\n${items}`);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void closeWorlds().finally(() => process.exit(1)));
  let world: FullWorld | undefined;
  const measure = async (task: Task) => {
    if (task.cases === undefined) return task.run(wants);
    world ??= await openWorld({ isLeanToo: true });
    await world.grow(task.cases);
    // As autovacuum does on a server that is left alone between two pieces of work; some have it switched off.
    await world.query("vacuum analyze");
    return task.run(world, wants);
  };
  for (const task of chosen) {
    await measure(task).catch((error) => {
      process.stdout.write(`${JSON.stringify({ item: task.item, error: error.message, ok: false })}\n`);
      process.exitCode = 1;
    });
  }
}

main()
  .catch((error) => {
    process.stderr.write(`The bench stopped: ${error.message}\n`);
    process.exitCode = 1;
  })
  .finally(closeWorlds);
