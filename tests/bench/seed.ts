/** Fills the application's tables by SQL, with what the application would have written, in minutes for millions of cases. */
import { createHash } from "node:crypto";
import {
  DSO_COMPANY,
  FIRST_POSTCODE,
  GRID_AREA,
  handlerOf,
  INSTALLER_COMPANY,
  installerOf,
  NEW_POSTCODE,
  PEOPLE,
  plannedCases,
  type Sizes,
  SIZES,
  sqlId,
  TOKENS,
} from "./model";

/** Runs a statement and gives its rows. All statements of a seed go to one connection. */
export type Query = <Row = Record<string, unknown>>(text: string, values?: unknown[]) => Promise<Row[]>;

/** Projects written by one statement; the triggers of `cases` keep what it added in memory. */
const AT_ONCE = 10;

/** The two companies, their people and their tokens, the grid area, and the plan of a project's cases (`planned`). */
export async function seedPeople(query: Query, sizes = SIZES): Promise<void> {
  await query(
    `insert into organisations (id, kind, name) values ($1, 'installer', 'Elfirmaet'), ($2, 'dso', 'Netselskabet')`,
    [INSTALLER_COMPANY, DSO_COMPANY],
  );
  for (const [role, company, first] of [
    ["installer", INSTALLER_COMPANY, 1],
    ["dso", DSO_COMPANY, PEOPLE + 1],
  ] as const) {
    await query(
      `insert into users (id, role, organisation_id, name, email, password_hash)
       select ${sqlId("user", "n")}, $1, $2, 'Person ' || n, 'person' || n || '@bench.example', '-'
       from generate_series($3::int, $4::int) n`,
      [role, company, first, first + PEOPLE - 1],
    );
  }
  const hash = (token: string) => createHash("sha256").update(token).digest("hex");
  await query(
    `insert into api_tokens (user_id, name, token_hash, session_version) values ($1, 'bench', $2, 1), ($3, 'bench', $4, 1)`,
    [installerOf(1), hash(TOKENS.installer), handlerOf(1), hash(TOKENS.dso)],
  );
  await query(`insert into grid_areas (code, name, dso_id) values ($1, 'Prøveområdet', $2)`, [
    GRID_AREA,
    DSO_COMPANY,
  ]);
  await seedPostcodes(query, [NEW_POSTCODE]);
  await query(`create temporary table planned (n int, street text, house_no text, floor text, door text, city text,
    address_key text, address_sort text, state text, fields jsonb, person int)`);
  const planned = plannedCases(sizes.perProject).map(({ address, key, sort, ...row }) => ({
    ...row,
    street: address.street,
    house_no: address.houseNo,
    floor: address.floor,
    door: address.door,
    city: address.city,
    address_key: key,
    address_sort: sort,
  }));
  await query(`insert into planned select * from jsonb_populate_recordset(null::planned, $1::jsonb)`, [
    JSON.stringify(planned),
  ]);
}

const seedPostcodes = async (query: Query, codes: string[]) => {
  await query(`insert into postcodes (postcode, town) select code, 'Prøveby' from unnest($1::text[]) code`, [
    codes,
  ]);
  await query(
    `insert into postcode_grid_areas (postcode, grid_area) select code, $2 from unnest($1::text[]) code`,
    [codes, GRID_AREA],
  );
};

/**
 * Adds the projects `from` to `to`, counted from 1, each with the first cases of the plan. Of their history there is the
 * creation alone.
 */
