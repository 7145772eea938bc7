import "server-only";
import { sql } from "drizzle-orm";
import { DomainError } from "@/lib/contract/errors";
import { PostcodeInput } from "@/lib/contract/inputs/places";
import type { InputFault } from "@/lib/domain/fault";
import { cut, isGarbledName } from "@/lib/domain/text";
import type { UploadedFile } from "@/lib/server/imports/import-file";
import type { Ctx } from "@/lib/server/kernel/context";
import { demand } from "@/lib/server/kernel/demand";
import { mutate, type Tx, write } from "@/lib/server/kernel/mutate";
import { literal, rowsOf, textArray } from "@/lib/server/kernel/sql";
import { type Cell, readSheets, type SheetRow } from "@/lib/server/spreadsheet/read-sheets";

export type PostcodeRow = { postcode: string; town: string; gridAreas: string[] };

const postcodeRows = (ctx: Ctx, condition: ReturnType<typeof sql>, limit: number) =>
  rowsOf<PostcodeRow>(
    ctx.db,
    sql`select p.postcode::text as postcode, p.town,
      coalesce((select array_agg(a.grid_area::text order by a.grid_area) from postcode_grid_areas a where a.postcode = p.postcode), '{}') as "gridAreas"
    from postcodes p where ${condition} order by p.postcode limit ${limit}`,
  );

/** The first 200 postcodes whose code, town or grid area begins with `q`, and their total. Administrators only. */
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

/** `{postcode, town, gridAreas}`: sets one postcode, new or known; `invalid` for an unknown grid area. */
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

/** Writes postcodes with their towns, and replaces their grid areas. Three statements for any number. */
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
/** 200 bytes for each line. */
const POSTCODE_BYTES = 200 * POSTCODE_LINES;

/** The headers of the table as it is downloaded. */
const POSTCODE_HEAD = ["postnr", "by", "netområder"];

/**
 * Imports a file »postnr;by;netområder«, with blanks or commas between areas. Each line replaces its postcode; other
 * postcodes stay. `invalid` with a fault for each line that cannot be read, its number as the path; nothing is written
 * then. `payload_too_large` above a million bytes.
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

/**
 * Reads the lines of the table; a fault's path is the number of its line. A first line without a postcode is skipped.
 */
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
    // A number cell has lost the leading zero of 0800.
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

/**
 * The whole table as `importPostcodes` reads it; the mark at its beginning tells Excel that it is UTF-8. Administrators
 * only.
 */
export async function exportPostcodes(ctx: Ctx): Promise<string> {
  demand(ctx, "keep_postcodes");
  const rows = await postcodeRows(ctx, sql`true`, 100_000);
  return `\uFEFF${POSTCODE_HEAD.join(";")}\r\n${rows.map((row) => `${row.postcode};${row.town};${row.gridAreas.join(" ")}\r\n`).join("")}`;
}
