import { resolve } from "node:path";
import { z } from "zod";
import { ROLES, type Role } from "@/lib/domain/vocabulary";
import { readNetworks } from "@/lib/front/proxies.mjs";

const url = (protocols: string[], example: string) =>
  z.string().refine((value) => {
    try {
      return protocols.includes(new URL(value).protocol);
    } catch {
      return false;
    }
  }, `must be an address such as ${example}`);

/** Whether an address is one of this machine, where nobody can listen in or answer in its place. */
export const isLoopback = ({ hostname }: URL) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

/** »dso=case-handlers; admin=it; admin=board«: which groups at the provider stand for which role. */
function readRoles(text: string): Record<Role, string[]> {
  const groups: Record<Role, string[]> = { installer: [], dso: [], admin: [] };
  for (const part of text.split(";").map((one) => one.trim())) {
    if (part === "") continue;
    const [role = "", group = ""] = part.split(/=(.*)/s).map((one) => one.trim());
    if (!(ROLES as readonly string[]).includes(role) || group === "")
      throw new Error(`»${part}« must be a role (${ROLES.join(", ")}), an equals sign and a group`);
    groups[role as Role].push(group);
  }
  return groups;
}

const Environment = z.object({
  DATABASE_URL: url(
    ["postgres:", "postgresql:"],
    "postgresql://user:password@host:5432/projekter",
  ).optional(),
  /** A streaming replica of it, for reads that may be some seconds late (docs/adr/0037). */
  DATABASE_READ_URL: url(
    ["postgres:", "postgresql:"],
    "postgresql://user:password@replica:5432/projekter",
  ).optional(),
  /** 1: the program ends when the user of DATABASE_URL may go round the policies of the tables (docs/adr/0020). */
  REFUSE_OWNER: z.literal("1", "must be 1 or absent").optional(),
  DATA_DIR: z.string().default(".data"),
  /** The address that the server listens at (lib/front/server.mjs); absent: all addresses of the machine. */
  LISTEN_ADDRESS: z.string().optional(),
  PORT: z.coerce.number("must be a port number").int().min(0).max(65_535).default(3000),
  NEXTAUTH_SECRET: z
    .string()
    .min(32, "must be at least 32 characters; make one with: openssl rand -base64 32")
    .optional(),
  NEXTAUTH_URL: url(["http:", "https:"], "https://projekter.example").optional(),
  SMTP_URL: url(["smtp:", "smtps:"], "smtps://user:password@mail.example").optional(),
  MAIL_FROM: z
    .string()
    .regex(/[^\s<>@]+@[^\s<>@]+/, "must hold an e-mail address: Projekter <projekter@mail.example>")
    .optional(),
  /**
   * Adressevælger, for suggestions of addresses; without it addresses are checked by syntax and postcode table alone.
   */
  ADDRESS_SERVICE_URL: url(["http:", "https:"], "https://adressevaelger.dk").optional(),
  ADDRESS_SERVICE_TOKEN: z.string().optional(),
  /** Addresses and networks of proxies whose forwarding headers are trusted; absent: none. */
  TRUSTED_PROXIES: z
    .string()
    .superRefine((text, context) => {
      try {
        readNetworks(text);
      } catch (error) {
        context.addIssue((error as Error).message);
      }
    })
    .optional(),
  /** 1: browsers report what the content security policy blocked, and the log tells of it. */
  CSP_REPORTS: z.literal("1", "must be 1 or absent").optional(),
  /** Who sends it may read `/api/metrics`; without one this machine alone (lib/front/metrics.mjs). */
  METRICS_TOKEN: z
    .string()
    .min(16, "must be at least 16 characters; make one with: openssl rand -hex 32")
    .optional(),
  /** The log as lines of JSON, one also for each request (lib/front/log.mjs). */
  LOG_FORMAT: z.enum(["text", "json"], "must be text or json").optional(),
  /** How long the operator keeps backups: administrators are told until when one may hold what was anonymised. */
  BACKUP_KEEP_DAYS: z.coerce.number("must be a number of days").int().min(1).max(36_500).optional(),
  /** Where `npm run backup` puts its files. */
  BACKUP_DIR: z.string().optional(),
  /** Paths of PEM files: backups are encrypted to the one, and opened with the other. */
  BACKUP_PUBLIC_KEY: z.string().optional(),
  BACKUP_PRIVATE_KEY: z.string().optional(),
  /** Single sign-on (docs/adr/0033). Without TLS only on this machine, for tests. */
  OIDC_ISSUER: url(["http:", "https:"], "https://login.example")
    .refine((value) => {
      const issuer = new URL(value);
      return issuer.protocol === "https:" || isLoopback(issuer);
    }, "must begin with https:")
    .optional(),
  /** Hosts of the operator's own network that webhooks may be sent to, also by http (lib/server/events/fenced-request.ts). */
  WEBHOOK_INTERNAL_HOSTS: z
    .string()
    .transform((text) =>
      text
        .toLowerCase()
        .split(/[\s,]+/)
        .filter(Boolean),
    )
    .optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: z.string().default("openid email profile"),
  /** The words of the button on the log-in page. */
  OIDC_LABEL_DA: z.string().max(60).optional(),
  OIDC_LABEL_EN: z.string().max(60).optional(),
  /** The claim that holds the groups, and which of them may have which role; absent: groups do not matter. */
  OIDC_GROUPS_CLAIM: z.string().default("groups"),
  OIDC_ROLES: z
    .string()
    .transform((text, context) => {
      try {
        return readRoles(text);
      } catch (error) {
        context.addIssue((error as Error).message);
        return z.NEVER;
      }
    })
    .optional(),
  /** The claim that holds the CVR number of the company for which somebody logs in; absent: it does not matter. */
  OIDC_CVR_CLAIM: z.string().optional(),
  /** Off: nobody logs in with a password but the administrator with the e-mail of PASSWORDS_EXCEPT. */
  PASSWORDS: z.literal("off", "must be off or absent").optional(),
  /** Who must have a second factor beside the password (docs/adr/0034); absent: nobody must. */
  TWO_FACTOR: z.enum(["administrators", "all"], "must be administrators, all or absent").optional(),
  PASSWORDS_EXCEPT: z.email("must be the e-mail of an administrator").optional(),
});

