import { sql } from "drizzle-orm";
import { openDatabase, type OpenDatabase } from "./client";
import { failureLine, mayComeBack } from "./failure";
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
    const rights = rightsLine(await tooManyRights(opened));
    if (rights && settings.REFUSE_OWNER)
      return { line: `${rights} The program ends, as REFUSE_OWNER is set.`, isFinal: true };
    const isFinal = state === "behind" || state === "differs";
    const lines = line ? [line] : [settingsLine(await missingSettings(opened)), rights];
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

const RIGHTS = {
  superuser: "is a superuser",
  bypass: "may pass the policies of all tables",
  owner: "owns the tables",
} satisfies Record<Rights["right"], string>;

const rightsLine = (rights: Rights | null) =>
  rights &&
  `DATABASE_URL: ${rights.user} ${RIGHTS[rights.right]}; a user of its own is safer (docs/operations.md).`;
