import "server-only";
import { env } from "@/lib/env";

/** Whether cookies are secure: by the configured address, since anybody can send the header of a proxy. */
export const hasSecureCookies = env.NEXTAUTH_URL?.startsWith("https:") ?? false;
