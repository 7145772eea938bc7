import "server-only";
import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { uuid } from "@/lib/domain/inputs";
import { env } from "@/lib/env";
import { endSession } from "@/lib/server/actors";
import { database } from "@/lib/server/database";
import { logIn } from "@/lib/server/login";
import { sessionSecret } from "./secret";

const SESSION_DAYS = 7;

/** What the session cookie says; whether it still holds is asked of the database with every request. */
export const SessionClaims = z.object({ id: uuid, sessionVersion: z.int(), sessionId: uuid });
export type SessionClaims = z.output<typeof SessionClaims>;

/** Plain http has no secure cookies. Decided by the address we were told, not by a header anyone can send. */
export const hasSecureCookies = env.NEXTAUTH_URL?.startsWith("https:") ?? false;

const Credential = z.object({ email: z.string().min(1), password: z.string().min(1) });

/** Made at the first request, not at import: a build has no secret and must not make one. */
export function authOptions(): AuthOptions {
  // Without a fixed address next-auth goes by the request's own, so that any port on localhost works.
  if (!env.NEXTAUTH_URL) process.env.AUTH_TRUST_HOST = "true";
  return {
    secret: sessionSecret(),
    useSecureCookies: hasSecureCookies,
    session: { strategy: "jwt", maxAge: SESSION_DAYS * 24 * 60 * 60 },
    pages: { signIn: "/login", error: "/login" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" } },
        authorize: async (given, request) => {
          const credential = Credential.safeParse(given);
          if (!credential.success) return null;
          const result = await attempt(credential.data, addressOf(request.headers ?? {}));
          if (!result.ok && result.reason === "throttled") throw new Error("throttled");
          return result.ok ? { ...result.user, sessionId: crypto.randomUUID() } : null;
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? SessionClaims.parse(user) : token),
      session: ({ session }) => ({ expires: session.expires }),
    },
    events: {
      signOut: async ({ token }) => {
        const claims = SessionClaims.safeParse(token);
        if (claims.success)
          await endSession(await database(), new Date(), claims.data.sessionId, SESSION_DAYS);
      },
    },
  };
}

/** next-auth shows the browser whatever `authorize` throws, so a fault of ours is told as one word. */
async function attempt(credential: z.output<typeof Credential>, address: string) {
  try {
    return await logIn(await database(), new Date(), { ...credential, address });
  } catch (error) {
    // eslint-disable-next-line no-console -- otherwise nobody would ever hear of it
    console.error(error);
    throw new Error("failed");
  }
}

/** The nearest address a proxy vouches for; what a client itself puts in front of it is not believed. */
const addressOf = (headers: Record<string, string | undefined>) =>
  headers["x-forwarded-for"]?.split(",").at(-1)?.trim() || "unknown";
