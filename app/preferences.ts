"use server";

import { cookies } from "next/headers";
import { isLocale } from "@/lib/messages";

const KEPT = { path: "/", maxAge: 365 * 24 * 60 * 60, sameSite: "lax" } as const;

/** The language of this browser. Takes a form, so that it works before the page's script has come. */
export async function setLanguage(form: FormData): Promise<void> {
  // Who calls an action by hand may send anything.
  const locale = form instanceof FormData ? form.get("locale") : null;
  if (isLocale(locale)) (await cookies()).set("locale", locale, KEPT);
}

/** Light, dark, or as the device has it. */
export async function setTheme(theme: string): Promise<void> {
  const jar = await cookies();
  if (theme === "light" || theme === "dark") jar.set("theme", theme, KEPT);
  else jar.delete("theme");
}
