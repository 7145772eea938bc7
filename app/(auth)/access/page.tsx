import type { Metadata } from "next";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { BackToLogIn } from "@/components/shell/back-to-log-in";
import { PublicForm } from "@/components/shell/public-form";
import { PublicPage } from "@/components/shell/public-page";
import { requestAccess } from "../actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.access"))("title") };
}

export default async function AccessPage() {
  const t = await getTranslations("shell.access");
  return (
    <PublicPage
      title={t("title")}
      intro={t("intro")}
      foot={
        <>
          <Link href="/forgot" className="link">
            {t("hasUser")}
          </Link>
          <BackToLogIn />
        </>
      }
    >
      <PublicForm
        action={requestAccess}
        fields={[
          { name: "company", label: t("company"), autoComplete: "organization" },
          { name: "cvr", label: t("cvr"), inputMode: "numeric" },
          { name: "authorisation", label: t("authorisation"), description: t("authorisationHelp") },
          { name: "name", label: t("name"), autoComplete: "name" },
          {
            name: "email",
            label: t("email"),
            type: "email",
            autoComplete: "email",
            description: t("emailHelp"),
          },
          { name: "phone", label: t("phone"), type: "tel", autoComplete: "tel", isOptional: true },
          { name: "note", label: t("note"), description: t("noteHelp"), isLong: true, isOptional: true },
        ]}
        submitLabel={t("submit")}
        done={{ sent: t("done") }}
      />
    </PublicPage>
  );
}
