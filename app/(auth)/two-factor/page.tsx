import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { logOut } from "@/app/log-out";
import { TwoFactor } from "@/components/people/two-factor";
import { PublicPage } from "@/components/shell/public-page";
import { buttonClass } from "@/components/ui/button-class";
import {
  beginSecondFactorAction,
  renewRecoveryCodesAction,
  switchOffSecondFactorAction,
  switchOnSecondFactorAction,
} from "@/app/(app)/profile/actions";
import { ownPath } from "@/lib/web/page";
import { currentActor } from "@/lib/web/session";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.twoFactor"))("title") };
}

/** Where whoever must have a second factor sets it up, before anything else. */
export default async function TwoFactorPage({ searchParams }: Props) {
  const target = ownPath((await searchParams).callbackUrl);
  const actor = await currentActor();
  if (!actor?.lacksSecondFactor) redirect(actor ? target : "/login");
  const t = await getTranslations("shell.twoFactor");
  return (
    <PublicPage
      title={t("title")}
      intro={t("demanded")}
      foot={
        <form action={logOut}>
          <button className={buttonClass({ variant: "quiet", size: "sm" })}>{t("logOut")}</button>
        </form>
      }
    >
      <div className="flex flex-col gap-5">
        <TwoFactor
          email={actor.email}
          factor={null}
          target={target}
          begin={beginSecondFactorAction}
          switchOn={switchOnSecondFactorAction}
          switchOff={switchOffSecondFactorAction}
          renew={renewRecoveryCodesAction}
        />
      </div>
    </PublicPage>
  );
}
