import type { Metadata } from "next";
import Link from "next/link";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { BackToLogIn } from "@/components/shell/back-to-log-in";
import { CodeForm } from "@/components/shell/code-form";
import { PublicPage } from "@/components/shell/public-page";
import { LIMITS } from "@/lib/domain/limits";
import { ownPath, withQuery } from "@/lib/web/page";
import { firstStep } from "@/lib/web/second-step";
import { currentActor } from "@/lib/web/session";
import { passStep } from "../actions";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.login"))("codeTitle") };
}

/** The second step of a log-in: a code of the app, or with `?recovery` one of the recovery codes. */
export default async function CodePage({ searchParams }: Props) {
  const { callbackUrl, recovery } = await searchParams;
  const target = ownPath(callbackUrl);
  if (await currentActor()) redirect(target);
  if (!(await firstStep()))
    redirect(withQuery("/login", { callbackUrl: target === "/" ? undefined : target }));
  const t = await getTranslations("shell.login");
  const isRecovery = recovery !== undefined;
  const other = withQuery("/login/code", { callbackUrl, recovery: isRecovery ? undefined : "" });
  return (
    <PublicPage
      title={t("codeTitle")}
      intro={t(isRecovery ? "recoveryIntro" : "codeIntro")}
      foot={
        <>
          <Link href={other} className="link">
            {t(isRecovery ? "useCode" : "useRecoveryCode")}
          </Link>
          <BackToLogIn />
        </>
      }
    >
      <CodeForm
        key={String(isRecovery)}
        pass={passStep}
        target={target}
        minutes={LIMITS.loginMinutes}
        isRecovery={isRecovery}
      />
    </PublicPage>
  );
}
