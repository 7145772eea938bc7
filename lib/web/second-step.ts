import "server-only";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import { z } from "zod";
import { uuid } from "@/lib/contract/inputs/pieces";
import { database } from "@/lib/server/kernel/database";
import { sessionSecret } from "@/lib/server/kernel/secret";
import { type Admitted, type CodeRefused, logInByCode } from "@/lib/server/people/login";
import { hasSecureCookies } from "./cookies";

/** How long somebody may take to find a code. */
const SECONDS = 10 * 60;
/** Whose password was right in this browser: sealed, and read by no script. It opens nothing by itself. */
const FirstStep = z.object({ id: uuid, sessionVersion: z.int() });

/** With the prefix that no other host of the domain can set it by. */
const COOKIE = {
  name: `${hasSecureCookies ? "__Host-" : ""}projekter-first-step`,
  httpOnly: true,
  sameSite: "lax",
  path: "/",
  secure: hasSecureCookies,
} as const;
const SALT = "first step";

/** Keeps that the password of somebody was right, until a code has come. */
export async function rememberFirstStep({ id, sessionVersion }: Admitted): Promise<void> {
  const token = { id, sessionVersion };
  const value = await encode({ token, secret: sessionSecret(), maxAge: SECONDS, salt: SALT });
  (await cookies()).set({ ...COOKIE, value, maxAge: SECONDS });
}

/** Whose password was right in this browser; null when nobody's was, or too long ago. */
export async function firstStep(): Promise<Admitted | null> {
  const token = (await cookies()).get(COOKIE.name)?.value;
  const read = token ? await decode({ token, secret: sessionSecret(), salt: SALT }).catch(() => null) : null;
  return FirstStep.safeParse(read).data ?? null;
}

/** Passes the second step with a code of whoever passed the first one in this browser. */
export async function passByCode(
  now: Date,
  { code, address }: { code: string; address: string },
): Promise<{ ok: true; user: Admitted } | CodeRefused> {
  const user = await firstStep();
  if (!user) return { ok: false, reason: "expired" };
  const result = await logInByCode(await database(null), now, { user, code, address });
  if (result.ok || result.reason === "expired") (await cookies()).set({ ...COOKIE, value: "", maxAge: 0 });
  return result;
}
