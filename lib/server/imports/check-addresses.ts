import "server-only";
import { inArray, type SQL, sql } from "drizzle-orm";
import { cases, postcodeGridAreas, postcodes, projects } from "@/db/schema";
import { addressKey } from "@/lib/domain/addresses/address-keys";
import type { Address, AddressPart } from "@/lib/domain/addresses/address-parts";
import { bareStreet, looseStreet } from "@/lib/domain/addresses/spelling";
import type { Problem, RowProblem } from "@/lib/domain/problem";
import type { Severity } from "@/lib/domain/vocabulary";
import { visibleCases } from "@/lib/server/kernel/access";
import type { Ctx } from "@/lib/server/kernel/context";
import { mapInTurns } from "@/lib/server/kernel/in-turns";
import { remembered } from "@/lib/server/kernel/remembered";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";
import type { CheckedRow, Place } from "./checked-row";

type AddressProblem = RowProblem & { row: number };
type Code = Problem["code"];

const ofAddress =
  (severity: Severity) =>
  ({ row, address }: CheckedRow, field: AddressPart, code: Code, params: NonNullable<Problem["params"]>) =>
    ({ row, field, value: address[field], severity, code, params }) satisfies AddressProblem;
const errorIn = ofAddress("error");
const warningIn = ofAddress("warning");

/**
 * The problems of whole addresses: repeated in the file, the project or the company, or outside the grid area. Sets the
 * town of rows that have none.
 */
export async function addressProblems(
  ctx: Ctx,
  place: Place,
  rows: readonly CheckedRow[],
): Promise<AddressProblem[]> {
  const codes = [...new Set(rows.map((row) => row.address.postcode).filter(isPostcode))];
  const looseOf = remembered(looseStreet);
  const known = await knownPostcodes(ctx, codes);
  const same = await sameAddresses(ctx, place, rows, looseOf);
  return [
    ...duplicatesWithin(rows, looseOf),
    ...rows.flatMap((row) => [
      ...standsElsewhere(row, same, looseOf),
      ...liesElsewhere(row, known, place.gridArea),
    ]),
  ];
}

/** `looseStreet`, with what it gave remembered. */
type LooseOf = (street: string) => string;

const isPostcode = (code: string) => /^\d{4}$/.test(code);

/**
 * The problems of addresses that stand twice in the file, on the second row with the number of the first. Streets that
 * are likely the same, spelt differently, get a warning instead of an error.
 */
function duplicatesWithin(rows: readonly CheckedRow[], looseOf: LooseOf): AddressProblem[] {
  const first = new Map<string, number>();
  const spelt = new Map<string, CheckedRow>();
  const problems: AddressProblem[] = [];
  for (const one of rows) {
    const { row, address, key } = one;
    if (!address.street || !address.houseNo || !address.postcode) continue;
    const earlier = first.get(key);
    if (earlier !== undefined) {
      problems.push(errorIn(one, "street", "duplicate_in_file", { row: earlier }));
      continue;
    }
    first.set(key, row);
    const loose = looseKey(address, looseOf);
    const other = spelt.get(loose);
    if (!other) spelt.set(loose, one);
    else {
      const params = { row: other.row, other: other.address.street };
      problems.push(warningIn(one, "street", "spelt_otherwise_in_file", params));
    }
  }
  return problems;
}

type Found = Address & { key: string; id: string; number: number; project: string; isHere: boolean };
/** Cases by address key: `here` in the project, `elsewhere` in the company. `spelt`: see `speltOtherwise`. */
type Same = Record<"here" | "elsewhere" | "spelt", Map<string, Found>>;

async function sameAddresses(
  ctx: Ctx,
  place: Place,
  rows: readonly CheckedRow[],
  looseOf: LooseOf,
): Promise<Same> {
  const found = await findCases(ctx, place, sql`address_key = any(${textArray(rows.map(({ key }) => key))})`);
  const byKey = (some: Found[]) => new Map(some.map((one) => [one.key, one]));
  return {
    here: byKey(found.filter(({ isHere }) => isHere)),
    elsewhere: byKey(found.filter(({ isHere }) => !isHere)),
    spelt: await speltOtherwise(ctx, place, rows, looseOf),
  };
}

/** The company's cases that fulfil a condition, the newest first: of two with one key a map keeps the oldest. */
const findCases = (ctx: Ctx, place: Place, condition: SQL) =>
  rowsOf<Found>(
    ctx.db,
    sql`select address_key as key, ${cases.id} as id, number, street, house_no as "houseNo", floor, door, postcode,
        city, ${projects.name} as project, ${cases.projectId} = ${place.projectId}::uuid as "isHere"
      from ${cases} join ${projects} on ${projects.id} = ${cases.projectId}
      where ${visibleCases(ctx.actor)} and ${cases.ownerId} = ${place.ownerId}::uuid and ${condition}
      order by number desc`,
  );

