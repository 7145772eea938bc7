import "server-only";
import { resolve } from "node:path";
import { sql } from "drizzle-orm";
import { type OpenDatabase, openDatabase } from "@/db/client";
import { holdsDatabase } from "@/db/embedded";
import { failureLine } from "@/db/failure";
import type { Locale } from "@/lib/domain/vocabulary";
import { isLoopback, missingToStart } from "@/lib/env";
import { translator } from "@/lib/messages";
import { version } from "@/package.json";
import { backup, disk } from "./backup-looks";
import {
  clock,
  firstUse,
  lastWayIn,
  outbox,
  policies,
  readiness,
  referenceData,
  sealedSecrets,
  server,
  sizes,
  speed,
} from "./database-looks";
import { error, type Finding, type Look, ok, says, type Settings, type Told, warning } from "./finding";
import { certificate, mail, provider, publicAddress } from "./remote-looks";

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
