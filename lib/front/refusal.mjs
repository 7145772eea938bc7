import { readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { finished } from "node:stream";
import { languageOf } from "./language.mjs";
import { securityHeaders } from "./security-headers.mjs";

/** For answers that nobody keeps. */
export const UNCACHED = { "Cache-Control": "private, no-store" };

/** The codes of `ERROR_STATUS` for requests that are refused before Next. */
const STATUS = {
  unreadable_request: 400,
  too_complex: 400,
  cross_site: 403,
  not_found: 404,
  method_not_allowed: 405,
  request_timeout: 408,
  payload_too_large: 413,
  address_too_long: 414,
  unsupported_media_type: 415,
  headers_too_large: 431,
  /** For pages only; routes of the API answer `busy` themselves. */
  away: 503,
};

const read = (locale, part) =>
  JSON.parse(readFileSync(new URL(`../messages/${locale}/${part}.json`, import.meta.url), "utf8"));
const linksOf = ({ notFound, error }) => ({ link: notFound.link, retry: error.retry });
const SENTENCES = Object.fromEntries(
  ["da", "en"].map((locale) => [locale, { ...read(locale, "errors"), ...linksOf(read(locale, "shell")) }]),
);

/** A refusal with a code, the parameters of its sentence, and headers. */
export class Refusal extends Error {
  constructor(code, params = {}, headers = {}) {
    super(code);
    Object.assign(this, { code, params, headers });
  }
}

/** The methods of API routes, or of pages. A single route of the API has fewer, and refuses the others itself. */
export const methodsOf = (url) =>
  isApi(url) ? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] : ["GET", "HEAD"];

export function notAllowed(url) {
  const allow = methodsOf(url).join(", ");
  return new Refusal("method_not_allowed", { allow }, { Allow: allow });
}

/** Whether a URL is the API's; /api/docs is a page. */
export const isApi = (url) => /^\/api(?:[/?]|$)/.test(url) && !/^\/api\/docs(?:[/?]|$)/.test(url);

/**
 * A refusal as status, headers and text: problem+json for the API, plain text for our scripts, otherwise a page. The
 * security headers are the caller's to send.
 */
export function answerOf({ code, params, headers: more }, { url, headers }) {
  const status = STATUS[code];
  const locale = languageOf((name) => headers[name]);
  const { title, link, retry, [code]: sentence } = SENTENCES[locale];
  const text = sentence.replace(/\{(\w+)[^}]*\}/g, (_, name) => String(params[name]));
  // An empty href loads the same page again.
  const way = code === "away" ? `<a href="">${retry}</a>` : `<a href="/projects">${link}</a>`;
  const [type, body] = isApi(url)
    ? [
        "application/problem+json",
        JSON.stringify({ type: `urn:projekter:${code}`, title: title[status], status, code, detail: text }),
      ]
    : "next-action" in headers || url.startsWith("/_next/")
      ? ["text/plain; charset=utf-8", text]
      : ["text/html; charset=utf-8", page(locale, title[status], text, way)];
  return {
    status,
    headers: {
      ...UNCACHED,
      "Content-Type": type,
      "Content-Length": Buffer.byteLength(body),
      ...more,
    },
    body,
  };
}

const page = (locale, title, text, way) => `<!doctype html>
<html lang="${locale}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · Projekter</title>
</head>
<body style="font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 12vh auto; padding: 0 1rem"><main><h1>${title}</h1><p>${text}</p><p>${way}</p></main></body>
</html>
`;

/** Sends a refusal. */
export function refuse(refusal, req, res) {
  const { status, headers, body } = answerOf(refusal, req);
  res.writeHead(status, headers).end(body);
}

/** So much of a refused body is still read, so that the client gets the answer. */
const PASSED_BYTES = 64 * 1024 * 1024;

/**
 * Delays the end of an answer until the whole request has been received: a connection that is closed while the client
 * still writes loses the answer. The rest of the body is dropped, up to `PASSED_BYTES`.
 */
export function endAfterBody(req, res) {
  // Bound now, since away.mjs replaces `end`.
  const end = res.end.bind(res);
  res.end = (...given) => {
    if (req.complete) return end(...given);
    const told = given.find((one) => typeof one === "function");
    const [chunk, encoding] = given.filter((one) => one !== told);
    if (chunk) res.write(chunk, encoding);
    let left = PASSED_BYTES;
    req.unpipe().removeAllListeners("data");
    req.on("data", ({ length }) => {
      left -= length;
      if (left < 0) req.destroy();
    });
    finished(req.resume(), () => end(told));
    return res;
  };
}

/** Sends a refusal on a connection without a request, and ends it. */
export function refuseConnection(refusal, socket, url) {
  const { status, headers, body } = answerOf(refusal, { url, headers: {} });
  const security = securityHeaders({ isEncrypted: false, hasReports: false });
  const lines = Object.entries({ ...security, ...headers, Connection: "close" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}
