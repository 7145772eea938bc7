import "server-only";
import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { uuid } from "@/lib/contract/inputs/pieces";
import { env } from "@/lib/env";
import { endSession } from "@/lib/server/people/actors";
import { database } from "@/lib/server/kernel/database";
import { type LoggedIn, logIn } from "@/lib/server/people/login";
import { sessionSecret } from "./secret";

const SESSION_DAYS = 7;
export const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;
/** Clocks of two instances differ by less. */
const CLOCK_SECONDS = 5 * 60;

/**
 * What the session cookie says; whether it still holds is asked of the database with every request. Its life is counted
 * from `loggedInAt` (seconds), since the times that next-auth writes into a cookie begin anew with every cookie.
 */
export const SessionClaims = z
  .object({ id: uuid, sessionVersion: z.int(), sessionId: uuid, loggedInAt: z.int() })
  .refine(({ loggedInAt }) => {
    const age = Date.now() / 1000 - loggedInAt;
    return age < SESSION_SECONDS && age > -CLOCK_SECONDS;
  });
export type SessionClaims = z.output<typeof SessionClaims>;

/** The claims of a session that begins now. */
export const newSession = (user: { id: string; sessionVersion: number }): SessionClaims => ({
  ...user,
  sessionId: crypto.randomUUID(),
  loggedInAt: Math.floor(Date.now() / 1000),
});

/** When a session is over at the latest, ISO. */
export const endOf = ({ loggedInAt }: SessionClaims) =>
  new Date((loggedInAt + SESSION_SECONDS) * 1000).toISOString();

/** Kept for longer than any cookie of the session can open anything. */
export const endClaimed = async (claims: SessionClaims) =>
  endSession(await database(), new Date(), claims.sessionId, 2 * SESSION_DAYS);

/** Plain http has no secure cookies. Decided by the address we were told, not by a header anyone can send. */
export const hasSecureCookies = env.NEXTAUTH_URL?.startsWith("https:") ?? false;

const Credential = z.object({ email: z.string().min(1), password: z.string().min(1) });

/**
 * Made at the first request, not at import: a build has no secret and must not make one. next-auth swallows what
 * fails in a log-out, so it is told to `onFault`.
 */
export function authOptions(onFault: (error: unknown) => void = () => {}): AuthOptions {
  // Without a fixed address next-auth goes by the request's own, so that any port on localhost works.
  if (!env.NEXTAUTH_URL) process.env.AUTH_TRUST_HOST = "true";
  return {
    secret: sessionSecret(),
    useSecureCookies: hasSecureCookies,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: { maxAge: SESSION_SECONDS },
    // What a stranger's broken cookie causes is one line, not a stack of them.
    // eslint-disable-next-line no-console -- as next-auth would
    logger: { error: (code) => console.error(`next-auth: ${code}`) },
    pages: { signIn: "/login", error: "/login" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (given, request) => {
          const credential = Credential.safeParse(given);
          if (!credential.success) return null;
          const result = await attempt(credential.data, addressOf(request.headers?.["x-forwarded-for"]));
          if (result.ok) return newSession(result.user);
          if (result.reason === "wrong") return null;
          throw new Error(result.reason);
        },
      }),
    ],
    callbacks: {
      jwt: ({ user }) => {
        // A cookie is made by a log-in alone; one that renews itself would outlive its end.
        if (!user) throw new Error("a session is not renewed");
        return SessionClaims.parse(user);
      },
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const claims = SessionClaims.safeParse(token).data;
        if (claims) await endClaimed(claims).catch(onFault);
      },
    },
  };
}

type Attempted = LoggedIn | { ok: false; reason: "failed" };

/** A log-in from anywhere. A fault of ours is one word, since next-auth shows the browser whatever is thrown. */
export async function attempt(credential: z.output<typeof Credential>, address: string): Promise<Attempted> {
  try {
    return await logIn(await database(), new Date(), { ...credential, address });
  } catch (error) {
    // eslint-disable-next-line no-console -- otherwise nobody would ever hear of it
    console.error(error);
    return { ok: false, reason: "failed" };
  }
}

/** The nearest address a proxy vouches for; what a client itself puts in front of it is not believed. */
export const addressOf = (forwardedFor: string | null | undefined) =>
  forwardedFor?.split(",").at(-1)?.trim() || "unknown";
