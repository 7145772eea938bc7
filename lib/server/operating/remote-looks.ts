/** How the doctor finds other machines: the mail server, the public address with its certificate, the provider of log-ins. */
import "server-only";
import { isIP } from "node:net";
import { connect } from "node:tls";
import { createTransport } from "nodemailer";
import { failureLine, rootOf, UNKNOWN_AUTHORITY } from "@/db/failure";
import { version } from "@/package.json";
import { error, type LineKey, type Look, ok, says, type Settings, type Told, warning } from "./finding";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** A certificate must hold for so long yet, or for this part of its own time if that is less. */
const CERTIFICATE_DAYS = 14;
const CERTIFICATE_PART = 1 / 6;
/** How long another server may take to answer. */
const PATIENCE_MS = 10_000;
/** How long a log-in waits for the provider (lib/server/people/provider.ts). */
const PROVIDER_MS = 5_000;

export async function mail({ SMTP_URL }: Settings): Promise<Look> {
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
export async function publicAddress({ NEXTAUTH_URL }: Settings): Promise<Look> {
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
export async function provider({ OIDC_ISSUER }: Settings): Promise<Look[]> {
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

export async function certificate({ NEXTAUTH_URL }: Settings): Promise<Look[]> {
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
