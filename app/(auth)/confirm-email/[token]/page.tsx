import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { BackToLogIn } from "@/components/shell/back-to-log-in";
import { DeadLink } from "@/components/shell/dead-link";
import { PublicForm } from "@/components/shell/public-form";
import { PublicPage } from "@/components/shell/public-page";
import { Notice } from "@/components/ui/notice";
import { EMAIL_LINKS } from "@/lib/server/people/own-email";
import { linkCtx } from "@/lib/web/session";
import { confirmOwnEmail } from "../../actions";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.confirmEmail"))("title") };
}

/** Reading the page uses nothing up, since mail programs look at links before people do. */
export default async function ConfirmEmailPage({ params }: Props) {
  const { token } = await params;
  const t = await getTranslations("shell.confirmEmail");
  if (token === "done" || token === "half")
    return (
      <PublicPage title={t("title")} foot={<BackToLogIn />}>
        <Notice tone="success" role="status">
          {t(token)}
        </Notice>
      </PublicPage>
    );
  const ctx = await linkCtx(token, EMAIL_LINKS);
  if (!ctx) return <DeadLink />;
  return (
    <PublicPage
      title={t("title")}
      intro={t("for", { name: ctx.actor.name, email: ctx.actor.email })}
      foot={<BackToLogIn />}
    >
      <PublicForm
        action={confirmOwnEmail.bind(null, token)}
        fields={[]}
        submitLabel={t("submit")}
        done={{}}
      />
    </PublicPage>
  );
}