export { missingToStart } from "@/lib/front/needed.mjs";

/** Where backups are, also where nobody has said so. */
export const backupFolder = ({ BACKUP_DIR }: { BACKUP_DIR?: string }) =>
  resolve(/* turbopackIgnore: true */ BACKUP_DIR ?? "backups");

/** Reads the environment; nothing else does. Throws one line that names the variable with a wrong value. */
export function readEnvironment(source: Record<string, string | undefined> = process.env) {
  const filled = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = Environment.safeParse(filled);
  if (parsed.success) {
    const { ADDRESS_SERVICE_URL, ADDRESS_SERVICE_TOKEN, SMTP_URL, MAIL_FROM, NEXTAUTH_URL } = parsed.data;
    if (Boolean(ADDRESS_SERVICE_URL) !== Boolean(ADDRESS_SERVICE_TOKEN)) {
      const missing = ADDRESS_SERVICE_URL ? "ADDRESS_SERVICE_TOKEN" : "ADDRESS_SERVICE_URL";
      throw new Error(`${missing} must be set too: the address service needs both an address and a token`);
    }
    if (SMTP_URL && !(MAIL_FROM && NEXTAUTH_URL)) {
      const missing = MAIL_FROM ? "NEXTAUTH_URL" : "MAIL_FROM";
      throw new Error(`${missing} must be set too: mails name who they are from, and lead to our pages`);
    }
    if (parsed.data.DATABASE_READ_URL && !parsed.data.DATABASE_URL)
      throw new Error("DATABASE_URL must be set too: the demo's own database has no replica to read from");
    const wanted = signOnSettings(parsed.data);
    if (wanted) throw new Error(wanted);
    return parsed.data;
  }
  const issue = parsed.error.issues[0];
  throw new Error(`${String(issue?.path[0])} ${issue?.message}`);
}

/** What single sign-on lacks, in one line; null when it lacks nothing. */
function signOnSettings(settings: z.output<typeof Environment>): string | null {
  const { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET, PASSWORDS, PASSWORDS_EXCEPT, NEXTAUTH_URL } =
    settings;
  const parts = { OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET };
  const missing = Object.entries(parts).filter(([, value]) => !value);
  if (missing.length > 0 && missing.length < 3)
    return `${missing[0]?.[0]} must be set too: single sign-on needs an issuer, a client and its secret`;
  if (OIDC_ISSUER && !NEXTAUTH_URL)
    return "NEXTAUTH_URL must be set too: the provider sends people back to our address";
  if (PASSWORDS && !OIDC_ISSUER)
    return "OIDC_ISSUER must be set too: without passwords there is no other log-in";
  if (PASSWORDS && !PASSWORDS_EXCEPT)
    return "PASSWORDS_EXCEPT must be set too: somebody must get in when the provider is away";
  return null;
}

function environmentOrEnd() {
  try {
    return readEnvironment();
  } catch (error) {
    // One line without a stack trace: a setting is wrong.
    const { message } = error as Error;
    const { projekterSay: say } = globalThis as { projekterSay?: (level: "error", line: string) => void };
    if (say) say("error", message);
    else process.stderr.write(`${message}\n`);
    return process.exit(1);
  }
}

export const env = environmentOrEnd();
