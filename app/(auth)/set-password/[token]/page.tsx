import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadLink } from "@/components/shell/dead-link";
import { PublicForm } from "@/components/shell/public-form";
import { PublicPage } from "@/components/shell/public-page";
import { PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { PASSWORD_LENGTH } from "@/lib/server/people/passwords";
import { linkCtx } from "@/lib/web/session";
import { setPassword } from "../../actions";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.setPassword"))("title") };
}

/** Reading the page uses nothing up, since mail programs look at links before people do. */
export default async function SetPasswordPage({ params }: Props) {
  const { token } = await params;
  const ctx = await linkCtx(token, PASSWORD_LINKS);
  const t = await getTranslations("shell.setPassword");
  if (!ctx) return <DeadLink />;
  const { min } = PASSWORD_LENGTH;
  return (
    <PublicPage title={t("title")} intro={t("for", { name: ctx.actor.name, email: ctx.actor.email })}>
      <PublicForm
        action={setPassword.bind(null, token)}
        fields={[
          {
            name: "password",
            label: t("password"),
            type: "password",
            autoComplete: "new-password",
            description: t("help", { min }),
            min,
          },
        ]}
        submitLabel={t("submit")}
        done={{}}
      />
    </PublicPage>
  );
}
