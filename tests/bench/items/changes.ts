/** P3, P4, P5: a change of many cases, and what may be done with them. */
import type { Change } from "../lean";
import { inTurns, report, timed, watched } from "../measure";
import { handlerOf, idOf, PEOPLE } from "../model";
import { projectOfRound, submittedCases, submittedLeanCases } from "../ready-cases";
import { CASES, ROUNDS, ROWS, type Task } from "../task";
import type { FullWorld, World } from "../world";

type Role = "installer" | "dso";
type Action = { role: Role; action: string; params: Record<string, unknown> };

export const APPROVE: Action = { role: "dso", action: "approve", params: { connectionPoint: "Skab 1" } };
const HAND_OVER: Action = { role: "dso", action: "change_handler", params: { handlerId: handlerOf(2) } };
const EDIT: Action = { role: "installer", action: "edit", params: { set: { ampere: 63 } } };

export async function perform(world: World, { role, ...action }: Action, selection: unknown) {
  const answer = await world[role].post<{ done: number }>("/api/v1/cases/actions", {
    ...action,
    selection,
    acceptWarnings: true,
  });
  return answer.done;
}

/** A selection of the cases: by their ids, or by a filter that finds all of the project. */
const selected = (how: "ids" | "filter", project: number, ids: string[]) =>
  how === "ids" ? { ids } : { projectId: idOf("project", project), filter: { state: "submitted" } };

function change(
  item: string,
  action: Action,
  lean: { change: Change; value: string | number; role: Role },
  { how = "ids", goal }: { how?: "ids" | "filter"; goal: number },
): Task {
  const run = async (world: FullWorld) => {
    const note = { peakMiB: 0 };
    const leanIds = (round: number) => submittedLeanCases(world, projectOfRound(world, round), ROWS);
    const times = await inTurns(ROUNDS, {
      ms: watched(
        world.pid,
        note,
        timed(ROWS, async (round) => {
          const project = projectOfRound(world, round);
          const selection = selected(how, project, await submittedCases(world, project, ROWS));
          return () => perform(world, action, selection);
        }),
      ),
      floorMs: timed(ROWS, async (round) => {
        const ids = await leanIds(round);
        return () => world.floor.change(lean.change, ids, lean.value);
      }),
      nextMs: timed(ROWS, async (round) => {
        const ids = await leanIds(round);
        const asked = () =>
          world.next[lean.role].post<{ done: number }>(`/api/${lean.change}`, { ids, value: lean.value });
        return async () => (await asked()).done;
      }),
    });
    report(item, ROWS, { ...times, ...note }, { of: "ratio", most: goal });
  };
  return { item, cases: CASES, run };
}

/** Projects of 10,000 that one filter without a project selects: as many cases as one action takes. */
const ACROSS = 5;

/** The work list's own: everything that is submitted in some of very many projects, by one filter. */
export const across = (cases: number): Task => {
  const item = "P3 state change of 50,000 across projects";
  const rows = ACROSS * ROWS;
  const run = async (world: FullWorld) => {
    const projectsOf = (round: number) =>
      Array.from({ length: ACROSS }, (_, i) => projectOfRound(world, round * ACROSS + i));
    const times = await inTurns(3, {
      ms: timed(rows, async (round) => {
        const chosen = projectsOf(round);
        for (const project of chosen) await submittedCases(world, project, ROWS);
        const filter = { project: chosen.map((project) => idOf("project", project)), state: "submitted" };
        return () => perform(world, APPROVE, { filter });
      }),
      floorMs: timed(rows, async (round) => {
        const ids: string[] = [];
        for (const project of projectsOf(round))
          ids.push(...(await submittedLeanCases(world, project, ROWS)));
        return () => world.floor.change("state", ids, "approved");
      }),
    });
    report(item, cases, times, { of: "ratio", most: 2 });
  };
  return { item, cases, run };
};

function offers(item: string, how: "ids" | "filter"): Task {
  const run = async (world: FullWorld) => {
    const times = await inTurns(2 * ROUNDS, {
      ms: timed(ROWS, async (round) => {
        const project = projectOfRound(world, round);
        const selection = selected(how, project, await submittedCases(world, project, ROWS));
        return async () => {
          await world.dso.post("/api/v1/cases/offers", { selection });
          return ROWS;
        };
      }),
      floorMs: timed(ROWS, async (round) => {
        const project = projectOfRound(world, round);
        const ids = await submittedLeanCases(world, project, ROWS);
        return () => (how === "ids" ? world.floor.statesOf(ids) : world.floor.statesIn(project));
      }),
    });
    report(item, ROWS, times, { of: "overFloorMs", most: 30 });
  };
  return { item, cases: CASES, run };
}

const STATE = { change: "state", value: "approved", role: "dso" } as const;

export const CHANGES: Task[] = [
  change("P3 state change by ids", APPROVE, STATE, { goal: 2.5 }),
  change("P3 state change by filter", APPROVE, STATE, { how: "filter", goal: 2 }),
  change(
    "P4 change of responsible",
    HAND_OVER,
    { change: "assign", value: PEOPLE + 2, role: "dso" },
    { goal: 2 },
  ),
  change("P4 bulk edit", EDIT, { change: "edit", value: 63, role: "installer" }, { goal: 2 }),
  offers("P5 offers by ids", "ids"),
  offers("P5 offers by filter", "filter"),
];
