import "server-only";
import { notFound } from "next/navigation";
import { DomainError } from "@/lib/contract/errors";
import { isUuid } from "@/lib/contract/inputs/pieces";

/** For pages: `not_found`, `forbidden` and `invalid` become Next's 404 page. */
export async function found<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && ["not_found", "forbidden", "invalid"].includes(error.code))
      notFound();
    throw error;
  }
}

/** An id from a URL, in small letters; anything else is a 404. */
export const idOf = (id: string) => (isUuid(id) ? id.toLowerCase() : notFound());

export type Query = Promise<Record<string, string | string[] | undefined>>;

/** A path with a query; undefined values are left out. */
export function withQuery(path: string, query: Record<string, string | string[] | undefined>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return pairs.length > 0 ? `${path}?${new URLSearchParams(pairs)}` : path;
}

/** The filled ones of some query parameters; a form sends empty ones as well. */
export function filled(
  query: Record<string, string | string[] | undefined>,
  names: readonly string[],
): Record<string, string | string[]> {
  const entries = names.flatMap((name) => {
    const value = query[name];
    const list = (Array.isArray(value) ? value : [value ?? ""]).filter((one) => one !== "");
    return list.length === 0 ? [] : [[name, list.length === 1 ? (list[0] as string) : list] as const];
  });
  return Object.fromEntries(entries);
}

/** A path of a page of this server to redirect to; any other address, and the log-in, becomes the work page. */
export function ownPath(given: string | string[] | undefined): string {
  const here = "http://projekter.invalid";
  if (typeof given !== "string" || !given.startsWith("/") || !URL.canParse(given, here)) return "/";
  const url = new URL(given, here);
  const isOurs = url.origin === here && !/^\/(login|api)(\/|$)/.test(url.pathname);
  // A browser would read a path that begins with two slashes as another host.
  return isOurs ? (url.pathname + url.search + url.hash).replace(/^\/+/, "/") : "/";
}
