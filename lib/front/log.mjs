// @ts-check
/**
 * What the process says to its operator: lines of text, or with LOG_FORMAT=json lines of JSON, one also for each request.
 * Neither holds personal data: of a fault its kind, its first line and where it was, without the values of a statement.
 */
import pino from "pino";

const isJson = process.env.LOG_FORMAT === "json";
/** Written at once, so that the last line of a process that ends is there. */
const logger = isJson
  ? pino(
      {
        base: { pid: process.pid },
        timestamp: pino.stdTimeFunctions.isoTime,
        formatters: { level: (level) => ({ level }) },
      },
      pino.destination({ fd: 2, sync: true }),
    )
  : undefined;

const E_MAIL = /[^\s@<>()"'=,;:]+@[^\s@<>()"'=,;:]+\.[a-z]{2,}/gi;
/** Telephone, CVR, meter and metering point numbers; shorter ones are lines, ports and codes. */
const LONG_NUMBER = /(?<![\w.-])\d{8,}(?![\w-])/g;

/** @param {string} text */
export const redacted = (text) => text.replace(E_MAIL, "[e-mail]").replace(LONG_NUMBER, "[number]");

/**
 * A fault without what the database tells of rows: `detail`, `where`, and the parameters in Drizzle's message.
 * @param {unknown} fault
 * @returns {string}
 */
export function faultText(fault) {
  if (!(fault instanceof Error)) return redacted(typeof fault === "string" ? fault : typeof fault);
  const { code, cause } = /** @type {Error & {code?: unknown, cause?: unknown}} */ (fault);
  const [message = ""] = fault.message.split(/\nparams: /, 1);
  const frames = (fault.stack ?? "").split("\n").filter((line) => /^\s+at /.test(line));
  const first = `${fault.name}${typeof code === "string" ? ` ${code}` : ""}: ${redacted(message)}`;
  return [first, ...frames, ...(cause ? [`caused by ${faultText(cause)}`] : [])].join("\n");
}

const partText = (/** @type {unknown} */ part) =>
  part instanceof Error || typeof part === "string" ? faultText(part) : String(part);

/**
 * @param {"info" | "warn" | "error"} level
 * @param {string} message
 */
export function say(level, message) {
  const { requestId, actorId } = requestNow() ?? {};
  if (logger) logger[level]({ requestId, actorId }, message);
  else (level === "info" ? process.stdout : process.stderr).write(`${message}\n`);
}

const requestNow = () => /** @type {any} */ (globalThis).projekterRequest?.getStore();

/**
 * A line for an answered request, in JSON alone.
 * @param {{requestId: string, actorId?: string, operationId?: string, method: string, route: string, status: number, seconds: number}} request
 */
export const sayRequest = ({ seconds, ...request }) =>
  logger?.info({ ...request, ms: Math.round(seconds * 1_000) }, "request");

/** What Next and React tell goes the same way, faults without their values. */
export function takeConsole() {
  const log = globalThis.console;
  const told =
    (/** @type {"info" | "warn" | "error"} */ level) =>
    (/** @type {unknown[]} */ ...parts) =>
      say(level, parts.map(partText).join(" "));
  // Next logs a stack for each odd request, with which any visitor could fill the log.
  const firstLine = (/** @type {unknown} */ part) => partText(part).split("\n", 1)[0];
  log.error = told("error");
  log.warn = (...parts) => say("warn", parts.map(firstLine).join(" "));
  if (logger) log.log = log.info = told("info");
}
