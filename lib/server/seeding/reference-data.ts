import "server-only";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { eq, sql } from "drizzle-orm";
import type { Db } from "@/db/client";
import { broughtData, gridAreas, organisations, postcodes } from "@/db/schema";

export type ReferenceData = {
  dsos: { name: string; gln: string }[];
  /** `dso` is the GLN of its company. */
  areas: { code: string; name: string; dso: string; priceArea: string; isActive: boolean }[];
  postcodes: { postcode: string; town: string }[];
};

/** The rows of a file in `db/data`, without its headers; the files have no quoted cells. */
const table = (name: string) =>
  readFileSync(join(process.cwd(), "db", "data", name), "utf8")
    .trim()
    .split("\n")
    .slice(1)
    .map((line) => line.trim().split(","));

/** What this release brings (db/data/README.md). */
export function readReferenceData(): ReferenceData {
  const rows = table("grid-areas.csv").map(
    ([code = "", name = "", dso = "", gln = "", priceArea = "", status = ""]) => ({
      ...{ code, name, dso, gln, priceArea },
      isActive: status === "active",
    }),
  );
  // A company has one name and may have a GLN for each of its areas.
  const glnOf = new Map(rows.map(({ dso, gln }) => [dso, gln]));
  return {
    dsos: [...glnOf].map(([name, gln]) => ({ name, gln })),
    areas: rows.map(({ gln: _, dso, ...area }) => ({ ...area, dso: glnOf.get(dso) ?? "" })),
    postcodes: table("postcodes.csv").map(([postcode = "", town = ""]) => ({ postcode, town })),
  };
}

/** Any constant number: it names the lock that lets one process bring the data at a time. */
const BRING_LOCK = 7_914_135;

export type Brought = { added: number; updated: number };

/**
 * Brings the grid companies, the grid areas and the postcodes up to date. What is new is added, a company closed until
 * somebody of it is invited. A value that is still as an earlier release brought it follows this one; one that an
 * administrator has changed, or that was there before, stays. An area with projects keeps its company: that is handed over by
 * an administrator, with history.
 */
export async function bringReferenceData(db: Db, data = readReferenceData()): Promise<Brought> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${BRING_LOCK})`);
    const rows = await tx.select().from(broughtData);
    const before = (kind: (typeof rows)[number]["kind"]) =>
      new Map(rows.filter((row) => row.kind === kind).map(({ key, value }) => [key, value as object]));
    const told: Brought = { added: 0, updated: 0 };

    const companies = await tx.select().from(organisations).where(eq(organisations.kind, "dso"));
    const dsosBefore = before("dso") as Map<string, { id: string; name: string; gln: string }>;
    const idOf = new Map<string, string>();
    for (const { name, gln } of data.dsos) {
      const was = dsosBefore.get(gln);
      const is = was
        ? companies.find(({ id }) => id === was.id)
        : companies.find((one) => one.gln === gln || one.name.toLowerCase() === name.toLowerCase());
      if (is) {
        const isTaken = companies.some(
          (one) => one.id !== is.id && one.name.toLowerCase() === name.toLowerCase(),
        );
        const changes = following({ ...(!isTaken && { name }), gln }, was, is);
        if (changes) await tx.update(organisations).set(changes).where(eq(organisations.id, is.id));
        if (changes) told.updated += 1;
        idOf.set(gln, is.id);
      } else {
        const values = { kind: "dso" as const, name, gln, isActive: false };
        const [made] = await tx.insert(organisations).values(values).returning({ id: organisations.id });
        idOf.set(gln, made?.id ?? "");
        told.added += 1;
      }
    }
    const dsoOf = (gln: string) => idOf.get(gln) ?? "";

    const areas = new Map((await tx.select().from(gridAreas)).map((area) => [area.code, area]));
    const areasBefore = before("grid_area");
    for (const { dso, ...values } of data.areas) {
      const area = { ...values, dsoId: dsoOf(dso) };
      const is = areas.get(area.code);
      if (!is) {
        await tx.insert(gridAreas).values(area);
        told.added += 1;
        continue;
      }
      const changes = following(area, areasBefore.get(area.code), is);
      if (!changes) continue;
      const hasNoProject = sql`not exists (select from projects p where p.grid_area = ${area.code})`;
      const { dsoId, ...others } = changes;
      if (Object.keys(others).length > 0)
        await tx.update(gridAreas).set(others).where(eq(gridAreas.code, area.code));
      if (dsoId)
        await tx
          .update(gridAreas)
          .set({ dsoId })
          .where(sql`${eq(gridAreas.code, area.code)} and ${hasNoProject}`);
      told.updated += 1;
    }

    const towns = new Map((await tx.select().from(postcodes)).map((row) => [row.postcode, row]));
    const townsBefore = before("postcode");
    const added = data.postcodes.filter(({ postcode }) => !towns.has(postcode));
    if (added.length > 0) await tx.insert(postcodes).values(added);
    told.added += added.length;
    for (const row of data.postcodes) {
      const is = towns.get(row.postcode);
      const changes = is && following(row, townsBefore.get(row.postcode), is);
      if (!changes) continue;
      await tx.update(postcodes).set(changes).where(eq(postcodes.postcode, row.postcode));
      told.updated += 1;
    }

    await tx
      .insert(broughtData)
      .values([
        ...data.dsos.map((dso) => ({
          kind: "dso" as const,
          key: dso.gln,
          value: { ...dso, id: dsoOf(dso.gln) },
        })),
        ...data.areas.map(({ dso, ...area }) => ({
          kind: "grid_area" as const,
          key: area.code,
          value: { ...area, dsoId: dsoOf(dso) },
        })),
        ...data.postcodes.map((row) => ({ kind: "postcode" as const, key: row.postcode, value: row })),
      ])
      .onConflictDoUpdate({
        target: [broughtData.kind, broughtData.key],
        set: { value: sql`excluded.value` },
        setWhere: sql`${broughtData.value} <> excluded.value`,
      });
    return told;
  });
}

/** The values that a release has changed since `was` and nobody else has; null when there are none. */
function following<Row extends object>(row: Row, was: object | undefined, is: object): Partial<Row> | null {
  const [before, now] = [was, is] as [Partial<Row> | undefined, Partial<Row>];
  if (!before) return null;
  const changed = Object.entries(row).filter(([name, value]) => {
    const key = name as keyof Row;
    return value !== before[key] && now[key] === before[key];
  });
  return changed.length > 0 ? (Object.fromEntries(changed) as Partial<Row>) : null;
}
