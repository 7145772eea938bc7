/** P13: the activity and the feed of events, of ten thousand operations and of a million, in turns. */
import { logIn, givePasswords } from "../log-in";
import { asked, inTurns, report, type Sampler } from "../measure";
import { GRID_AREA, idOf, INSTALLER_COMPANY, PEOPLE } from "../model";
import { MILLION, type Task, type Wants } from "../task";
import { openWorld, type World } from "../world";

const FEW = 10_000;
const ROUNDS = 9;
/** Of the five hundred who act: md5 of »actor1«. */
const ONE_ACTOR = "22702ffb-afdb-e67c-ef76-fd02f6ab9331";
/** Operations of the first project in both. */
const IN_PROJECT = 5_000;

/**
 * Adds operations as a country has them: three of ten in the measured grid company's area, those elsewhere in thirty others;
 * two of a hundred by the measured installer company, those of others by 49. One of 30,000 is rare.
 */
const addOperations = ({ query }: World, count: number) =>
  query(
    `insert into operations (action, actor_id, actor_name, organisation_id, owner_id, project_id, grid_areas, requested, done, event_number, at)
     select case when n % 30000 = 1 then 'withdraw' when n % 3 = 0 then 'approve' else 'edit' end, md5('actor' || n % 500)::uuid, 'X',
       company, company, case when n <= $4 then $5::uuid end, array[case when n <= $4 or n % 10 < 3 then $2 else (100 + n % 30)::text end],
       10, 10, n, now() - n * interval '1 second'
     from generate_series(1, $1::int) n
     cross join lateral (select case when n <= $4 or n % 50 = 0 then $3::uuid else md5('company' || n % 49)::uuid end as company) o`,
    [count, GRID_AREA, INSTALLER_COMPANY, IN_PROJECT, idOf("project", 1)],
  );

async function aWorld(operations: number): Promise<World> {
  const world = await openWorld();
  await world.grow(10_000);
  await addOperations(world, operations);
  await world.query("vacuum analyze");
  await givePasswords(world);
  return world;
}

async function samplersOf(world: World): Promise<Record<string, Sampler>> {
  const page = (cookie: string, path: string) =>
    asked(1, async () => {
      const response = await fetch(`${world.base}${path}`, { headers: { cookie } });
      if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
      await response.arrayBuffer();
    });
  const installer = await logIn(world.base, "person1@bench.example");
  const dso = await logIn(world.base, `person${PEOPLE + 1}@bench.example`);
  return {
    "activity of an installer": page(installer, "/operations"),
    "activity of a grid company": page(dso, "/operations"),
    "activity of a rare action": page(dso, "/operations?action=withdraw"),
    // One of five hundred, who did as much in each area.
    "activity of one person": page(dso, `/operations?actor=${ONE_ACTOR}`),
    "activity until a day": page(dso, `/operations?to=${new Date().toISOString().slice(0, 10)}`),
    "activity of a project": page(dso, `/projects/${idOf("project", 1)}/activity`),
    "feed of an installer": asked(1, () => world.installer.get("/api/v1/events")),
    "feed of a grid company": asked(1, () => world.dso.get("/api/v1/events")),
  };
}

const run = async (wants: Wants) => {
  const [small, world] = [await aWorld(FEW), await aWorld(MILLION)];
  const [few, many] = [await samplersOf(small), await samplersOf(world)];
  for (const [name, ms] of Object.entries(many)) {
    if (!wants(`P13 ${name}`)) continue;
    const times = await inTurns(ROUNDS, { ms, firstMs: few[name] as Sampler });
    report(
      `P13 ${name}`,
      MILLION,
      { ...times, growth: times.ms / times.firstMs },
      { of: "growth", most: 1.2 },
    );
  }
  await Promise.all([small.close(), world.close()]);
};

export const ACTIVITY: Task[] = [{ item: "P13", run }];
