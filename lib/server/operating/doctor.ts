import "server-only";
import { readdir, stat, statfs } from "node:fs/promises";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import { connect } from "node:tls";
import { sql } from "drizzle-orm";
import { createTransport } from "nodemailer";
import { begunAt, NoBackup, readManifest } from "@/db/backup/backup-file";
import { type OpenDatabase, openDatabase } from "@/db/client";
import { holdsDatabase } from "@/db/embedded";
import { failureLine, rootOf, UNKNOWN_AUTHORITY } from "@/db/failure";
import { TENANCY } from "@/db/schema/tenancy";
import { grantOf, OPERATOR, roleOf } from "@/db/scope";
import { isRefused, missingRoles, missingSettings, tooManyRights, userName } from "@/db/start";
import type { Locale } from "@/lib/domain/vocabulary";
import { backupFolder, isLoopback, missingToStart, type readEnvironment } from "@/lib/env";
import { type MessageKey, translator } from "@/lib/messages";
import { secretOf, unseal, webhookKeyHash } from "@/lib/server/kernel/secret";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";
import { countUnsent, LATE_MINUTES } from "@/lib/server/mail/outbox";
import { version } from "@/package.json";
import { measureWork } from "./speed";

export type State = "ok" | "warning" | "error";
/** What was looked at, how it is, and what to do where it is not well. */
export type Finding<Line = string, About extends string = string> = {
  about: About;
  state: State;
  line: Line;
};
export type Settings = ReturnType<typeof readEnvironment>;

const finding =
  (state: State) =>
  <Line, About extends string>(about: About, line: Line): Finding<Line, About> => ({ about, state, line });
export const ok = finding("ok");
export const warning = finding("warning");
export const error = finding("error");

/** The part of a sentence's key after `Place`. */
type KeyIn<Place extends string> = MessageKey extends infer Key
  ? Key extends `${Place}.${infer Rest}`
    ? Rest
    : never
  : never;
type LineKey = KeyIn<"operating.line">;
type Told = { key: LineKey; params?: Record<string, string | number> };
/** A finding before it is put into words. */
type Look = Finding<Told, KeyIn<"operating.about">>;

const says = (key: LineKey, params?: Told["params"]): Told => ({ key, params });

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A daily backup may be late by so much. */
const BACKUP_HOURS = 26;
/** In bytes, on a disk that we write to. */
const LEAST_FREE = 1_000_000_000;
const CLOCK_MS = 2_000;
/** A certificate must hold for so long yet, or for this part of its own time if that is less. */
const CERTIFICATE_DAYS = 14;
const CERTIFICATE_PART = 1 / 6;
/** A list or a change of few cases that takes longer is noticed. */
const SLOW_MS = 2_000;
/** How long another server may take to answer. */
const PATIENCE_MS = 10_000;
/** How long a log-in waits for the provider (lib/server/people/provider.ts). */
const PROVIDER_MS = 5_000;
/** How long one look may take in all. */
const LONGEST_MS = 15_000;

/** Looks at everything that a running system needs. What cannot be looked at is an error; nothing is changed. */
export async function examine(settings: Settings, language: Locale): Promise<Finding[]> {
  return [...(await examineHere(settings, language)), ...(await examineOutside(settings, language))];
}

/** The program, its machine and its database. */
export async function examineHere(settings: Settings, language: Locale): Promise<Finding[]> {
  const found: Look[] = [
    ok("program", says("program", { version })),
    nodeVersion(process.versions.node),
    ...settingsOf(settings),
  ];
  const opened = await reached(settings);
  let canLook = false;
  let since: Date | undefined;
  if ("line" in opened) found.push(error("database", opened.line));
  else {
    found.push(...(await looked("database", () => server(opened, settings))));
    found.push(
      ...(await looked("migrations", async () => {
        const { canLook: can, looks } = await readiness(opened);
        canLook = can;
        return looks;
      })),
    );
  }
  // What is missing would be told of once more by each look.
  if (!("line" in opened) && canLook) {
    const looks = [
      looked("policies", () => policies(opened)),
      looked("clock", () => clock(opened)),
      looked("outbox", () => outbox(opened, settings)),
      looked("referenceData", () => referenceData(opened)),
      looked("sizes", () => sizes(opened)),
      looked("passwords", () => lastWayIn(opened, settings)),
      looked("secret", () => sealedSecrets(opened, settings)),
    ];
    found.push(...(await Promise.all(looks)).flat());
    since = await firstUse(opened).catch(() => undefined);
    // By itself: the others would slow it down.
    found.push(...(await looked("speed", () => speed(opened))));
  }
  const others = [looked("disk", () => disk(settings)), looked("backup", () => backup(settings, since))];
  return inWords([...found, ...(await Promise.all(others)).flat()], settings, language);
}

