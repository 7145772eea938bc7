/** P12: what one machine carries: how many people who open pages, and how many imports of a block of flats. */
import { createHash } from "node:crypto";
import { caller } from "../http";
import { givePasswords, logIn } from "../log-in";
import { median, report } from "../measure";
import { GRID_AREA, idOf, installerOf } from "../model";
import { CASES, type Task } from "../task";
import { openWorld, type World } from "../world";
import { importWorkbook, workbook } from "./created";

/** People who have a session and open a page every ten seconds: the list of projects, a project or a case in turn. */
const BETWEEN_PAGES_MS = 10_000;
const PEOPLE = [25, 50, 100, 200, 400, 800, 1_600];
const FOR_MS = 20_000;
/** A page should be there within a second. */
const MOST_MS = 1_000;
const SESSIONS = 5;

/** Several import at a time, each a block of flats after the other. */
const IMPORTERS = 4;
const FLATS = 240;
const IMPORTING_MS = 30_000;

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const p95 = (times: number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Infinity;

async function pathsOf(world: World): Promise<string[]> {
  const projects = Array.from({ length: world.projects() }, (_, i) => `/projects/${idOf("project", i + 1)}`);
  const cases = await world.query<{ id: string }>("select id from cases order by random() limit 100");
  return cases.flatMap(({ id }, i) => ["/projects", projects[i % projects.length] ?? "", `/cases/${id}`]);
}

/** The times of all pages that so many people open; fails when one of them was not answered. */
async function pagesOf(world: World, people: number, cookies: string[], paths: string[]): Promise<number[]> {
  const times: number[] = [];
  const end = performance.now() + FOR_MS;
  const person = async (n: number) => {
    await wait((n / people) * BETWEEN_PAGES_MS);
    for (let page = n; performance.now() < end; page += 1) {
      const start = performance.now();
      const headers = { cookie: cookies[n % cookies.length] ?? "" };
      const response = await fetch(`${world.base}${paths[page % paths.length]}`, { headers });
      await response.text();
      if (response.status !== 200) throw new Error(`a page answered ${response.status}`);
      const ms = performance.now() - start;
      times.push(ms);
      await wait(Math.max(0, BETWEEN_PAGES_MS - ms));
    }
  };
  await Promise.all(Array.from({ length: people }, (_, n) => person(n)));
  return times;
}

async function carryPeople(world: World) {
  await givePasswords(world);
  const cookies: string[] = [];
  for (let n = 1; n <= SESSIONS; n += 1) cookies.push(await logIn(world.base, `person${n}@bench.example`));
  const paths = await pathsOf(world);
  await pagesOf(world, PEOPLE[0] ?? 1, cookies, paths);
  for (const people of PEOPLE) {
    const times = await pagesOf(world, people, cookies, paths);
    report("P12 people", CASES, { people, ms: median(times), p95Ms: p95(times) });
    if (p95(times) > MOST_MS) return;
  }
}

async function carryImports(world: World) {
  const bytes = workbook(FLATS);
  let done = 0;
  const times: number[] = [];
  const end = performance.now() + IMPORTING_MS;
  const importer = async (n: number) => {
    const token = `projekter_${String(n).repeat(43)}`;
    await world.query(
      "insert into api_tokens (user_id, name, token_hash, session_version) values ($1, 'import', $2, 1)",
      [installerOf(n), createHash("sha256").update(token).digest("hex")],
    );
    const installer = caller(world.base, token);
    while (performance.now() < end) {
      const block = { name: `Blok ${n}.${done}`, gridArea: GRID_AREA };
      const project = await installer.post<{ id: string }>("/api/v1/projects", block);
      const group = await installer.post<{ id: string }>(`/api/v1/projects/${project.id}/groups`, {
        name: "Lejligheder",
        caseType: "apartment",
      });
      const start = performance.now();
      const created = await importWorkbook({ ...world, installer }, group.id, bytes, "commit");
      if (created !== FLATS) throw new Error(`${created} of ${FLATS} flats were created`);
      times.push(performance.now() - start);
      done += 1;
    }
    installer.close();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: IMPORTERS }, (_, n) => importer(n + 1)));
  const minutes = (performance.now() - start) / 60_000;
  report("P12 imports", FLATS, {
    people: IMPORTERS,
    perMinute: done / minutes,
    ms: median(times),
    p95Ms: p95(times),
  });
}

const task: Task = {
  item: "P12",
  run: async (wants) => {
    const world = await openWorld();
    await world.grow(CASES);
    if (wants("P12 imports")) await carryImports(world);
    if (wants("P12 people")) await carryPeople(world);
    await world.close();
  },
};
export const CAPACITY = [task];
