import Link from "next/link";
import { useTranslations } from "next-intl";
import { PublicPage } from "./public-page";

/** In place of what a one-time link was for, when it does not work any more. */
export function DeadLink() {
  const t = useTranslations("shell.setPassword");
  return (
    <PublicPage title={t("dead")}>
      <p className="mb-4">{t("deadText")}</p>
      <Link href="/forgot" className="link">
        {t("again")}
      </Link>
    </PublicPage>
  );
}
