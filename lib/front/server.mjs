// Serves the build in NEXT_DIST_DIR on PORT as `next start` does, behind the checks of this folder (docs/adr/0012).
import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { readdirSync } from "node:fs";
import { createServer } from "node:http";
import { setFlagsFromString } from "node:v8";
import { actionIds, checkAction } from "./action.mjs";
import { requests, tellWhenAway } from "./away.mjs";
import { readReports } from "./csp-reports.mjs";
import { faultText, redacted, say, sayRequest, takeConsole } from "./log.mjs";
import { mayRead, measureRequest, METRICS_PATH, routeOf, tellMetrics } from "./metrics.mjs";
import { readForwarded, readNetworks } from "./proxies.mjs";
import { endAfterBody, notAllowed, Refusal, refuse, refuseConnection, UNCACHED } from "./refusal.mjs";
import { REPORTS_PATH, securityHeaders } from "./security-headers.mjs";
import { inLine, isVisitor } from "./visitors.mjs";

// V8 lets the heap grow to four times what is in use before it collects; an import would leave 200 MB of garbage.
setFlagsFromString("--heap-growing-percent=60");

// As `next start` does, before Next or React is loaded.
process.env.NODE_ENV = "production";
process.env.NEXT_RUNTIME = "nodejs";
const { default: next } = await import("next");
const { checkRequest, isAction, keepKeys, wantWhole } = await import("./request.mjs");

const CONNECTION_FAULTS = {
  HPE_HEADER_OVERFLOW: "headers_too_large",
  ERR_HTTP_REQUEST_TIMEOUT: "request_timeout",
};
const SHUTDOWN_MS = 10_000;

function end(message) {
  say("error", message);
  process.exit(1);
}

/** Reads a setting; a wrong one ends the process with one line that names the variable. */
function orEnd(name, read) {
  try {
    return read();
  } catch (error) {
    return end(`${name}${error.message}`);
  }
}
const trusted = orEnd("TRUSTED_PROXIES ", () => readNetworks(process.env.TRUSTED_PROXIES));
const inPublic = new Set(
  readdirSync("public", { recursive: true }).map((name) => `/${name.replaceAll("\\", "/")}`),
);
/** Whether a URL is a file that is the same for everybody. */
const isFile = (url) => url.startsWith("/_next/static/") || inPublic.has(url.split("?", 1)[0]);
const isOfManual = (url) => url.startsWith("/manual/") && isFile(url);
const hasReports = process.env.CSP_REPORTS === "1";
const hasTls = process.env.NEXTAUTH_URL?.startsWith("https:") ?? false;
const known = orEnd("", () => actionIds(process.env.NEXT_DIST_DIR ?? ".next"));

let isReady = () => {};
const ready = new Promise((resolve) => {
  isReady = resolve;
});

/** Whether a proxy says that it asks for somebody else, trusted or not. */
const isForwarded = ({ headers }) =>
  Object.keys(headers).some((name) => /^((x-)?forwarded|x-real-ip$|via$)/.test(name));

async function serve(req, res) {
  endAfterBody(req, res);
  const wasForwarded = isForwarded(req);
  readForwarded(req, trusted);
  const isEncrypted = hasTls || req.headers["x-forwarded-proto"] === "https";
  const security = securityHeaders({ isEncrypted, hasReports, isOfManual: isOfManual(req.url) });
  for (const [name, value] of Object.entries(security)) res.setHeader(name, value);
  // What says nothing of its own, such as a redirect, may be meant for one person.
  if (!isFile(req.url)) for (const [name, value] of Object.entries(UNCACHED)) res.setHeader(name, value);
  // From these Next takes the nonce of its scripts; a visitor's own would be one that others know.
  req.headers["content-security-policy"] = security["Content-Security-Policy"];
  delete req.headers["content-security-policy-report-only"];
  try {
    if (hasReports && req.method === "POST" && req.url === REPORTS_PATH) {
      await readReports(req, (line) => say("warn", redacted(line)));
      res.writeHead(204).end();
      return;
    }
    checkRequest(req);
    // For others it is a path like any that leads nowhere.
    if (req.url === METRICS_PATH && req.method === "GET" && mayRead(req.headers, wasForwarded)) {
      await tellMetrics(res);
      return;
    }
    wantWhole(req);
    keepKeys(req);
    if (isAction(req)) await checkAction(req, known, process.env.NEXTAUTH_URL);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    refuse(error, req, res);
    return;
  }
  const handle = await ready;
  const answer = () => tellWhenAway(req, res, () => handle(req, res));
  await (isVisitor(req) ? inLine(answer) : answer());
}

