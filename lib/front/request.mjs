import { parseAndValidateFlightRouterState } from "next/dist/server/app-render/parse-and-validate-flight-router-state.js";
import { isApi, methodsOf, notAllowed, Refusal } from "./refusal.mjs";

const ADDRESS_LENGTH = 12 * 1024;
const HOST = /^(?:[\w.-]{1,255}|\[[\da-f:.]+\])(?::\d{1,5})?$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u001f\u007f]/;
/** A step that readers of addresses take by themselves, and so ask for another path than the one that was judged. */
const DOTS = /\/(?:\.|%2e){1,2}(?:\/|$)/i;

const pathOf = (url) => decodeURIComponent(url.split("?", 1)[0]);

/** A POST to a page is a server action or nothing: our forms and scripts send no other. A file, with a dot, takes none. */
export const isAction = ({ method, url, headers }) =>
  method === "POST" &&
  !isApi(url) &&
  !url.startsWith("/_next/") &&
  !pathOf(url).includes(".") &&
  ("next-action" in headers || /^multipart\/form-data\b/i.test(headers["content-type"] ?? ""));

/** Throws a `Refusal` for what no route or page could answer: Next takes much of it for a fault of the server. */
export function checkRequest(req) {
  const { method, url, headers } = req;
  if (url.length > ADDRESS_LENGTH) throw new Refusal("address_too_long", { limit: ADDRESS_LENGTH });
  if (!isReadable(url)) throw new Refusal("unreadable_request");
  if (!isForOneHost(req)) throw new Refusal("unreadable_request");
  // Next's own building blocks are pages too, and one of them says 500.
  if (/^\/_(?!next\/)/.test(pathOf(url))) throw new Refusal("not_found");
  if (!methodsOf(url).includes(method) && !isAction(req)) throw notAllowed(url);
  try {
    parseAndValidateFlightRouterState(headers["next-router-state-tree"]);
  } catch {
    throw new Refusal("unreadable_request");
  }
}

/** Next answers 500 where a part of a file, or a file that has changed, cannot be had; whole it always can. */
export function wantWhole({ headers }) {
  for (const name of ["range", "if-range", "if-match", "if-unmodified-since"]) delete headers[name];
}

/** HTTP/1.0 may leave the host out. */
function isForOneHost({ headersDistinct, httpVersion }) {
  const [host, ...more] = headersDistinct.host ?? [];
  return host === undefined ? httpVersion === "1.0" : HOST.test(host) && more.length === 0;
}

/** A path of this server, with whole escapes. Control characters belong nowhere; the API says where they are. */
function isReadable(url) {
  if (!/^\/(?![/\\])[^\s#\\\u007f-\uffff]*$/.test(url) || DOTS.test(url.split("?", 1)[0])) return false;
  try {
    return !CONTROL.test(decodeURIComponent(url)) || url.startsWith("/api/v1/");
  } catch {
    return false;
  }
}
