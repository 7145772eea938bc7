import { z } from "zod";
import type { FaultCode } from "@/lib/domain/fault";
import { readValue } from "@/lib/domain/fields/field-value";
import { LIMITS } from "@/lib/domain/limits";
import { cleanText } from "@/lib/domain/text";

/** A zod issue with a fault's code and parameters; the sentence is made where the language is known. */
export const fault = (code: FaultCode, params: Record<string, string | number> = {}) =>
  ({ code: "custom", params: { code, ...params } }) as const;
export type Fault = ReturnType<typeof fault>;

/** Cleaned text of `min` to `max` code points, or its fault. */
export function readText(
  raw: string,
  max: number,
  min: number,
  options: { multiline?: boolean } = {},
): { text: string; wrong?: Fault } {
  const { text, fault: found } = cleanText(raw, max, options);
  if (found) return { text, wrong: found === "too_long" ? fault(found, { limit: max }) : fault(found) };
  return [...text].length < min ? { text, wrong: fault("required") } : { text };
}

/** The schema of a text that `readText` reads; with `multiline` its line breaks stay. */
export const text = (max: number, min = 1, options: { multiline?: boolean } = {}) =>
  z
    .string()
    .meta({ minLength: min, maxLength: max })
    .transform((raw, context) => {
      const { text, wrong } = readText(raw, max, min, options);
      if (wrong) context.addIssue({ ...wrong, input: undefined });
      return text;
    });

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export const isUuid = (value: unknown): value is string => typeof value === "string" && UUID.test(value);

export const uuid = z
  .string()
  .regex(UUID)
  .transform((id) => id.toLowerCase());

/** The schema of a text that the field list reads as this kind; its fault is `code`, or the field list's. */
export const readAs = (kind: "date" | "email" | "cvr" | "ean" | "phone", code?: FaultCode) =>
  z
    .string()
    .meta(kind === "date" ? { format: "date" } : {})
    .transform((raw, context) => {
      const read = readValue({ kind, need: ["o", "o", "o", "o"], scope: "S", section: "other" }, raw);
      if (read.ok && typeof read.value === "string") return read.value;
      context.addIssue({ ...fault(read.ok ? "required" : (code ?? read.code)), input: undefined });
      return z.NEVER;
    });

/** A calendar day, YYYY-MM-DD. */
export const day = readAs("date");

export const name = text(LIMITS.nameLength);
export const gridAreaCode = z.string().regex(/^\d{3}$/);

/** The list, cut after the last faulty member that is reported, since each faulty member is slow to parse. */
export const listOf = <Schema extends z.ZodType>(list: z.ZodArray<Schema>) =>
  z.preprocess((given) => {
    if (!Array.isArray(given)) return given;
    let left: number = LIMITS.faults;
    const end = given.findIndex((member) => {
      if (!list.element.safeParse(member).success) left -= 1;
      return left === 0;
    });
    return end < 0 ? given : given.slice(0, end + 1);
  }, list);

/** An optional value; a blank text, as of an empty input, is absent. */
export const optional = <Schema extends z.ZodType>(schema: Schema) =>
  z.preprocess(
    (given) => (typeof given === "string" && given.trim() === "" ? undefined : given),
    schema.optional(),
  );

export const limit = z.coerce.number<string>().int().min(1).max(LIMITS.pageSize);
export const cursor = z.string().max(2_000);
