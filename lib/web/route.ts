import type { z } from "zod";
import { DomainError } from "@/lib/contract/errors";
import type { InputFault } from "@/lib/domain/fault";
import { isUuid } from "@/lib/contract/inputs/pieces";
import { cut } from "@/lib/domain/text";
import { may, type Verb } from "@/lib/domain/verbs";
import { languageOf } from "@/lib/front/language.mjs";
import { type Locale, type Translate, translator } from "@/lib/messages";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { database, readLate } from "@/lib/server/kernel/database";
import { demand } from "@/lib/server/kernel/demand";
import { getGroup } from "@/lib/server/projects/groups";
import { lookUpProject } from "@/lib/server/projects/projects";
import { addressOf } from "./auth";
import { type Endpoint, ENDPOINTS, type ApiPath } from "./endpoints";
import { refusalOf } from "./refusal";
import { readNothing } from "./request-body";
import { answerJson, problemOf, send, UNCACHED } from "./response";
import { isSameOrigin } from "./same-origin";
import { contextOf, currentActor, tokenActor } from "./session";

export type RouteInput<Params = unknown> = {
  ctx: Ctx;
  request: Request;
  params: Params;
  /** The query, a repeated key as a list; the verb parses it. */
  query: Record<string, string | string[]>;
  locale: Locale;
  t: Translate;
};
type Handler<Params, Answer = unknown> = (input: RouteInput<Params>) => Promise<Answer>;
type AnyHandler = Handler<{ id: string }>;
type ParamsOf<Path> = Path extends `${string}{id}${string}` ? { id: string } : unknown;
type AnswerOf<Described> = Described extends { answer: z.ZodType<infer Answer> } ? Answer : undefined | void;
/** The handler of each method, which gives the described answer or a `Response`. */
type Handlers<Path extends ApiPath> = {
  [Method in Uppercase<keyof (typeof ENDPOINTS)[Path] & string>]: Handler<
    ParamsOf<Path>,
    AnswerOf<(typeof ENDPOINTS)[Path][Lowercase<Method> & keyof (typeof ENDPOINTS)[Path]]> | Response
  >;
};

type Context = { params: Promise<Record<string, string | string[] | undefined>> };
type Served = (request: Request, context: Context) => Promise<Response>;
const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;
type Methods = Record<(typeof METHODS)[number], Served>;

/**
 * The methods of a route of `/api/v1`, exactly those in `ENDPOINTS`. It authenticates (token, or session, which may
 * change something only from our own pages), refuses malformed ids and unknown keys, and sends refusals as RFC 9457.
 * A handler's result is sent as JSON with the status in `ENDPOINTS`, undefined as 204, a `Response` as it is. Next
 * answers HEAD by GET.
 */
export function endpoint<Path extends ApiPath>(path: Path, handlers: Handlers<Path>): Methods {
  const known: Partial<Record<string, AnyHandler>> = handlers;
  const described: Partial<Record<string, Endpoint>> = ENDPOINTS[path];
  const look = path.startsWith("/api/v1/projects/{id}")
    ? lookUpProject
    : path.startsWith("/api/v1/groups/{id}")
      ? getGroup
      : undefined;
  return served(known, (method) => {
    const endpoint = described[method.toLowerCase()];
    return { endpoint, verb: endpoint?.verb, look };
  });
}

/** The same for routes of our own pages, which are not in `ENDPOINTS`; with `verb` null everybody logged in may. */
export const ownEndpoint = (verb: Verb | null, handlers: Partial<Record<string, AnyHandler>>): Methods =>
  served(handlers, () => ({ verb }));

type Rules = {
  endpoint?: Endpoint;
  /** The verb that the caller must be allowed; absent: everybody may. */
  verb?: Verb | null;
  /** Throws `not_found` unless the actor sees what the id names. */
  look?: (ctx: Ctx, id: string) => Promise<unknown>;
};

function served(handlers: Partial<Record<string, AnyHandler>>, rulesOf: (method: string) => Rules): Methods {
  const allow = [...Object.keys(handlers), ...("GET" in handlers ? ["HEAD"] : []), "OPTIONS"].join(", ");
  return byMethod((method) => {
    const handler = handlers[method];
    return handler ? framed(handler, rulesOf(method)) : otherMethod(method, allow);
  });
}

/** The methods of a route that anybody may read, and where `post` is given ask, without a log-in. */
export const openEndpoint = (get: Served, post?: Served): Methods =>
  byMethod((method) => {
    if (method === "GET") return get;
    if (method !== "POST" || !post) return otherMethod(method, `GET, ${post ? "POST, " : ""}HEAD, OPTIONS`);
    return (request, context) => post(request, context).catch((error: unknown) => refuse(request, error));
  });

type Stranger = { db: Ctx["db"]; now: Date; request: Request; address: string; language: Locale };

