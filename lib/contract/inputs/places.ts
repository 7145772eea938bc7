import { z } from "zod";
import { LIMITS } from "@/lib/domain/limits";
import { fault, gridAreaCode, name, text, uuid } from "./pieces";

/** The beginning of an address. */
export const AddressSearchInput = z.strictObject({ q: text(LIMITS.searchLength, 2) });

export const GridAreaInput = z.strictObject({ code: gridAreaCode, name, dsoId: uuid });
export const GridAreaPatch = z.strictObject({ name, dsoId: uuid, isActive: z.boolean() });

export const postcode = z.string().refine((code) => /^\d{4}$/.test(code), fault("not_a_postcode"));
export const PostcodeQuery = z.strictObject({ postcode });
export const PostcodeInput = z.strictObject({
  postcode,
  town: text(100),
  gridAreas: z.array(gridAreaCode).max(20),
});
