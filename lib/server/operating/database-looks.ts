/** How the doctor finds the database and what is stored there. */
import "server-only";
import { sql } from "drizzle-orm";
import type { OpenDatabase } from "@/db/client";
import { failureLine, rootOf } from "@/db/failure";
import { TENANCY } from "@/db/schema/tenancy";
import { grantOf, OPERATOR, roleOf } from "@/db/scope";
import { isRefused, missingRoles, missingSettings, tooManyRights, userName } from "@/db/start";
import { secretOf, unseal, webhookKeyHash } from "@/lib/server/kernel/secret";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";
import { countUnsent, LATE_MINUTES } from "@/lib/server/mail/outbox";
import { error, type Look, ok, says, type Settings, warning } from "./finding";
import { measureWork } from "./speed";

const CLOCK_MS = 2_000;
/** A list or a change of few cases that takes longer is noticed. */
const SLOW_MS = 2_000;

export async function server(opened: OpenDatabase, settings: Settings): Promise<Look[]> {
  const [found] = await rowsOf<{ version: string; number: number }>(
    opened.db,
    sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
  );
  if (!found) throw new Error("the database does not tell its version");
  const { number, ...rest } = found;
  const told = { ...rest, kind: opened.kind };
  const unset = await missingSettings(opened);
  const user = await tooManyRights(opened);
  return [
    number < 150_000 ? error("database", says("databaseOld", told)) : ok("database", says("database", told)),
    ...(await unwritable(opened)),
    ...(unset.length > 0 ? [warning("database", says("unset", { names: unset.join(", ") }))] : []),
    ...(user
      ? [
          isRefused(user, settings)
            ? error("database", says("refusedRights", user))
            : warning("database", says("tooManyRights", user)),
        ]
      : []),
  ];
}

/** What makes a setting be as it is (`pg_settings.source`), and the statement that takes it back. */
const READ_ONLY = "default_transaction_read_only";
const READ_ONLY_FROM: Record<string, string> = {
  user: `alter role %1$I reset ${READ_ONLY}`,
  database: `alter database %2$I reset ${READ_ONLY}`,
  "database user": `alter role %1$I in database %2$I reset ${READ_ONLY}`,
  "configuration file": `alter system set ${READ_ONLY} = off; select pg_reload_conf()`,
};

/** Why the database takes no changes, if it takes none. */
async function unwritable({ db }: OpenDatabase): Promise<Look[]> {
  const [found] = await rowsOf<{ standby: boolean; readOnly: boolean; source: string }>(
    db,
    sql`select pg_is_in_recovery() as standby, current_setting('transaction_read_only')::boolean as "readOnly",
      (select source from pg_settings where name = ${READ_ONLY}) as source`,
  );
  if (found?.standby) return [error("database", says("standby"))];
  if (!found?.readOnly) return [];
  const statement = READ_ONLY_FROM[found.source];
  if (!statement) return [error("database", says("readOnlyConnection"))];
  const [way] = await rowsOf<{ statement: string }>(
    db,
    sql`select format(${statement}, current_user, current_database()) as statement`,
  );
  return [error("database", says("readOnly", { statement: way?.statement ?? "" }))];
}

/** Whether the database has what the program works with: its migrations, and roles that the user may take on. */
export async function readiness(opened: OpenDatabase): Promise<{ canLook: boolean; looks: Look[] }> {
  const missing = await missingRoles(opened);
  const ofRoles = missing
    ? error(
        "roles",
        missing.isThere
          ? says("noMember", {
              user: missing.user,
              roles: missing.roles,
              statement: grantOf(missing.user, missing.roles),
            })
          : says("noRoles", { roles: missing.roles }),
      )
    : ok("roles", says("roles"));
  const found = await opened.migrations().catch((cause: unknown) => {
    if (rootOf(cause).code !== "42501") throw cause;
    return { fault: failureLine(cause, undefined) };
  });
  if ("fault" in found) {
    if (missing) return { canLook: false, looks: [ofRoles] };
    const user = await userName(opened.db);
    return { canLook: false, looks: [error("roles", says("noInheritance", { user, ...found }))] };
  }
  const { state, line } = found;
  const ofMigrations = line
    ? (state === "newer" ? warning : error)("migrations", says("unlike", { state, fault: line }))
    : ok("migrations", says("migrations"));
  // The first migration makes the roles.
  if (ofMigrations.state === "error") return { canLook: false, looks: [ofMigrations] };
  return {
    canLook: !missing?.roles.split(", ").includes(roleOf(OPERATOR)),
    looks: [ofMigrations, ofRoles],
  };
}

/** Its owner's functions read it for those who search. */
const UNFORCED = "search_terms";

/** Whether each table of companies still has its policies (docs/adr/0020), also against its owner. */
export async function policies({ db }: OpenDatabase): Promise<Look> {
  const fenced = Object.entries(TENANCY).flatMap(([table, whose]) => ("of" in whose ? [table] : []));
  const open = await rowsOf<{ name: string }>(
    db,
    sql`select name from unnest(${textArray(fenced)}) name left join pg_class c on c.oid = to_regclass(name)
      where not coalesce(c.relrowsecurity and (c.relforcerowsecurity or name = ${UNFORCED}), false)
        or not exists (select from pg_policy p where p.polrelid = c.oid) order by name`,
  );
  return open.length === 0
    ? ok("policies", says("policies", { count: fenced.length }))
    : error("policies", says("noPolicies", { tables: open.map(({ name }) => name).join(", ") }));
}

