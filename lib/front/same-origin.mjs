/**
 * Whether a request with a cookie comes from our own pages (docs/adr/0008). Browsers always say where a change comes
 * from; a request that does not was not made by a browser, and so uses nobody's cookie unknowingly.
 * `header` gives a header's value by its name; `address` is the configured address, if any.
 */
export function isSameOrigin(header, address) {
  const site = header("sec-fetch-site") ?? null;
  if (site !== null) return site === "same-origin";
  const origin = header("origin") ?? null;
  if (origin === null) return true;
  const host = header("x-forwarded-host") ?? header("host");
  const own = [address, `${header("x-forwarded-proto") ?? "http"}://${host}`];
  return originOf(origin) !== null && own.map(originOf).includes(originOf(origin));
}

/** The origin of an http(s) URL; null for anything else. */
const originOf = (address = "") =>
  /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).origin : null;
