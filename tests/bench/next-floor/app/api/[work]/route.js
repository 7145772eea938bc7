// The least that a server of these cases does in a Next route handler: a token's person, the role's right, membership
// of the project, and the floor's own statements.
import { createHash } from "node:crypto";
import pg from "pg";
import { ADDRESS, changes, COUNTS, CREATE, LIST, OPTIONS } from "../../../../lean-statements.mjs";

export const dynamic = "force-dynamic";

const MAY = { installer: ["page", "create", "assign", "edit"], dso: ["page", "state", "assign"] };
const MEMBER = `select from lean.members m join lean.groups g using (project_id)
  where m.person_id = $1 and m.project_id = $2 and g.id = $3`;
const CHANGES = changes(true);

const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 10, options: OPTIONS });
const ask = (name, text, values) => pool.query({ name, text, values });

const works = {
  async page({ search }) {
    const project = search.get("project");
    const [list, counts] = await Promise.all([
      ask("list", LIST, [project, search.getAll("state")]),
      ask("counts", COUNTS, [project]),
    ]);
    return { cases: list.rows, counts: counts.rows };
  },
  async create({ person, search, request }) {
    const place = [search.get("project"), search.get("group")];
    const { rowCount } = await ask("member", MEMBER, [person, ...place]);
    if (!rowCount) return null;
    const rows = await request.json();
    const columns = Object.keys(ADDRESS).map((column) => rows.map((row) => row[column]));
    return { done: (await ask("create", CREATE, [...place, person, ...columns])).rowCount };
  },
};
for (const work of Object.keys(CHANGES)) {
  works[work] = async ({ person, request }) => {
    const { ids, value } = await request.json();
    return { done: (await ask(work, CHANGES[work], [ids, value, person])).rowCount };
  };
}

async function answer(request, { params }) {
  const { work } = await params;
  if (!works[work]) return Response.json({ error: "not_found" }, { status: 404 });
  const token = request.headers.get("authorization")?.slice("Bearer ".length) ?? "";
  const hash = createHash("sha256").update(token).digest();
  const { rows } = await ask("who", "select person_id, role from lean.tokens where hash = $1", [hash]);
  const [who] = rows;
  if (!who) return Response.json({ error: "unauthorized" }, { status: 401 });
  if (!MAY[who.role].includes(work)) return Response.json({ error: "forbidden" }, { status: 403 });
  const search = new URL(request.url).searchParams;
  const done = await works[work]({ person: who.person_id, search, request });
  return done ? Response.json(done) : Response.json({ error: "not_found" }, { status: 404 });
}
export { answer as GET, answer as POST };
