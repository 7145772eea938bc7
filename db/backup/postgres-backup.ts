import { type ChildProcess, spawn } from "node:child_process";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import pg from "pg";
import { knownMigrations } from "../migrate";
import { grantOf, OPERATOR, roleOf } from "../scope";
import {
  type Contents,
  demanded,
  type Found,
  readContents,
  readMigrations,
  SETTINGS,
  TABLES,
} from "./contents";

/**
 * Gives the dump of a PostgreSQL, in `pg_dump`'s custom format, and what is in it: both of the same moment, while others go
 * on writing. The dump fails at its end where `pg_dump` did. `url` must lead to the server itself, not to a pooler in front
 * of it.
 */
export async function dumpPostgres<Result>(
  url: string,
  write: (found: Found) => Promise<Result>,
): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`${SETTINGS}; begin isolation level repeatable read read only`);
    const { rows } = await client.query<{ snapshot: string; at: Date }>(
      "select pg_export_snapshot() as snapshot, now() as at",
    );
    const [{ snapshot, at } = { snapshot: "", at: new Date() }] = rows;
    const {
      rows: [foreign],
    } = await client.query<{ user: string; table: string }>(FOREIGN);
    if (foreign)
      throw new Error(
        `DATABASE_URL: ${foreign.user} does not own ${foreign.table}; back up as the owner of the tables or a superuser`,
      );
    const {
      rows: [blind],
    } = await client.query<{ user: string }>(BLIND);
    if (blind)
      throw new Error(
        `DATABASE_URL: ${blind.user} sees no rows of companies; let a superuser run: ${grantOf(blind.user)}`,
      );
    const contents = await readContents((text) => client.query(text));
    const migrations = await readMigrations((text) => client.query(text));
    const program = started("pg_dump", url, [
      ...["--format=custom", "--enable-row-security", "--no-comments", `--snapshot=${snapshot}`],
    ]);
    try {
      return await write({
        at: at.toISOString(),
        contents,
        migrations,
        dump: Readable.from(outputOf(program)),
      });
    } finally {
      // It waits for a reader for ever where `write` gave up.
      program.child.kill();
    }
  } finally {
    await client.end();
  }
}

/** A table that the user neither owns nor reads as one who passes all policies: a dump would lack rows of it. */
const FOREIGN = `select current_user as user, name as table from (${TABLES}) tables
  join pg_catalog.pg_class c on c.oid = name::regclass, pg_catalog.pg_roles r
  where r.rolname = current_user and not r.rolbypassrls and not pg_has_role(c.relowner, 'usage') limit 1`;

/**
 * A user whom the policies show nothing, also as the owner (ADR 20): a dump would have empty tables. A database from before
 * them has none, and perhaps no such role.
 */
const BLIND = `select quote_ident(rolname) as user from pg_catalog.pg_roles
  where rolname = current_user and not rolbypassrls and not pg_has_role(to_regrole('${roleOf(OPERATOR)}')::oid, 'usage')
    and exists (select from (${TABLES}) tables join pg_catalog.pg_class c on c.oid = name::regclass where c.relforcerowsecurity)`;

/** Whether a database holds tables of ours. */
export async function holdsTables(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(TABLES)).rows.length > 0;
  } finally {
    await client.end();
  }
}

/**
 * Hands what a superuser has put in over to the owner of the database: a backup is made by that owner, who must own all
 * tables. What an extension brought stays as it is.
 */
const HAND_OVER = `do $$ declare
  owner text := (select datdba::regrole::text from pg_catalog.pg_database where datname = current_database());
  statement text;
begin
  if owner = quote_ident(current_user) then return; end if;
  for statement in
    select format('alter %s %s owner to %s', kind, name, owner) from (
      select oid, 'pg_class'::regclass as catalog, case relkind when 'c' then 'type' when 'S' then 'sequence' else 'table' end as kind,
        oid::regclass::text as name from pg_catalog.pg_class
      where relkind in ('r', 'p', 'v', 'c', 'S') and relnamespace in (select oid from pg_catalog.pg_namespace where nspname in ('public', 'drizzle'))
      union all
      select oid, 'pg_proc'::regclass, 'function', oid::regprocedure::text from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace
      union all
      select oid, 'pg_namespace'::regclass, 'schema', nspname from pg_catalog.pg_namespace where nspname = 'drizzle'
    ) of_ours where not exists (
      -- Of an extension, or a sequence that goes with its table.
      select from pg_catalog.pg_depend d where d.classid = catalog and d.objid = of_ours.oid and d.deptype in ('e', 'a', 'i'))
  loop execute statement; end loop;
  execute format('${grantOf("%s")}', owner);
  foreach statement in array array['select, insert, update, delete on tables', 'usage on sequences'] loop
    execute format('alter default privileges for role %s in schema public grant %s to projekter_app', owner, statement);
  end loop;
end $$;`;

