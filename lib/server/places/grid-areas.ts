import "server-only";
import { eq, sql } from "drizzle-orm";
import { gridAreas, organisations, postcodes } from "@/db/schema";
import type { GridArea, GridAreaSuggestions } from "@/lib/contract/answers/places";
import { gridAreaCode } from "@/lib/contract/inputs/pieces";
import { GridAreaInput, GridAreaPatch, PostcodeInput, PostcodeQuery } from "@/lib/contract/inputs/places";
import { DomainError } from "@/lib/contract/errors";
import type { InputFault } from "@/lib/domain/fault";
import { cut, isGarbledName } from "@/lib/domain/text";
import { lockCases, reassignCases } from "@/lib/server/cases/system-changes";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import type { UploadedFile } from "@/lib/server/imports/import-file";
import { mutate, parseInput, type Tx, write } from "@/lib/server/kernel/mutate";
import { type Cell, readSheets, type SheetRow } from "@/lib/server/spreadsheet/read-sheets";
import { differing, unique } from "@/lib/server/people/organisations";
import { literal, rowsOf, textArray } from "@/lib/server/kernel/sql";

export type GridAreaSummary = GridArea & {
  isActive: boolean;
  priceArea: string | null;
  projectCount: number;
  caseCount: number;
  postcodeCount: number;
};
const areaColumns = sql`g.code::text as code, g.name, json_build_object('id', o.id, 'name', o.name) as dso`;

/** `{postcode}` → where a project with it may lie; for anyone who is logged in. */
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
      (select count(*)::int from cases c where c.grid_area = g.code) as "caseCount",
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
 * Name, DSO, and whether new projects may lie there. With another DSO the area's projects and cases pass to it, and
 * handlers, who belong to the old one, are taken off with history. Archived cases keep theirs.
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
    // The foreign keys move the projects and their cases; whose an operation is follows from its areas.
    await tx.update(gridAreas).set(values).where(eq(gridAreas.code, area.code));
    await operation.record([
      { subject: "grid_area", subjectId: area.code, action: "update_grid_area", changes },
    ]);
  });
}

/** Like an id: what cannot be a code names nothing. The database overlooks blanks behind one. */
function parseCode(given: unknown): string {
  const parsed = gridAreaCode.safeParse(given);
  if (!parsed.success) throw new DomainError("not_found");
  return parsed.data;
}

export type PostcodeRow = { postcode: string; town: string; gridAreas: string[] };

const postcodeRows = (ctx: Ctx, condition: ReturnType<typeof sql>, limit: number) =>
  rowsOf<PostcodeRow>(
    ctx.db,
    sql`select p.postcode::text as postcode, p.town,
      coalesce((select array_agg(a.grid_area::text order by a.grid_area) from postcode_grid_areas a where a.postcode = p.postcode), '{}') as "gridAreas"
    from postcodes p where ${condition} order by p.postcode limit ${limit}`,
  );

/** The postcodes whose code or town begins with `q`, at most 200. Administrators only. */
export async function listPostcodes(ctx: Ctx, q: string): Promise<{ rows: PostcodeRow[]; total: number }> {
  demand(ctx, "keep_postcodes");
  const start = `${literal(cut(q, 100))}%`;
  const condition = sql`(p.postcode like ${start} or p.town ilike ${start}
    or exists (select from postcode_grid_areas a where a.postcode = p.postcode and a.grid_area like ${start}))`;
  const [count] = await rowsOf<{ n: number }>(
    ctx.db,
    sql`select count(*)::int as n from postcodes p where ${condition}`,
  );
  return { rows: await postcodeRows(ctx, condition, 200), total: count?.n ?? 0 };
}

/** `{postcode, town, gridAreas}`: sets one line of the table, new or known. */
export async function setPostcode(ctx: Ctx, input: unknown): Promise<void> {
  demand(ctx, "keep_postcodes");
  return mutate(ctx, "set_postcode", PostcodeInput, input, async (row, { tx, operation }) => {
    const unknown = await unknownAreas(tx, row.gridAreas);
    if (unknown.length > 0)
      throw new DomainError("invalid", { faults: [{ path: "gridAreas", code: "unknown_grid_area" }] });
    await storePostcodes(tx, [row]);
    operation.describe({ params: { name: row.postcode } });
    await operation.record([
      {
        subject: "postcode",
        subjectId: row.postcode,
        action: "set_postcode",
        changes: { gridAreas: [null, row.gridAreas] },
      },
    ]);
  });
}

const unknownAreas = async (tx: Tx, codes: string[]): Promise<string[]> =>
  (
    await rowsOf<{ code: string }>(
      tx,
      sql`select code from unnest(${textArray([...new Set(codes)])}) code where not exists (select from grid_areas g where g.code = code.code)`,
    )
  ).map((row) => row.code);

