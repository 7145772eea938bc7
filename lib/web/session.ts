import "server-only";
import { cookies, headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { getToken } from "next-auth/jwt";
import { cache } from "react";
import type { LinkPurpose } from "@/lib/domain/mail";
import { may } from "@/lib/domain/verbs";
import type { Person } from "@/lib/server/people/actors";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { database } from "@/lib/server/kernel/database";
import { personOfLink } from "@/lib/server/people/links";
import { personOfSession } from "@/lib/server/people/sessions";
import { actorOfToken } from "@/lib/server/people/tokens";
import { auditOnceAMinute } from "@/lib/server/kernel/audit";
import { tellRead } from "@/lib/server/kernel/case-reads";
import { noteRequest } from "@/lib/server/kernel/measures";
import { addressOf, SessionClaims } from "./auth";
import { hasSecureCookies } from "./cookies";
import { type Query, withQuery } from "./page";
import { sessionSecret } from "@/lib/server/kernel/secret";

/** The only place that makes an `Actor`, which is a person who has logged in. */
const mint = (person: Person | null) => person as Actor | null;

/** The actor of this request's cookie, as the database has it now; null when nobody is logged in. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const claims = await sessionClaims();
  return claims && mint(await personOfSession(await database(null), new Date(), claims.id));
});

/** The actor of an `Authorization: Bearer` header; null without one or with a token that does not work. */
export async function tokenActor(request: Request): Promise<Actor | null> {
  const token = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return token ? mint(await actorOfToken(await database(null), token)) : null;
}

/** The person whose one-time link this is, who may do what the link is for and no more; null when it does not work. */
export async function linkCtx(token: string, purposes: readonly LinkPurpose[]): Promise<Ctx | null> {
  const found = LINK_TOKEN.test(token)
    ? await personOfLink(await database(null), new Date(), token, purposes)
    : null;
  const actor = mint(found);
  return actor && contextOf(actor, await headers());
}
/** 32 bytes as base64url. */
const LINK_TOKEN = /^[\w-]{43}$/;

/** The context of this request's actor, the same one for all parts of a page; null when nobody is logged in. */
export const currentCtx = cache(async (): Promise<Ctx | null> => {
  const actor = await currentActor();
  return actor && contextOf(actor, await headers());
});

/** The context of an actor's request with these headers. */
export async function contextOf(actor: Actor, sent: Headers): Promise<Ctx> {
  noteRequest({ actorId: actor.id });
  const ctx: Ctx = {
    actor,
    db: await database(actor),
    now: new Date(),
    address: addressOf(sent.get("x-forwarded-for")),
    refused: (verb) => {
      // The refusal itself waits for nothing.
      // eslint-disable-next-line no-console -- it is answered all the same
      void auditOnceAMinute(ctx, "refused", { verb }).catch(console.error);
    },
    seen: (read) => tellRead(ctx, read),
  };
  return ctx;
}

/**
 * The context of a page; redirects to the log-in, and back to `path` after it, when nobody is logged in, and to the second
 * factor when one has to be set up first.
 */
export async function pageCtx(path: string, query?: Query): Promise<Ctx> {
  const ctx = await currentCtx();
  if (ctx && !ctx.actor.lacksSecondFactor) return ctx;
  const callbackUrl = withQuery(path, (await query) ?? {});
  return redirect(withQuery(ctx ? "/two-factor" : "/login", { callbackUrl }));
}

/** The context of an administrators' page; a 404 for other users. */
export async function adminCtx(path: string, query?: Query): Promise<Ctx> {
  const ctx = await pageCtx(path, query);
  if (may(ctx.actor.role, "see_administration")) return ctx;
  ctx.refused?.("see_administration");
  return notFound();
}

/** Whether this browser has a session cookie, valid or not, and so has been logged in before. */
export const hasSessionCookie = async () =>
  (await cookies()).getAll().some(({ name }) => name.endsWith("next-auth.session-token"));

/**
 * The claims of this request's cookie, when it is signed by us and not expired. The database may have ended the
 * session.
 */
export async function sessionClaims(): Promise<SessionClaims | null> {
  const all = (await cookies()).getAll();
  const request = { headers: {}, cookies: Object.fromEntries(all.map(({ name, value }) => [name, value])) };
  const token = await getToken({
    req: request as Parameters<typeof getToken>[0]["req"],
    secret: sessionSecret(),
    secureCookie: hasSecureCookies,
  });
  return SessionClaims.safeParse(token).data ?? null;
}
