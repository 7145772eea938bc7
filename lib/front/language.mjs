/**
 * The language of an answer, decided here for pages, the API and refusals alike: the one that was chosen (cookie);
 * without a choice Danish for pages and for what they ask and link to, and for programs what they ask for.
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
 * A page itself, a link that was followed, or a request of our own script. Browsers send no Sec-Fetch headers over
 * plain http, where scripts say the page's language in Accept-Language (components/api.ts).
 * @param {(name: string) => string | null | undefined} header
 */
function isOfPage(header) {
  return (
    header("sec-fetch-mode") === "navigate" ||
    Boolean(header("upgrade-insecure-requests")) ||
    (header("sec-fetch-site") === "same-origin" && !header("authorization"))
  );
}
