import { readFileSync } from "node:fs";
import { STATUS_CODES } from "node:http";
import { finished } from "node:stream";
import { languageOf } from "./language.mjs";
import { SECURITY_HEADERS } from "./security-headers.mjs";

/** The codes of `ERROR_STATUS` that are told before Next has a request. */
export const STATUS = {
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
  /** Told of a page alone; a route of the API says `busy` itself. */
  away: 503,
};

const read = (locale, part) =>
  JSON.parse(readFileSync(new URL(`../messages/${locale}/${part}.json`, import.meta.url), "utf8"));
const linksOf = ({ notFound, error }) => ({ link: notFound.link, retry: error.retry });
const SENTENCES = Object.fromEntries(
  ["da", "en"].map((locale) => [locale, { ...read(locale, "errors"), ...linksOf(read(locale, "shell")) }]),
);

/** Why a request goes no further: a code, and what fills its sentence. */
export class Refusal extends Error {
  constructor(code, params = {}, headers = {}) {
    super(code);
    Object.assign(this, { code, params, headers });
  }
}

/** What an address of this kind knows of methods at all; a route of the API knows fewer, and says so itself. */
export const methodsOf = (url) =>
  isApi(url) ? ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] : ["GET", "HEAD"];

export function notAllowed(url) {
  const allow = methodsOf(url).join(", ");
  return new Refusal("method_not_allowed", { allow }, { Allow: allow });
}

/** The documentation lies there too, and is a page. */
export const isApi = (url) => /^\/api(?:[/?]|$)/.test(url) && !/^\/api\/docs(?:[/?]|$)/.test(url);

/** A refusal as status, headers and text: problem+json under /api, words for a script of ours, otherwise a page. */
export function answerOf({ code, params, headers: more }, { url, headers }) {
  const status = STATUS[code];
  const locale = languageOf((name) => headers[name]);
  const { title, link, retry, [code]: sentence } = SENTENCES[locale];
  const text = sentence.replace(/\{(\w+)[^}]*\}/g, (_, name) => String(params[name]));
  // An empty address is the one that was asked for.
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
      ...SECURITY_HEADERS,
      "Cache-Control": "private, no-store",
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
<style>body { font: 1rem/1.5 system-ui, sans-serif; max-width: 32rem; margin: 12vh auto; padding: 0 1rem }</style>
</head>
<body><main><h1>${title}</h1><p>${text}</p><p>${way}</p></main></body>
</html>
`;

/** Answers at once. */
export function refuse(refusal, req, res) {
  const { status, headers, body } = answerOf(refusal, req);
  res.writeHead(status, headers).end(body);
}

/** As much as a client that does not listen may still send, so that the answer reaches it. */
const PASSED_BYTES = 64 * 1024 * 1024;

/**
 * Holds the end of an answer back until all of the request has come: to close a connection into which somebody is still
 * writing takes the answer away from them. What comes by then is let pass unread, unless it has no end.
 */
export function endAfterBody(req, res) {
  // Bound now: whoever answers in another's place may keep him from ending it (away.mjs).
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

/** The same for a connection that never came to a request, and is ended. */
export function refuseConnection(refusal, socket, url) {
  const { status, headers, body } = answerOf(refusal, { url, headers: {} });
  const lines = Object.entries({ ...headers, Connection: "close" }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${lines.join("")}\r\n${body}`);
}
