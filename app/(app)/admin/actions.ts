"use server";

import { DomainError } from "@/lib/domain/error";
import { createGridArea, importPostcodes, setPostcode, updateGridArea } from "@/lib/server/grid-areas";
import { createOrganisation, setOrganisationActive, updateOrganisation } from "@/lib/server/organisations";
import type { Ctx } from "@/lib/server/context";
import {
  createDemoProjects,
  removeDemoProjects,
  seedProject,
  seedProjectFromWorkbook,
} from "@/lib/server/seeding";
import { createUser, resetPassword, setUserActive, updateUser } from "@/lib/server/users";
import { action } from "@/lib/web/action";

export const createOrganisationAction = action(createOrganisation);
export const updateOrganisationAction = action(updateOrganisation);
export const setOrganisationActiveAction = action(setOrganisationActive);
export const createUserAction = action(createUser);
export const updateUserAction = action(updateUser);
export const setUserActiveAction = action(setUserActive);
export const resetPasswordAction = action(resetPassword);
export const createGridAreaAction = action(createGridArea);
export const updateGridAreaAction = action(updateGridArea);
export const setPostcodeAction = action(setPostcode);
export const seedProjectAction = action(seedProject);
export const createDemoProjectsAction = action(createDemoProjects);
export const removeDemoProjectsAction = action(removeDemoProjects);

async function uploadOf(
  form: unknown,
): Promise<{ file: { name: string; bytes: Uint8Array }; fields: Record<string, string> }> {
  const given = form instanceof FormData ? form.get("file") : null;
  if (!(form instanceof FormData) || !(given instanceof File) || given.size === 0) {
    throw new DomainError("invalid", { faults: [{ path: "file", code: "file_missing" }] });
  }
  const fields = Object.fromEntries(
    [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string"),
  );
  return { file: { name: given.name, bytes: new Uint8Array(await given.arrayBuffer()) }, fields };
}

export const seedProjectFromWorkbookAction = action(async (ctx: Ctx, form: FormData) => {
  const { file, fields } = await uploadOf(form);
  return seedProjectFromWorkbook(ctx, fields, file);
});

export const importPostcodesAction = action(async (ctx: Ctx, form: FormData) => {
  const { file } = await uploadOf(form);
  return importPostcodes(ctx, new TextDecoder().decode(file.bytes));
});
