import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LoginForm } from "@/components/shell/login-form";
import { SignOnButton } from "@/components/shell/sign-on-button";
import { Notice } from "@/components/ui/notice";
import { LIMITS } from "@/lib/domain/limits";
import { arePasswordsOn } from "@/lib/server/people/passwords";
import { codePage } from "@/lib/web/log-in";
import { ownPath } from "@/lib/web/page";
import { currentActor, hasSessionCookie } from "@/lib/web/session";
import { SIGN_ON_TOLD, signOnLabel } from "@/lib/web/sign-on";
import { logIn } from "./actions";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.login"))("title") };
}

export default async function LoginPage({ searchParams }: Props) {
  const { callbackUrl, changed, signOn, password } = await searchParams;
  const target = ownPath(callbackUrl);
  if (await currentActor()) redirect(target);
  const t = await getTranslations("shell.login");
  const isExpired = await hasSessionCookie();
  const label = await signOnLabel(t);
  // With `?password` whoever may still have one finds the form when the provider is away.
  const hasForm = arePasswordsOn() || password !== undefined;
  const refusal = SIGN_ON_TOLD.find((reason) => reason === signOn);
  return (
    <div className="w-full max-w-[25rem]">
      <h1>{t("title")}</h1>
      <p className="mt-2 mb-6 text-muted">{t("intro")}</p>
      {refusal ? (
        <div role="alert">
          <Notice tone="danger" className="mb-5">
            {t(`signOn.${refusal}`, { minutes: LIMITS.loginMinutes })}
          </Notice>
        </div>
      ) : changed === "password" ? (
        <Notice tone="success" className="mb-5">
          {t("passwordChanged")}
        </Notice>
      ) : (
        isExpired && (
          <Notice tone="info" className="mb-5">
            {t("expired")}
          </Notice>
        )
      )}
      <div className="panel p-6">
        {label && <SignOnButton label={label} query={{ callbackUrl: target }} />}
        {label && hasForm && <p className="my-4 text-center text-sm text-muted">{t("signOn.or")}</p>}
        {hasForm && (
          <LoginForm
            logIn={logIn}
            target={target}
            codePage={codePage(target)}
            minutes={LIMITS.loginMinutes}
          />
        )}
      </div>
      <p className="mt-5 flex flex-col gap-2 text-sm">
        {arePasswordsOn() && (
          <Link href="/forgot" className="link">
            {t("forgot")}
          </Link>
        )}
        <Link href="/access" className="link">
          {t("access")}
        </Link>
      </p>
    </div>
  );
}
