import { useLocale, useTranslations } from "next-intl";

/** DA | EN. A plain form: one press, also before the page's script has come and when nobody is logged in. */
export function LanguageSwitch({ setLanguage }: { setLanguage: (form: FormData) => Promise<void> }) {
  const t = useTranslations("shell");
  const current = useLocale();
  return (
    <form
      action={setLanguage}
      aria-label={t("language")}
      className="flex rounded-md border border-line p-0.5"
    >
      {(["da", "en"] as const).map((locale) => (
        <button
          key={locale}
          name="locale"
          value={locale}
          lang={locale}
          aria-pressed={current.startsWith(locale)}
          title={t(locale === "da" ? "languageDa" : "languageEn")}
          className="min-h-7 min-w-9 rounded-[6px] px-2 text-xs font-semibold text-muted uppercase hover:text-ink aria-pressed:bg-accent-tint aria-pressed:text-accent pointer-coarse:min-h-10 pointer-coarse:min-w-11"
        >
          {locale}
        </button>
      ))}
    </form>
  );
}
