"use server";

import { createGridArea, updateGridArea } from "@/lib/server/places/grid-areas";
import { setPostcode } from "@/lib/server/places/postcodes";
import {
  createOrganisation,
  setOrganisationActive,
  updateOrganisation,
} from "@/lib/server/people/organisations";
import { setRetention } from "@/lib/server/retention/retention";
import { createDemoProjects, removeDemoProjects } from "@/lib/server/seeding/demo-projects";
import { createWebhook, deleteWebhook, setWebhookActive, tryWebhook } from "@/lib/server/events/webhooks";
import { sendAgain, sendTrialMail } from "@/lib/server/mail/outbox";
import { admitCompany, declineCompany, deleteAccessRequest } from "@/lib/server/people/access-requests";
import {
  createUser,
  inviteAgain,
  inviteUsers,
  resetPassword,
  resetSecondFactor,
  setUserActive,
  updateUser,
} from "@/lib/server/people/users";
import { action } from "@/lib/web/action";

export const createOrganisationAction = action(createOrganisation);
export const updateOrganisationAction = action(updateOrganisation);
export const setOrganisationActiveAction = action(setOrganisationActive);
export const createUserAction = action(createUser);
export const inviteUsersAction = action(inviteUsers);
export const inviteAgainAction = action(inviteAgain);
export const updateUserAction = action(updateUser);
export const setUserActiveAction = action(setUserActive);
export const resetPasswordAction = action(resetPassword);
export const resetSecondFactorAction = action(resetSecondFactor);
export const createGridAreaAction = action(createGridArea);
export const updateGridAreaAction = action(updateGridArea);
export const setPostcodeAction = action(setPostcode);
export const setRetentionAction = action(setRetention);
export const createDemoProjectsAction = action(createDemoProjects);
export const removeDemoProjectsAction = action(removeDemoProjects);
export const admitCompanyAction = action(admitCompany);
export const declineCompanyAction = action(declineCompany);
export const deleteAccessRequestAction = action(deleteAccessRequest);
export const sendAgainAction = action(sendAgain);
export const sendTrialMailAction = action(sendTrialMail);
export const createWebhookAction = action(createWebhook);
export const setWebhookActiveAction = action(setWebhookActive);
export const deleteWebhookAction = action(deleteWebhook);
export const tryWebhookAction = action(tryWebhook);
