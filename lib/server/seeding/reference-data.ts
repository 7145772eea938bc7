import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Db } from "@/db/client";
import { gridAreas, organisations } from "@/db/schema";
import { storePostcodes } from "@/lib/server/places/postcodes";

/** The rows of a file in `db/data`, without its headers; the files have no quoted cells. */
const table = (name: string) =>
  readFileSync(join(process.cwd(), "db", "data", name), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));

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

/** Stores what a new system starts with: the grid areas, their DSOs, and the postcode table. */
export async function storeReferenceData(db: Db): Promise<void> {
  const areas = table("grid-areas.csv").map(
    ([code = "", name = "", dso = "", gln = "", priceArea = "", status = ""]) => ({
      ...{ code, name, dso, gln, priceArea },
      isActive: status === "active",
    }),
  );
  const dsos = [...new Map(areas.map(({ dso, gln }) => [dso, gln || null])).entries()];
  const stored = await db
    .insert(organisations)
    .values(dsos.map(([name, gln]) => ({ kind: "dso" as const, name, gln })))
    .returning();
  const ids = new Map(stored.map(({ name, id }) => [name, id]));
  await db.insert(gridAreas).values(
    areas.map(({ code, name, dso, priceArea, isActive }) => ({
      code,
      name,
      dsoId: ids.get(dso) ?? "",
      priceArea,
      isActive,
    })),
  );
  const rows = table("postcodes.csv").map(([postcode = "", town = ""]) => {
    const number = Number(postcode);
    return {
      postcode,
      town,
      gridAreas: AREAS_OF.find(([from, to]) => number >= from && number <= to)?.[2] ?? [],
    };
  });
  await storePostcodes(db, rows);
}
