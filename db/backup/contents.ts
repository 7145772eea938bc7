import type { Readable } from "node:stream";

/**
 * How many rows each table has, and the sum of the hashes of all of them: equal for equal rows in any order. A table by its
 * full name.
 */
export type Contents = Record<string, { rows: number; hash: string }>;

/** Rows become texts as these say, wherever they are hashed. */
export const SETTINGS = `set timezone = 'UTC'; set datestyle = 'ISO'; set intervalstyle = 'postgres'; set bytea_output = 'hex';
  set extra_float_digits = 1; set row_security = on; set statement_timeout = 0; set idle_in_transaction_session_timeout = 0`;

/** Our tables, by their full names. */
export const TABLES = `select format('%I.%I', nspname, relname) as name
  from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = relnamespace
  where relkind in ('r', 'p') and nspname in ('public', 'drizzle') order by 1`;

/** The rows and the hash of one table. `name` is of `TABLES`. */
const contentsOf = (name: string) =>
  `select count(*)::int as rows, coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)::text as hash from ${name} t`;

type Query = (text: string) => Promise<{ rows: unknown[] }>;

/** What is in a database, as the transaction sees it that `query` asks in. */
export async function readContents(query: Query): Promise<Contents> {
  const contents: Contents = {};
  for (const { name } of (await query(TABLES)).rows as { name: string }[]) {
    const [found] = (await query(contentsOf(name))).rows as Contents[string][];
    if (found) contents[name] = found;
  }
  return contents;
}

/** The hashes of a database's migrations, asked for as the contents are. */
export async function readMigrations(query: Query): Promise<string[]> {
  const table = "drizzle.__drizzle_migrations";
  const [found] = (await query(`select to_regclass('${table}') as name`)).rows as { name: string | null }[];
  if (!found?.name) return [];
  return ((await query(`select hash from ${table} order by id`)).rows as { hash: string }[]).map(
    ({ hash }) => hash,
  );
}

/** What a backup says of its database, and the dump. */
export type Found = { at: string; contents: Contents; migrations: string[]; dump: Readable };

/** A statement that fails with a line when a table does not hold what it should. */
export const demanded = (contents: Contents): string =>
  Object.entries(contents)
    .map(
      ([name, { rows, hash }]) => `do $check$ begin
    if (select (rows, hash) is distinct from (${rows}, '${hash.replace(/[^\d.-]/g, "")}') from (${contentsOf(name)}) found) then
      raise exception 'the table ${name} does not hold what was saved';
    end if;
  end $check$;`,
    )
    .join("\n");
