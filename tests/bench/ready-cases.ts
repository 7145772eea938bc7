import { GAINED_KEYS, handlerOf, idOf, PEOPLE } from "./model";
import type { FullWorld, World } from "./world";

/** The ids of a project's cases in the order of their addresses, all of them submitted to the first handler again. */
export async function submittedCases(world: World, project: number, rows: number): Promise<string[]> {
  const found = await world.query<{ id: string }>(
    `with chosen as (
       select id from cases where project_id = $1 order by address_sort, id limit $2
     ), done as (
       update cases set state = 'submitted', handler_id = $3, version = 1,
         fields = (fields - $4::text[]) || '{"ampere": 16}'
       from chosen where cases.id = chosen.id returning cases.id, address_sort
     )
     select id from done order by address_sort, id`,
    [idOf("project", project), rows, handlerOf(1), GAINED_KEYS],
  );
  // What was changed before would weigh on the next change.
  await world.query("vacuum cases");
  return found.map(({ id }) => id);
}

/** The same in the lean table. */
export async function submittedLeanCases(world: FullWorld, project: number, rows: number): Promise<string[]> {
  const found = await world.query<{ id: string }>(
    `with chosen as (
       select id from lean.cases where project_id = $1 order by street, id limit $2
     ), done as (
       update lean.cases set state = 'submitted', handler_id = ${PEOPLE + 1}, amp = 16
       from chosen where cases.id = chosen.id returning cases.id, street
     )
     select id from done order by street, id`,
    [project, rows],
  );
  await world.query("vacuum lean.cases");
  return found.map(({ id }) => id);
}

/** The project of a round: not always the same, and never the first, in which cases are created. */
export const projectOfRound = (world: World, round: number) => 2 + (round % (world.projects() - 1));
