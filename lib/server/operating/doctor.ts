import "server-only";
import { readdir, stat, statfs } from "node:fs/promises";
import { join, resolve } from "node:path";
import { connect } from "node:tls";
import { sql } from "drizzle-orm";
import { createTransport } from "nodemailer";
import { BACKUP_NAME } from "@/db/backup/backup-file";
import { type OpenDatabase, openDatabase } from "@/db/client";
import { failureLine } from "@/db/failure";
import { TENANCY } from "@/db/schema/tenancy";
import { OPERATOR } from "@/db/scope";
import { missingSettings, tooManyRights } from "@/db/start";
import type { readEnvironment } from "@/lib/env";
import { rowsOf, textArray } from "@/lib/server/kernel/sql";

/** What was looked at, how it is, and what to do where it is not well. English: for whoever runs the server. */
export type Finding = { about: string; state: "ok" | "warning" | "error"; line: string };
export type Settings = ReturnType<typeof readEnvironment>;

export const ok = (about: string, line: string): Finding => ({ about, state: "ok", line });
export const warning = (about: string, line: string): Finding => ({ about, state: "warning", line });
export const error = (about: string, line: string): Finding => ({ about, state: "error", line });

const DAY_MS = 86_400_000;
/** A daily backup may be late by so much. */
const BACKUP_HOURS = 26;
/** In bytes, on a disk that we write to. */
const LEAST_FREE = 1_000_000_000;
const CLOCK_MS = 2_000;
const CERTIFICATE_DAYS = 14;
/** Each mail is looked for every five seconds. */
const OUTBOX_MINUTES = 10;
/** How long another server may take to answer. */
const PATIENCE_MS = 10_000;

/** Looks at everything that a running system needs. What cannot be looked at is an error; nothing is changed. */
export async function examine(settings: Settings): Promise<Finding[]> {
  const found = [nodeVersion(process.versions.node), ...settingsOf(settings)];
  const opened = await reached(settings);
  if ("cause" in opened) found.push(error("database", failureLine(opened.cause, settings.DATABASE_URL)));
  else {
    const looks = [
      looked("database", () => server(opened)),
      looked("migrations", () => migrations(opened)),
      looked("policies", () => policies(opened)),
      looked("clock", () => clock(opened)),
      looked("outbox", () => outbox(opened, settings)),
      looked("reference data", () => referenceData(opened)),
      looked("sizes", () => sizes(opened)),
    ];
    found.push(...(await Promise.all(looks)).flat());
  }
  const others = [
    looked("disk", () => disk(settings)),
    looked("backup", () => backup(settings)),
    looked("mail", () => mail(settings)),
    looked("public address", () => publicAddress(settings)),
    looked("certificate", () => certificate(settings)),
  ];
  return [...found, ...(await Promise.all(others)).flat()];
}

/** The database, once it has answered; else why it did not. */
async function reached(settings: Settings): Promise<OpenDatabase | { cause: unknown }> {
  try {
    const opened = await openDatabase(settings);
    await opened.db.execute(sql`select 1`);
    return opened;
  } catch (cause) {
    return { cause };
  }
}

async function looked(about: string, look: () => Promise<Finding | Finding[]>): Promise<Finding[]> {
  try {
    return [await look()].flat();
  } catch (cause) {
    return [error(about, failureLine(cause, undefined))];
  }
}

/** The oldest version that `engines` of package.json names. */
const OLDEST_NODE = [20, 9] as const;

export function nodeVersion(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  return isOld
    ? error("Node.js", `${version} is too old; install ${OLDEST_NODE.join(".")} or newer`)
    : ok("Node.js", version);
}

function settingsOf({ DATABASE_URL, NEXTAUTH_SECRET, NEXTAUTH_URL }: Settings): Finding[] {
  const found: Finding[] = [];
  if (!DATABASE_URL)
    found.push(
      warning("settings", "DATABASE_URL is not set: the embedded database is for trying things out"),
    );
  if (!NEXTAUTH_SECRET) found.push(warning("settings", "NEXTAUTH_SECRET is not set: `npm start` needs it"));
  if (!NEXTAUTH_URL)
    found.push(
      warning("settings", "NEXTAUTH_URL is not set: links in mails and the check of changes need it"),
    );
  else if (new URL(NEXTAUTH_URL).protocol !== "https:" && new URL(NEXTAUTH_URL).hostname !== "localhost")
    found.push(
      warning(
        "settings",
        `NEXTAUTH_URL is ${NEXTAUTH_URL}: without https anybody on the way reads passwords`,
      ),
    );
  return found.length > 0 ? found : [ok("settings", "complete")];
}

