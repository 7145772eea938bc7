import { z } from "zod";
import { gridAreaCode, readAs, text, uuid } from "./inputs";
import { LIMITS } from "@/lib/domain/limits";
import { CASE_TYPES, ORGANISATION_KINDS, ROLES } from "@/lib/domain/vocabulary";

const fault = (code: string) => ({ code: "custom", params: { code } }) as const;
const name = text(LIMITS.nameLength);

/** An empty box of a form is no value. */
const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (given) => (typeof given === "string" && given.trim() === "" ? undefined : given),
    schema.optional(),
  );

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
export const UserPatch = z.strictObject({ name, email });
/** `moveTo` takes over the open cases of a user who is deactivated; »none« leaves a DSO's without a handler. */
export const UserActiveInput = z.strictObject({
  isActive: z.boolean(),
  moveTo: optional(z.union([z.literal("none"), uuid])),
});

export const GridAreaInput = z.strictObject({ code: gridAreaCode, name, dsoId: uuid });
export const GridAreaPatch = z.strictObject({ name, dsoId: uuid, isActive: z.boolean() });

export const postcode = z.string().refine((code) => /^\d{4}$/.test(code), fault("not_a_postcode"));
export const PostcodeQuery = z.strictObject({ postcode });
export const PostcodeInput = z.strictObject({
  postcode,
  town: text(100),
  gridAreas: z.array(gridAreaCode).max(20),
});

const fieldValues = z.record(z.string(), z.unknown());
export const SeedInput = z.strictObject({
  ownerId: uuid,
  name,
  gridArea: gridAreaCode,
  groups: z
    .array(
      z.strictObject({
        name,
        caseType: z.enum(CASE_TYPES),
        fields: fieldValues.default({}),
        addresses: z.array(z.record(z.string(), z.unknown())).max(LIMITS.uploadRows).default([]),
      }),
    )
    .max(200),
});
/** What stands beside a workbook with one sheet per group. */
export const SeedFileInput = z.strictObject({ ownerId: uuid, name, gridArea: gridAreaCode });
export const DemoInput = z.strictObject({
  ownerId: uuid,
  projects: z.coerce.number().int().min(1).max(20),
  groups: z.coerce.number().int().min(1).max(20),
  cases: z.coerce.number().int().min(1).max(1000),
});
