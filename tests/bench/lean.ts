/**
 * The floor: a lean table of the same cases with five indexes and one history row a change, asked by bare SQL. What the
 * application's own schema costs therefore counts.
 */
import { createHash } from "node:crypto";
import { Pool } from "pg";
import { ADDRESS, changes, COUNTS, CREATE, LIST, OPTIONS, STATES_IN, STATES_OF } from "./lean-statements.mjs";
import {
  addressAt,
  addressFields,
  FIRST_POSTCODE,
  LISTED,
  NEW_POSTCODE,
  PEOPLE,
  SIZES,
  TOKENS,
} from "./model";
import type { Query } from "./seed";

const TABLES = `
  create schema lean;
  create table lean.people (id int primary key, name text not null);
  create table lean.tokens (hash bytea primary key, person_id int not null, role text not null);
  create table lean.projects (id int primary key, name text not null);
  create table lean.members (person_id int, project_id int, primary key (person_id, project_id));
  create table lean.groups (id int primary key, project_id int not null references lean.projects, name text not null);
  create table lean.cases (
    id bigint primary key generated always as identity,
    project_id int not null references lean.projects,
    group_id int not null references lean.groups,
    street text not null, house_no text not null, floor text not null, door text not null, postcode text not null,
    city text not null,
    state text not null,
    installer_id int references lean.people,
    handler_id int references lean.people,
    amp int, desired_date date, remarks text not null,
    created_at timestamptz not null default now(), updated_at timestamptz not null default now()
  );
  create index on lean.cases (project_id, state);
  create index on lean.cases (project_id, street, id);
  create index on lean.cases (group_id);
  create index on lean.cases (handler_id);
  create table lean.history (
    id bigint primary key generated always as identity,
    case_id bigint not null, person_id int not null, action text not null, before text, after text,
    at timestamptz not null default now()
  );
  create index on lean.history (case_id, id)`;

/** The tables with their people. Person 1 is the installer, the person after the installers the DSO's. */
export async function seedLeanPeople(query: Query): Promise<void> {
  for (const statement of TABLES.split(";")) await query(statement);
  await query(`insert into lean.people select n, 'Person ' || n from generate_series(1, ${2 * PEOPLE}) n`);
  const hash = (token: string) => createHash("sha256").update(token).digest();
  await query(`insert into lean.tokens values ($1, 1, 'installer'), ($2, ${PEOPLE + 1}, 'dso')`, [
    hash(TOKENS.installer),
    hash(TOKENS.dso),
  ]);
}

/** Adds the projects `from` to `to` of the plan (`seedPeople`), counted from 1, with their cases and the history of those. */
export async function seedLeanProjects(query: Query, from: number, to: number): Promise<void> {
  const groups = SIZES.perProject / SIZES.perGroup;
  const range = [from, to];
  await query(
    `insert into lean.projects select p, 'Projekt ' || p from generate_series($1::int, $2::int) p`,
    range,
  );
  await query(
    `insert into lean.members select person, p from unnest(array[1, ${PEOPLE + 1}]) person, generate_series($1::int, $2::int) p`,
    range,
  );
  await query(
    `insert into lean.groups select g, (g - 1) / ${groups} + 1, 'Gruppe ' || g
     from generate_series(($1::int - 1) * ${groups} + 1, $2::int * ${groups}) g`,
    range,
  );
  await query(
    `with made as (
       insert into lean.cases (project_id, group_id, state, street, house_no, floor, door, postcode, city, installer_id,
         handler_id, amp, desired_date, remarks)
       select p, (p - 1) * ${groups} + n / ${SIZES.perGroup} + 1, state, street, house_no, floor, door,
         (${FIRST_POSTCODE} + p - 1)::text, city, person, ${PEOPLE} + person, (fields->>'ampere')::int,
         (fields->>'connectionDate')::date, fields->>'remarks'
       from generate_series($1::int, $2::int) p, planned order by p, n returning id
     )
     insert into lean.history (case_id, person_id, action, after) select id, 1, 'create', 'submitted' from made`,
    range,
  );
}

/** New addresses as the columns of `CREATE` and as the rows that the bare Next app takes. */
export const leanAddresses = (count: number) =>
  Array.from({ length: count }, (_, n) => {
    const { houseNo, ...address } = addressAt(n, NEW_POSTCODE);
    const { ampere, connectionDate, remarks } = addressFields(n);
    return { ...address, house_no: houseNo, amp: ampere, desired_date: connectionDate, remarks };
  });
type LeanAddress = ReturnType<typeof leanAddresses>[number];

export type Change = keyof ReturnType<typeof changes>;
const CHANGES = changes(false);

/** The work over `pg` alone; each gives how many cases it changed or found. */
export function openFloor(connectionString: string) {
  const pool = new Pool({ connectionString, max: 16, options: OPTIONS });
  const ask = (name: string, text: string, values: unknown[]) => pool.query({ name, text, values });
  return {
    create: async (project: number, group: number, rows: LeanAddress[]) => {
      const columns = Object.keys(ADDRESS).map((column) =>
        rows.map((row) => row[column as keyof LeanAddress]),
      );
      return (await ask("create", CREATE, [project, group, 1, ...columns])).rowCount;
    },
    change: async (change: Change, ids: string[], value: string | number) =>
      (await ask(change, CHANGES[change], [ids, value, 1])).rowCount,
    page: async (project: number) => {
      const [list] = await Promise.all([
        ask("list", LIST, [project, LISTED]),
        ask("counts", COUNTS, [project]),
      ]);
      return list.rowCount;
    },
    statesOf: async (ids: string[]) => (await ask("states of", STATES_OF, [ids])).rowCount,
    statesIn: async (project: number) => (await ask("states in", STATES_IN, [project])).rowCount,
    close: () => pool.end(),
  };
}
export type Floor = ReturnType<typeof openFloor>;