/** The POST of a route of `/api/v1` that needs no log-in: it is answered with its status in `ENDPOINTS` and nothing else. */
export function openPost(path: ApiPath, perform: (asked: Stranger) => Promise<void>): Methods {
  const { post } = ENDPOINTS[path] as { post: Endpoint };
  const serve: Served = async (request) => {
    try {
      await refuseUnread(request, queryOf(new URL(request.url)), post);
      const address = addressOf(request.headers.get("x-forwarded-for"));
      await perform({
        db: await database(null),
        now: new Date(),
        request,
        address,
        language: localeOf(request),
      });
      return new Response(null, { status: post.status ?? 204, headers: UNCACHED });
    } catch (error) {
      return refuse(request, error);
    }
  };
  return byMethod((method) => (method === "POST" ? serve : otherMethod(method, "POST, OPTIONS")));
}

const otherMethod =
  (method: string, allow: string): Served =>
  async (request) => {
    if (method === "OPTIONS") return new Response(null, { status: 204, headers: { ...UNCACHED, allow } });
    return refuse(request, new DomainError("method_not_allowed", { params: { allow } }), { allow });
  };

/** The methods of an unknown route: `unauthenticated` for strangers, otherwise `not_found`. */
export const nothingHere = (): Methods =>
  byMethod(() =>
    framed(async () => {
      throw new DomainError("not_found");
    }),
  );

const byMethod = (serve: (method: string) => Served) =>
  Object.fromEntries(METHODS.map((method) => [method, serve(method)])) as Methods;

/** The same for a download that is no part of the API. */
export const route = (handler: Handler<unknown>): Served => framed(handler);

const framed =
  (handler: AnyHandler, { endpoint, verb, look }: Rules = {}): Served =>
  async (request, context) => {
    try {
      const actor = await actorOf(request);
      if (actor.lacksSecondFactor) throw new DomainError("second_factor_missing");
      if (isChange(request) && actor.scope === "read" && !endpoint?.reads)
        throw new DomainError("read_only_token");
      const { id = "" } = (await context.params) ?? {};
      // Each resource has one URL: ids must be in small letters, as they are in answers.
      if (id !== "" && !(typeof id === "string" && isUuid(id) && id === id.toLowerCase())) {
        throw new DomainError("not_found");
      }
      // A change is completed also when nobody waits for its answer.
      const gone = isChange(request) ? undefined : request.signal;
      const ctx: Ctx = { ...(await contextOf(actor, request.headers)), gone };
      // Before the body is read. What the actor does not see is `not_found`, also when the verb is forbidden.
      if (verb && !may(actor.role, verb)) {
        await look?.(ctx, String(id));
        demand(ctx, verb);
      }
      const query = queryOf(new URL(request.url));
      if (endpoint) await refuseUnread(request, query, endpoint);
      const locale = localeOf(request);
      const params = { id: String(id) };
      const answer = (within: Ctx) =>
        handler({ ctx: within, request, params, query, locale, t: translator(locale) });
      const result = await (endpoint?.late && !wantsNewest(request) ? readLate(ctx, answer) : answer(ctx));
      if (result instanceof Response) return wantsBody(request) ? result : withoutBody(result);
      return result === undefined
        ? new Response(null, { status: 204, headers: UNCACHED })
        : answerJson(result, endpoint?.status);
    } catch (error) {
      return refuse(request, error);
    }
  };

/**
 * Whether a body will be read. Next does not read one for HEAD or when the client has gone, so a body that is made as it
 * is read would never end.
 */
const wantsBody = ({ method, signal }: Request) => method !== "HEAD" && !signal.aborted;

async function withoutBody(response: Response): Promise<Response> {
  await response.body?.cancel();
  return new Response(null, response);
}

async function refuse(request: Request, error: unknown, headers?: Record<string, string>): Promise<Response> {
  const locale = localeOf(request);
  return send(await problemOf(refusalOf(error, locale), translator(locale)), headers);
}

/** Whether the caller takes nothing that is late, such as after an event of the feed. */
const wantsNewest = ({ headers }: Request) => /\bno-cache\b/i.test(headers.get("cache-control") ?? "");

const isChange = ({ method }: Request) => !["GET", "HEAD"].includes(method);

/** Refuses unknown keys of the query and a body where none is described, so that a misspelt `dryRun` is no real run. */
async function refuseUnread(request: Request, query: RouteInput["query"], described: Endpoint) {
  const known = Object.keys(described.query?.shape ?? {});
  const faults = Object.keys(query)
    .filter((key) => !known.includes(key))
    .map((key): InputFault => ({ path: cut(key, 100), code: "unknown_key" }));
  if (faults.length > 0) throw new DomainError("invalid", { faults });
  if (isChange(request) && !described.body && !described.form) await readNothing(request);
}

async function actorOf(request: Request): Promise<Actor> {
  const isToken = request.headers.has("authorization");
  const actor = isToken ? await tokenActor(request) : await currentActor();
  if (!actor) throw new DomainError("unauthenticated");
  if (isChange(request) && !isToken && !isSameOrigin(request)) throw new DomainError("cross_site");
  return actor;
}

const localeOf = ({ headers }: Request): Locale => languageOf((name) => headers.get(name));

/** The query of a URL; a repeated key becomes a list. */
export function queryOf(url: URL): RouteInput["query"] {
  const values = new Map<string, string[]>();
  for (const [key, value] of url.searchParams) {
    const known = values.get(key);
    if (known) known.push(value);
    else values.set(key, [value]);
  }
  return Object.fromEntries([...values].map(([key, all]) => [key, all.length > 1 ? all : (all[0] ?? "")]));
}
