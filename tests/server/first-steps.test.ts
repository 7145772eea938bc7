import { sql } from "drizzle-orm";
import type { Actor } from "@/lib/server/kernel/context";
import { rowsOf } from "@/lib/server/kernel/sql";
import { FIRST_STEPS, firstSteps, hasBegun } from "@/lib/server/people/first-steps";
import { createOrganisation } from "@/lib/server/people/organisations";
import { createFirstAdmin, createUser } from "@/lib/server/people/users";
import { setPostcode } from "@/lib/server/places/postcodes";
import { createProject } from "@/lib/server/projects/projects";
import { bringReferenceData } from "@/lib/server/seeding/reference-data";
import { testDb } from "../support/database";
import { ctxOf, NOW } from "../support/factories";

test("a new system is led, step by step, to its first project", async () => {
  const person = { email: "admin@first.example", name: "Anna", password: "langt-kodeord-1" };
  await createFirstAdmin(testDb(), NOW, person);
  await bringReferenceData(testDb());
  const [row] = await rowsOf<{ id: string }>(
    testDb(),
    sql`select id from users where email = ${person.email}`,
  );
  const admin = ctxOf({ ...person, id: row?.id, role: "admin", organisation: null } as unknown as Actor);
  const done = async () => {
    const steps = (await firstSteps(admin)).done;
    return FIRST_STEPS.filter((step) => steps[step]);
  };
  expect(await done()).toEqual([]);

  const [radius] = await rowsOf<{ id: string; code: string }>(
    testDb(),
    sql`select o.id, g.code::text as code from organisations o join grid_areas g on g.dso_id = o.id where g.code = '791'`,
  );
  const invite = (name: string, role: string, organisationId: string | undefined) =>
    createUser(admin, { name, email: `${name}@first.example`, role, organisationId });
  await invite("dorte", "dso", radius?.id);
  expect(await done()).toEqual(["dso"]);
  const company = await createOrganisation(admin, { kind: "installer", name: "Elfirmaet" });
  expect(await done()).toEqual(["dso", "company"]);
  const { id } = await invite("ida", "installer", company.id);
  expect(await done()).toEqual(["dso", "company", "users"]);
  await testDb().execute(sql`update outbox set sent_at = now() where receiver = 'ida@first.example'`);
  expect(await done()).toEqual(["dso", "company", "users", "mail"]);
  await setPostcode(admin, { postcode: "2740", town: "Skovlunde", gridAreas: ["791"] });
  expect(await done()).toEqual(["dso", "company", "users", "mail", "areas"]);
  expect(await hasBegun(admin)).toBe(false);
  const organisation = { id: company.id, kind: "installer", name: "Elfirmaet" };
  const installer = {
    id,
    name: "ida",
    email: "ida@first.example",
    role: "installer",
    organisation,
  } as unknown as Actor;
  await createProject(ctxOf(installer), { name: "Det første", gridArea: "791" });
  expect(await done()).toEqual([...FIRST_STEPS]);
  expect(await hasBegun(admin)).toBe(true);
  await expect(firstSteps(ctxOf(installer))).rejects.toMatchObject({ code: "forbidden" });
});
