import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sql } from "drizzle-orm";
import { performAction } from "@/lib/server/cases/bulk";
import { deleteProject } from "@/lib/server/projects/projects";
import { rowsOf } from "@/lib/server/kernel/sql";
import { setUserActive } from "@/lib/server/people/users";
import { testDb } from "../support/database";
import { aGridArea, aGroup, aProject, aProjectWithCases, ctxOf, someCases } from "../support/factories";

const FOLDER = "db/migrations";

/** The statements with which the migration fills the new columns. */
function fillings(): string[] {
  const file = readdirSync(FOLDER).find((name) => name.endsWith("_areas_of_operations.sql")) ?? "";
  return readFileSync(join(FOLDER, file), "utf8")
    .split("--> statement-breakpoint")
    .filter((statement) => /^\s*(--.*\n)?\s*(with|update)\b/.test(statement));
}

test("operations from before get the areas that they would have got", async () => {
  const { installer, colleague, dso, otherDso, admin, gridArea, ids } = await aProjectWithCases(3);
  if (!dso.organisation) throw new Error("no company");
  const secondArea = await aGridArea(dso.organisation, ["2740"]);
  const second = await aProject(installer, secondArea);
  const others = await someCases(installer, await aGroup(installer, second), "apartment", 2);
  const [one = "", two = ""] = ids;
  const [other = ""] = others.map(({ id }) => id);
  const act = async (action: string, params: object, some: string[], onBlocked = "stop") =>
    (await performAction(ctxOf(dso), { action, params, selection: { ids: some }, onBlocked })).operationId;
  const set = { set: { connectionPoint: "Skab 1" } };
  await act("edit", set, [other]);
  await act("edit", set, [one, other]);
  await act("reject", { reason: "x" }, [two]);
  await act("approve", { connectionPoint: "S" }, [two, other], "skip");
  await setUserActive(ctxOf(admin), colleague.id, { isActive: false });
  const gone = await aProject(installer, gridArea, "Væk");
  await deleteProject(ctxOf(installer), gone);
  const areas = () =>
    rowsOf<{ id: string; action: string; projectId: string | null; areas: string[] }>(
      testDb(),
      sql`select id, action, project_id as "projectId", grid_areas as areas from operations order by at, id`,
    );
  const before = await areas();
  expect(before.filter((row) => row.areas.length > 1)).toHaveLength(2);

  // The tables as they were: the DSO of the moment, which stayed when a second project's area moved.
  await testDb().execute(sql`alter table operations add column dso_id uuid`);
  await testDb().execute(
    sql`update operations set dso_id = ${dso.organisation.id}::uuid where grid_areas <> '{}'`,
  );
  await testDb().execute(sql`update operations set grid_areas = '{}'`);
  await testDb().execute(
    sql`update grid_areas set dso_id = ${otherDso.organisation?.id}::uuid where code = ${secondArea}`,
  );
  const statements = fillings();
  expect(statements).toHaveLength(3);
  for (const statement of statements) await testDb().execute(sql.raw(statement));
  // Of a project that is gone nothing tells the area: it is with whoever has all that its DSO has now.
  expect(await areas()).toEqual(
    before.map((row) => (row.projectId === gone ? { ...row, areas: [gridArea] } : row)),
  );
});
