import "server-only";
import { eq, sql } from "drizzle-orm";
import { projects } from "@/db/schema";
import { DemoInput } from "@/lib/contract/inputs/seeding";
import { DomainError } from "@/lib/contract/errors";
import { CASE_TYPES } from "@/lib/domain/vocabulary";
import { workingDayFrom } from "@/lib/domain/working-days";
import { translator } from "@/lib/messages";
import { removeCases } from "@/lib/server/cases/system-changes";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, type Tx, write } from "@/lib/server/kernel/mutate";
import { demoAddresses, demoFields } from "./demo-cases";
import { insertSeed, type SeedGroup } from "./seed-insert";

const DEMO_STREETS = [
  "Bygaden",
  "Kirkevej",
  "Skovbrynet",
  "Engdraget",
  "Havnegade",
  "Åboulevarden",
  "Ørnevej",
  "Møllevangen",
];

/** Words before the street names, each of which gives eight more; a number after the name would be a house number. */
const DEMO_QUARTERS = ["", "Nordre ", "Søndre "];

/** `{ownerId, projects, groups, cases}`: creates made-up projects, marked as demo, in areas that have postcodes. */
export async function createDemoProjects(
  ctx: Ctx,
  input: unknown,
): Promise<{ projects: number; cases: number }> {
  demand(ctx, "seed_projects");
  return mutate(ctx, "seed_demo_projects", DemoInput, input, async (wish, { tx, operation }) => {
    const places = await demoPlaces(tx);
    const [place] = places;
    if (!place) throw new DomainError("invalid", { faults: [{ path: "ownerId", code: "no_postcodes" }] });
    const day = workingDayFrom(`${ctx.now.getUTCFullYear() + 1}-09-01`);
    let made = 0;
    for (let p = 0; p < wish.projects; p += 1) {
      const { postcode, gridArea, town } = places[p % places.length] ?? place;
      const groups = Array.from({ length: wish.groups }, (_, g): SeedGroup => {
        const caseType = CASE_TYPES[(g + p) % CASE_TYPES.length] ?? "apartment";
        const street = `${DEMO_QUARTERS[Math.floor(g / DEMO_STREETS.length)]}${DEMO_STREETS[g % DEMO_STREETS.length]}`;
        const rows = demoAddresses(caseType, street, postcode, wish.cases).map((values, i) => ({
          row: i + 1,
          values,
        }));
        return {
          name: `${translator("da")(`domain.caseType.${caseType}`)} ${g + 1}`,
          caseType,
          fields: demoFields(caseType, day),
          rows,
        };
      });
      const name = `Demo ${town} ${p + 1}`;
      made += (
        await insertSeed(ctx, tx, operation, { ownerId: wish.ownerId, name, gridArea, isDemo: true }, groups)
      ).cases;
    }
    // One operation for many projects, so it has no single `projectId`.
    const params = { projects: wish.projects, cases: made };
    operation.describe({
      projectId: null,
      ownerId: null,
      gridAreas: [],
      params,
      requested: made,
      done: made,
    });
    return params;
  });
}

const demoPlaces = (tx: Tx) =>
  tx
    .execute(
      sql`select distinct on (g.code) g.code::text as "gridArea", p.postcode::text as postcode, p.town
      from grid_areas g join postcode_grid_areas a on a.grid_area = g.code join postcodes p on p.postcode = a.postcode
      where g.is_active order by g.code, p.postcode`,
    )
    .then(
      (result) =>
        (result as unknown as { rows: { gridArea: string; postcode: string; town: string }[] }).rows,
    );

/** Deletes every demo project with its groups and cases, and gives their numbers. The history stays. */
export async function removeDemoProjects(ctx: Ctx): Promise<{ projects: number; cases: number }> {
  demand(ctx, "remove_demo_projects");
  return write(ctx, "remove_demo_projects", async ({ tx, operation }) => {
    const gone = await tx
      .select({ id: projects.id, name: projects.name })
      .from(projects)
      .where(eq(projects.isDemo, true))
      .for("update");
    const isDemoCase = sql`project_id in (select id from ${projects} where is_demo)`;
    const cases = await removeCases(ctx, tx, operation, "remove_demo_projects", isDemoCase);
    await tx.delete(projects).where(eq(projects.isDemo, true));
    operation.describe({
      params: { projects: gone.length, cases },
      requested: gone.length,
      done: gone.length,
    });
    if (gone.length === 0) operation.unchanged();
    await operation.record(
      gone.map(({ id, name }) => ({
        subject: "project" as const,
        subjectId: id,
        action: "delete_project",
        changes: { name: [name, null] as [unknown, unknown] },
      })),
    );
    return { projects: gone.length, cases };
  });
}
