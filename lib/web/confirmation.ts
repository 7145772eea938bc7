import "server-only";
import { getTranslations } from "next-intl/server";
import type { Ctx } from "@/lib/server/kernel/context";
import { confirmedUntil } from "@/lib/server/people/confirm-password";
import { isLinked } from "@/lib/server/people/identities";
import { mayHavePassword } from "@/lib/server/people/passwords";
import { hasSignOn } from "@/lib/server/people/provider";
import { signOnLabel } from "./sign-on";

/** How the caller can prove that they are there, on a page of this path. */
export async function confirmationOf(ctx: Ctx, path: string) {
  const isKnownThere = hasSignOn() && (await isLinked(ctx));
  return {
    hasPassword: mayHavePassword(ctx.actor),
    until: isKnownThere ? await confirmedUntil(ctx) : null,
    label: isKnownThere ? await signOnLabel(await getTranslations("shell.login")) : null,
    path,
  };
}
