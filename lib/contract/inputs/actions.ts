import { z } from "zod";
import { type Asked, asksOf, type FORMS } from "@/lib/domain/actions/forms";
import { REASONED_ACTIONS } from "@/lib/domain/actions/parameters";
import { isMeterNumber } from "@/lib/domain/fields/case-numbers";
import { isFieldKey, type KeyOf, textField } from "@/lib/domain/fields/fields";
import { LIMITS } from "@/lib/domain/limits";
import { cut } from "@/lib/domain/text";
import { type Action, ACTIONS } from "@/lib/domain/vocabulary";
import { FieldValuesInput } from "./fields";
import { day, type Fault, fault, isUuid, readText, text, UUID, uuid } from "./pieces";
import { Selection } from "./selection";

export const ReasonsInput = z.strictObject({ action: z.enum(REASONED_ACTIONS).default("reject") });

/**
 * The schema of values by case id; `described` is one value's schema for the API's document. One loop reads the values,
 * as fast as ids; zod's record would silently drop a key `__proto__`. `read` gives a value, or tells its faults.
 */
const byCase = <Value>(
  described: z.ZodType,
  read: (given: unknown, tell: (found: Fault, ...path: string[]) => void) => Value,
) => {
  const { $schema: _, ...additionalProperties } = z.toJSONSchema(described, { io: "input" });
  return z
    .custom<Record<string, unknown>>(isObject)
    .meta({ type: "object", propertyNames: { type: "string", pattern: UUID.source }, additionalProperties })
    .transform((given, context) => {
      const values: Record<string, Value> = {};
      let told = 0;
      const tell = (found: Fault, ...path: string[]) => {
        told += 1;
        if (told <= LIMITS.faults) context.addIssue({ ...found, input: undefined, path });
      };
      const entries = Object.entries(given);
      if (entries.length > LIMITS.selectionCases) {
        tell(fault("too_large", { limit: LIMITS.selectionCases }));
        return values;
      }
      for (const [key, value] of entries) {
        const id = key.toLowerCase();
        if (!isUuid(key)) tell(fault("unknown_key"), cut(key, 100));
        // One id in capitals and in small letters.
        else if (id in values) tell(fault("given_twice"), id);
        else values[id] = read(value, (found, ...path) => tell(found, key, ...path));
      }
      return values;
    });
};

const isObject = (given: unknown): given is Record<string, unknown> =>
  typeof given === "object" && given !== null && !Array.isArray(given);

const NOT_TEXT = { text: "", wrong: fault("invalid") };

/** A text field's values for single cases. */
function column(key: KeyOf<"text">) {
  const { max, isNumber } = textField(key);
  return byCase(text(max), (given, tell) => {
    const { text, wrong } = typeof given === "string" ? readText(given, max, 1) : NOT_TEXT;
    if (wrong) tell(wrong);
    else if (isNumber && !isMeterNumber(text)) tell(fault("not_a_meter_number"));
    return text;
  });
}

const fieldValuesByCase = byCase(FieldValuesInput, (given, tell) => {
  if (!isObject(given)) tell(fault("invalid"));
  const values = isObject(given) ? given : {};
  for (const key of Object.keys(values)) if (!isFieldKey(key)) tell(fault("unknown_key"), cut(key, 100));
  return values;
});

type Of<Kind extends Asked["kind"]> = Extract<Asked, { kind: Kind }>;

/** The schema of each kind of parameter. The verb checks the values of `edit` by the field list. */
const SCHEMAS = {
  text: ({ sets }: Of<"text">) => text(textField(sets).max),
  reason: ({ required }: Of<"reason">) =>
    required === true ? text(LIMITS.reasonLength) : text(LIMITS.reasonLength, 0).optional(),
  date: () => day,
  tick: () => z.literal(true),
  person: ({ orNobody }: Of<"person">) => (orNobody ? uuid.nullable() : uuid),
  column: ({ sets }: Of<"column">) => column(sets).optional(),
  fields: () => FieldValuesInput.optional(),
  cleared_fields: () => z.array(z.string().max(50)).max(100).optional(),
  fields_by_case: () => fieldValuesByCase.optional(),
} satisfies { [Kind in Asked["kind"]]: (asked: Of<Kind>) => z.ZodType };

type SchemaOf<Given> = Given extends { kind: infer Kind extends Asked["kind"] }
  ? ReturnType<(typeof SCHEMAS)[Kind]>
  : never;
type Asks<Each extends Action> = (typeof FORMS)[Each]["asks"];
type Params = {
  [Each in Action]: z.ZodObject<
    { -readonly [Name in keyof Asks<Each>]: SchemaOf<Asks<Each>[Name]> },
    z.core.$strict
  >;
};

const schemaOf = (asked: Asked) => (SCHEMAS[asked.kind] as (asked: Asked) => z.ZodType)(asked);

/** The parameters of each action, by its form. */
export const ACTION_PARAMS = Object.fromEntries(
  ACTIONS.map((action) => [
    action,
    z.strictObject(Object.fromEntries(asksOf(action).map(([name, asked]) => [name, schemaOf(asked)]))),
  ]),
) as Params;

/** Whether `params` may be absent: nothing is required, and the action is no edit, which would change nothing. */
const mayComeWithout = (action: Action) =>
  ACTION_PARAMS[action].safeParse({}).success && asksOf(action).every(([, { kind }]) => kind !== "fields");

function request(action: Action) {
  const params: z.ZodType = ACTION_PARAMS[action];
  return z.strictObject({
    action: z.literal(action),
    params: mayComeWithout(action) ? params.prefault({}) : params,
    ...HOW,
  });
}

const HOW = {
  selection: Selection,
  onBlocked: z.enum(["stop", "skip"]).default("stop"),
  /** For `edit`: accepts values that cause warnings. */
  acceptWarnings: z.boolean().default(false),
  dryRun: z.boolean().default(false),
};
type How = z.output<z.ZodObject<typeof HOW>>;

/** An action with its parameters on a selection. */
export type ActionInput = {
  [Each in Action]: How & { action: Each; params: z.output<Params[Each]> };
}[Action];

type Request = ReturnType<typeof request>;
export const ActionInput = z.discriminatedUnion(
  "action",
  ACTIONS.map(request) as unknown as [Request, ...Request[]],
) as unknown as z.ZodType<ActionInput>;
