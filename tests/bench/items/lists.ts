/** P6, P6b and the sorts: pages of lists. */
import { CASE_SORTS } from "@/lib/contract/inputs/cases";
import { asked, inTurns, report } from "../measure";
import { idOf, LISTED } from "../model";
import { CASES, MILLION, type Task } from "../task";
import type { FullWorld, World } from "../world";

const ROUNDS = 9;
/** Some cases of every project, and of its first hundred (`World.crowd`). */
const SEARCH = `q=${encodeURIComponent("Vestergade 30")}`;
const STATES = LISTED.map((state) => `state=${state}`).join("&");

const casesPage = (world: World, project: number, query: string) =>
  world.installer.get(`/api/v1/projects/${idOf("project", project)}/cases?limit=50&${query}`);
/** The page of P6: three states, by address, with the counts. */
export const listPage = (world: World, project: number) =>
  casesPage(world, project, `${STATES}&sort=address`);

/** Pages go from project to project. */
const projectOf = (world: World, n: number) => 1 + (n % world.projects());
const bareNextPage = (world: FullWorld) => (n: number) =>
  world.next.installer.get(`/api/page?project=${projectOf(world, n)}&${STATES}`);

/** The pages of P6b. */
export const projectPages = (world: World) => {
  const page = (query: string) => () => world.installer.get(`/api/v1/projects?limit=50${query}`);
  return {
    "project list": page(""),
    "project list by waiting": page("&sort=waiting"),
    "work list": page("&show=needs_action"),
    "project list with a search": page(`&${SEARCH}`),
  };
};

/** The pages of all projects: the work list, what waits, and the search field. */
export const workPages = (world: World) => ({
  "all cases": () => world.dso.get(`/api/v1/cases?limit=50&${STATES}`),
  "all cases overdue": () => world.dso.get("/api/v1/cases?limit=50&due=overdue"),
  "my work": () => world.dso.get("/api/v1/work"),
  "search of everything": () => world.dso.get(`/api/v1/search?${SEARCH}`),
});

const list = (callers: number): Task => {
  const item = `P6 list, ${callers === 1 ? "1 caller" : `${callers} callers`}`;
  const run = async (world: FullWorld) => {
    const times = await inTurns(ROUNDS, {
      ms: asked(callers, (n) => listPage(world, projectOf(world, n))),
      floorMs: asked(callers, (n) => world.floor.page(projectOf(world, n))),
      nextMs: asked(callers, bareNextPage(world)),
    });
    report(item, CASES, times, { of: "nextRatio", most: 1.3 });
  };
  return { item, cases: CASES, run };
};

/** A page of a project of 10,000 in another order, or of what a search finds, beside the bare handler's page of P6. */
const other = (name: string, query: string, goal: number): Task => {
  const item = `lists ${name}`;
  const run = async (world: FullWorld) => {
    const times = await inTurns(ROUNDS, {
      ms: asked(1, (n) => casesPage(world, projectOf(world, n), query)),
      nextMs: asked(1, bareNextPage(world)),
    });
    report(item, CASES, times, { of: "ms", most: goal });
  };
  return { item, cases: CASES, run };
};

const projects: Task = {
  item: "P6b",
  cases: MILLION,
  run: async (world, wants) => {
    for (const [name, page] of Object.entries(projectPages(world))) {
      if (!wants(`P6b ${name}`)) continue;
      const times = await inTurns(ROUNDS, { ms: asked(1, page), nextMs: asked(1, bareNextPage(world)) });
      report(`P6b ${name}`, MILLION, times, { of: "ms", most: 15 });
    }
  },
};

export const LISTS: Task[] = [
  list(1),
  list(16),
  other("with a search", SEARCH, 8),
  ...CASE_SORTS.map((sort) => other(`by ${sort}`, `sort=${sort}`, 15)),
  projects,
];