export async function clock({ db }: OpenDatabase): Promise<Look> {
  const before = Date.now();
  const [row] = await rowsOf<{ now: string | Date }>(db, sql`select clock_timestamp() as now`);
  const between = (before + Date.now()) / 2;
  const off = Math.abs(Math.round(new Date(row?.now ?? 0).getTime() - between));
  return off > CLOCK_MS ? error("clock", says("clockOff", { ms: off })) : ok("clock", says("clock"));
}

export async function outbox({ as }: OpenDatabase, { SMTP_URL }: Settings): Promise<Look> {
  const { waiting, late, given_up } = await countUnsent(as(OPERATOR), new Date());
  if (given_up > 0) return warning("outbox", says("mailsGivenUp", { count: given_up }));
  if (!SMTP_URL) return ok("outbox", says("mailsKept", { count: waiting }));
  return late > 0
    ? warning("outbox", says("mailsLate", { count: late, minutes: LATE_MINUTES }))
    : ok("outbox", says("mailsSent"));
}

export async function referenceData({ as }: OpenDatabase): Promise<Look> {
  const [row] = await rowsOf<{ postcodes: number; areas: number; open: number }>(
    as(OPERATOR),
    sql`select (select count(*)::int from postcodes) as postcodes, (select count(*)::int from grid_areas) as areas,
      (select count(*)::int from grid_areas a join organisations o on o.id = a.dso_id where a.is_active and o.is_active) as open`,
  );
  const counts = row ?? { postcodes: 0, areas: 0, open: 0 };
  if (counts.postcodes === 0 || counts.areas === 0) return error("referenceData", says("noReferenceData"));
  return counts.open === 0
    ? warning("referenceData", says("noneOpen", counts))
    : ok("referenceData", says("referenceData", counts));
}

/** Whether there is somebody who gets in when the provider is away. */
export async function lastWayIn({ as }: OpenDatabase, settings: Settings): Promise<Look[]> {
  const { PASSWORDS, PASSWORDS_EXCEPT: email = "" } = settings;
  if (!PASSWORDS) return [];
  const [found] = await rowsOf<{ role: string; isActive: boolean; isInvited: boolean }>(
    as(OPERATOR),
    sql`select role, is_active as "isActive", is_invited as "isInvited" from users
      where lower(email) = ${email.toLowerCase()}`,
  );
  const why = !found ? "unknown" : found.role !== "admin" ? "role" : !found.isActive ? "inactive" : null;
  if (why) return [error("passwords", says("nobodyGetsIn", { email, why }))];
  return [
    found?.isInvited
      ? error("passwords", says("noPassword", { email }))
      : ok("passwords", says("passwords", { email })),
  ];
}

/** Whether what is stored of secrets belongs to the one that the settings have. */
export async function sealedSecrets({ as }: OpenDatabase, settings: Settings): Promise<Look[]> {
  const secret = secretOf(settings);
  // That there is none has been told.
  if (!secret) return [];
  const factors = await rowsOf<{ owner: string; sealed: string }>(
    as(OPERATOR),
    sql`select f.user_id as owner, f.secret as sealed from second_factors f join users u on u.id = f.user_id
      where f.confirmed_at is not null and u.is_active`,
  );
  const webhooks = await rowsOf<{ id: string; hash: string }>(
    as(OPERATOR),
    sql`select id, key_hash as hash from webhooks where key_hash is not null`,
  );
  const lost = {
    factors: factors.filter(({ owner, sealed }) => unseal(sealed, owner, secret) === null).length,
    webhooks: webhooks.filter(({ id, hash }) => webhookKeyHash(id, secret) !== hash).length,
  };
  const found = [
    ...(lost.factors > 0 ? [says("otherSecret", { lost: lost.factors, count: factors.length })] : []),
    ...(lost.webhooks > 0 ? [says("otherWebhooks", { lost: lost.webhooks, count: webhooks.length })] : []),
  ];
  return found.length > 0
    ? found.map((line) => error("secret", line))
    : [ok("secret", says("secret", { factors: factors.length, webhooks: webhooks.length }))];
}

export async function sizes({ db, as }: OpenDatabase): Promise<Look> {
  const [size] = await rowsOf<{ size: string }>(
    db,
    sql`select pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  const [cases] = await rowsOf<{ n: number }>(
    as(OPERATOR),
    sql`select coalesce(sum(n), 0)::int as n from project_counts where counted = 'all'`,
  );
  return ok("sizes", says("sizes", { size: size?.size ?? "", cases: cases?.n ?? 0 }));
}

/** When the first user was made. */
export async function firstUse({ as }: OpenDatabase): Promise<Date | undefined> {
  const [row] = await rowsOf<{ at: string | Date | null }>(
    as(OPERATOR),
    sql`select min(created_at) as at from users`,
  );
  return row?.at ? new Date(row.at) : undefined;
}

export async function speed({ db, as }: OpenDatabase): Promise<Look[]> {
  const [found] = await rowsOf<{ readOnly: boolean }>(
    db,
    sql`select current_setting('transaction_read_only')::boolean as "readOnly"`,
  );
  // That nothing can be changed has been told.
  if (found?.readOnly) return [];
  const took = await measureWork(as(OPERATOR));
  if (took === "busy") return [ok("speed", says("speedBusy"))];
  const isSlow = Math.max(took.listMs, took.bulkMs) > SLOW_MS;
  return [(isSlow ? warning : ok)("speed", says(isSlow ? "slow" : "speed", took))];
}
