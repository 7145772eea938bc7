import { sql } from "drizzle-orm";
import { addressSortKey } from "@/lib/domain/addresses/address-keys";
import type { SearchedCase } from "@/lib/domain/search";
import { rowsOf } from "@/lib/server/kernel/sql";
import { testDb } from "./database";
import { aGroup, aProject, aWorld } from "./factories";

/** Cases as they are given, past every reader: with the numbers they are to have. `ids` stand in the same order. */
export async function storedCases(rows: readonly SearchedCase[]) {
  const { installer, gridArea } = await aWorld();
  const projectId = await aProject(installer, gridArea);
  const groupId = await aGroup(installer, projectId, "apartment");
  const given = JSON.stringify(
    rows.map(({ addressParts: { houseNo, ...address }, number, reference }, i) => ({
      ...address,
      house_no: houseNo,
      number,
      place: i,
      address_sort: addressSortKey({ houseNo, ...address }),
      fields: reference === null ? {} : { reference },
    })),
  );
  const stored = await rowsOf<{ id: string; key: string }>(
    testDb(),
    sql`insert into cases (number, project_id, group_id, owner_id, grid_area, dso_id, case_type, street, house_no, floor,
        door, postcode, city, address_key, address_sort, fields, installer_id) overriding system value
      select r.number, p.id, ${groupId}::uuid, p.owner_id, p.grid_area, p.dso_id, 'apartment', r.street, r.house_no, r.floor,
        r.door, r.postcode, r.city, r.place::text, r.address_sort, r.fields, ${installer.id}::uuid
      from jsonb_to_recordset(${given}::jsonb) as r(number int, street text, house_no text, floor text, door text,
        postcode text, city text, place int, address_sort text, fields jsonb), projects p where p.id = ${projectId}::uuid
      returning id, address_key as key`,
  );
  const byPlace = new Map(stored.map(({ id, key }) => [Number(key), id]));
  return { installer, projectId, groupId, ids: rows.map((_, i) => byPlace.get(i) as string) };
}