/** Writes lines of the postcode table, each line's areas in place of the ones it had: three statements for any number. */
export async function storePostcodes(tx: Tx, rows: readonly PostcodeRow[]): Promise<void> {
  const codes = textArray(rows.map((row) => row.postcode));
  await tx.execute(sql`insert into postcodes (postcode, town)
    select * from unnest(${codes}, ${textArray(rows.map((row) => row.town))})
    on conflict (postcode) do update set town = excluded.town`);
  await tx.execute(sql`delete from postcode_grid_areas where postcode = any(${codes})`);
  const pairs = rows.flatMap((row) =>
    [...new Set(row.gridAreas)].map((area) => [row.postcode, area] as const),
  );
  await tx.execute(sql`insert into postcode_grid_areas (postcode, grid_area)
    select * from unnest(${textArray(pairs.map(([code]) => code))}, ${textArray(pairs.map(([, area]) => area))})`);
}

const POSTCODE_LINES = 5_000;
/** Two hundred a line. */
const POSTCODE_BYTES = 200 * POSTCODE_LINES;

/** What stands above the columns, in the table as it is downloaded. */
const POSTCODE_HEAD = ["postnr", "by", "netområder"];

/**
 * A table as a file, »postnr;by;netområder« with areas apart by blanks or commas: every line replaces its postcode's,
 * the others stay. A line that cannot be read refuses the whole, each such line named by its number;
 * `payload_too_large` above a million bytes.
 */
export async function importPostcodes(ctx: Ctx, file: UploadedFile): Promise<{ count: number }> {
  demand(ctx, "keep_postcodes");
  if (file.bytes.byteLength > POSTCODE_BYTES)
    throw new DomainError("payload_too_large", { params: { limit: "1 MB" } });
  const name = /\.xlsx$/i.test(file.name) ? file.name : `${file.name}.csv`;
  const [table] = (await readSheets(file.bytes, name, ctx.actor.id, POSTCODE_HEAD)).filter(
    (sheet) => !sheet.hidden && sheet.rows.length > 0,
  );
  return write(ctx, "import_postcodes", async ({ tx, operation }) => {
    const { rows, faults } = readPostcodes(table?.rows ?? []);
    const unknown = new Set(
      await unknownAreas(
        tx,
        rows.flatMap((row) => row.gridAreas),
      ),
    );
    for (const row of rows) {
      if (row.gridAreas.some((code) => unknown.has(code)))
        faults.push({ path: `${row.line}`, code: "unknown_grid_area" });
    }
    if (faults.length > 0) throw new DomainError("invalid", { faults });
    if (rows.length === 0) throw new DomainError("invalid", { faults: [{ path: "1", code: "required" }] });
    await storePostcodes(tx, [...new Map(rows.map((row) => [row.postcode, row])).values()]);
    operation.describe({ params: { count: rows.length } });
    await operation.record([
      {
        subject: "postcode",
        subjectId: "all",
        action: "import_postcodes",
        changes: { count: [null, rows.length] },
      },
    ]);
    return { count: rows.length };
  });
}

/** The lines that can be read, and the number of each that cannot. */
export function readPostcodes(table: readonly SheetRow[]): {
  rows: (PostcodeRow & { line: number })[];
  faults: InputFault[];
} {
  const rows: (PostcodeRow & { line: number })[] = [];
  const faults: InputFault[] = [];
  for (const [i, { row: line, cells }] of table.entries()) {
    const [first = "", town = "", ...areas] = cells.map(plainText);
    if (i === 0 && !/^\d/.test(first)) continue;
    if (rows.length >= POSTCODE_LINES)
      return { rows, faults: [{ path: `${line}`, code: "too_large", params: { limit: POSTCODE_LINES } }] };
    // A number cell has lost the nought of 0800.
    const postcode = typeof cells[0] === "number" ? first.padStart(4, "0") : first;
    const codes = areas
      .join(" ")
      .split(/[\s,]+/)
      .filter(Boolean);
    const isWrong =
      !/^\d{4}$/.test(postcode) ||
      town === "" ||
      town.length > 100 ||
      codes.some((code) => !/^\d{3}$/.test(code));
    if (isWrong) faults.push({ path: `${line}`, code: "invalid" });
    else if (isGarbledName(town)) faults.push({ path: `${line}`, code: "garbled_text" });
    else rows.push({ line, postcode, town, gridAreas: codes });
  }
  return { rows, faults };
}

function plainText(cell: Cell): string {
  if (cell !== null && typeof cell === "object") return "shown" in cell ? cell.shown : "";
  return cut(String(cell ?? ""), 200).trim();
}

/** The whole table in the form `importPostcodes` reads; by its first character Excel knows how it is written. Administrators only. */
export async function exportPostcodes(ctx: Ctx): Promise<string> {
  demand(ctx, "keep_postcodes");
  const rows = await postcodeRows(ctx, sql`true`, 100_000);
  return `\uFEFF${POSTCODE_HEAD.join(";")}\r\n${rows.map((row) => `${row.postcode};${row.town};${row.gridAreas.join(" ")}\r\n`).join("")}`;
}
