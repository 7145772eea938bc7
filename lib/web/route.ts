import { DomainError } from "@/lib/domain/error";
import { isUuid } from "@/lib/domain/inputs";
import { isLocale, type Locale, type Translate, translator } from "@/lib/messages";
import type { Actor, Ctx } from "@/lib/server/context";
import { database } from "@/lib/server/database";
import { env } from "@/lib/env";
import { extraAnswer } from "./api-answers";
import { type Refusal, refusalOf } from "./refusal";
import { currentActor, tokenActor } from "./session";

export type RouteInput<Params> = {
  ctx: Ctx;
  request: Request;
  params: Params;
  /** The query, a repeated key as a list; the verb parses it. */
  query: Record<string, string | string[]>;
  locale: Locale;
  t: Translate;
};
type Handler<Params> = (input: RouteInput<Params>) => Promise<unknown>;

/**
 * Every handler of `/api/v1` stands in this frame: who asks (token or session, a session's change only from our
 * own pages), ids that cannot be ids, refusals as RFC 9457. What the handler returns is sent as JSON with
 * 200, or 204 for undefined; a `Response` goes as it is.
 */
export function route<
  Params extends Record<string, string | string[]> = object & Record<string, string | string[]>,
>(handler: Handler<Params>) {
  return async (request: Request, context: { params: Promise<Params> }): Promise<Response> => {
    const locale = localeOf(request);
    try {
      const actor = await actorOf(request);
      // A route without parts in its path is given none.
      const params = (await context.params) ?? ({} as Params);
      const id = typeof params.id === "string" ? params.id.toLowerCase() : undefined;
      if (id !== undefined && !isUuid(id)) throw new DomainError("not_found");
      const ctx = { actor, db: await database(), now: new Date() };
      const given = { ...params, ...(id && { id }) };
      const query = queryOf(new URL(request.url));
      return answer(await handler({ ctx, request, params: given, query, locale, t: translator(locale) }));
    } catch (error) {
      return problemResponse(refusalOf(error, locale), translator(locale));
    }
  };
}

const UNCACHED = { "cache-control": "private, no-store" };

function answer(result: unknown): Response {
  if (result instanceof Response) return result;
  if (result === undefined) return new Response(null, { status: 204, headers: UNCACHED });
  return Response.json(result, { headers: UNCACHED });
}

export const created = (result: unknown) => Response.json(result, { status: 201, headers: UNCACHED });

/** The members of a problem document. */
export const problemBody = (refusal: Refusal, t: Translate) => ({
  ...extraAnswer(t, refusal.extra),
  type: `urn:projekter:${refusal.code}`,
  title: refusal.title,
  status: refusal.status,
  code: refusal.code,
  detail: refusal.message,
  ...(refusal.errors.length > 0 && { errors: refusal.errors }),
});

function problemResponse(refusal: Refusal, t: Translate): Response {
  return new Response(JSON.stringify(problemBody(refusal, t)), {
    status: refusal.status,
    headers: {
      ...UNCACHED,
      "content-type": "application/problem+json",
      ...(refusal.status === 401 && { "www-authenticate": "Bearer" }),
      ...(refusal.status === 503 && { "retry-after": "2" }),
    },
  });
}

/** A workbook to be saved under a name of the user's own words. */
export const workbookResponse = ({ fileName, bytes }: { fileName: string; bytes: Uint8Array }) =>
  new Response(bytes as Uint8Array<ArrayBuffer>, {
    headers: {
      ...UNCACHED,
      "content-type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "content-disposition": `attachment; filename="${fileName.replace(/[^\w .-]/g, "_")}"; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    },
  });

async function actorOf(request: Request): Promise<Actor> {
  if (request.headers.has("authorization")) {
    const actor = await tokenActor(request);
    if (!actor) throw new DomainError("unauthenticated");
    return actor;
  }
  const actor = await currentActor();
  if (!actor) throw new DomainError("unauthenticated");
  if (!["GET", "HEAD"].includes(request.method) && !isFromOurPages(request))
    throw new DomainError("cross_site");
  return actor;
}

/** A browser says where a change comes from; a client that says nothing is no browser and carries no stolen cookie. */
function isFromOurPages(request: Request): boolean {
  const site = request.headers.get("sec-fetch-site");
  if (site) return site === "same-origin";
  const origin = request.headers.get("origin");
  if (!origin) return true;
  const hosts = [request.headers.get("x-forwarded-host") ?? request.headers.get("host")];
  if (env.NEXTAUTH_URL) hosts.push(new URL(env.NEXTAUTH_URL).host);
  return URL.canParse(origin) && hosts.includes(new URL(origin).host);
}

function localeOf(request: Request): Locale {
  const cookie = /(?:^|;\s*)locale=(\w+)/.exec(request.headers.get("cookie") ?? "")?.[1];
  if (isLocale(cookie)) return cookie;
  const wanted = request.headers.get("accept-language")?.slice(0, 2).toLowerCase();
  return isLocale(wanted) ? wanted : "da";
}

function queryOf(url: URL): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const key of new Set(url.searchParams.keys())) {
    const values = url.searchParams.getAll(key);
    query[key] = values.length > 1 ? values : (values[0] ?? "");
  }
  return query;
}