takeConsole();

/** The requests being answered; long work pauses longer when there are others (lib/server/kernel/in-turns.ts). */
const open = (globalThis[Symbol.for("projekter.openRequests")] = new Set());

const server = createServer({ requireHostHeader: false }, (req, res) => {
  open.add(res);
  // Next sends the headers alone and the body after them; so they go together, in one write to the socket.
  res.flushHeaders = () => {};
  const request = { requestId: randomUUID(), hasFailedForNow: false };
  const { method, url } = req;
  const begun = performance.now();
  res.setHeader("X-Request-Id", request.requestId);
  res.once("close", () => {
    open.delete(res);
    const { hasFailedForNow: _, ...whose } = request;
    const answered = {
      method,
      route: routeOf(url),
      // As proxies write it: the client left before it was answered.
      status: res.headersSent ? res.statusCode : 499,
      seconds: (performance.now() - begun) / 1_000,
    };
    measureRequest(answered);
    sayRequest({ ...whose, ...answered });
  });
  requests
    .run(request, () => serve(req, res))
    .catch((error) => {
      say("error", faultText(error));
      if (res.headersSent) res.destroy();
      else res.writeHead(500, { "Content-Type": "text/plain" }).end();
    });
});
// Longer than proxies keep connections, or a proxy could send a request on one that is being closed.
server.keepAliveTimeout = 65_000;
// Without an `upgrade` listener such requests are answered in HTTP/1.1, as RFC 9110 allows.
server.on("checkExpectation", (req, res) => server.emit("request", req, res));
server.on("connect", (_, socket) => {
  // The server has let go of this connection: it would not close it when it stops, nor hear that it broke.
  socket.on("error", () => {});
  refuseConnection(notAllowed("/"), socket, "/");
  socket.destroySoon();
});
server.on("clientError", (error, socket) => {
  if (error.code === "ECONNRESET" || !socket.writable) return socket.destroy();
  const [, url = "/", version] =
    /^[\w-]+ (\S+)(?: (HTTP\/1))?/.exec(error.rawPacket?.toString("latin1", 0, 16_384) ?? "") ?? [];
  const isMethod = error.code === "HPE_INVALID_METHOD" && version !== undefined;
  const code = CONNECTION_FAULTS[error.code] ?? "unreadable_request";
  refuseConnection(isMethod ? notAllowed(url) : new Refusal(code), socket, url);
});
const host = process.env.LISTEN_ADDRESS || undefined;
// Of a name that nobody knows, and of an address that is another machine's.
const ADDRESS_FAULTS = ["ENOTFOUND", "EAI_AGAIN", "EADDRNOTAVAIL", "EINVAL"];
server.on("error", (error) =>
  end(
    `${host && ADDRESS_FAULTS.includes(error.code) ? "LISTEN_ADDRESS must be an address of this machine" : "Projekter could not start"}: ${error.message}`,
  ),
);

server.listen({ port: Number(process.env.PORT || 3000), host }, async () => {
  const { address, family, port } = server.address();
  process.env.PORT = String(port);
  // Next requests pages from itself; without this it would use the address in a visitor's Host header.
  const self = !host ? "localhost" : family === "IPv6" ? `[${address}]` : address;
  process.env.__NEXT_PRIVATE_ORIGIN = `http://${self}:${port}`;
  // Next would answer upgrades on the server that it is given; this one never gets any.
  const app = next({ dev: false, port, httpServer: new EventEmitter() });
  await app.prepare().catch((error) => end(`Projekter could not start: ${error.message}`));
  isReady(app.getRequestHandler());
  say("info", `Projekter listens on port ${port}`);
  const stop = () => {
    server.close(() => app.close().finally(() => process.exit(0)));
    setTimeout(() => server.closeAllConnections(), SHUTDOWN_MS).unref();
  };
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, stop);
});