export async function seedProjects(
  query: Query,
  from: number,
  to: number,
  sizes: Sizes = SIZES,
): Promise<void> {
  const groups = sizes.perProject / sizes.perGroup;
  await seedPostcodes(
    query,
    Array.from({ length: to - from + 1 }, (_, i) => String(FIRST_POSTCODE + from + i - 1)),
  );
  await query(
    `insert into projects (id, name, owner_id, grid_area, dso_id, created_by, updated_at)
     select ${sqlId("project", "p")}, 'Projekt ' || p, $1, $2, $3, $4, now() - p * interval '1 minute'
     from generate_series($5::int, $6::int) p`,
    [INSTALLER_COMPANY, GRID_AREA, DSO_COMPANY, installerOf(1), from, to],
  );
  await query(
    `insert into groups (id, project_id, name, case_type)
     select ${sqlId("group", "g")}, ${sqlId("project", `(g - 1) / ${groups} + 1`)}, 'Gruppe ' || g, 'apartment'
     from generate_series($1::int, $2::int) g`,
    [(from - 1) * groups + 1, to * groups],
  );
  await query(
    `insert into operations (id, action, actor_id, actor_name, organisation_id, project_id, owner_id, grid_areas, requested, done)
     select ${sqlId("operation", "g")}, 'create_cases', $1, 'Person 1', $2, ${sqlId("project", `(g - 1) / ${groups} + 1`)}, $2,
       array[$3]::text[], $4::int, $4::int from generate_series($5::int, $6::int) g`,
    [installerOf(1), INSTALLER_COMPANY, GRID_AREA, sizes.perGroup, (from - 1) * groups + 1, to * groups],
  );
  for (let first = from; first <= to; first += AT_ONCE) {
    await query(casesOf(groups, sizes), [
      INSTALLER_COMPANY,
      GRID_AREA,
      DSO_COMPANY,
      installerOf(1),
      first,
      Math.min(first + AT_ONCE - 1, to),
    ]);
  }
}

/** $1 owner, $2 grid area, $3 DSO, $4 who created them, $5 and $6 the first and the last project. */
const casesOf = (groups: number, { perProject, perGroup }: Sizes) => `
  with made as (
    insert into cases (project_id, group_id, owner_id, grid_area, dso_id, case_type, state, street, house_no, floor, door,
      postcode, city, address_key, address_sort, fields, installer_id, handler_id, answer_due, created_at, updated_at)
    select ${sqlId("project", "p")}, ${sqlId("group", `(p - 1) * ${groups} + n / ${perGroup} + 1`)}, $1, $2, $3, 'apartment', state,
      street, house_no, floor, door, code, city, replace(address_key, '0000', code), replace(address_sort, '0000', code), fields,
      ${sqlId("user", "person")}, ${sqlId("user", `${PEOPLE} + person`)}, due, now() - interval '30 days', now() - n * interval '1 second'
    from generate_series($5::int, $6::int) p, lateral (select (${FIRST_POSTCODE} + p - 1)::text as code,
      add_working_days(current_date - 30 + p % 30, 15, false, false) as due) c, planned where n < ${perProject}
    order by p, n returning id, group_id
  )
  insert into history_events (operation_id, subject, subject_id, action, actor_id, actor_name, organisation_id, to_state, version)
  select overlay(group_id::text placing '00000005' from 1 for 8)::uuid, 'case', id::text, 'create', $4, 'Person 1', $1,
    'submitted', 1 from made`;

type Definition = { name: string; kind: string; definition: string };

/**
 * Takes the keys and indexes of a table away while `work` fills it, and makes them again: sorting once is faster than
 * adding row by row.
 */
export async function withoutIndexes(query: Query, table: string, work: () => Promise<void>): Promise<void> {
  const keys = await query<Definition>(
    `select conname as name, contype as kind, pg_get_constraintdef(oid) as definition from pg_constraint
     where conrelid = $1::regclass and contype in ('p', 'u', 'f') order by contype = 'f'`,
    [table],
  );
  const indexes = await query<Definition>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = $1::regclass and not exists (select from pg_constraint where conindid = indexrelid)`,
    [table],
  );
  for (const { name } of keys) await query(`alter table ${table} drop constraint "${name}"`);
  for (const { name } of indexes) await query(`drop index ${name}`);
  await work();
  for (const { definition } of indexes) await query(definition);
  for (const { name, definition } of keys)
    await query(`alter table ${table} add constraint "${name}" ${definition}`);
}
