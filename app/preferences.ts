"use server";

import { cookies } from "next/headers";
import { isCaseColumn, type ListLook } from "@/lib/domain/case-columns";
import { isLocale } from "@/lib/messages";
import { keepOwnLanguage } from "@/lib/server/people/profile";
import { currentCtx } from "@/lib/web/session";

const KEPT = { path: "/", maxAge: 365 * 24 * 60 * 60, sameSite: "lax" } as const;

/** Sets the language of this browser, and of mails to whoever is logged in. It takes a form, so that it works without JavaScript. */
export async function setLanguage(form: FormData): Promise<void> {
  // A program may call the action with anything.
  const locale = form instanceof FormData ? form.get("locale") : null;
  if (!isLocale(locale)) return;
  (await cookies()).set("locale", locale, KEPT);
  const ctx = await currentCtx();
  if (ctx) await keepOwnLanguage(ctx, locale);
}

/** Sets the theme: light, dark, or the device's. */
export async function setTheme(theme: string): Promise<void> {
  const jar = await cookies();
  if (theme === "light" || theme === "dark") jar.set("theme", theme, KEPT);
  else jar.delete("theme");
}

/** Sets how this browser shows lists of cases; what is left out stays. A program may call the action with anything. */
export async function setListLook(look: Partial<ListLook>): Promise<void> {
  const jar = await cookies();
  const { columns, isCompact } = Object(look) as Partial<ListLook>;
  if (columns === null) jar.delete("columns");
  if (Array.isArray(columns)) {
    const known = [...new Set(columns)].filter((one) => typeof one === "string" && isCaseColumn(one));
    jar.set("columns", known.join(","), KEPT);
  }
  if (isCompact === false) jar.delete("density");
  if (isCompact === true) jar.set("density", "compact", KEPT);
}
