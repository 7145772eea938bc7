import type { Metadata } from "next";
import Link from "next/link";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { setTheme } from "@/app/preferences";
import { Wishes } from "@/components/news/wishes";
import { ConfirmationProvider } from "@/components/people/confirmation";
import { EmailForm } from "@/components/people/email-form";
import { NameForm } from "@/components/people/name-form";
import { PasswordForm } from "@/components/people/password-form";
import { ProfileSection } from "@/components/people/section";
import { Sessions } from "@/components/people/sessions";
import { SignOn, type SignOnTold } from "@/components/people/sign-on";
import { ThemePicker } from "@/components/people/theme-picker";
import { Tokens } from "@/components/people/tokens";
import { TwoFactor } from "@/components/people/two-factor";
import { sendsMail } from "@/lib/server/mail/outbox";
import { getWishes } from "@/lib/server/news/wishes";
import { isLinked } from "@/lib/server/people/identities";
import { arePasswordsOn, mayHavePassword, PASSWORD_LENGTH } from "@/lib/server/people/passwords";
import { hasSignOn } from "@/lib/server/people/provider";
import { getSecondFactor } from "@/lib/server/people/second-factor";
import { listSessions } from "@/lib/server/people/sessions";
import { listTokens } from "@/lib/server/people/tokens";
import { confirmationOf } from "@/lib/web/confirmation";
import { pageCtx } from "@/lib/web/session";
import { SIGN_ON_TOLD } from "@/lib/web/sign-on";
import {
  askForEmailAction,
  beginSecondFactorAction,
  beginConfirmingAction,
  beginLinkingAction,
  changePasswordAction,
  createTokenAction,
  endOtherSessionsAction,
  endSessionAction,
  renameSelfAction,
  renewRecoveryCodesAction,
  revokeTokenAction,
  setWishesAction,
  switchOffSecondFactorAction,
  switchOnSecondFactorAction,
  unlinkIdentityAction,
} from "./actions";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("shell.profilePage"))("title") };
}

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function ProfilePage({ searchParams }: Props) {
  const ctx = await pageCtx("/profile");
  const { signOn } = await searchParams;
  const t = await getTranslations("shell.profilePage");
  const words = await getTranslations("domain");
  const news = await getTranslations("news");
  const twoFactor = await getTranslations("shell.twoFactor");
  const [sessions, tokens, wishes, factor] = await Promise.all([
    listSessions(ctx),
    listTokens(ctx),
    getWishes(ctx),
    getSecondFactor(ctx),
  ]);
  const theme = (await cookies()).get("theme")?.value ?? "system";
  const { actor } = ctx;
  const confirmation = { ...(await confirmationOf(ctx, "/profile")), begin: beginConfirmingAction };
  return (
    <ConfirmationProvider value={confirmation}>
      <div className="mx-auto max-w-4xl">
        <h1 className="mb-6">{t("title")}</h1>
        <div className="panel divide-y divide-line">
          <ProfileSection title={t("account")}>
            <NameForm name={actor.name} rename={renameSelfAction} />
            <dl className="grid grid-cols-1 gap-x-6 gap-y-4 text-[0.9375rem] sm:grid-cols-2">
              <div className="sm:col-span-2">
                <dt className="text-sm font-medium">{t("email")}</dt>
                <dd className="break-all">{actor.email}</dd>
                {!sendsMail() && <dd className="text-sm text-muted">{t("emailByAdmin")}</dd>}
              </div>
              <div>
                <dt className="text-sm font-medium">{t("role")}</dt>
                <dd>{words(`role.${actor.role}`)}</dd>
              </div>
              {actor.organisation && (
                <div>
                  <dt className="text-sm font-medium">{t("organisation")}</dt>
                  <dd>{actor.organisation.name}</dd>
                </div>
              )}
            </dl>
            {sendsMail() && <EmailForm email={actor.email} ask={askForEmailAction} />}
          </ProfileSection>
          <ProfileSection title={t("appearance")} help={t("appearanceHelp")}>
            <ThemePicker theme={theme} setTheme={setTheme} />
          </ProfileSection>
          <ProfileSection id="news" title={news("title")} help={news(sendsMail() ? "profile" : "noMail")}>
            <Wishes wishes={wishes} setWishes={setWishesAction} />
          </ProfileSection>
          {mayHavePassword(actor) && (
            <ProfileSection title={t("password")} help={t("passwordHelp")}>
              <PasswordForm email={actor.email} min={PASSWORD_LENGTH.min} change={changePasswordAction} />
            </ProfileSection>
          )}
          {mayHavePassword(actor) && (
            <ProfileSection id="two-factor" title={twoFactor("title")} help={twoFactor("help")}>
              <TwoFactor
                email={actor.email}
                factor={factor}
                begin={beginSecondFactorAction}
                switchOn={switchOnSecondFactorAction}
                switchOff={switchOffSecondFactorAction}
                renew={renewRecoveryCodesAction}
              />
            </ProfileSection>
          )}
          {hasSignOn() && (
            <ProfileSection id="sign-on" title={t("signOn")} help={t("signOnHelp")}>
              <SignOn
                email={actor.email}
                isLinked={await isLinked(ctx)}
                mayUnlink={arePasswordsOn()}
                told={["linked", ...SIGN_ON_TOLD].find((one) => one === signOn) as SignOnTold | undefined}
                begin={beginLinkingAction}
                unlink={unlinkIdentityAction}
              />
            </ProfileSection>
          )}
          <ProfileSection title={t("sessions")} help={t("sessionsHelp")}>
            <Sessions sessions={sessions} end={endSessionAction} endOthers={endOtherSessionsAction} />
          </ProfileSection>
          <ProfileSection title={t("tokens")} help={t("tokensHelp")}>
            <p className="text-[0.9375rem]">
              <Link href="/api/docs" className="link">
                {t("tokensDocs")}
              </Link>
            </p>
            <Tokens
              email={actor.email}
              needsCode={factor !== null}
              tokens={tokens}
              create={createTokenAction}
              revoke={revokeTokenAction}
            />
          </ProfileSection>
        </div>
      </div>
    </ConfirmationProvider>
  );
}
