import { sql } from "drizzle-orm";
import { readAddress } from "@/lib/domain/addresses/address";
import { addressSortKey } from "@/lib/domain/addresses/address-keys";
import { searchTerm } from "@/lib/domain/search";
import { performAction } from "@/lib/server/cases/bulk";
import { addCases } from "@/lib/server/imports/import";
import { rowsOf } from "@/lib/server/kernel/sql";
import { deleteProject } from "@/lib/server/projects/projects";
import { rawRows, testDb } from "../support/database";
import { aGroup, aProject, aWorld, ctxOf, FIELDS, someAddresses } from "../support/factories";

const ADDRESSES: Record<string, string>[] = [
  { street: "Østergade", houseNo: "1", postcode: "2740" },
  { street: "Ostergade", houseNo: "1", floor: "2", door: "tv", postcode: "2740", reference: "Å-1" },
  {
    street: "Aage Bertelsens Vej",
    houseNo: "12B",
    floor: "st",
    door: "12",
    postcode: "2740",
    reference: "Østergade",
  },
  { street: "1. Tværvej", houseNo: "7", postcode: "2740", city: "Skovlunde", reference: "Å-1" },
  { street: "Müllers Allé", houseNo: "7", postcode: "2740", city: "2740", reference: "aa-1" },
];

type Term = { term: string; street_key: string | null; is_reference: boolean };
const said = ({ term, street_key, is_reference }: Term) => JSON.stringify([term, street_key, is_reference]);
const termsOf = async (projectId: string) =>
  (
    await rawRows<Term>("select term, street_key, is_reference from search_terms where project_id = $1", [
      projectId,
    ])
  )
    .map(said)
    .sort();

function expected(addresses: readonly Record<string, string>[]): string[] {
  const terms = addresses.flatMap((given) => {
    const { street, houseNo, floor, door, postcode, city } = given;
    const { address } = readAddress({ street, houseNo, floor, door, postcode, city });
    const place = (text: string) => ({ term: searchTerm(text), street_key: null, is_reference: false });
    const ofStreet = addressSortKey(address).split("\t").slice(0, 2).join("\t");
    return [
      { ...place(address.street), street_key: ofStreet },
      ...[address.postcode, address.city || "Skovlunde", address.door].filter(Boolean).map(place),
      ...(given.reference ? [{ ...place(given.reference), is_reference: true }] : []),
    ];
  });
  return [...new Set(terms.map(said))].sort();
}

async function aPlace() {
  const { installer, gridArea } = await aWorld();
  const ctx = ctxOf(installer);
  const projectId = await aProject(installer, gridArea);
  const groupId = await aGroup(installer, projectId, "apartment");
  const create = (addresses: readonly Record<string, unknown>[], within = ctx) =>
    addCases(within, groupId, { fields: FIELDS.apartment, addresses, acceptWarnings: true });
  return { ctx, projectId, groupId, create };
}

test("a project has each term of its cases once, in as many pieces as they come", async () => {
  const { projectId, create } = await aPlace();
  await create(ADDRESSES.slice(0, 2));
  expect(await termsOf(projectId)).toEqual(expected(ADDRESSES.slice(0, 2)));
  await create(ADDRESSES.slice(2));
  expect(await termsOf(projectId)).toEqual(expected(ADDRESSES));
});

test("a changed reference is added, and stands there once", async () => {
  const { ctx, projectId, create } = await aPlace();
  await create(ADDRESSES);
  const set = { reference: "Ny Å" };
  await performAction(ctx, {
    action: "edit",
    params: { set },
    selection: { projectId, filter: {} },
    acceptWarnings: true,
  });
  expect(await termsOf(projectId)).toEqual(
    [...expected(ADDRESSES), said({ term: searchTerm("Ny Å"), street_key: null, is_reference: true })].sort(),
  );
});

test("terms go with their project, and no others do", async () => {
  const { projectId, ...place } = await aPlace();
  const other = await aPlace();
  await place.create(ADDRESSES);
  await other.create(ADDRESSES);
  await rawRows("delete from cases where project_id = $1", [projectId]);
  await deleteProject(place.ctx, projectId);
  expect(await termsOf(projectId)).toEqual([]);
  expect(await termsOf(other.projectId)).toEqual(expected(ADDRESSES));
});

test("many new terms are found to be new by the index, however many terms there are", async () => {
  const { ctx, create } = await aPlace();
  const { projectId: large } = await aPlace();
  await rawRows(
    "insert into search_terms (project_id, term, is_reference) select $1, n::text, true from generate_series(1, 20000) n",
    [large],
  );
  await rawRows("analyze search_terms");
  const addresses = someAddresses(1_000).map((address, n) => ({ ...address, reference: `R-${n}` }));
  const scans = await testDb().transaction(async (tx) => {
    const count = async () =>
      (
        await rowsOf<{ n: number }>(
          tx,
          sql`select seq_scan::int as n from pg_stat_xact_user_tables where relid = 'search_terms'::regclass`,
        )
      )[0]?.n;
    const before = await count();
    await create(addresses, { ...ctx, db: tx });
    return [before, await count()];
  });
  expect(scans).toEqual([0, 0]);
});
