/** P7: the same work in a database of few cases and of many, in turns; a project has 10,000 cases in both. */
import { asked, inTurns, report, type Sampler, timed } from "../measure";
import { submittedCases, submittedLeanCases } from "../ready-cases";
import type { Task } from "../task";
import { type FullWorld, openWorld, type World } from "../world";
import { APPROVE, perform } from "./changes";
import { listPage, projectPages, workPages } from "./lists";

const ROWS = 1_000;
const ROUNDS = 9;
/** Projects on a page. */
const PAGE = 50;

/** A round works in one project. */
const projectOf = (world: World, round: number) => 1 + (round % world.projects());

const samplersOf = (world: World): Record<string, Sampler> => ({
  "state change of 1,000": timed(ROWS, async (round) => {
    const ids = await submittedCases(world, projectOf(world, round), ROWS);
    return () => perform(world, APPROVE, { ids });
  }),
  list: (round) => asked(1, () => listPage(world, projectOf(world, round)))(round),
  ...Object.fromEntries(
    Object.entries({ ...projectPages(world), ...workPages(world) }).map(([name, page]) => [
      name,
      asked(1, page),
    ]),
  ),
});

/** What the lean table in the database of many cases can do as well. */
const floorOf = (world: FullWorld): Record<string, Sampler> => ({
  "state change of 1,000": timed(ROWS, async (round) => {
    const ids = await submittedLeanCases(world, projectOf(world, round), ROWS);
    return () => world.floor.change("state", ids, "approved");
  }),
  list: (round) => asked(1, () => world.floor.page(projectOf(world, round)))(round),
});

/** Tasks for all sizes but the first, with which they are compared. */
export const growth = ([first = 0, ...sizes]: number[]): Task[] =>
  sizes.map((cases) => ({
    item: "P7",
    cases,
    run: async (world, wants) => {
      const small = await openWorld();
      await small.grow(first);
      // A page of projects has as many rows in both.
      await small.crowd(Math.min(PAGE, world.projects()) - small.projects());
      const [many, few, floor] = [samplersOf(world), samplersOf(small), floorOf(world)];
      for (const [name, ms] of Object.entries(many)) {
        const [firstMs, floorMs] = [few[name], floor[name]];
        if (!firstMs || !wants(`P7 ${name}`)) continue;
        const times = floorMs
          ? await inTurns(ROUNDS, { ms, firstMs, floorMs })
          : await inTurns(ROUNDS, { ms, firstMs });
        const growth = times.ms / times.firstMs;
        report(`P7 ${name}`, cases, { ...times, growth }, { of: "growth", most: 1.2 });
      }
      await small.close();
    },
  }));