/** A text that is equal for two addresses whose streets are likely the same. */
const looseKey = (address: Address, looseOf: LooseOf) =>
  addressKey({ ...address, street: looseOf(address.street) });

/** By loose key: the cases of the project whose street a row spells otherwise. */
async function speltOtherwise(
  ctx: Ctx,
  place: Place,
  rows: readonly CheckedRow[],
  looseOf: LooseOf,
): Promise<Map<string, Found>> {
  const spellings = new Map<string, Set<string>>();
  for (const { street } of rows.map(({ address }) => address)) {
    const ofStreet = spellings.get(looseOf(street)) ?? new Set();
    spellings.set(looseOf(street), ofStreet.add(bareStreet(street)));
  }
  const streets = await rowsOf<{ street: string }>(
    ctx.db,
    sql`select distinct street from ${cases}
      where ${visibleCases(ctx.actor)} and ${cases.projectId} = ${place.projectId}::uuid`,
  );
  const isSpeltOtherwise = ({ street }: { street: string }) => {
    const ofRows = spellings.get(looseOf(street));
    return ofRows !== undefined && (ofRows.size > 1 || !ofRows.has(bareStreet(street)));
  };
  const others = streets.filter(isSpeltOtherwise).map(({ street }) => street);
  if (others.length === 0) return new Map();
  // By the streets and by the rest apart: each row with each spelling could be millions of keys.
  const rests = new Set(rows.map(({ address }) => addressKey({ ...address, street: "" })));
  const found = await findCases(
    ctx,
    place,
    sql`${cases.projectId} = ${place.projectId}::uuid and street = any(${textArray(others)})
      and concat_ws('|', '', house_no, floor, door, postcode) = any(${textArray([...rests])})`,
  );
  return new Map(await mapInTurns(found, (one) => [looseKey(one, looseOf), one] as const));
}

function standsElsewhere(
  row: CheckedRow,
  { here, elsewhere, spelt }: Same,
  looseOf: LooseOf,
): AddressProblem[] {
  const existing = here.get(row.key);
  if (existing) {
    const params = { number: existing.number, caseId: existing.id };
    return [errorIn(row, "street", "duplicate_in_project", params)];
  }
  const problems: AddressProblem[] = [];
  const similar = spelt.get(looseKey(row.address, looseOf));
  if (similar) {
    const params = { number: similar.number, caseId: similar.id, other: similar.street };
    problems.push(warningIn(row, "street", "spelt_otherwise_in_project", params));
  }
  const again = elsewhere.get(row.key);
  if (again) {
    const params = { number: again.number, caseId: again.id, project: again.project };
    problems.push(warningIn(row, "street", "same_address_elsewhere", params));
  }
  return problems;
}

/** The towns and the grid areas of postcodes. */
type Known = { towns: Map<string, string>; areas: Map<string, string[]> };

async function knownPostcodes(ctx: Ctx, codes: readonly string[]): Promise<Known> {
  const asked = codes.length > 0 ? [...codes] : [""];
  const towns = await ctx.db.select().from(postcodes).where(inArray(postcodes.postcode, asked));
  const lies = await ctx.db
    .select()
    .from(postcodeGridAreas)
    .where(inArray(postcodeGridAreas.postcode, asked));
  const areas = new Map<string, string[]>();
  for (const { postcode, gridArea } of lies) areas.set(postcode, [...(areas.get(postcode) ?? []), gridArea]);
  return { towns: new Map(towns.map(({ postcode, town }) => [postcode, town])), areas };
}

function liesElsewhere(row: CheckedRow, { towns, areas }: Known, gridArea: string): AddressProblem[] {
  const { postcode, city } = row.address;
  if (!isPostcode(postcode)) return [];
  const problems: AddressProblem[] = [];
  const town = towns.get(postcode);
  const lies = areas.get(postcode) ?? [];
  if (lies.length > 0 && !lies.includes(gridArea))
    problems.push(errorIn(row, "postcode", "postcode_outside_grid_area", { postcode, gridArea }));
  if (lies.length === 0) {
    const code = town ? "postcode_without_area" : "postcode_unknown";
    problems.push(warningIn(row, "postcode", code, { postcode }));
  }
  if (!city && town) row.address.city = town;
  else if (city && town && city.toLowerCase() !== town.toLowerCase())
    problems.push(warningIn(row, "city", "city_mismatch", { postcode, town }));
  return problems;
}
