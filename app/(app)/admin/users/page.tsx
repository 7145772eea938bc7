import { getTranslations } from "next-intl/server";
import { beginConfirmingAction } from "@/app/(app)/profile/actions";
import { Users } from "@/components/admin/users";
import { readLate } from "@/lib/server/kernel/database";
import { ConfirmAtProvider, ConfirmationProvider } from "@/components/people/confirmation";
import { Notice } from "@/components/ui/notice";
import { LIMITS } from "@/lib/domain/limits";
import { listOrganisations } from "@/lib/server/people/organisations";
import { listUsers } from "@/lib/server/people/users";
import { confirmationOf } from "@/lib/web/confirmation";
import { adminCtx } from "@/lib/web/session";
import { SIGN_ON_TOLD } from "@/lib/web/sign-on";
import {
  createUserAction,
  inviteAgainAction,
  inviteUsersAction,
  resetPasswordAction,
  resetSecondFactorAction,
  setUserActiveAction,
  updateUserAction,
} from "../actions";

export const generateMetadata = async () => ({ title: (await getTranslations("admin"))("tabs.users") });

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export default async function UsersPage({ searchParams }: Props) {
  const ctx = await adminCtx("/admin/users");
  const { signOn } = await searchParams;
  const refusal = SIGN_ON_TOLD.find((reason) => reason === signOn);
  const t = await getTranslations("shell.login.signOn");
  const [users, organisations] = await readLate(ctx, (late) =>
    Promise.all([listUsers(late), listOrganisations(late)]),
  );
  const confirmation = { ...(await confirmationOf(ctx, "/admin/users")), begin: beginConfirmingAction };
  return (
    <ConfirmationProvider value={confirmation}>
      {refusal && (
        <Notice tone="danger" role="alert">
          {t(refusal, { minutes: LIMITS.loginMinutes })}
        </Notice>
      )}
      {!confirmation.hasPassword && <ConfirmAtProvider />}
      <Users
        users={users}
        organisations={organisations
          .filter(({ isActive, isUnused }) => isActive || isUnused)
          .map(({ id, name, kind }) => ({ id, name, kind }))}
        create={createUserAction}
        createMany={inviteUsersAction}
        inviteAgain={inviteAgainAction}
        update={updateUserAction}
        setActive={setUserActiveAction}
        resetPassword={resetPasswordAction}
        resetSecondFactor={resetSecondFactorAction}
      />
    </ConfirmationProvider>
  );
}
