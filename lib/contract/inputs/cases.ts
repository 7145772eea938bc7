import { z } from "zod";
import type { FieldKey } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import { cursor, fault, limit, text, uuid } from "./pieces";
import { CaseFilter } from "./selection";

export const CASE_SORTS = [
  "address",
  "number",
  "state",
  "installer",
  "handler",
  "connectionDate",
  "reference",
  "updatedAt",
  "due",
] as const;
export type CaseSort = (typeof CASE_SORTS)[number];

export type SortOrder = { by: CaseSort; descending: boolean };

/** »number«, or »-number« for descending. */
export const sortText = z
  .string()
  .meta({ pattern: `^-?(${CASE_SORTS.join("|")})$`, description: "With - before it: descending" })
  .refine(
    (given) => (CASE_SORTS as readonly string[]).includes(given.replace(/^-/, "")),
    fault("not_a_choice", { choices: CASE_SORTS.join(", ") }),
  );

/** The text becomes a `SortOrder`. */
export const sort = sortText.transform((given) => ({
  by: given.replace(/^-/, "") as CaseSort,
  descending: given.startsWith("-"),
}));

export const CaseListInput = CaseFilter.extend({
  sort: sort.default({ by: "address", descending: false }),
  cursor: cursor.optional(),
  limit: limit.default(50),
});

/** The fields of a case that lists show. */
export const LISTED_FIELDS = ["connectionDate", "reference"] as const satisfies FieldKey[];

/** A page of a list; with `list` a case has only those of its fields that lists show. */
export const CasePageInput = CaseListInput.extend({
  fields: z
    .enum(["all", "list"])
    .default("all")
    .meta({ description: `list: of \`fields\` only ${LISTED_FIELDS.join(" and ")}` }),
});
export type CaseFieldsAsked = z.output<typeof CasePageInput>["fields"];

/** A page of the cases of all projects; without `sort` they come project by project, the newest first. */
export const AllCasesPageInput = CasePageInput.extend({ sort: sort.optional() });

/** `since` is a moment that the server told. */
export const CaseChangesInput = z.strictObject({ since: z.iso.datetime(), project: uuid.optional() });

export const SearchInput = z.strictObject({ q: text(LIMITS.searchLength) });
