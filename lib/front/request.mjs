import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import { isApi, methodsOf, notAllowed, Refusal } from "./refusal.mjs";

const ADDRESS_LENGTH = 12 * 1024;
const HOST = /^(?:[\w.-]{1,255}|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
/** Dot segments, which other readers of the URL resolve: they would serve another path than the one checked. */
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

const pathOf = (url) => decodeURIComponent(url.split("?", 1)[0]);

/** Whether a request may be a server action: a POST to a page. Files, which have a dot, take none. */
export const isAction = ({ method, url, headers }) =>
  method === "POST" &&
  !isApi(url) &&
  !url.startsWith("/_next/") &&
  !pathOf(url).includes(".") &&
  ("next-action" in headers || /^multipart\/form-data\b/i.test(headers["content-type"] ?? ""));

/** Throws a `Refusal` for requests that no route or page can answer; Next would answer many of them with 500. */
export function checkRequest(req) {
  const { method, url, headers } = req;
  if (url.length > ADDRESS_LENGTH) throw new Refusal("address_too_long", { limit: ADDRESS_LENGTH });
  if (!isReadable(url)) throw new Refusal("unreadable_request");
  if (!isForOneHost(req)) throw new Refusal("unreadable_request");
  // Next's internal pages, of which one answers 500.
  if (/^\/_(?!next\/)/.test(pathOf(url))) throw new Refusal("not_found");
  if (!methodsOf(url).includes(method) && !isAction(req)) throw notAllowed(url);
  try {
    parseAndValidateFlightRouterState(headers["next-router-state-tree"]);
  } catch {
    throw new Refusal("unreadable_request");
  }
}

/** Removes conditional and range headers, to which Next may answer 500. */
export function wantWhole({ headers }) {
  for (const name of ["range", "if-range", "if-match", "if-unmodified-since"]) delete headers[name];
}

/**
 * Next loses a key `__proto__` of a query. The API gets one that it does not know either, so that it refuses the request
 * as with any other unknown key.
 */
export function keepKeys(req) {
  const [path, query] = req.url.split(/\?(.*)/s, 2);
  if (isApi(path) && new URLSearchParams(query).has("__proto__")) req.url += "&__proto__%20=";
}

/** Whether a request names exactly one host; HTTP/1.0 may name none. */
function isForOneHost({ headersDistinct, httpVersion }) {
  const [host, ...more] = headersDistinct.host ?? [];
  return host === undefined ? httpVersion === "1.0" : HOST.test(host) && more.length === 0;
}

/**
 * Whether a URL is a path of this server with valid escapes, without dot segments, and outside the API, which says where
 * they are, without control characters.
 */
function isReadable(url) {
  if (!/^\/(?![/\\])[^\s#\\\u007f-\uffff]*$/.test(url) || DOTS.test(url.split("?", 1)[0])) return false;
  try {
    return !CONTROL.test(decodeURIComponent(url)) || url.startsWith("/api/v1/");
  } catch {
    return false;
  }
}
