import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackToLogIn } from "@/components/shell/back-to-log-in";
import { PublicForm } from "@/components/shell/public-form";
import { PublicPage } from "@/components/shell/public-page";
import { Notice } from "@/components/ui/notice";
import { sendsMail } from "@/lib/server/mail/outbox";
import { arePasswordsOn } from "@/lib/server/people/passwords";
import { forgot } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.forgot"))("title") };
}

export default async function ForgotPage() {
  const t = await getTranslations("shell.forgot");
  const words = await getTranslations("shell.login");
  const isOffered = sendsMail() && arePasswordsOn();
  return (
    <PublicPage title={t("title")} foot={<BackToLogIn />} {...(isOffered && { intro: t("intro") })}>
      {isOffered ? (
        <PublicForm
          action={forgot}
          fields={[{ name: "email", label: words("email"), type: "email", autoComplete: "username" }]}
          submitLabel={t("submit")}
          done={{ sent: t("done") }}
        />
      ) : (
        <Notice tone="info">{t(arePasswordsOn() ? "noMail" : "off")}</Notice>
      )}
    </PublicPage>
  );
}
