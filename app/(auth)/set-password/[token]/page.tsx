import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DeadLink } from "@/components/shell/dead-link";
import { PublicForm } from "@/components/shell/public-form";
import { PublicPage } from "@/components/shell/public-page";
import { SignOnButton } from "@/components/shell/sign-on-button";
import { PASSWORD_LINKS } from "@/lib/server/people/forgotten";
import { mayHavePassword, PASSWORD_LENGTH } from "@/lib/server/people/passwords";
import { linkCtx } from "@/lib/web/session";
import { signOnLabel } from "@/lib/web/sign-on";
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
  const label = await signOnLabel(await getTranslations("shell.login"));
  const signOn = label && <SignOnButton label={label} query={{ link: token }} />;
  const intro = t("for", { name: ctx.actor.name, email: ctx.actor.email });
  if (!mayHavePassword(ctx.actor))
    return (
      <PublicPage title={t("titleSignOn")} intro={intro}>
        <p className="mb-4">{t("offIntro")}</p>
        {signOn}
      </PublicPage>
    );
  return (
    <PublicPage title={t("title")} intro={intro}>
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
      {signOn && (
        <div className="mt-5 flex flex-col gap-2 border-t border-line pt-5">
          <p className="text-sm text-muted">{t("orSignOn")}</p>
          {signOn}
        </div>
      )}
    </PublicPage>
  );
}
