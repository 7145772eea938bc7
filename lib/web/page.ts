import "server-only";
import { notFound } from "next/navigation";
import { DomainError } from "@/lib/contract/errors";
import { isUuid } from "@/lib/contract/inputs/pieces";

/** For pages: what the verb does not find, or will not show this actor, is a page that does not exist. */
export async function found<Value>(read: Promise<Value>): Promise<Value> {
  try {
    return await read;
  } catch (error) {
    if (error instanceof DomainError && ["not_found", "forbidden", "invalid"].includes(error.code))
      notFound();
    throw error;
  }
}

/** An id out of an address; what cannot be one is not found. */
export const idOf = (id: string) => (isUuid(id) ? id.toLowerCase() : notFound());

export type Query = Promise<Record<string, string | string[] | undefined>>;

/** A path with what is asked of it; empty values are left out. */
export function withQuery(path: string, query: Record<string, string | string[] | undefined>): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    [value ?? []].flat().map((one): [string, string] => [name, one]),
  );
  return pairs.length > 0 ? `${path}?${new URLSearchParams(pairs)}` : path;
}

/** The filled ones of some query parameters; what a form sends empty is as good as absent. */
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

/** Where to go afterwards: only a path of our own, however the address is written. */
export function ownPath(given: string | string[] | undefined): string {
  const here = "http://projekter.invalid";
  if (typeof given !== "string" || !given.startsWith("/") || !URL.canParse(given, here)) return "/projects";
  const url = new URL(given, here);
  const isOurs = url.origin === here && !/^\/(login|api)(\/|$)/.test(url.pathname);
  // A path that begins with two slashes would be another host when it is read again.
  return isOurs ? (url.pathname + url.search + url.hash).replace(/^\/+/, "/") : "/projects";
}
