import "server-only";
import { lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { BlockList, isIP, isIPv4, type LookupFunction } from "node:net";
import { env } from "@/lib/env";

/** The one part of IPv6 that is given out to the world (RFC 4291); local, mapped and translated addresses lie elsewhere. */
const GLOBAL = new BlockList();
GLOBAL.addSubnet("2000::", 3, "ipv6");
/** Of the addresses of the world those that lead into a network, to no one, or to many (RFC 6890). */
const RESERVED = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.88.99.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 3],
] as const)
  RESERVED.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["3fff::", 20],
] as const)
  RESERVED.addSubnet(address, prefix, "ipv6");

export const isPublicAddress = (address: string): boolean =>
  isIPv4(address)
    ? !RESERVED.check(address, "ipv4")
    : GLOBAL.check(address, "ipv6") && !RESERVED.check(address, "ipv6");

/** The host as `lookup` wants it: an IPv6 address stands in brackets in a URL. */
const hostOf = ({ hostname }: URL) => hostname.replace(/^\[(.*)\]$/, "$1");
const isOwn = (url: URL) => env.WEBHOOK_INTERNAL_HOSTS?.includes(hostOf(url)) === true;

/** What forbids an address before it is looked up; null when it may be tried. */
export function refusalOfUrl(url: URL): "not_https" | "internal_address" | null {
  if (url.username || url.password) return "not_https";
  if (isOwn(url)) return ["http:", "https:"].includes(url.protocol) ? null : "not_https";
  if (url.protocol !== "https:") return "not_https";
  return isIP(hostOf(url)) && !isPublicAddress(hostOf(url)) ? "internal_address" : null;
}

class InternalAddress extends Error {
  code = "internal_address";
}

/**
 * Gives a connection the addresses that it will use, so that no second answer of the name server leads it elsewhere; none
 * when one of them is internal.
 */
const publicOnly: LookupFunction = (host, options, done) =>
  lookup(host, { ...options, all: true }, (error, found) => {
    const [first] = found ?? [];
    if (error || !first) return done(error ?? new Error("no address"), []);
    if (!found.every(({ address }) => isPublicAddress(address))) return done(new InternalAddress(host), []);
    return options.all ? done(null, found) : done(null, first.address, first.family);
  });

/** In bytes: of an answer no more is read, and nothing of it is kept. */
const ANSWER_BYTES = 64 * 1024;

/**
 * Posts a text and gives the status of the answer, as text, or the code of what went wrong. Follows no redirect, and
 * reaches nothing in our own network but hosts that the operator has named. Never throws.
 */
export function postFenced(
  address: string,
  { headers, body, ms }: { headers: Record<string, string>; body: string; ms: number },
): Promise<string> {
  return new Promise((resolve) => {
    const url = new URL(address);
    const refused = refusalOfUrl(url);
    if (refused) return resolve(refused);
    const signal = AbortSignal.timeout(ms);
    const asked = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
      method: "POST",
      headers: { ...headers, "content-length": String(Buffer.byteLength(body)) },
      agent: false,
      signal,
      ...(!isOwn(url) && { lookup: publicOnly }),
    });
    asked.on("error", (error: NodeJS.ErrnoException) =>
      resolve(signal.aborted ? "timeout" : (error.code ?? "failed")),
    );
    asked.on("response", (answer) => {
      let read = 0;
      answer.on("data", (part: Buffer) => {
        read += part.length;
        if (read > ANSWER_BYTES) answer.destroy();
      });
      // Also when the answer breaks off: the receiver has decided with its status.
      answer.on("error", () => {});
      answer.on("close", () => resolve(String(answer.statusCode)));
    });
    asked.end(body);
  });
}
