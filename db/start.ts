import { sql } from "drizzle-orm";
import { type Db, openDatabase, type OpenDatabase } from "./client";
import { failureLine, mayComeBack, rootOf } from "./failure";
import { grantOf, roleOf, SCOPES } from "./scope";
import { tell } from "./tell";

type Settings = Parameters<typeof openDatabase>[0] & { REFUSE_OWNER?: string };

/**
 * Opens the process's database when the server starts. An error that only an operator can correct ends the process with
 * one line and code 1. When the database may become available by itself, or is newer than the program (as in a rolling
 * upgrade), a line is written and the process goes on; `/api/health` has the state.
 */
export async function openToServe(settings: Settings): Promise<void> {
  const { line, isFinal } = await openAndLook(settings);
  if (line) tell(isFinal ? "error" : "warn", line);
  if (isFinal) process.exit(1);
}

async function openAndLook(settings: Settings): Promise<{ line: string | null; isFinal: boolean }> {
  try {
    const opened = await openDatabase(settings);
    const { state, line } = await opened.migrations();
    const rights = await tooManyRights(opened);
    if (isRefused(rights, settings))
      return { line: `${rightsLine(rights)} The program ends, as REFUSE_OWNER is set.`, isFinal: true };
    const isFinal = state === "behind" || state === "differs";
    const roles = line ? null : await missingRoles(opened);
    const lines = line
      ? [line]
      : [
          settingsLine(await missingSettings(opened)),
          rolesLine(roles),
          rightsLine(rights),
          // Who is no member of the roles may read no table.
          roles ? null : await referenceLine(opened),
        ];
    return { line: lines.filter(Boolean).join("\n") || null, isFinal };
  } catch (error) {
    const line = failureLine(error, settings.DATABASE_URL);
    return { line, isFinal: !settings.DATABASE_URL || !mayComeBack(error) };
  }
}

/** The settings of `openPool` that connections lack, as a pooler may ignore them. */
export async function missingSettings({ db, kind }: OpenDatabase): Promise<string[]> {
  if (kind === "embedded") return [];
  const found = await db.execute(sql`select name from unnest(
    array['lock_timeout', 'statement_timeout', 'idle_in_transaction_session_timeout', 'jit']) name
    where current_setting(name) in ('0', 'on')`);
  return (found as unknown as { rows: { name: string }[] }).rows.map(({ name }) => name);
}

function settingsLine(names: readonly string[]): string | null {
  if (names.length === 0) return null;
  return `DATABASE_URL: connections come without our ${names.join(", ")}; does a pooler ignore our settings? Set them for the user (docs/scale.md).`;
}

/** `db:migrate` brings the reference data after the migrations, so one that was stopped may have left it out. */
async function referenceLine({ db }: OpenDatabase): Promise<string | null> {
  const found = await db.execute(sql`select exists (select from postcodes) as "isThere"`);
  if ((found as unknown as { rows: { isThere: boolean }[] }).rows[0]?.isThere) return null;
  return "There are no postcodes and grid areas yet, so no project can be made. npm run db:migrate brings them.";
}

/** PostgreSQL's codes for a role that the user is no member of, and for one that does not exist. */
const NO_MEMBER = "42501";
const NO_ROLE = "22023";

type MissingRoles = { user: string; roles: string; isThere: boolean };

/** The roles of `settingsOf` that the user of DATABASE_URL cannot take on; every request of theirs fails. */
export async function missingRoles({ db, as }: OpenDatabase): Promise<MissingRoles | null> {
  const found: { role: string; code: unknown }[] = [];
  for (const scope of SCOPES) {
    const error = await as(scope)
      .execute(sql`select 1`)
      .then(
        () => undefined,
        (cause: unknown) => cause,
      );
    if (!error) continue;
    const { code } = rootOf(error);
    if (code !== NO_MEMBER && code !== NO_ROLE) throw error;
    found.push({ role: roleOf(scope), code });
  }
  if (found.length === 0) return null;
  // What is not there cannot be granted.
  const absent = found.filter(({ code }) => code === NO_ROLE);
  const told = absent.length > 0 ? absent : found;
  const names = told.map(({ role }) => role).join(", ");
  return { user: await userName(db), roles: names, isThere: absent.length === 0 };
}

/** The user of DATABASE_URL, as it stands in a statement. */
export async function userName(db: Db): Promise<string> {
  const found = await db.execute(sql`select quote_ident(current_user) as name`);
  return (found as unknown as { rows: { name: string }[] }).rows[0]?.name ?? "";
}

const rolesLine = (missing: MissingRoles | null) =>
  missing &&
  (missing.isThere
    ? `DATABASE_URL: ${missing.user} is no member of ${missing.roles}, so requests fail. As the owner run: ${grantOf(missing.user, missing.roles)} (docs/operations.md).`
    : `DATABASE_URL: the roles ${missing.roles} do not exist on this server, so requests fail. npm run restore makes them (docs/operations.md).`);

type Rights = { user: string; right: "superuser" | "bypass" | "owner" };

/** Whether the user of DATABASE_URL may go round the policies of the tables (docs/adr/0020), and why. */
export async function tooManyRights({ db, kind }: OpenDatabase): Promise<Rights | null> {
  if (kind === "embedded") return null;
  const found = await db.execute(sql`select rolname as user, case
      when rolsuper then 'superuser'
      when rolbypassrls then 'bypass'
      when pg_has_role(oid, (select relowner from pg_class where oid = to_regclass('cases')), 'usage')
        then 'owner' end as right
    from pg_roles where rolname = current_user`);
  const [rights] = (found as unknown as { rows: (Rights | { user: string; right: null })[] }).rows;
  return rights?.right ? rights : null;
}

/** Whether the program does not start as such a user. */
export const isRefused = (rights: Rights | null, { REFUSE_OWNER }: Pick<Settings, "REFUSE_OWNER">) =>
  rights !== null && REFUSE_OWNER !== undefined;

const RIGHTS = {
  superuser: "is a superuser",
  bypass: "may pass the policies of all tables",
  owner: "owns the tables",
} satisfies Record<Rights["right"], string>;

const rightsLine = (rights: Rights | null) =>
  rights &&
  `DATABASE_URL: ${rights.user} ${RIGHTS[rights.right]}; a user of its own is safer (docs/operations.md).`;
