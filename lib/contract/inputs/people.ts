import { z } from "zod";
import { ORGANISATION_KINDS, ROLES } from "@/lib/domain/vocabulary";
import { LIMITS } from "@/lib/domain/limits";
import { listOf, name, optional, readAs, text, uuid } from "./pieces";

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
/** Several people with the same role in the same company. */
export const UsersInput = z.strictObject({
  role: z.enum(ROLES),
  organisationId: optional(uuid),
  people: listOf(z.array(z.strictObject({ name, email })).min(1).max(LIMITS.invitedAtOnce)),
});
/** What a company writes that asks for access. `authorisation` is its number as an electrical installer. */
export const AccessRequestInput = z.strictObject({
  company: name,
  cvr,
  authorisation: text(LIMITS.authorisationLength),
  name,
  email,
  phone: optional(readAs("phone")),
  note: optional(text(LIMITS.noteLength, 1, { multiline: true })),
});
/** A company that is admitted: an existing one, or a new one by this name; and its first user. */
export const AdmitInput = z.strictObject({ organisationId: optional(uuid), company: name, name, email });
export const DeclineInput = z.strictObject({ reason: text(LIMITS.reasonLength, 1, { multiline: true }) });
export const ForgottenInput = z.strictObject({ email });
/** `password` is the caller's own. */
export const OwnEmailInput = z.strictObject({ email, password: z.string().min(1) });
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
