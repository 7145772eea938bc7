import { env } from "@/lib/env";

/**
 * Whether a change that a cookie stands for comes from our own pages (docs/adr/0008). A browser always says where
 * from; a request that says nothing was made by no browser, so nobody's cookie was used behind their back.
 */
export function isSameOrigin({ headers }: { headers: Pick<Headers, "get"> }): boolean {
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin === null) return true;
  const hosts = [headers.get("x-forwarded-host") ?? headers.get("host")];
  if (env.NEXTAUTH_URL) hosts.push(new URL(env.NEXTAUTH_URL).host);
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}
