import "server-only";
import { eq, sql } from "drizzle-orm";
import { gridAreas, organisations, postcodes } from "@/db/schema";
import type { GridArea, GridAreaSuggestions } from "@/lib/contract/answers/places";
import { gridAreaCode } from "@/lib/contract/inputs/pieces";
import { GridAreaInput, GridAreaPatch, PostcodeQuery } from "@/lib/contract/inputs/places";
import { DomainError } from "@/lib/contract/errors";
import { lockCases, reassignCases } from "@/lib/server/cases/system-changes";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, parseInput, type Tx } from "@/lib/server/kernel/mutate";
import { differing, unique } from "@/lib/server/people/organisations";
import { rowsOf } from "@/lib/server/kernel/sql";

export type GridAreaSummary = GridArea & {
  isActive: boolean;
  priceArea: string | null;
  projectCount: number;
  caseCount: number;
  postcodeCount: number;
};
const areaColumns = sql`g.code::text as code, g.name, json_build_object('id', o.id, 'name', o.name) as dso`;

/** `{postcode}` → its active grid areas; with `exact` false, all active ones, since the table has none for it. */
export async function suggestGridAreas(ctx: Ctx, input: unknown): Promise<GridAreaSuggestions> {
  const { postcode } = parseInput(PostcodeQuery, input);
  const [town] = await ctx.db.select().from(postcodes).where(eq(postcodes.postcode, postcode));
  const read = (condition: ReturnType<typeof sql>) =>
    rowsOf<GridArea>(
      ctx.db,
      sql`select ${areaColumns} from grid_areas g join organisations o on o.id = g.dso_id
        where g.is_active and o.is_active and ${condition} order by g.code`,
    );
  const known = await read(
    sql`exists (select from postcode_grid_areas p where p.postcode = ${postcode} and p.grid_area = g.code)`,
  );
  const exact = known.length > 0;
  return { postcode, town: town?.town ?? null, exact, gridAreas: exact ? known : await read(sql`true`) };
}

/** Every grid area, open or closed, by code. Administrators only. */
export async function listGridAreas(ctx: Ctx): Promise<GridAreaSummary[]> {
  demand(ctx, "keep_grid_areas");
  return rowsOf<GridAreaSummary>(
    ctx.db,
    sql`select ${areaColumns}, g.is_active as "isActive", g.price_area as "priceArea",
      (select count(*)::int from projects p where p.grid_area = g.code) as "projectCount",
      (select coalesce(sum(c.n), 0)::int from projects p join project_counts c on c.project_id = p.id and c.counted = 'all'
        where p.grid_area = g.code) as "caseCount",
      (select count(*)::int from postcode_grid_areas p where p.grid_area = g.code) as "postcodeCount"
    from grid_areas g join organisations o on o.id = g.dso_id order by g.code`,
  );
}

async function checkDso(tx: Tx, id: string): Promise<void> {
  const [dso] = await tx
    .select({ id: organisations.id })
    .from(organisations)
    .where(
      sql`${organisations.id} = ${id}::uuid and ${organisations.kind} = 'dso' and ${organisations.isActive}`,
    );
  if (!dso) throw new DomainError("invalid", { faults: [{ path: "dsoId", code: "unknown_organisation" }] });
}

/** `{code, name, dsoId}` → a new area; `already_exists` for a code in use. */
export async function createGridArea(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_grid_areas");
  return unique(() =>
    mutate(ctx, "create_grid_area", GridAreaInput, input, async (values, { tx, operation }) => {
      await checkDso(tx, values.dsoId);
      await tx.insert(gridAreas).values(values);
      operation.describe({ params: { name: values.code } });
      await operation.record([
        {
          subject: "grid_area",
          subjectId: values.code,
          action: "create_grid_area",
          changes: { name: [null, values.name] },
        },
      ]);
    }),
  );
}

/**
 * `{name, dsoId, isActive}`: changes an area; an inactive one takes no new projects. A new DSO gets the area's projects
 * and cases; their handlers, who belong to the old DSO, are removed with history, but for archived cases.
 */
export async function updateGridArea(ctx: Ctx, code: string, input: unknown): Promise<void> {
  demand(ctx, "keep_grid_areas");
  return mutate(ctx, "update_grid_area", GridAreaPatch, input, async (values, { tx, operation }) => {
    const [area] = await tx
      .select()
      .from(gridAreas)
      .where(eq(gridAreas.code, parseCode(code)))
      .for("update");
    if (!area) throw new DomainError("not_found");
    const changes = differing({
      name: [area.name, values.name],
      dsoId: [area.dsoId, values.dsoId],
      isActive: [area.isActive, values.isActive],
    });
    operation.describe({ params: { name: area.code } });
    if (Object.keys(changes).length === 0) return operation.unchanged();
    if (area.dsoId !== values.dsoId) {
      await checkDso(tx, values.dsoId);
      const handled = await lockCases(
        tx,
        "handlerId",
        sql`grid_area = ${area.code} and handler_id is not null and state <> 'archived'`,
      );
      await reassignCases(ctx, tx, operation, handled, "handlerId", null);
    }
    // Foreign keys pass the new DSO on to projects and cases; operations belong to the DSO of their areas.
    await tx.update(gridAreas).set(values).where(eq(gridAreas.code, area.code));
    await operation.record([
      { subject: "grid_area", subjectId: area.code, action: "update_grid_area", changes },
    ]);
  });
}

/** A code of a grid area; `not_found` for other text, of which the database would ignore blanks at the end. */
function parseCode(given: unknown): string {
  const parsed = gridAreaCode.safeParse(given);
  if (!parsed.success) throw new DomainError("not_found");
  return parsed.data;
}
