import { z } from "zod";
import { CASE_STATES } from "@/lib/domain/vocabulary";

/** What several answers hold. The contract tests hold every answer of a running server against these schemas. */

export const id = z.uuid();
export const moment = z.iso.datetime();
export const count = z.int().min(0);
export const state = z.enum(CASE_STATES);
export const person = z.object({ id, name: z.string() });
export type Person = z.output<typeof person>;
export const values = z.record(z.string(), z.unknown());
export const countsByState = z.object(
  Object.fromEntries(CASE_STATES.map((name) => [name, count])) as Record<
    (typeof CASE_STATES)[number],
    typeof count
  >,
);
export type CountsByState = z.output<typeof countsByState>;
export const nextCursor = z
  .string()
  .nullable()
  .meta({ description: "For the next page; null on the last one" });
/** Of the name of a company. */
export const administrator = "Null: an administrator";

/** Who changed a case meanwhile, and when. */
export const lastChange = {
  changedBy: z.string().optional().meta({ description: "Whose change came in between" }),
  changedByOrganisation: z.string().nullable().optional().meta({ description: administrator }),
  changedAt: moment.optional(),
};

/** Described to callers as `schema`; our own code knows the type more exactly. */
export const known = <Known>(schema: z.ZodType) => schema as z.ZodType<Known>;

/** An answer as its verb makes it, with these moments not yet written as text. */
export type Dated<Answer, Moment extends keyof Answer> = Omit<Answer, Moment> & {
  [Key in Moment]: Date | Extract<Answer[Key], null>;
};

/** An answer as its verb makes it: without the sentences, which are added where the caller's language is known. */
export type Wordless<Answer> = Answer extends readonly (infer Member)[]
  ? Wordless<Member>[]
  : Answer extends object
    ? { [Key in keyof Answer as Exclude<Key, "message" | "label" | "text" | "rule">]: Wordless<Answer[Key]> }
    : Answer;