/** What other machines must do for it: the mail server, and whoever answers at the address that people use. */
export async function examineOutside(settings: Settings, language: Locale): Promise<Finding[]> {
  const looks = [
    looked("mail", () => mail(settings)),
    looked("publicAddress", () => publicAddress(settings)),
    looked("certificate", () => certificate(settings)),
    looked("provider", () => provider(settings)),
  ];
  return inWords((await Promise.all(looks)).flat(), settings, language);
}

/** The database, once it has answered; else why it did not. An embedded one is not made for it. */
async function reached(settings: Settings): Promise<OpenDatabase | { line: Told }> {
  const folder = resolve(settings.DATA_DIR);
  if (!settings.DATABASE_URL && !holdsDatabase(folder)) return { line: says("noDatabase", { folder }) };
  try {
    const opened = await openDatabase(settings);
    await opened.db.execute(sql`select 1`);
    return opened;
  } catch (cause) {
    return { line: says("fault", { fault: failureLine(cause, settings.DATABASE_URL) }) };
  }
}

async function looked(about: Look["about"], look: () => Promise<Look | Look[]>): Promise<Look[]> {
  let timer: NodeJS.Timeout | undefined;
  const tooLong = new Promise<Look>((resolve) => {
    timer = setTimeout(resolve, LONGEST_MS, error(about, says("late", { seconds: LONGEST_MS / 1_000 })));
  });
  try {
    return [await Promise.race([look(), tooLong])].flat();
  } catch (cause) {
    return [error(about, says("fault", { fault: failureLine(cause, undefined) }))];
  } finally {
    clearTimeout(timer);
  }
}

function inWords(looks: readonly Look[], settings: Settings, language: Locale): Finding[] {
  const text = translator(language);
  const secrets = secretsOf(settings);
  // Another server's words may repeat what it was sent.
  const clean = (fault: string) => secrets.reduce((told, secret) => told.replaceAll(secret, "***"), fault);
  return looks.map(({ about, state, line: { key, params } }) => ({
    about: text(`operating.about.${about}`),
    state,
    line: text(
      `operating.line.${key}`,
      typeof params?.fault === "string" ? { ...params, fault: clean(params.fault) } : params,
    ),
  }));
}

