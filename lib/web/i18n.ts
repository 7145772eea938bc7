import { cookies } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { formats, isLocale, LANGUAGE_TAGS, type Locale, messagesFor, translator } from "@/lib/messages";

/** The language this browser has chosen; Danish until it has. */
export async function currentLocale(): Promise<Locale> {
  const chosen = (await cookies()).get("locale")?.value;
  return isLocale(chosen) ? chosen : "da";
}

/** The same sentences with keys made from values, with dates as the rest of the page has them. */
export async function pageTranslator() {
  const locale = await currentLocale();
  return translator(locale, LANGUAGE_TAGS[locale]);
}

export default getRequestConfig(async () => {
  const locale = await currentLocale();
  return {
    locale: LANGUAGE_TAGS[locale],
    messages: messagesFor(locale),
    formats,
    timeZone: "Europe/Copenhagen",
  };
});
