"use server";

import { setWishes } from "@/lib/server/news/wishes";
import { confirmOwn } from "@/lib/server/people/confirm-password";
import { unlinkIdentity } from "@/lib/server/people/identities";
import { askForEmail } from "@/lib/server/people/own-email";
import { changePassword, renameSelf } from "@/lib/server/people/profile";
import {
  beginSecondFactor,
  renewRecoveryCodes,
  switchOffSecondFactor,
  switchOnSecondFactor,
} from "@/lib/server/people/second-factor";
import { endOtherSessions, endOwnSession } from "@/lib/server/people/sessions";
import { createToken, revokeToken } from "@/lib/server/people/tokens";
import { action } from "@/lib/web/action";
import { beginConfirming, beginLinking } from "@/lib/web/sign-on";

export const askForEmailAction = action(askForEmail);
export const renameSelfAction = action(renameSelf);
export const changePasswordAction = action(changePassword);
export const beginLinkingAction = action(async (ctx, input: unknown) => {
  await confirmOwn(ctx, input);
  return beginLinking(ctx);
});
export const beginConfirmingAction = action(beginConfirming);
export const unlinkIdentityAction = action(unlinkIdentity);
export const endSessionAction = action(endOwnSession);
export const endOtherSessionsAction = action(endOtherSessions);
export const createTokenAction = action(createToken);
export const revokeTokenAction = action(revokeToken);
export const beginSecondFactorAction = action(beginSecondFactor, { setsUpAccount: true });
export const switchOnSecondFactorAction = action(switchOnSecondFactor, { setsUpAccount: true });
export const switchOffSecondFactorAction = action(switchOffSecondFactor);
export const renewRecoveryCodesAction = action(renewRecoveryCodes);
export const setWishesAction = action(setWishes);
