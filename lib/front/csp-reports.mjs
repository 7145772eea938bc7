// @ts-check
import { readBody } from "./body.mjs";
import { Refusal } from "./refusal.mjs";

const BYTES = 16 * 1024;
const TYPES = /^application\/(?:csp-report|reports\+json)\b/i;
const LINES_A_MINUTE = 20;

let minute = 0;
let lines = 0;

/** Whether another line may be written; so that no visitor can fill the log. */
function mayTell() {
  const now = Math.floor(Date.now() / 60_000);
  if (now !== minute) [minute, lines] = [now, 0];
  lines += 1;
  return lines <= LINES_A_MINUTE;
}

/**
 * Reads the reports of a browser and tells of each in a line. Throws a `Refusal` for what is none.
 * @param {import("node:http").IncomingMessage} req
 * @param {(line: string) => void} tell
 */
export async function readReports(req, tell) {
  if (!TYPES.test(req.headers["content-type"] ?? "")) {
    throw new Refusal("unsupported_media_type", {
      expected: "application/csp-report, application/reports+json",
    });
  }
  const body = await readBody(req, BYTES);
  for (const report of reportsIn(body.toString("utf8"))) {
    if (mayTell()) tell(lineOf(report));
  }
}

/** @returns {Record<string, unknown>[]} */
function reportsIn(text) {
  let body;
  try {
    body = JSON.parse(text);
  } catch {
    throw new Refusal("unreadable_request");
  }
  return [body]
    .flat()
    .map((one) => one?.["csp-report"] ?? one?.body)
    .filter((one) => typeof one === "object" && one !== null);
}

/** Browsers have two ways of naming the same; addresses are told without what was asked for, which may be a name. */
function lineOf(report) {
  const said = (...names) =>
    names
      .map((name) => report[name])
      .filter((value) => typeof value === "string")
      .map((value) =>
        value
          .split(/[?#]/, 1)[0]
          .replace(/[^\x21-\x7e]/g, "_")
          .slice(0, 200),
      )
      .at(0) ?? "?";
  const directive = said("effectiveDirective", "effective-directive", "violated-directive");
  const blocked = said("blockedURL", "blocked-uri");
  return `csp: ${directive} blocked ${blocked} on ${said("documentURL", "document-uri")}`;
}
