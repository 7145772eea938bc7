import "server-only";
import { cookies, headers } from "next/headers";
import { redirect } from "next/navigation";
import { encode } from "next-auth/jwt";
import type { CodeRefusal, LogInRefusal } from "@/lib/contract/action-result";
import { CODE_LENGTH } from "@/lib/contract/inputs/people";
import { cut } from "@/lib/domain/text";
import { hasSignOn, logOutAddress } from "@/lib/server/people/provider";
import { attempt, endClaimed, SESSION_SECONDS, type SessionClaims } from "./auth";
import { hasSecureCookies } from "./cookies";
import { ownPath, withQuery } from "./page";
import { isSameOrigin } from "./same-origin";
import { sessionSecret } from "@/lib/server/kernel/secret";
import { sessionClaims } from "./session";

/** The session cookie as next-auth sets and reads it. */
const COOKIE = {
  name: `${hasSecureCookies ? "__Secure-" : ""}next-auth.session-token`,
  httpOnly: true,
  sameSite: "lax",
  path: "/",
  secure: hasSecureCookies,
} as const;

/**
 * Logs in with the fields `email`, `password` and `callbackUrl` of a form sent without JavaScript, and redirects; gives
 * the reason when it is refused. `POST /api/auth/callback/credentials` does the same for programs.
 */
export async function logInByForm(form: unknown): Promise<LogInRefusal> {
  const fields = form instanceof FormData ? form : new FormData();
  const field = (name: string) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  };
  const given = { email: field("email").trim(), password: field("password") };
  const missing = (["email", "password"] as const).filter((name) => given[name] === "");
  const refused = (reason?: LogInRefusal["reason"]) => ({
    reason,
    missing,
    email: cut(given.email, 320),
  });
  const sent = await headers();
  // Another site must not log the browser in as another user.
  if (!isSameOrigin({ headers: sent })) return refused("failed");
  if (missing.length > 0) return refused();
  const result = await attempt(given, (name) => sent.get(name));
  if (result.ok) {
    await rememberSession(result.session);
    return redirect(ownPath(field("callbackUrl")));
  }
  if (result.reason === "code") return redirect(codePage(field("callbackUrl")));
  const told = (["wrong", "throttled", "off"] as const).find((reason) => reason === result.reason);
  return refused(told ?? "failed");
}

/** The page that asks for a code, and leads to a page of ours after it. */
export const codePage = (target: string) => {
  const path = ownPath(target);
  return withQuery("/login/code", { callbackUrl: path === "/" ? undefined : path });
};

/** The second step, with the fields `code` and `callbackUrl`. */
export async function passByForm(form: unknown): Promise<CodeRefusal> {
  const fields = form instanceof FormData ? form : new FormData();
  const [code, target] = ["code", "callbackUrl"].map((name) => {
    const value = fields.get(name);
    return typeof value === "string" ? value : "";
  }) as [string, string];
  const sent = await headers();
  if (!isSameOrigin({ headers: sent })) return { reason: "failed" };
  if (code.trim() === "") return { isMissing: true };
  // A longer text is no code, and counts as one.
  const result = await attempt({ code: cut(code, CODE_LENGTH) }, (name) => sent.get(name));
  if (result.ok) {
    await rememberSession(result.session);
    return redirect(ownPath(target));
  }
  const told = (["wrong_code", "throttled", "expired"] as const).find((reason) => reason === result.reason);
  return { reason: told ?? "failed" };
}

/** Sets the session cookie, in place of any that this browser has. */
export async function rememberSession(session: SessionClaims): Promise<void> {
  const value = await encode({ token: session, secret: sessionSecret(), maxAge: SESSION_SECONDS });
  await forgetSession();
  (await cookies()).set({ ...COOKIE, value, maxAge: SESSION_SECONDS });
}

/**
 * Ends this browser's session, with every copy of its cookie; gives the address to go to: of the log-in, or the
 * provider's that ends the session there.
 */
export async function endOwnSession(): Promise<string> {
  const claims = await sessionClaims();
  const idToken = claims && (await endClaimed(claims));
  await forgetSession();
  return (idToken && hasSignOn() && (await logOutAddress(idToken))) || "/login";
}

/** Deletes the session cookie, which may be split in several. */
export async function forgetSession(): Promise<void> {
  const jar = await cookies();
  const parts = jar.getAll().filter(({ name }) => name.startsWith(COOKIE.name));
  for (const { name } of parts) jar.set({ ...COOKIE, name, value: "", maxAge: 0 });
}
