import "server-only";
import { cookies } from "next/headers";
import { decode, encode } from "next-auth/jwt";
import type { z } from "zod";
import { env } from "@/lib/env";
import { sessionSecret } from "@/lib/server/kernel/secret";

/** Whether cookies are secure: by the configured address, since anybody can send the header of a proxy. */
export const hasSecureCookies = env.NEXTAUTH_URL?.startsWith("https:") ?? false;

type Sealed<Value> = { name: string; salt: string; seconds: number; shape: z.ZodType<Value> };

/**
 * What a browser keeps for us for some seconds: encrypted under a key that the secret and `salt` make, and read by no
 * script.
 */
export function sealedCookie<Value extends Record<string, unknown>>({
  name,
  salt,
  seconds,
  shape,
}: Sealed<Value>) {
  const cookie = {
    // With the prefix that no other host of the domain can set it by.
    name: `${hasSecureCookies ? "__Host-" : ""}${name}`,
    ...({ httpOnly: true, sameSite: "lax", path: "/", secure: hasSecureCookies } as const),
  };
  return {
    set: async (token: Value): Promise<void> => {
      const value = await encode({ token, secret: sessionSecret(), maxAge: seconds, salt });
      (await cookies()).set({ ...cookie, value, maxAge: seconds });
    },
    /** Null when there is none, or it is too old or not of ours. */
    read: async (): Promise<Value | null> => {
      const token = (await cookies()).get(cookie.name)?.value;
      const read = token ? await decode({ token, secret: sessionSecret(), salt }).catch(() => null) : null;
      return shape.safeParse(read).data ?? null;
    },
    clear: async (): Promise<void> => {
      (await cookies()).set({ ...cookie, value: "", maxAge: 0 });
    },
  };
}
