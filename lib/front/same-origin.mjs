/**
 * Whether a change that a cookie stands for comes from our own pages (docs/adr/0008). A browser always says where
 * from; a request that says nothing was made by no browser, so nobody's cookie was used behind their back.
 * `header` gives a header's value by its name, `address` is the one people use, when it is known.
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

/** Scheme, host and port; null of what has none. */
const originOf = (address = "") =>
  /^https?:/i.test(address) && URL.canParse(address) ? new URL(address).origin : null;
