"use server";

import { changePassword, renameSelf } from "@/lib/server/people/profile";
import { createToken, revokeToken } from "@/lib/server/people/tokens";
import { action } from "@/lib/web/action";

export const renameSelfAction = action(renameSelf);
export const changePasswordAction = action(changePassword);
export const createTokenAction = action(createToken);
export const revokeTokenAction = action(revokeToken);
