/** P9: what the server needs at most while two people do the same heavy work at once. */
import { peakWhile } from "../memory";
import { report } from "../measure";
import { submittedCases } from "../ready-cases";
import { ROWS, type Task } from "../task";
import { openWorld } from "../world";
import { APPROVE, perform } from "./changes";
import { importWorkbook, inNewGroup, workbook } from "./created";

const ROUNDS = 3;
const PROJECTS = [1, 2];
const CASES = 20_000;
const GOAL = { of: "peakMiB", most: 350 } as const;

const task: Task = {
  item: "P9",
  // What other tasks have left in the server's memory is not asked for.
  run: async (wants) => {
    const bytes = workbook();
    const works = {
      "P9 two imports from .xlsx": async () =>
        inNewGroup(world, (a) =>
          inNewGroup(world, (b) =>
            Promise.all([a, b].map((id) => importWorkbook(world, id, bytes, "commit"))),
          ),
        ),
      "P9 two state changes by ids": async () => {
        const ids = [];
        for (const project of PROJECTS) ids.push(await submittedCases(world, project, ROWS));
        return Promise.all(ids.map((some) => perform(world, APPROVE, { ids: some })));
      },
    };
    const world = await openWorld();
    await world.grow(CASES);
    for (const [item, work] of Object.entries(works)) {
      if (!wants(item)) continue;
      let peakMiB = 0;
      for (let round = 0; round < ROUNDS; round += 1) {
        const [done, peak] = await peakWhile(world.pid, work);
        if (done.some((rows) => rows !== ROWS)) throw new Error(`${item}: ${done} rows were done`);
        peakMiB = Math.max(peakMiB, peak);
      }
      report(item, 2 * ROWS, { peakMiB }, GOAL);
    }
    await world.close();
  },
};
export const MEMORY = [task];
