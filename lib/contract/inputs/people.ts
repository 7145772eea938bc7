import { z } from "zod";
import { ORGANISATION_KINDS, ROLES } from "@/lib/domain/vocabulary";
import { name, optional, readAs, uuid } from "./pieces";

const email = readAs("email");
const cvr = readAs("cvr", "not_a_cvr");
const gln = readAs("ean", "not_a_gln");

export const OrganisationInput = z.strictObject({
  kind: z.enum(ORGANISATION_KINDS),
  name,
  cvr: optional(cvr),
  gln: optional(gln),
});
export const OrganisationPatch = z.strictObject({ name, cvr: optional(cvr), gln: optional(gln) });
export const ActiveInput = z.strictObject({ isActive: z.boolean() });

export const UserInput = z.strictObject({
  name,
  email,
  role: z.enum(ROLES),
  organisationId: optional(uuid),
});
/** The password of who asks, typed again. */
export const ownPassword = z.string().min(1);
/** `password`, the caller's own, is asked for with another e-mail. */
export const UserPatch = z.strictObject({ name, email, password: optional(ownPassword) });
export const OwnPasswordInput = z.strictObject({ password: ownPassword });
/** `moveTo` gets the open cases of a user who is deactivated; »none« leaves a DSO's cases without a handler. */
export const UserActiveInput = z.strictObject({
  isActive: z.boolean(),
  moveTo: optional(z.union([z.literal("none"), uuid])),
});
