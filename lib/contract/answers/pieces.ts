import { z } from "zod";
import { CASE_STATES } from "@/lib/domain/vocabulary";

// Parts of several answers. The contract tests check every answer of a running server by these schemas.

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
/** The description of a company's name that may be null. */
export const administrator = "Null: an administrator";

/** Who changed a case last, and when. */
export const lastChange = {
  changedBy: z.string().optional().meta({ description: "Whose change came in between" }),
  changedByOrganisation: z.string().nullable().optional().meta({ description: administrator }),
  changedAt: moment.optional(),
};

/** A schema for the API's document with a narrower type for our own code. */
export const known = <Known>(schema: z.ZodType) => schema as z.ZodType<Known>;

/** An answer as its verb makes it, with these moments as dates instead of text. */
export type Dated<Answer, Moment extends keyof Answer> = Omit<Answer, Moment> & {
  [Key in Moment]: Date | Extract<Answer[Key], null>;
};

/** An answer as its verb makes it, without the sentences, which `lib/web` adds in the caller's language. */
export type Wordless<Answer> = Answer extends readonly (infer Member)[]
  ? Wordless<Member>[]
  : Answer extends object
    ? { [Key in keyof Answer as Exclude<Key, "message" | "label" | "text" | "rule">]: Wordless<Answer[Key]> }
    : Answer;