async function server(opened: OpenDatabase): Promise<Finding[]> {
  const [found] = await rowsOf<{ version: string; number: number; standby: boolean }>(
    opened.db,
    sql`select current_setting('server_version') as version, current_setting('server_version_num')::int as number,
      pg_is_in_recovery() as standby`,
  );
  if (!found) throw new Error("the database does not tell its version");
  const { version, number, standby } = found;
  const lines = [await missingSettings(opened), await tooManyRights(opened)].flatMap((line) => line ?? []);
  return [
    number < 150_000
      ? error("database", `PostgreSQL ${version} is too old; 15 or newer is needed`)
      : ok("database", `${opened.kind === "embedded" ? "embedded, " : ""}PostgreSQL ${version}`),
    ...(standby ? [error("database", "accepts no writes: it is a standby, or being restored")] : []),
    ...lines.map((line) => warning("database", line)),
  ];
}

async function migrations(opened: OpenDatabase): Promise<Finding> {
  const { state, line } = await opened.migrations();
  return line ? (state === "newer" ? warning : error)("migrations", line) : ok("migrations", "all applied");
}

/** Its owner's functions read it for those who search. */
const UNFORCED = "search_terms";

/** Whether each table of companies still has its policies (docs/adr/0020), also against its owner. */
async function policies({ db }: OpenDatabase): Promise<Finding> {
  const fenced = Object.entries(TENANCY).flatMap(([table, whose]) => ("of" in whose ? [table] : []));
  const open = await rowsOf<{ name: string }>(
    db,
    sql`select name from unnest(${textArray(fenced)}) name left join pg_class c on c.oid = to_regclass(name)
      where not coalesce(c.relrowsecurity and (c.relforcerowsecurity or name = ${UNFORCED}), false)
        or not exists (select from pg_policy p where p.polrelid = c.oid) order by name`,
  );
  return open.length === 0
    ? ok("policies", `on ${fenced.length} tables`)
    : error(
        "policies",
        `missing on ${open.map(({ name }) => name).join(", ")}: whoever finds a way round our conditions sees every company's rows. Restore a backup that has them`,
      );
}

async function clock({ db }: OpenDatabase): Promise<Finding> {
  const before = Date.now();
  const [row] = await rowsOf<{ now: string | Date }>(db, sql`select clock_timestamp() as now`);
  const between = (before + Date.now()) / 2;
  const off = Math.round(new Date(row?.now ?? 0).getTime() - between);
  return Math.abs(off) > CLOCK_MS
    ? error(
        "clock",
        `this machine and the database are ${Math.abs(off)} ms apart; let both follow a time server`,
      )
    : ok("clock", "as the database's");
}

async function outbox({ as }: OpenDatabase, { SMTP_URL }: Settings): Promise<Finding> {
  const [row] = await rowsOf<{ given: number; late: number }>(
    as(OPERATOR),
    sql`select count(*) filter (where given_up_at is not null)::int as given,
      count(*) filter (where sent_at is null and given_up_at is null
        and due_at < now() - make_interval(mins => ${OUTBOX_MINUTES}::int))::int as late from outbox`,
  );
  const { given = 0, late = 0 } = row ?? {};
  if (given > 0) return warning("outbox", `${given} mails could not be sent; see Administration » Mails`);
  if (SMTP_URL && late > 0)
    return warning(
      "outbox",
      `${late} mails are late; does a server run, and does the mail server take them?`,
    );
  return ok("outbox", SMTP_URL ? "nothing is late" : `${late} mails are kept for administrators to read`);
}

async function referenceData({ db }: OpenDatabase): Promise<Finding> {
  const [row] = await rowsOf<{ postcodes: number; areas: number; open: number }>(
    db,
    sql`select (select count(*)::int from postcodes) as postcodes, (select count(*)::int from grid_areas) as areas,
      (select count(*)::int from grid_areas a join organisations o on o.id = a.dso_id where a.is_active and o.is_active) as open`,
  );
  const { postcodes = 0, areas = 0, open = 0 } = row ?? {};
  if (postcodes === 0 || areas === 0)
    return error("reference data", "there are no postcodes or grid areas; run: npm run db:migrate");
  const line = `${postcodes} postcodes, ${areas} grid areas, of ${open} the grid company is open`;
  return open === 0
    ? warning("reference data", `${line}: invite the first user of a grid company under Administration`)
    : ok("reference data", line);
}

async function sizes({ db, as }: OpenDatabase): Promise<Finding> {
  const [size] = await rowsOf<{ size: string }>(
    db,
    sql`select pg_size_pretty(pg_database_size(current_database())) as size`,
  );
  const begun = performance.now();
  const [cases] = await rowsOf<{ n: number }>(
    as(OPERATOR),
    sql`select coalesce(sum(n), 0)::int as n from project_counts where counted = 'all'`,
  );
  const took = Math.round(performance.now() - begun);
  return ok("sizes", `${size?.size}, ${cases?.n} cases, counted in ${took} ms`);
}

