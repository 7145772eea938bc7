import { z } from "zod";
import { ANONYMISE_MONTHS } from "@/lib/domain/retention";
import { fault, optional, readAs } from "./pieces";

/** `months` is needed when it `isOn`. */
export const RetentionInput = z
  .strictObject({
    isOn: z.boolean(),
    months: optional(z.coerce.number<string>().int().min(ANONYMISE_MONTHS.least).max(ANONYMISE_MONTHS.most)),
  })
  .refine(({ isOn, months }) => !isOn || months !== undefined, { ...fault("required"), path: ["months"] });

export const ExtractInput = z.strictObject({ email: readAs("email") });
