import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { getToken } from "next-auth/jwt";
import { cache } from "react";
import { may } from "@/lib/domain/verbs";
import { actorOf, type Person } from "@/lib/server/people/actors";
import type { Actor, Ctx } from "@/lib/server/kernel/context";
import { database } from "@/lib/server/kernel/database";
import { actorOfToken } from "@/lib/server/people/tokens";
import { hasSecureCookies, SessionClaims } from "./auth";
import { type Query, withQuery } from "./page";
import { sessionSecret } from "./secret";

/** The only place where a person becomes somebody who has proved it. */
const mint = (person: Person | null) => person as Actor | null;

/** Who is logged in with this request's cookie, as the database knows them now; null when nobody is. */
export const currentActor = cache(async (): Promise<Actor | null> => {
  const claims = await sessionClaims();
  if (!claims) return null;
  return mint(await actorOf(await database(), claims.id, claims.sessionVersion, claims.sessionId));
});

/** Whom an `Authorization: Bearer` header stands for; null without one or when it opens nothing. */
export async function tokenActor(request: Request): Promise<Actor | null> {
  const token = /^Bearer +([\w-]{1,200})$/i.exec(request.headers.get("authorization") ?? "")?.[1];
  return token ? mint(await actorOfToken(await database(), token)) : null;
}

export async function currentCtx(): Promise<Ctx | null> {
  const actor = await currentActor();
  return actor && { actor, db: await database(), now: new Date() };
}

/** For pages: sends whoever is not logged in to do so and back to `path`. */
export async function pageCtx(path: string, query?: Query): Promise<Ctx> {
  return (
    (await currentCtx()) ??
    redirect(`/login?${new URLSearchParams({ callbackUrl: withQuery(path, (await query) ?? {}) })}`)
  );
}

/** For pages of administrators; to everybody else they do not exist. */
export async function adminCtx(path: string, query?: Query): Promise<Ctx> {
  const ctx = await pageCtx(path, query);
  return may(ctx.actor.role, "see_administration") ? ctx : notFound();
}

/** Whether this browser carries a session at all, valid or not: then it was logged in before. */
export const hasSessionCookie = async () =>
  (await cookies()).getAll().some(({ name }) => name.endsWith("next-auth.session-token"));

/** What this request's cookie says, when it is ours and has not run out; the database may know better. */
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
