import fc from "fast-check";

type Json = Record<string, unknown>;
type Context = { schemas: Record<string, Json>; ids: readonly string[] };

/** What an input may contain that no schema names: halves of characters, other scripts, markup, very long texts. */
const anyText = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: "grapheme", maxLength: 40 }) },
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme-ascii", minLength: 200, maxLength: 3_000 }),
  fc.constantFrom(
    "",
    " ",
    "\u0000",
    "\ud800",
    "%",
    "_",
    "\\",
    "'; drop table cases; --",
    "<script>",
    "=1+1",
    "null",
  ),
);

const garbage = fc.oneof(
  anyText,
  fc.jsonValue({ maxDepth: 3 }),
  fc.double(),
  fc.maxSafeInteger(),
  fc.constantFrom(null, true, [], {}, -0, 1e308, "2027-06-01", "1", ["1"]),
);

const idOf = ({ ids }: Context) =>
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...ids) },
    { weight: 2, arbitrary: fc.uuid() },
    fc.constantFrom(...ids).map((id) => id.toUpperCase()),
    fc.constantFrom(...ids).map((id) => id.replaceAll("-", "")),
    fc.constantFrom(...ids).map((id) => id.slice(1)),
  );

function textOf(schema: Json, context: Context): fc.Arbitrary<unknown> {
  const {
    minLength = 0,
    maxLength = 60,
    pattern,
    format,
  } = schema as {
    [name in "minLength" | "maxLength"]?: number;
  } & { [name in "pattern" | "format"]?: string };
  if (format === "uuid") return idOf(context);
  if (format === "date") return fc.date({ noInvalidDate: true }).map((day) => day.toISOString().slice(0, 10));
  if (format === "email") return fc.emailAddress();
  const lengths = { minLength, maxLength: Math.min(maxLength, minLength + 60) };
  const written = pattern ? textMatching(pattern) : fc.string({ ...lengths, unit: "grapheme" });
  return fc.oneof({ weight: 6, arbitrary: written }, anyText);
}

/** Kept, since fast-check takes up to 30 ms to make one. */
const madeByPattern = new Map<string, fc.Arbitrary<string>>();

function textMatching(pattern: string): fc.Arbitrary<string> {
  // Without look-around, which `stringMatching` does not know.
  const readable = pattern.replace(/\(\?[=!<][^)]*\)/g, "");
  const made = madeByPattern.get(readable) ?? fc.stringMatching(new RegExp(readable, "u"));
  madeByPattern.set(readable, made);
  return made;
}

function objectOf(schema: Json, context: Context): fc.Arbitrary<unknown> {
  const {
    properties = {},
    required = [],
    additionalProperties,
  } = schema as {
    properties?: Record<string, Json>;
    required?: string[];
    additionalProperties?: Json | boolean;
  };
  const members = Object.fromEntries(
    Object.entries(properties).map(([name, member]) => [name, valueOf(member, context)]),
  );
  const known = fc.record(members, { requiredKeys: required });
  if (typeof additionalProperties !== "object" || Object.keys(additionalProperties).length === 0)
    return known;
  const further = fc.dictionary(anyText, valueOf(additionalProperties, context), { maxKeys: 3 });
  return fc.tuple(further, known).map(([others, own]) => ({ ...others, ...own }));
}

function plainValueOf(schema: Json, context: Context): fc.Arbitrary<unknown> {
  const { $ref, anyOf, oneOf, allOf, type } = schema as {
    [name in "$ref" | "type"]?: string;
  } & { [name in "anyOf" | "oneOf" | "allOf"]?: Json[] };
  if ($ref) return valueOf(context.schemas[$ref.split("/").at(-1) ?? ""] ?? {}, context);
  const choices = anyOf ?? oneOf;
  if (choices) return fc.oneof(...choices.map((one) => valueOf(one, context)));
  if (allOf) return valueOf(Object.assign({}, ...allOf), context);
  if ("const" in schema) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom(...(schema.enum as unknown[]));
  const least = Number(schema.minimum ?? -100);
  const most = Number(schema.maximum ?? least + 200);
  switch (type) {
    case "string":
      return textOf(schema, context);
    case "integer":
      return fc.integer({ min: Math.ceil(Math.max(least, -(2 ** 31))), max: Math.min(most, 2 ** 31 - 1) });
    case "number":
      return fc.double({ min: least, max: most, noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "array":
      return fc.array(valueOf((schema.items as Json) ?? {}, context), { maxLength: 4 });
    case "object":
      return objectOf(schema, context);
    default:
      return garbage;
  }
}

/**
 * Values that a JSON schema describes, of which now and then a part is something else. `ids` are put where the schema
 * asks for an id. Random, and repeatable by fast-check's seed.
 */
export const valueOf = (schema: Json, context: Context): fc.Arbitrary<unknown> =>
  fc.oneof({ weight: 24, arbitrary: fc.constant(null).chain(() => plainValueOf(schema, context)) }, garbage);

export { anyText, garbage };
