import { AsyncLocalStorage } from "node:async_hooks";
import { Refusal, refuse } from "./refusal.mjs";

/** Where `instrumentation.ts`, which Next bundles, notes that a page failed for a passing reason. */
const requests = new AsyncLocalStorage();
globalThis.projekterRequest = requests;

/**
 * Runs `handle` for a page. Next answers 500 with an empty document when a page fails; where the database was away or
 * busy it becomes 503 with a page that says so. What has begun to be sent is left alone.
 */
export function tellWhenAway(req, res, handle) {
  // The answer to a server action says what became of it, whatever befell the page behind it.
  if (req.method !== "GET" && req.method !== "HEAD") return handle();
  const request = { hasFailedForNow: false };
  for (const name of ["writeHead", "flushHeaders", "write", "end"]) {
    const original = res[name].bind(res);
    res[name] = (...given) => {
      if (!request.hasFailedForNow || res.headersSent) return original(...given);
      for (const own of ["writeHead", "flushHeaders", "write", "end"]) delete res[own];
      for (const header of res.getHeaderNames()) res.removeHeader(header);
      refuse(new Refusal("away", {}, { "Retry-After": "5" }), req, res);
      // Next goes on to write its own answer, which nobody is to have.
      Object.assign(res, { writeHead: () => res, flushHeaders() {}, write: () => true, end: () => res });
      return name === "write" ? true : res;
    };
  }
  return requests.run(request, handle);
}
