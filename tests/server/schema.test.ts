import { sql } from "drizzle-orm";
import { rowsOf, sqlState } from "@/lib/server/kernel/sql";
import { testDb } from "../support/database";
import { aGroup, aProject, aProjectWithCases } from "../support/factories";

const FOREIGN_KEY = "23503";
const UNIQUE = "23505";
const CHECK = "23514";

const stateOf = (statement: ReturnType<typeof sql>) =>
  testDb()
    .execute(statement)
    .then(
      () => "stored",
      (error) => sqlState(error),
    );

/** The database's own fence: what no query of ours should ask for cannot be stored either. */
test("a case cannot be tied across companies, areas, projects or types", async () => {
  const { ids, world, otherInstaller, otherDso, gridArea, installer, projectId } = await aProjectWithCases(2);
  const foreignProject = await aProject(otherInstaller, gridArea);
  const foreignGroup = await aGroup(otherInstaller, foreignProject);
  const businessGroup = await aGroup(installer, projectId, "business");
  const set = (assignment: ReturnType<typeof sql>) =>
    stateOf(sql`update cases set ${assignment} where id = ${ids[0]}::uuid`);
  expect(await set(sql`project_id = ${foreignProject}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`group_id = ${foreignGroup}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`group_id = ${businessGroup}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`owner_id = ${otherInstaller.organisation?.id}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`dso_id = ${otherDso.organisation?.id}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`grid_area = ${world.otherArea}`)).toBe(FOREIGN_KEY);
  expect(await set(sql`installer_id = ${otherInstaller.id}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`handler_id = ${otherDso.id}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`handler_id = ${installer.id}::uuid`)).toBe(FOREIGN_KEY);
  expect(await set(sql`handler_id = ${world.dso.id}::uuid`)).toBe("stored");
});

test("nobody is deleted, since archived cases name people by no key", async () => {
  const { world } = await aProjectWithCases(1);
  const unused = sql`(insert into users (name, email, role, organisation_id, password_hash)
    select name, gen_random_uuid() || '@example.dk', role, organisation_id, password_hash from users
    where id = ${world.dso.id}::uuid returning id)`;
  const [made] = await rowsOf<{ id: string }>(testDb(), sql`with made as ${unused} select id from made`);
  expect(await stateOf(sql`delete from users where id = ${made?.id}::uuid`)).toBe(FOREIGN_KEY);
});

test("an address stands once in a project, and states and postcodes are what they can be", async () => {
  const { ids } = await aProjectWithCases(2);
  const set = (assignment: ReturnType<typeof sql>) =>
    stateOf(sql`update cases set ${assignment} where id = ${ids[0]}::uuid`);
  expect(await set(sql`address_key = (select address_key from cases where id = ${ids[1]}::uuid)`)).toBe(
    UNIQUE,
  );
  expect(await set(sql`state = 'draft'`)).toBe(CHECK);
  expect(await set(sql`postcode = '12a4'`)).toBe(CHECK);
  expect(await set(sql`house_no = '1-3'`)).toBe(CHECK);
});

test("a user sits in a company of the own role, an area belongs to a DSO, an e-mail to one person", async () => {
  const { installer, dso, gridArea } = await aProjectWithCases(1);
  const user = (assignment: ReturnType<typeof sql>) =>
    stateOf(sql`update users set ${assignment} where id = ${dso.id}::uuid`);
  expect(await user(sql`organisation_id = ${installer.organisation?.id}::uuid`)).toBe(FOREIGN_KEY);
  expect(await user(sql`organisation_id = null`)).toBe(CHECK);
  expect(await user(sql`email = upper(${installer.email})`)).toBe(UNIQUE);
  expect(
    await stateOf(
      sql`update grid_areas set dso_id = ${installer.organisation?.id}::uuid where code = ${gridArea}`,
    ),
  ).toBe(FOREIGN_KEY);
});

test("a case's id begins with its time, so that later cases come after earlier ones", async () => {
  const [first, second] = [await aProjectWithCases(20), await aProjectWithCases(20)];
  expect(first.ids.every((id) => second.ids.every((later) => id < later))).toBe(true);
  for (const id of first.ids)
    expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
});
