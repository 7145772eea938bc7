import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readBody } from "./body.mjs";
import { isTooComplex } from "./complexity.mjs";
import { FIELD_HEAD, formType, readForm } from "./form.mjs";
import { notAllowed, Refusal } from "./refusal.mjs";
import { isSameOrigin } from "./same-origin.mjs";

const KIB = 1024;
/** Limits of a body: Next's own, and a smaller one without a session, for the log-in and the language. */
const BYTES = { session: 1024 * KIB, stranger: 16 * KIB };
const LIMITS = { levels: 32, values: 10_000, members: 10_000 };
const FIELDS = 200;
const ARGUMENTS = 20;
const ID = /^[0-9a-f]{42}$/;
const SESSION = /(?:^|;\s*)(?:__Secure-)?next-auth\.session-token[^=]*=/;

/**
 * Whether a request has a session cookie, valid or not.
 * @param {import("node:http").IncomingHttpHeaders} headers
 */
export const hasSession = (headers) => SESSION.test(headers.cookie ?? "");

/** The ids of a build's server actions. */
export const actionIds = (folder) =>
  new Set(
    Object.keys(JSON.parse(readFileSync(join(folder, "server/server-reference-manifest.json"), "utf8")).node),
  );

/**
 * Checks that a server action is one that our pages send: a known id, from our origin, within the size limit, with plain
 * values as arguments. Throws a `Refusal` otherwise; Next would answer most of these with 500.
 */
export async function checkAction(req, known, address) {
  const { headers } = req;
  const id = headers["next-action"];
  if (id !== undefined && !known.has(id)) throw unknownAction();
  if (!isSameOrigin((name) => headers[name], address)) throw new Refusal("cross_site");
  vouchFor(headers);
  const form = formType(headers["content-type"]);
  const isText = id !== undefined && /^text\/plain\b/i.test(headers["content-type"] ?? "");
  if (!(form || isText) || (headers["content-encoding"] ?? "identity") !== "identity") {
    throw new Refusal("unsupported_media_type", { expected: "multipart/form-data" });
  }
  const body = await readBody(req, hasSession(headers) ? BYTES.session : BYTES.stranger);
  if (isText) readArguments(textOf(body), /^$/);
  else {
    // Next reads the body again, and must split it at the same boundary.
    headers["content-type"] = form.type;
    checkForm(await readForm(body, form, { parts: FIELDS, head: FIELD_HEAD }), id, known);
  }
}

const unreadable = () => new Refusal("unreadable_request");
/** For a page of an older build: this header tells Next's script that the action is gone. */
const unknownAction = () => new Refusal("not_found", {}, { "x-nextjs-action-not-found": "1" });

/**
 * Makes Next's own check pass, which compares with a host that a proxy may have changed. `checkAction` has compared
 * origins.
 */
function vouchFor(headers) {
  if (headers.origin === undefined) return;
  if (URL.canParse(headers.origin)) headers["x-forwarded-host"] = new URL(headers.origin).host;
  else delete headers.origin;
}

function textOf(body) {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw unreadable();
  }
}

/** Parses JSON of React, in which »$« begins a value that is not plain; only the known ones and `also` are allowed. */
function readJson(text, also) {
  if (isTooComplex(text, LIMITS)) throw new Refusal("too_complex", LIMITS);
  const PLAIN = /^\$(?:\$|(?:undefined|NaN|-?Infinity|-0)$|D[\d:.TZ+-]+$)/;
  try {
    return JSON.parse(text, (key, value) => {
      if (key === "__proto__") throw unreadable();
      if (typeof value === "string" && value.startsWith("$") && !PLAIN.test(value) && !also.test(value))
        throw unreadable();
      return value;
    });
  } catch {
    throw unreadable();
  }
}

function readArguments(text, also) {
  const given = readJson(text, also);
  if (!Array.isArray(given) || given.length > ARGUMENTS) throw unreadable();
}

/**
 * Checks a form: from React's script the arguments in field 0 and a form's fields as _1_name; otherwise the plain form.
 */
function checkForm(form, id, known) {
  if (form === null) throw unreadable();
  const fields = [...form];
  const names = new Set(fields.map(([name]) => name));
  if (fields.some(([, value]) => typeof value !== "string")) throw unreadable();
  if (id !== undefined) {
    const isArgument = ([name]) => name === "0" || /^_[\da-f]+_/.test(name);
    if (!fields.every(isArgument) || form.getAll("0").length !== 1) throw unreadable();
    return readArguments(form.get("0"), /^\$K[\da-f]+$/);
  }
  const told = [...names].filter((name) => name.startsWith("$ACTION_"));
  const actions = told.filter((name) => /^\$ACTION_(?:ID|REF)_/.test(name));
  if (actions.length === 0) throw notAllowed("/");
  if (actions.some((name) => !/^\$ACTION_(?:ID_[\da-f]{42}|REF_\d+)$/.test(name))) throw unknownAction();
  if (actions.length > 2 || told.some((name) => form.getAll(name).length > 1)) throw unreadable();
  for (const name of actions) checkNamed(form, name, known);
}

/** Checks a field that names an action: `$ACTION_ID_…`, or `$ACTION_REF_1` with arguments in `$ACTION_1:…`. */
function checkNamed(form, name, known) {
  if (name.startsWith("$ACTION_ID_")) {
    if (!known.has(name.slice("$ACTION_ID_".length))) throw unknownAction();
    return;
  }
  const place = `$ACTION_${name.slice("$ACTION_REF_".length)}:`;
  const action = readJson(form.get(`${place}0`) ?? "", /^\$@[\da-f]+$/);
  if (!ID.test(action?.id) || !known.has(action.id)) throw unknownAction();
  if (action.bound === null) return;
  const bound = /^\$@([\da-f]+)$/.exec(action.bound)?.[1];
  readArguments(form.get(`${place}${bound}`) ?? "", /^$/);
}