/** Empties the database within a transaction. Whoever may use the schema at first may use it again. */
const EMPTY = `drop schema if exists drizzle cascade; drop schema public cascade;
  create schema public authorization pg_database_owner; grant usage on schema public to public;`;

/**
 * Puts a dump into a database, in the place of all that is in it, if the dump is whole and every table holds what
 * `contents` says; otherwise throws one line and changes nothing. Waits ten seconds for others to leave.
 */
export async function restorePostgres(url: string, dump: Readable, contents: Contents): Promise<void> {
  await makeRoles(url);
  const restore = started("pg_restore", undefined, ["--no-owner", "--no-comments", "--file=-"]);
  const psql = started("psql", url, [
    "--no-psqlrc",
    "--quiet",
    "--set=ON_ERROR_STOP=1",
    "--output=/dev/null",
  ]);
  const script = psql.child.stdin;
  if (!script || !restore.child.stdin) throw new Error("no pipe");
  // What went wrong is told by the programs; a broken pipe is no more than its consequence.
  script.on("error", () => {});
  script.write(`begin; set local lock_timeout = '10s'; ${EMPTY}\n`);
  const steps = [
    pipeline(dump, restore.child.stdin),
    restore.ended,
    pipeline(stdoutOf(restore.child), script, { end: false }),
  ];
  try {
    // A psql that gave up takes no more of the script.
    await Promise.race([Promise.all(steps), psql.ended.then(() => Promise.reject(new Error("psql ended")))]);
    script.end(`${SETTINGS};\n${HAND_OVER}\n${demanded(contents)}\ncommit;\n`);
  } catch (error) {
    restore.child.kill();
    psql.child.kill();
    const told = await Promise.allSettled([psql.ended, restore.ended]);
    const reasons = told.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
    await Promise.allSettled(steps);
    throw reasons.find((reason) => reason instanceof ProgramFailure && reason.isTold) ?? error;
  }
  await psql.ended;
}

/** The roles belong to the server and are not in a dump. The migration that makes them leaves those alone that are there. */
async function makeRoles(url: string) {
  const roles = knownMigrations()
    .flatMap(({ statements }) => statements)
    .find((statement) => statement.includes("create role %I nologin"));
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(roles ?? "");
  } finally {
    await client.end();
  }
}

class ProgramFailure extends Error {
  constructor(
    message: string,
    /** Whether the program itself said why. */
    readonly isTold: boolean,
  ) {
    super(message);
  }
}

/** Parameters of a connection string that PostgreSQL's own programs know. */
const UNDERSTOOD =
  "host port dbname user passfile sslmode sslcert sslkey sslrootcert sslcrl connect_timeout application_name options".split(
    " ",
  );

/** One of PostgreSQL's own programs. `ended` throws what it said when it failed. The password is not among its arguments. */
function started(program: string, url: string | undefined, args: string[]) {
  const env = { ...process.env, PGAPPNAME: "projekter", PGCONNECT_TIMEOUT: "10" };
  const place = url ? new URL(url) : undefined;
  // Those of our driver are an error to them.
  for (const name of [...(place?.searchParams.keys() ?? [])])
    if (!UNDERSTOOD.includes(name)) place?.searchParams.delete(name);
  if (place?.password) {
    Object.assign(env, { PGPASSWORD: decodeURIComponent(place.password) });
    place.password = "";
  }
  const child = spawn(program, place ? [`--dbname=${place.href}`, ...args] : args, { env });
  let said = "";
  child.stderr.on("data", (text) => {
    said = `${said}${text}`.slice(-4_000);
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.on("error", (error: NodeJS.ErrnoException) => {
      const line =
        error.code === "ENOENT"
          ? `${program} is missing. Install PostgreSQL's client programs of the server's version or newer (Debian: apt-get install postgresql-client)`
          : `${program}: ${error.message}`;
      reject(new ProgramFailure(line, true));
    });
    child.on("close", (code, signal) => {
      if (code === 0) return resolve();
      const line = said.split("\n").find((one) => /error|FATAL/i.test(one)) ?? said.trim();
      reject(new ProgramFailure(line || `${program} ended by ${signal ?? code}`, line !== "" && !signal));
    });
  });
  // It is waited for later than it may fail.
  ended.catch(() => {});
  return { child, ended };
}

/** What a program writes. It ends well only if the program did. */
async function* outputOf({ child, ended }: ReturnType<typeof started>) {
  yield* stdoutOf(child);
  await ended;
}

function stdoutOf({ stdout }: ChildProcess): Readable {
  if (!stdout) throw new Error("no pipe");
  return stdout;
}