async function disk({ DATABASE_URL, DATA_DIR, BACKUP_DIR }: Settings): Promise<Finding[]> {
  const folders = [...(DATABASE_URL ? [] : [DATA_DIR]), BACKUP_DIR].map((folder) => resolve(folder));
  const found: Finding[] = [];
  for (const folder of folders) {
    const free = await statfs(folder).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => null,
    );
    if (free === null) continue;
    const line = `${(free / 1e9).toFixed(1)} GB free for ${folder}`;
    found.push(free < LEAST_FREE ? error("disk", `${line}: make room`) : ok("disk", line));
  }
  return found;
}

/** The newest of our files in BACKUP_DIR. */
export async function newestBackup({ BACKUP_DIR }: Pick<Settings, "BACKUP_DIR">) {
  const folder = resolve(BACKUP_DIR);
  const names = await readdir(folder).catch((): string[] => []);
  const name = names
    .filter((one) => BACKUP_NAME.test(one))
    .sort()
    .at(-1);
  if (!name) return undefined;
  const { mtimeMs, size } = await stat(join(folder, name));
  return { name, size, hours: Math.floor((Date.now() - mtimeMs) / 3_600_000) };
}

async function backup(settings: Settings): Promise<Finding[]> {
  const newest = await newestBackup(settings);
  if (!newest)
    return [warning("backup", `none in ${resolve(settings.BACKUP_DIR)}; run npm run backup every day`)];
  const { name, size, hours } = newest;
  const line = `${name}, ${size} bytes, ${hours} hours old`;
  return [
    hours >= BACKUP_HOURS ? error("backup", `${line}: run npm run backup every day`) : ok("backup", line),
    ...(settings.BACKUP_PUBLIC_KEY
      ? []
      : [warning("backup", "not encrypted: set BACKUP_PUBLIC_KEY (docs/operations.md)")]),
  ];
}

async function mail({ SMTP_URL }: Settings): Promise<Finding> {
  if (!SMTP_URL)
    return warning("mail", "SMTP_URL is not set: administrators hand over links, and no news is sent");
  const { host } = new URL(SMTP_URL);
  const transport = createTransport({
    url: SMTP_URL,
    connectionTimeout: PATIENCE_MS,
    greetingTimeout: PATIENCE_MS,
    socketTimeout: PATIENCE_MS,
  });
  try {
    await transport.verify();
    return ok("mail", `${host} lets us in`);
  } catch (cause) {
    return error("mail", `${host}: ${failureLine(cause, undefined)}`);
  } finally {
    transport.close();
  }
}

/** Whether the address that people use leads to a server of ours. */
async function publicAddress({ NEXTAUTH_URL }: Settings): Promise<Finding> {
  if (!NEXTAUTH_URL) return warning("public address", "NEXTAUTH_URL is not set");
  const url = new URL("/api/health", NEXTAUTH_URL);
  const answer = await fetch(url, { redirect: "manual", signal: AbortSignal.timeout(PATIENCE_MS) }).catch(
    (cause: unknown) => failureLine(cause instanceof Error ? (cause.cause ?? cause) : cause, undefined),
  );
  if (typeof answer === "string")
    return error("public address", `${url.href}: ${answer}; does a server run there?`);
  const body = (await answer.json().catch(() => ({}))) as { database?: string };
  if (body.database === undefined)
    return error(
      "public address",
      `${url.href} answers ${answer.status}, but not as Projekter; is the proxy right?`,
    );
  if (answer.status !== 200) return error("public address", `${url.href}: the database is ${body.database}`);
  const isHttps = url.protocol === "https:";
  return isHttps && !answer.headers.has("strict-transport-security")
    ? warning("public address", "answers without HSTS: does the proxy take headers away?")
    : ok("public address", `${url.origin} leads here`);
}

async function certificate({ NEXTAUTH_URL }: Settings): Promise<Finding[]> {
  const url = NEXTAUTH_URL ? new URL(NEXTAUTH_URL) : undefined;
  if (url?.protocol !== "https:") return [];
  const until = await new Promise<Date>((resolve, reject) => {
    const socket = connect(
      {
        host: url.hostname,
        port: Number(url.port || 443),
        servername: url.hostname,
        rejectUnauthorized: false,
      },
      () => {
        resolve(new Date(socket.getPeerCertificate().valid_to));
        socket.end();
      },
    );
    socket.setTimeout(PATIENCE_MS, () => socket.destroy(new Error("no answer")));
    socket.on("error", reject);
  });
  const days = Math.floor((until.getTime() - Date.now()) / DAY_MS);
  const line = `of ${url.hostname} holds for ${days} days`;
  return [days < CERTIFICATE_DAYS ? error("certificate", `${line}: renew it`) : ok("certificate", line)];
}
