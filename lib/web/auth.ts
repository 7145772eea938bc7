import "server-only";
import type { AuthOptions } from "next-auth";
import Credentials from "next-auth/providers/credentials";
import { z } from "zod";
import { uuid } from "@/lib/contract/inputs/pieces";
import { CODE_LENGTH } from "@/lib/contract/inputs/people";
import { env } from "@/lib/env";
import { database } from "@/lib/server/kernel/database";
import { measures } from "@/lib/server/kernel/measures";
import { type CodeRefused, logIn, type NotLoggedIn } from "@/lib/server/people/login";
import { endSession, SESSION_DAYS, startSession } from "@/lib/server/people/sessions";
import { hasSecureCookies } from "./cookies";
import { deviceOf } from "./device";
import { passByCode, rememberFirstStep } from "./second-step";
import { sessionSecret } from "@/lib/server/kernel/secret";

export const SESSION_SECONDS = SESSION_DAYS * 24 * 60 * 60;
/** The clocks of two instances differ by less. */
const CLOCK_SECONDS = 5 * 60;

/**
 * The contents of the session cookie: the session's id, of which each request asks the database whether it still works.
 * It ends a fixed time after `loggedInAt` (Unix seconds): the times that next-auth writes are renewed with every cookie.
 */
export const SessionClaims = z.object({ id: uuid, loggedInAt: z.int() }).refine(({ loggedInAt }) => {
  const age = Date.now() / 1000 - loggedInAt;
  return age < SESSION_SECONDS && age > -CLOCK_SECONDS;
});
export type SessionClaims = z.output<typeof SessionClaims>;

/** When a session ends at the latest, ISO. */
export const endOf = ({ loggedInAt }: SessionClaims) =>
  new Date((loggedInAt + SESSION_SECONDS) * 1000).toISOString();

/** Ends the session of a cookie; gives the ID token that it began with, if any. */
export const endClaimed = async ({ id }: SessionClaims) => endSession(await database(null), id);

/** A first step, or the code of the second one; whose it is stands in a cookie of the first. */
const Credential = z.union([
  z.object({ code: z.string().min(1).max(CODE_LENGTH) }),
  z.object({ email: z.string().min(1), password: z.string().min(1) }),
]);
type Credential = z.output<typeof Credential>;

/**
 * The options of next-auth. Made at a request and not at import, since a build has no secret and must not create one.
 * next-auth hides what fails in a log-out; `onFault` is given the error.
 */
export function authOptions(onFault: (error: unknown) => void = () => {}): AuthOptions {
  // Without a configured address next-auth uses the request's own, so that any port on localhost works.
  if (!env.NEXTAUTH_URL) process.env.AUTH_TRUST_HOST = "true";
  return {
    secret: sessionSecret(),
    useSecureCookies: hasSecureCookies,
    session: { strategy: "jwt", maxAge: SESSION_SECONDS },
    jwt: { maxAge: SESSION_SECONDS },
    // A broken cookie is one line in the log, without a stack.
    // eslint-disable-next-line no-console -- as next-auth would
    logger: { error: (code) => console.error(`next-auth: ${code}`) },
    pages: { signIn: "/login", error: "/login" },
    providers: [
      Credentials({
        credentials: { email: { type: "email" }, password: { type: "password" }, code: { type: "text" } },
        authorize: async (given, request) => {
          const credential = Credential.safeParse(given);
          if (!credential.success) return null;
          const sent: Record<string, string | undefined> = request.headers ?? {};
          const result = await attempt(credential.data, (name) => sent[name]);
          if (result.ok) return result.session;
          if (result.reason === "wrong") return null;
          throw new Error(result.reason);
        },
      }),
    ],
    callbacks: {
      jwt: ({ user }) => {
        // Only a log-in makes a cookie; a renewed one would last longer than the session.
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

type Attempted =
  | { ok: true; session: SessionClaims }
  | NotLoggedIn
  | CodeRefused
  /** `code`: the password was right, which this browser keeps, and a code is asked for. */
  | { ok: false; reason: "failed" | "code" };

/**
 * Logs in and begins a session, for what sent these headers. An unexpected error is logged and becomes `failed`, since
 * next-auth shows the browser what is thrown.
 */
export async function attempt(
  credential: Credential,
  header: (name: string) => string | null | undefined,
): Promise<Attempted> {
  try {
    const [db, now] = [await database(null), new Date()];
    const address = addressOf(header("x-forwarded-for"));
    const result =
      "code" in credential
        ? await passByCode(now, { ...credential, address })
        : await logIn(db, now, { ...credential, address });
    measures()?.loggedIn(result.ok ? "ok" : result.reason);
    if (!result.ok && "user" in result) await rememberFirstStep(result.user);
    if (!result.ok) return { ok: false, reason: result.reason };
    return { ok: true, session: await sessionOf(result.user, now, header("user-agent")) };
  } catch (error) {
    // eslint-disable-next-line no-console -- next-auth does not log it
    console.error(error);
    return { ok: false, reason: "failed" };
  }
}

/** Begins a session of a user who has proved who they are, and gives what its cookie holds. */
export async function sessionOf(
  user: { id: string; sessionVersion: number },
  now: Date,
  userAgent: string | null | undefined,
  idToken?: string,
): Promise<SessionClaims> {
  const id = await startSession(await database(null), now, user, deviceOf(userAgent), idToken);
  return { id, loggedInAt: Math.floor(now.getTime() / 1000) };
}

/**
 * The client's address: the last one in x-forwarded-for, which a proxy wrote; the client itself may have sent the
 * others.
 */
export const addressOf = (forwardedFor: string | null | undefined) =>
  forwardedFor?.split(",").at(-1)?.trim() || "unknown";
