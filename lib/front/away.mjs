import { AsyncLocalStorage } from "node:async_hooks";
import { Refusal, refuse } from "./refusal.mjs";

/**
 * The request of the present work: `instrumentation.ts` notes in it that a page failed for a passing reason, and
 * lib/server/kernel/measures.ts whose it is and what it changed.
 */
export const requests = new AsyncLocalStorage();
globalThis.projekterRequest = requests;

/**
 * Runs `handle` for a page. When the page fails because the database is away or busy, Next's empty 500 becomes a 503
 * page that says so, unless an answer has begun.
 */
export function tellWhenAway(req, res, handle) {
  // The answer to a server action has its result, also when rendering the page after it fails.
  if (req.method !== "GET" && req.method !== "HEAD") return handle();
  const request = requests.getStore() ?? { hasFailedForNow: false };
  const ofEveryAnswer = res.getHeaders();
  for (const name of ["writeHead", "flushHeaders", "write", "end"]) {
    const original = res[name].bind(res);
    res[name] = (...given) => {
      if (!request.hasFailedForNow || res.headersSent) return original(...given);
      for (const own of ["writeHead", "flushHeaders", "write", "end"]) delete res[own];
      for (const header of res.getHeaderNames()) res.removeHeader(header);
      for (const [header, value] of Object.entries(ofEveryAnswer)) res.setHeader(header, value);
      refuse(new Refusal("away", {}, { "Retry-After": "5" }), req, res);
      // Next goes on to write its own answer, which is dropped.
      Object.assign(res, { writeHead: () => res, flushHeaders() {}, write: () => true, end: () => res });
      return name === "write" ? true : res;
    };
  }
  return requests.run(request, handle);
}
