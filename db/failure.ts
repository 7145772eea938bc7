import { grantOf } from "./scope";

type Cause = { code?: unknown; message?: unknown; cause?: unknown; errors?: unknown[] };

/** The error of the driver or the system, out of Drizzle's wrapper; the first of several attempts to connect. */
export function rootOf(error: unknown): Cause {
  const given: Cause = typeof error === "object" && error ? error : { message: String(error) };
  const inner = given.errors?.[0] ?? ("query" in given ? given.cause : undefined);
  return inner ? rootOf(inner) : given;
}

/** Host, port and database of a connection string, without user and password. */
function placeOf(databaseUrl: string) {
  const { hostname, port, pathname, searchParams } = new URL(databaseUrl);
  const host = searchParams.get("host") ?? hostname;
  const isSocket = host === "" || host.startsWith("/");
  const database = pathname.slice(1) || "of the user's name";
  return { host, database, server: isSocket ? host || "the local server" : `${host}:${port || 5432}` };
}

type Place = ReturnType<typeof placeOf>;
const NO_ANSWER = ({ server }: Place) =>
  `${server} does not answer; is it the right host, and does a firewall let us through?`;
const UNKNOWN_HOST = ({ host }: Place) => `the host ${host} is not known`;
const NOT_LISTENING = ({ server }: Place) => `nothing listens at ${server}; is PostgreSQL running there?`;

/** PostgreSQL has one code for limits of three kinds. */
const NO_CONNECTION: [RegExp, string][] = [
  [
    /for role/,
    "the user has no connection left, by a limit of its own (rolconnlimit); raise it: alter role USER connection limit NUMBER",
  ],
  [
    /for database/,
    "the database has no connection left, by a limit of its own (datconnlimit); raise it: alter database NAME connection limit NUMBER",
  ],
  [/too many clients|connection slots/, "the server has no connection left for us (max_connections)"],
];

/** What an operator can do about a failed connection, by the error code of the system, the driver or PostgreSQL. */
const SENTENCES: Record<string, (place: Place, message: string) => string> = {
  ECONNREFUSED: NOT_LISTENING,
  ENOENT: (place, message) =>
    message.startsWith("connect") ? NOT_LISTENING(place) : `it names a file that cannot be read: ${message}`,
  ENOTFOUND: UNKNOWN_HOST,
  EAI_AGAIN: UNKNOWN_HOST,
  ETIMEDOUT: NO_ANSWER,
  EHOSTUNREACH: NO_ANSWER,
  ENETUNREACH: NO_ANSWER,
  ECONNRESET: ({ server }) =>
    `${server} ended the connection; is it PostgreSQL, and does it want TLS (sslmode)?`,
  EPIPE: ({ server }) => `${server} ended the connection`,
  "28P01": () => "the user or the password is not accepted",
  "28000": (_, message) => `the server refuses the user: ${message}`,
  "3D000": ({ database }) => `the database ${database} does not exist; make it with: createdb ${database}`,
  "42501": (_, message) =>
    /admin option on role/i.test(message)
      ? `${message}; the roles are there already, so let a superuser run: ${grantOf("USER")} with admin option`
      : `the user lacks a right: ${message}`,
  "53300": (_, message) => NO_CONNECTION.find(([pattern]) => pattern.test(message))?.[1] ?? message,
  "57P03": (_, message) => `the server is not ready: ${message}`,
};

/** Codes of Node.js for a certificate that leads to no authority that it knows, and their words where the code is lost. */
export const UNKNOWN_AUTHORITY =
  /\b(UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE)|SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|CERT_UNTRUSTED)\b|self.signed certificate|unable to (get (local )?issuer|verify the first) certificate/;

const MESSAGES: [RegExp, (place: Place, message: string) => string][] = [
  [
    /unsupported startup parameter/i,
    (_, message) => `${message}; a pooler must ignore our settings, and the user have them (docs/scale.md)`,
  ],
  [/timeout/i, NO_ANSWER],
  [/connection terminated/i, ({ server }) => `${server} ended the connection`],
  [/does not support SSL/i, ({ server }) => `${server} offers no TLS, which sslmode asks for`],
  [/client password must be a string/i, () => "the server wants a password and none is given"],
  [
    UNKNOWN_AUTHORITY,
    ({ host }, message) =>
      `the TLS connection to ${host} failed: ${message}; Node.js does not know who signed its certificate: name the authority's in NODE_EXTRA_CA_CERTS or sslrootcert`,
  ],
  [/certificate|\bSSL\b|\bTLS\b/i, ({ host }, message) => `the TLS connection to ${host} failed: ${message}`],
];

/**
 * Error codes that may pass by themselves, as neither the request nor a setting is wrong. 25006 and 55000 are a server
 * that accepts no writes, such as a standby before its promotion, or no connections.
 */
const PASSING =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|(08|53|57)...|25006|25P03|40001|40P01|55000|55P03)$/;
/** Codes of a wrong setting while nothing has worked yet; later the server is being maintained. */
const SETTING = /^(ENOTFOUND|28...|3D000)$/;
/** Errors without a code: a connection was lost, or not available in time. */
const PASSING_WORDS =
  /timeout exceeded|connection terminated|connection timeout|Client has encountered a connection error|Query read timeout/i;

/** Whether an error may pass by itself, so that the same request may succeed later. */
export function isPassing(error: unknown): boolean {
  return causesOf(error).some(
    ({ code, message }) =>
      PASSING.test(String(code)) ||
      SETTING.test(String(code)) ||
      (!code && PASSING_WORDS.test(String(message))),
  );
}

function causesOf(error: unknown): Cause[] {
  const given: Cause = typeof error === "object" && error ? error : { message: String(error) };
  const inner = given.errors?.[0] ?? given.cause;
  return inner ? [given, ...causesOf(inner)] : [given];
}

/** Whether a database that could not be opened may become available by itself. */
export function mayComeBack(error: unknown): boolean {
  const { code, message } = rootOf(error);
  // A pooler gives this refusal the same code as those that pass.
  if (/unsupported startup parameter/i.test(String(message))) return false;
  return isPassing(error) && !SETTING.test(String(code));
}

/**
 * One line for an operator on why the database failed: the variable with the connection that did not work, or else the
 * error's own message. It has neither passwords nor values of a statement.
 */
export function failureLine(
  error: unknown,
  databaseUrl: string | undefined,
  variable = "DATABASE_URL",
): string {
  const root = rootOf(error);
  const code = typeof root.code === "string" ? root.code : "";
  const message =
    String(root.message || code || error)
      .split("\n")[0]
      ?.trim() ?? "";
  const sentence = SENTENCES[code] ?? MESSAGES.find(([pattern]) => pattern.test(`${message} ${code}`))?.[1];
  if (!databaseUrl || !sentence) return message;
  return `${variable}: ${sentence(placeOf(databaseUrl), message)}${code ? ` (${code})` : ""}`;
}
