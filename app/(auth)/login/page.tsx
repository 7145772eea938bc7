import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { LoginForm } from "@/components/shell/login-form";
import { Notice } from "@/components/ui/notice";
import { LIMITS } from "@/lib/domain/limits";
import { currentActor, hasSessionCookie } from "@/lib/web/session";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.login"))("title") };
}

export default async function LoginPage({ searchParams }: Props) {
  const { callbackUrl, changed } = await searchParams;
  const target = pathOf(callbackUrl);
  if (await currentActor()) redirect(target);
  const t = await getTranslations("shell.login");
  const isExpired = await hasSessionCookie();
  return (
    <div className="w-full max-w-[25rem]">
      <h1>{t("title")}</h1>
      <p className="mt-2 mb-6 text-muted">{t("intro")}</p>
      {changed === "password" ? (
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
        <LoginForm target={target} minutes={LIMITS.loginMinutes} />
      </div>
      <p className="mt-5 text-sm text-muted">{t("forgot")}</p>
    </div>
  );
}

/** Where to go afterwards: only a path of our own, however the address is written. */
function pathOf(given: string | string[] | undefined): string {
  const here = "http://projekter.invalid";
  if (typeof given !== "string" || !given.startsWith("/") || !URL.canParse(given, here)) return "/projects";
  const url = new URL(given, here);
  const isOurs = url.origin === here && !/^\/(login|api)(\/|$)/.test(url.pathname);
  // A path that begins with two slashes would be another host when it is read again.
  return isOurs ? (url.pathname + url.search + url.hash).replace(/^\/+/, "/") : "/projects";
}