/** The settings that nobody may read, and the passwords in addresses, as they stand there and as they are sent. */
function secretsOf(settings: Settings): string[] {
  const { DATABASE_URL, SMTP_URL, NEXTAUTH_URL, ADDRESS_SERVICE_URL } = settings;
  const { NEXTAUTH_SECRET, METRICS_TOKEN, ADDRESS_SERVICE_TOKEN, OIDC_CLIENT_SECRET } = settings;
  const passwords = [DATABASE_URL, SMTP_URL, NEXTAUTH_URL, ADDRESS_SERVICE_URL].flatMap((url) => {
    const password = url ? new URL(url).password : "";
    return [password, decoded(password)];
  });
  return [
    ...passwords,
    ...[NEXTAUTH_SECRET, METRICS_TOKEN, ADDRESS_SERVICE_TOKEN, OIDC_CLIENT_SECRET].flatMap(
      (one) => one ?? [],
    ),
  ].filter(Boolean);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** The oldest version that `engines` of package.json names, and the oldest that still gets security fixes (README). */
const OLDEST_NODE = [20, 19] as const;
const SUPPORTED_NODE = 22;

export function nodeVersion(version: string): Look {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  if (isOld) return error("node", says("nodeOld", { version, oldest: OLDEST_NODE.join(".") }));
  return major < SUPPORTED_NODE
    ? warning("node", says("nodeUnsupported", { version, oldest: SUPPORTED_NODE }))
    : ok("node", says("node", { version }));
}

function settingsOf(settings: Settings): Look[] {
  const { NEXTAUTH_URL, TRUSTED_PROXIES } = settings;
  const url = NEXTAUTH_URL ? new URL(NEXTAUTH_URL) : undefined;
  const missing = missingToStart(settings);
  // Without a database of its own it is no system that `npm start` serves, but one to try things out with.
  const isTrial = missing.includes("DATABASE_URL");
  const found: Told[] = [];
  if (isTrial) found.push(says("noDatabaseUrl"));
  const refused = missing.includes("NEXTAUTH_SECRET") ? [says("noSecret")] : [];
  if (isTrial) found.push(...refused);
  if (!url) found.push(says("noAddress"));
  else if (url.protocol === "https:") {
    // Somebody else ends TLS: the program itself never does.
    if (!TRUSTED_PROXIES) found.push(says("noProxies"));
  } else if (!isLoopback(url)) found.push(says("noTls", { origin: url.origin }));
  const looks = [
    ...(isTrial ? [] : refused.map((line) => error("settings", line))),
    ...found.map((line) => warning("settings", line)),
  ];
  return looks.length > 0 ? looks : [ok("settings", says("settings"))];
}

async function server(opened: OpenDatabase, settings: Settings): Promise<Look[]> {
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
async function readiness(opened: OpenDatabase): Promise<{ canLook: boolean; looks: Look[] }> {
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
async function policies({ db }: OpenDatabase): Promise<Look> {
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

async function clock({ db }: OpenDatabase): Promise<Look> {
  const before = Date.now();
  const [row] = await rowsOf<{ now: string | Date }>(db, sql`select clock_timestamp() as now`);
  const between = (before + Date.now()) / 2;
  const off = Math.abs(Math.round(new Date(row?.now ?? 0).getTime() - between));
  return off > CLOCK_MS ? error("clock", says("clockOff", { ms: off })) : ok("clock", says("clock"));
}

async function outbox({ as }: OpenDatabase, { SMTP_URL }: Settings): Promise<Look> {
  const { waiting, late, given_up } = await countUnsent(as(OPERATOR), new Date());
  if (given_up > 0) return warning("outbox", says("mailsGivenUp", { count: given_up }));
  if (!SMTP_URL) return ok("outbox", says("mailsKept", { count: waiting }));
  return late > 0
    ? warning("outbox", says("mailsLate", { count: late, minutes: LATE_MINUTES }))
    : ok("outbox", says("mailsSent"));
}

async function referenceData({ as }: OpenDatabase): Promise<Look> {
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
async function lastWayIn({ as }: OpenDatabase, settings: Settings): Promise<Look[]> {
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
async function sealedSecrets({ as }: OpenDatabase, settings: Settings): Promise<Look[]> {
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

async function sizes({ db, as }: OpenDatabase): Promise<Look> {
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
async function firstUse({ as }: OpenDatabase): Promise<Date | undefined> {
  const [row] = await rowsOf<{ at: string | Date | null }>(
    as(OPERATOR),
    sql`select min(created_at) as at from users`,
  );
  return row?.at ? new Date(row.at) : undefined;
}

async function speed({ db, as }: OpenDatabase): Promise<Look[]> {
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

async function disk(settings: Settings): Promise<Look[]> {
  const { DATABASE_URL, DATA_DIR } = settings;
  const folders = [...(DATABASE_URL ? [] : [resolve(DATA_DIR)]), backupFolder(settings)];
  const found: Look[] = [];
  for (const folder of folders) {
    const free = await statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    );
    if (free === null) continue;
    const told = { folder, free: Number((free / 1e9).toFixed(1)) };
    found.push(free < LEAST_FREE ? error("disk", says("diskFull", told)) : ok("disk", says("disk", told)));
  }
  return found;
}

type Content =
  /** `isSealed`: whether it is encrypted. */
  | { kind: "backup"; isSealed: boolean }
  | { kind: "none" }
  /** Perhaps a good one: another user's, or a newer version's. */
  | { kind: "unread"; fault: string };

/** The newest of our files in BACKUP_DIR, and what it holds. Throws where that is no folder that can be read. */
export async function newestBackup(settings: Pick<Settings, "BACKUP_DIR">) {
  const folder = backupFolder(settings);
  const names = await readdir(folder).catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === "ENOENT") return [];
    throw cause;
  });
  const [newest] = names
    .flatMap((name) => {
      const begun = begunAt(name);
      return begun ? [{ name, begun }] : [];
    })
    .sort((a, b) => b.begun.getTime() - a.begun.getTime());
  if (!newest) return undefined;
  const { name, begun } = newest;
  const file = join(folder, name);
  const { size } = await stat(file);
  const hours = Math.max(0, Math.floor((Date.now() - begun.getTime()) / HOUR_MS));
  return { name, size, hours, content: await contentOf(file, size) };
}

async function contentOf(file: string, size: number): Promise<Content> {
  try {
    const { manifest, start } = await readManifest(file);
    return size > start ? { kind: "backup", isSealed: Boolean(manifest.sealed) } : { kind: "none" };
  } catch (cause) {
    return cause instanceof NoBackup ? { kind: "none" } : { kind: "unread", fault: (cause as Error).message };
  }
}

/** `since` is when the system was taken into use, where that is known. */
async function backup(settings: Settings, since: Date | undefined): Promise<Look[]> {
  const folder = backupFolder(settings);
  const newest = await newestBackup(settings).catch((cause: Error) => ({ fault: cause.message }));
  if (newest && "fault" in newest)
    return [
      error("backup", says("backupUnreadable", { folder, fault: newest.fault })),
      ...unsealed(settings),
    ];
  if (!newest) {
    const days = since ? (Date.now() - since.getTime()) / DAY_MS : 0;
    const isLate = settings.BACKUP_DIR !== undefined && days * 24 >= BACKUP_HOURS;
    const missing = isLate
      ? error("backup", says("backupMissing", { folder, days: Math.floor(days) }))
      : warning("backup", says("noBackup", { folder }));
    return [missing, ...unsealed(settings)];
  }
  const { content, ...told } = newest;
  if (content.kind === "none") return [error("backup", says("backupBroken", told)), ...unsealed(settings)];
  const isOld = newest.hours >= BACKUP_HOURS;
  if (content.kind === "unread") {
    return [
      ...(isOld ? [error("backup", says("backupOld", told))] : []),
      warning("backup", says("backupUnread", { ...told, fault: content.fault })),
      ...unsealed(settings),
    ];
  }
  return [
    isOld ? error("backup", says("backupOld", told)) : ok("backup", says("backup", told)),
    ...(content.isSealed ? [] : [warning("backupKey", says("backupOpen", told))]),
  ];
}

/** The key is the backup's own setting, and may be another process's; it is all that is known without a backup to read. */
const unsealed = ({ BACKUP_PUBLIC_KEY }: Settings): Look[] =>
  BACKUP_PUBLIC_KEY ? [] : [warning("backupKey", says("noBackupKey"))];

async function mail({ SMTP_URL }: Settings): Promise<Look> {
  if (!SMTP_URL) return warning("mail", says("noMailServer"));
  const { host } = new URL(SMTP_URL);
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await transport.verify();
    return ok("mail", says("mail", { host }));
  } catch (cause) {
    return error(
      "mail",
      untrusted(host, cause) ?? says("mailFault", { host, fault: failureLine(cause, undefined) }),
    );
  } finally {
    transport.close();
  }
}

/** What is said of an address that did not answer. */
const noAnswer =
  (key: LineKey, url: string) =>
  (thrown: { cause?: unknown }): Told => {
    const cause = thrown.cause ?? thrown;
    return untrusted(url, cause) ?? says(key, { url, fault: failureLine(cause, undefined) });
  };

/** What is said of a server whose certificate leads to no authority that Node.js knows. */
function untrusted(place: string, cause: unknown): Told | undefined {
  const { code, message } = rootOf(cause);
  const isUntrusted = UNKNOWN_AUTHORITY.test(`${String(code)} ${String(message)}`);
  return isUntrusted ? says("untrusted", { place, fault: failureLine(cause, undefined) }) : undefined;
}

/** Whether the address that people use leads to a server of ours. */
async function publicAddress({ NEXTAUTH_URL }: Settings): Promise<Look> {
  if (!NEXTAUTH_URL) return warning("publicAddress", says("noPublicAddress"));
  const { origin, protocol } = new URL(NEXTAUTH_URL);
  const url = `${origin}/api/health`;
  const options = {
    redirect: "manual",
    cache: "no-store",
    signal: AbortSignal.timeout(PATIENCE_MS),
  } as const;
  const answer = await fetch(url, options).catch(noAnswer("noAnswer", url));
  if (!(answer instanceof Response)) return error("publicAddress", answer);
  const body = (await answer.json().catch(() => null)) as { database?: string; version?: string } | null;
  if (typeof body?.database !== "string")
    return error("publicAddress", says("notOurs", { url, status: String(answer.status) }));
  if (answer.status !== 200) return error("publicAddress", says("notWell", { url, fault: body.database }));
  if (protocol === "https:" && !answer.headers.has("strict-transport-security"))
    return warning("publicAddress", says("noHsts"));
  return body.version === version
    ? ok("publicAddress", says("publicAddress", { origin }))
    : warning("publicAddress", says("otherVersion", { origin, version, fault: String(body.version) }));
}

/** Whether the provider of single sign-on describes itself, in time, and as the issuer that its tokens will name. */
async function provider({ OIDC_ISSUER }: Settings): Promise<Look[]> {
  if (!OIDC_ISSUER) return [];
  const url = `${OIDC_ISSUER.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PROVIDER_MS) }).catch(
    noAnswer("providerAway", url),
  );
  if (!(answer instanceof Response)) return [error("provider", answer)];
  const body = (await answer.json().catch(() => null)) as { issuer?: unknown } | null;
  if (answer.status !== 200 || typeof body?.issuer !== "string")
    return [error("provider", says("providerOther", { url, status: String(answer.status) }))];
  return [
    body.issuer === OIDC_ISSUER
      ? ok("provider", says("provider", { issuer: body.issuer }))
      : error("provider", says("providerUnlike", { fault: body.issuer })),
  ];
}

async function certificate({ NEXTAUTH_URL }: Settings): Promise<Look[]> {
  const url = NEXTAUTH_URL ? new URL(NEXTAUTH_URL) : undefined;
  if (url?.protocol !== "https:") return [];
  const { hostname: host, port } = url;
  const { from, until } = await new Promise<{ from: Date; until: Date }>((resolve, reject) => {
    const options = { host, port: Number(port || 443), rejectUnauthorized: false };
    // An address has no name to ask for.
    const named = isIP(host) ? options : { ...options, servername: host };
    const socket = connect(named, () => {
      const { valid_from, valid_to } = socket.getPeerCertificate();
      resolve({ from: new Date(valid_from), until: new Date(valid_to) });
      socket.end();
    });
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("no answer")));
    socket.on("error", reject);
  });
  return [certificateUntil(host, from, until, new Date())];
}

/** What is said of a certificate: one that is renewed by itself is renewed well before its last days, or hours. */
export function certificateUntil(host: string, from: Date, until: Date, now: Date): Look {
  const left = until.getTime() - now.getTime();
  const least = Math.min(CERTIFICATE_DAYS * DAY_MS, (until.getTime() - from.getTime()) * CERTIFICATE_PART);
  const told = { host, days: Math.floor(left / DAY_MS), hours: Math.floor(left / HOUR_MS) };
  if (left <= 0) return error("certificate", says("certificateEnded", told));
  return left < least
    ? error("certificate", says("certificateOld", told))
    : ok("certificate", says("certificate", told));
}
