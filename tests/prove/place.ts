/** A server of the build over a database of its own, with a world of people in it. */
import type { ApiWorld, Facts } from "../support/api-client";
import { type Answer, ask, insist, membersOf, type Sent, worldIn } from "./ask";

export type Kind = "embedded" | "postgresql";
type More = {
  on?: string;
  through?: (url: string) => Promise<string>;
  readFrom?: (url: string) => string;
};
const NAME = "prove";

/** `on` is the PostgreSQL server of its database, `through` what stands in front of it, `readFrom` its replica. */
export async function openPlace(kind: Kind, more: More = {}) {
  // It awaits at its top, which only an import of this kind allows.
  const { serveApi } = await import("../support/api-server.mjs");
  const server = await serveApi(kind, { names: [NAME], ...more });
  const facts: Facts & { data: string } = server.facts;
  const world: ApiWorld = worldIn(facts, NAME);
  const { installer, dso } = world.people;
  const as =
    (token: string) =>
    (method: string, path: string, sent?: Sent): Promise<Answer> =>
      ask(facts, token, method, `/api/v1${path}`, sent);
  return { ...server, kind, facts, world, as, installer: as(installer.token), dso: as(dso.token) };
}
export type Place = Awaited<ReturnType<typeof openPlace>>;

/** Both databases, or with no PostgreSQL the embedded one. */
export const kinds = (): Kind[] =>
  process.env.TEST_DATABASE_URL ? ["embedded", "postgresql"] : ["embedded"];

/** A new project with an empty group in it. */
export async function aGroupIn({
  installer,
  world,
}: Pick<Place, "installer"> & { world: Pick<ApiWorld, "gridArea"> }): Promise<{
  projectId: string;
  groupId: string;
}> {
  const body = { name: "Havnen", gridArea: world.gridArea };
  const { id: projectId } = membersOf<{ id: string }>(
    await insist(() => installer("POST", "/projects", { body })),
  );
  const named = { body: { name: "Blok A", caseType: "apartment" } };
  const group = await insist(() => installer("POST", `/projects/${projectId}/groups`, named));
  return { projectId, groupId: membersOf<{ id: string }>(group).id };
}

type Listed = { id: string; version: number; state: string };
/** A project's cases by the first 500 of them, and how many there are in each state. */
export async function casesIn({ installer }: Pick<Place, "installer">, projectId: string) {
  const answer = await insist(() => installer("GET", `/projects/${projectId}/cases?limit=500`));
  return membersOf<{ cases: Listed[]; total: number; countsByState: Record<string, number> }>(answer);
}
