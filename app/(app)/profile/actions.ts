"use server";

import { setWishes } from "@/lib/server/news/wishes";
import { askForEmail } from "@/lib/server/people/own-email";
import { changePassword, renameSelf } from "@/lib/server/people/profile";
import { endOtherSessions, endOwnSession } from "@/lib/server/people/sessions";
import { createToken, revokeToken } from "@/lib/server/people/tokens";
import { action } from "@/lib/web/action";

export const askForEmailAction = action(askForEmail);
export const renameSelfAction = action(renameSelf);
export const changePasswordAction = action(changePassword);
export const endSessionAction = action(endOwnSession);
export const endOtherSessionsAction = action(endOtherSessions);
export const createTokenAction = action(createToken);
export const revokeTokenAction = action(revokeToken);
export const setWishesAction = action(setWishes);
