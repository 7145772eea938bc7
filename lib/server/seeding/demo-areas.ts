import "server-only";
import { sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { storePostcodes } from "@/lib/server/places/postcodes";
import { readReferenceData } from "./reference-data";

/** Postcodes of the demo's grid areas, simplified. 4000 and 7100 lie in several areas, to show that choice. */
const AREAS_OF: [from: number, to: number, areas: string[]][] = [
  [1050, 2999, ["791"]],
  [3000, 3699, ["791"]],
  [4000, 4000, ["740", "791"]],
  [4001, 4999, ["740"]],
  [7100, 7100, ["244", "131"]],
  [8600, 8699, ["131"]],
  [8700, 8799, ["131"]],
  [8900, 8999, ["131"]],
];

/** Opens the grid companies that the reference data has brought, and says which postcodes lie in which areas. */
export async function openDemoAreas(db: Db): Promise<void> {
  await db.execute(sql`update organisations set is_active = true
    where id in (select (value->>'id')::uuid from brought_data where kind = 'dso')`);
  const rows = readReferenceData().postcodes.flatMap((row) => {
    const number = Number(row.postcode);
    const areas = AREAS_OF.find(([from, to]) => number >= from && number <= to)?.[2];
    return areas ? [{ ...row, gridAreas: areas }] : [];
  });
  await storePostcodes(db, rows);
}
