// @ts-check
/** What is counted and measured of this process, in Prometheus' format at `METRICS_PATH`. No label names a person. */
import { createHash, timingSafeEqual } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

export const METRICS_PATH = "/api/metrics";

const registry = new Registry();
collectDefaultMetrics({ register: registry });

/** In seconds: from a list to an import of tens of thousands. */
const REQUEST_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];
/** In cases: up to the most that one operation may change. */
const CASE_BUCKETS = [1, 10, 100, 1_000, 5_000, 10_000, 50_000];

const requests = new Histogram({
  name: "projekter_http_request_duration_seconds",
  help: "From the first byte of a request to the end of its answer, by route",
  labelNames: ["method", "route", "status"],
  buckets: REQUEST_BUCKETS,
  registers: [registry],
});
const changes = new Histogram({
  name: "projekter_change_events",
  help: "Cases or other things that an operation changed, by action",
  labelNames: ["action"],
  buckets: CASE_BUCKETS,
  registers: [registry],
});
const logIns = new Counter({
  name: "projekter_log_ins_total",
  help: "Attempts to log in with a password, by outcome",
  labelNames: ["outcome"],
  registers: [registry],
});
/**
 * Gauges whose values are read when somebody asks for them.
 * @param {string} name
 * @param {string} help
 * @param {string} label
 * @param {() => Promise<Record<string, number>> | Record<string, number>} read
 */
function watch(name, help, label, read) {
  registry.removeSingleMetric(name);
  new Gauge({
    name,
    help,
    labelNames: [label],
    registers: [registry],
    async collect() {
      this.reset();
      // While the database is away the rest is still told.
      const values = await Promise.resolve(read()).catch(() => ({}));
      for (const [key, value] of Object.entries(values)) this.set({ [label]: key }, value);
    },
  });
}

/** What the application's own code, which has copies of its modules, measures here (lib/server/kernel/measures.ts). */
export const measures = {
  /** @param {string} action @param {number} events */
  changed: (action, events) => changes.observe({ action }, events),
  /** @param {string} outcome */
  loggedIn: (outcome) => logIns.inc({ outcome }),
  watch,
};
/** @type {any} */ (globalThis)[Symbol.for("projekter.measures")] = measures;

/** @param {string} folder */
function routesOf(folder) {
  const file = join(folder, "routes-manifest.json");
  if (!existsSync(file)) return { fixed: new Set(), dynamic: [] };
  const { staticRoutes, dynamicRoutes } = JSON.parse(readFileSync(file, "utf8"));
  return {
    fixed: new Set(staticRoutes.map((/** @type {{page: string}} */ { page }) => page)),
    dynamic: dynamicRoutes.map((/** @type {{page: string, regex: string}} */ { page, regex }) => ({
      page,
      pattern: new RegExp(regex),
    })),
  };
}
const { fixed, dynamic } = routesOf(process.env.NEXT_DIST_DIR ?? ".next");

/**
 * The route of a path as the build knows it, so that there are no more labels than routes.
 * @param {string} url
 */
export function routeOf(url) {
  const [path = ""] = url.split(/[?#]/, 1);
  if (path.startsWith("/_next/static/")) return "/_next/static";
  if (path.startsWith("/manual/")) return "/manual";
  if (path === METRICS_PATH || fixed.has(path)) return path;
  // Longer than any path that leads somewhere.
  if (path.length > 500) return "other";
  return dynamic.find((/** @type {{pattern: RegExp}} */ { pattern }) => pattern.test(path))?.page ?? "other";
}

const METHODS = new Set(["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);

/** @param {{method: string, route: string, status: number, seconds: number}} request */
export const measureRequest = ({ method, route, status, seconds }) =>
  requests.observe(
    { method: METHODS.has(method) ? method : "other", route, status: String(status) },
    seconds,
  );

const hash = (/** @type {string} */ text) => createHash("sha256").update(text).digest();
const LOOPBACK = /^(127\.|::1$)/;

/**
 * Who may read: the holder of METRICS_TOKEN; without one this machine, if no proxy says that it asks for somebody else.
 * @param {import("node:http").IncomingHttpHeaders} headers
 * @param {boolean} wasForwarded
 */
export function mayRead(headers, wasForwarded) {
  const token = process.env.METRICS_TOKEN;
  if (!token) return !wasForwarded && LOOPBACK.test(String(headers["x-forwarded-for"]));
  const [, given = ""] = /^Bearer +(\S+)$/i.exec(headers.authorization ?? "") ?? [];
  return timingSafeEqual(hash(given), hash(token));
}

/** @param {import("node:http").ServerResponse} res */
export async function tellMetrics(res) {
  const text = await registry.metrics();
  res.writeHead(200, { "Content-Type": registry.contentType }).end(text);
}
