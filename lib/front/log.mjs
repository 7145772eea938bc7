// @ts-check
/**
 * What the process says to its operator: lines of text, or with LOG_FORMAT=json lines of JSON, one also for each request.
 * Neither holds personal data: of a fault its kind, its first line and where it was, without the values of a statement.
 */
import { format, inspect } from "node:util";
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

/** Both parts no longer than an address may have them, so that long text is read in a line. */
const E_MAIL = /[^\s@<>()"'=,;:]{1,64}@[^\s@<>()"'=,;:]{1,255}/g;
/** Telephone, CVR, CPR, meter and metering point numbers; shorter ones are lines, ports and codes. */
const LONG_NUMBER = /(?<![\w.-])(?:\d{2}(?: ?\d{2}){3}\d*|\d{6}-\d{4})(?![\w-])/g;
/** In characters: of one line that is told. */
const LONGEST = 20_000;

/** @param {string} text */
export const redacted = (text) =>
  text.slice(0, LONGEST).replace(E_MAIL, "[e-mail]").replace(LONG_NUMBER, "[number]");

/** In faults that caused one another: more are not told. */
const DEEPEST = 5;

/**
 * A fault without what the database tells of rows: `detail`, `where`, and the parameters in Drizzle's message.
 * @param {unknown} fault
 * @returns {string}
 */
export function faultText(fault, depth = 0) {
  if (!(fault instanceof Error))
    return redacted(typeof fault === "string" ? fault : inspect(fault, { depth: 2 }));
  const { code, cause, digest, errors } =
    /** @type {Error & {code?: unknown, cause?: unknown, digest?: unknown, errors?: unknown}} */ (fault);
  const message = String(fault.message);
  const stack = String(fault.stack ?? "");
  // Lines of the message may look like those of the stack.
  const frames = stack
    .slice(stack.includes(message) ? stack.indexOf(message) + message.length : 0)
    .split("\n");
  const [told = ""] = message.split(/\nparams: /, 1);
  const marks = [code, digest].filter((mark) => typeof mark === "string").map((mark) => ` ${mark}`);
  return [
    `${fault.name}${marks.join("")}: ${redacted(told)}`,
    ...frames.filter((line) => /^\s+at /.test(line)),
    ...(depth < DEEPEST
      ? [...(Array.isArray(errors) ? errors : []), ...(cause ? [cause] : [])].map(
          (one) => `caused by ${faultText(one, depth + 1)}`,
        )
      : []),
  ].join("\n");
}

/**
 * What is given to `console`, whose first text may have places for the others (%s).
 * @param {unknown[]} parts
 */
function toldText(parts) {
  const texts = parts.map((part) => (typeof part === "string" ? redacted(part) : faultText(part)));
  return typeof parts[0] === "string" ? format(...texts) : texts.join(" ");
}

/**
 * @param {"info" | "warn" | "error"} level
 * @param {string} message
 */
export function say(level, message) {
  const { requestId, actorId } = requestNow() ?? {};
  if (logger) logger[level]({ requestId, actorId }, message);
  else if (level === "info") process.stdout.write(`${message}\n`);
  else process.stderr.write(`${message}${level === "error" && requestId ? ` [request ${requestId}]` : ""}\n`);
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
  // For lines of ours that hold no personal data, such as examples of settings (db/tell.ts, lib/env.ts).
  Object.assign(globalThis, { projekterSay: say });
  const told =
    (/** @type {"info" | "warn" | "error"} */ level) =>
    (/** @type {unknown[]} */ ...parts) =>
      say(level, toldText(parts));
  log.error = told("error");
  // Next logs a stack for each odd request, with which any visitor could fill the log.
  log.warn = (...parts) =>
    say(
      "warn",
      toldText(parts.map((part) => (part instanceof Error ? faultText(part).split("\n", 1)[0] : part))),
    );
  if (logger) log.log = log.info = told("info");
}
