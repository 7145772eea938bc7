/**
 * The language of an answer, for pages, the API and refusals: the cookie's; without one Danish for requests of pages,
 * and for programs by their Accept-Language.
 * `header` gives a header's value by its name.
 * @param {(name: string) => string | null | undefined} header
 * @returns {"da" | "en"}
 */
export function languageOf(header) {
  const chosen = /(?:^|;\s*)locale=(da|en)(?:;|$)/.exec(header("cookie") ?? "")?.[1];
  if (chosen) return chosen === "en" ? "en" : "da";
  if (isOfPage(header)) return "da";
  return header("accept-language")?.slice(0, 2).toLowerCase() === "en" ? "en" : "da";
}

/**
 * Whether a request is for a page, by a link on one, or by our own script. Browsers send no Sec-Fetch headers over plain
 * http, where our scripts send the page's language in Accept-Language (components/api.ts).
 * @param {(name: string) => string | null | undefined} header
 */
function isOfPage(header) {
  return (
    header("sec-fetch-mode") === "navigate" ||
    Boolean(header("upgrade-insecure-requests")) ||
    (header("sec-fetch-site") === "same-origin" && !header("authorization"))
  );
}
