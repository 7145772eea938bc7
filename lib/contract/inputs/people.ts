import { z } from "zod";
import { MOST_PROMISED_DAYS } from "@/lib/domain/due";
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
/** Working days; a form sends them as text. */
const workingDays = z.preprocess(
  (given) => (typeof given === "string" && /^\s*\d{1,3}\s*$/.test(given) ? Number(given) : given),
  z.int().min(1).max(MOST_PROMISED_DAYS),
);
/** What is given of a grid company's promise is changed, for what is notified from now on. */
export const OrganisationPatch = z.strictObject({
  name,
  cvr: optional(cvr),
  gln: optional(gln),
  answerDays: workingDays.optional(),
  meterDays: workingDays.optional(),
  worksDecember24: z.boolean().optional(),
  worksDecember31: z.boolean().optional(),
});
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
/** Of a request for access, the time of the last correction that was seen. */
export const SeenInput = z.strictObject({ correctedAt: z.date().nullish() });
/** A company that is admitted: an existing one, which `opens` if it is closed, or a new one by this name; and its first user. */
export const AdmitInput = SeenInput.extend({
  organisationId: optional(uuid),
  opens: z.boolean().optional(),
  company: name,
  name,
  email,
});
export const DeclineInput = SeenInput.extend({ reason: text(LIMITS.reasonLength, 1, { multiline: true }) });
export const ForgottenInput = z.strictObject({ email });
/** The password of who asks, typed again; absent where they have proved at the provider that they are there. */
export const ownPassword = optional(z.string().min(1));
/** `password` is the caller's own. */
export const OwnEmailInput = z.strictObject({ email, password: ownPassword });
/** `password`, the caller's own, is asked for with another e-mail. */
export const UserPatch = z.strictObject({ name, email, password: ownPassword });
/** In characters: more than any code has, however it is spaced. */
export const CODE_LENGTH = 40;
/** A code of an authenticator app, or a recovery code; spaces do not matter. */
export const CodeInput = z.strictObject({ code: z.string().min(1).max(CODE_LENGTH) });
export const OwnPasswordInput = z.strictObject({ password: ownPassword });
/** `moveTo` gets the open cases of a user who is deactivated; »none« leaves a DSO's cases without a handler. */
export const UserActiveInput = z.strictObject({
  isActive: z.boolean(),
  moveTo: optional(z.union([z.literal("none"), uuid])),
});
